/*
 * ipmi-bmc-sim: messages for the host's software (IPMI 2.0 section 22)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/registerfields.h"
#include "hw/ipmi/trace.h"

enum {
    CMD_SET_GLOBAL_ENABLES     = 0x2e,
    CMD_GET_GLOBAL_ENABLES     = 0x2f,
    CMD_CLEAR_MSG_FLAGS        = 0x30,
    CMD_GET_MSG_FLAGS          = 0x31,
    CMD_ENABLE_CHANNEL_RECEIVE = 0x32,
    CMD_GET_MSG                = 0x33,
    CMD_SEND_MSG               = 0x34,
    CMD_READ_EVENT_BUFFER      = 0x35,
};

/* Section 22.1 */
FIELD(ENABLES, QUEUE_IRQ, 0, 1)
FIELD(ENABLES, EVENT_IRQ, 1, 1)
FIELD(ENABLES, EVENT_BUFFER, 2, 1)
FIELD(ENABLES, LOGGING, 3, 1)
FIELD(ENABLES, RESERVED, 4, 1)

/* Section 22.4 */
FIELD(FLAGS, QUEUE, 0, 1)
FIELD(FLAGS, EVENT, 1, 1)
FIELD(FLAGS, PRETIMEOUT, 3, 1)

/* Section 22.5 */
FIELD(RECEIVE, STATE, 0, 2)
FIELD(RECEIVE, RESERVED, 2, 6)

enum {
    RECEIVE_DISABLE = 0,
    RECEIVE_ENABLE  = 1,
    RECEIVE_GET     = 2,
};

/* Section 22.7 */
FIELD(SEND, CHANNEL, 0, 4)
FIELD(SEND, SECURITY, 4, 2)
FIELD(SEND, TRACKING, 6, 2)

#define CC_NOTHING_THERE 0x80
#define CC_NAK_ON_WRITE  0x83

#define IPMB_CHANNEL 0
/* Software of the host has this LUN of the BMC on the IPMB (section 7.3) */
#define IPMB_LUN_SMS 2
/* Who else is on the IPMB */
#define SATELLITE_ADDR 0x40

/* What a system starts with */
#define ENABLES_DEFAULT R_ENABLES_LOGGING_MASK

bool sim_msg_logging_enabled(const IPMIBmcSim *s)
{
    return FIELD_EX8(s->msg.enables, ENABLES, LOGGING);
}

/*
 * Towards the interface
 */

/* Which of the flags come with an interrupt */
static uint8_t sim_msg_irq_flags(const SimMsg *msg)
{
    uint8_t flags = R_FLAGS_PRETIMEOUT_MASK;

    if (FIELD_EX8(msg->enables, ENABLES, QUEUE_IRQ)) {
        flags |= R_FLAGS_QUEUE_MASK;
    }
    if (FIELD_EX8(msg->enables, ENABLES, EVENT_IRQ)) {
        flags |= R_FLAGS_EVENT_MASK;
    }
    return flags;
}

static void sim_msg_update(IPMIBmcSim *s)
{
    const SimMsg *msg = &s->msg;
    IPMIInterface *intf = IPMI_BMC(s)->intf;

    trace_ipmi_bmc_sim_msg(s->name, msg->enables, msg->flags);
    if (intf) {
        ipmi_interface_set_irq_enable(
            intf, msg->enables & (R_ENABLES_QUEUE_IRQ_MASK |
                                  R_ENABLES_EVENT_IRQ_MASK));
        ipmi_interface_set_atn(intf, msg->flags,
                               msg->flags & sim_msg_irq_flags(msg));
    }
}

static void sim_msg_set_flags(IPMIBmcSim *s, uint8_t flags)
{
    if (s->msg.flags != flags) {
        s->msg.flags = flags;
        sim_msg_update(s);
    }
}

void sim_msg_attached(IPMIBmcSim *s)
{
    sim_msg_update(s);
}

void sim_msg_event(IPMIBmcSim *s, const uint8_t *evt)
{
    SimMsg *msg = &s->msg;

    if (FIELD_EX8(msg->enables, ENABLES, EVENT_BUFFER) &&
        !FIELD_EX8(msg->flags, FLAGS, EVENT)) {
        memcpy(msg->event, evt, SIM_EVENT_SIZE);
        sim_msg_set_flags(s, msg->flags | R_FLAGS_EVENT_MASK);
    }
}

void sim_msg_set_pretimeout(IPMIBmcSim *s, bool set)
{
    sim_msg_set_flags(s, FIELD_DP8(s->msg.flags, FLAGS, PRETIMEOUT, set));
}

/*
 * Enables and flags
 */

/* Section 22.1 */
static uint8_t sim_set_global_enables(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    if (FIELD_EX8(req->data[0], ENABLES, RESERVED)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (s->msg.enables != req->data[0]) {
        s->msg.enables = req->data[0];
        sim_msg_update(s);
    }
    return IPMI_CC_OK;
}

/* Section 22.2 */
static uint8_t sim_get_global_enables(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, s->msg.enables);
    return IPMI_CC_OK;
}

/* Section 22.3 */
static uint8_t sim_clear_msg_flags(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    if (FIELD_EX8(req->data[0], FLAGS, QUEUE)) {
        s->msg.nr_queued = 0;
    }
    sim_msg_set_flags(s, s->msg.flags & ~req->data[0]);
    return IPMI_CC_OK;
}

/* Section 22.4 */
static uint8_t sim_get_msg_flags(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, s->msg.flags);
    return IPMI_CC_OK;
}

/* Section 22.8 */
static uint8_t sim_read_event_buffer(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    if (!FIELD_EX8(s->msg.flags, FLAGS, EVENT)) {
        return CC_NOTHING_THERE;
    }
    ipmi_msg_put_bytes(rsp, s->msg.event, SIM_EVENT_SIZE);
    sim_msg_set_flags(s, s->msg.flags & ~R_FLAGS_EVENT_MASK);
    return IPMI_CC_OK;
}

/*
 * Receive queue
 */

/* Section 22.5. Only the IPMB has anything to receive */
static uint8_t sim_enable_channel_receive(IPMIBmcSim *s,
                                          const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t channel = req->data[0];
    uint8_t state = FIELD_EX8(req->data[1], RECEIVE, STATE);

    if (channel != IPMB_CHANNEL || state > RECEIVE_GET ||
        FIELD_EX8(req->data[1], RECEIVE, RESERVED)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (state != RECEIVE_GET) {
        s->msg.closed = deposit32(s->msg.closed, channel, 1,
                                  state == RECEIVE_DISABLE);
    }
    ipmi_msg_put(rsp, channel);
    ipmi_msg_put(rsp, !extract32(s->msg.closed, channel, 1));
    return IPMI_CC_OK;
}

/* Section 22.6 */
static uint8_t sim_get_msg(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    SimMsg *msg = &s->msg;

    if (!msg->nr_queued) {
        /* Streams of QEMU 10.0 bring the flag, but not what was queued */
        sim_msg_set_flags(s, msg->flags & ~R_FLAGS_QUEUE_MASK);
        return CC_NOTHING_THERE;
    }
    ipmi_msg_put(rsp, msg->queue[0].channel);
    ipmi_msg_put_bytes(rsp, msg->queue[0].data, msg->queue[0].len);
    msg->nr_queued--;
    memmove(&msg->queue[0], &msg->queue[1],
            msg->nr_queued * sizeof(msg->queue[0]));
    if (!msg->nr_queued) {
        sim_msg_set_flags(s, msg->flags & ~R_FLAGS_QUEUE_MASK);
    }
    return IPMI_CC_OK;
}

static void sim_msg_receive(IPMIBmcSim *s, uint8_t channel, const IPMIMsg *in)
{
    SimMsg *msg = &s->msg;
    SimQueued *queued;

    if (msg->nr_queued == SIM_MSG_QUEUE || in->len > SIM_MSG_QUEUED ||
        extract32(msg->closed, channel, 1)) {
        return;
    }
    queued = &msg->queue[msg->nr_queued++];
    queued->channel = channel;
    queued->len = in->len;
    memcpy(queued->data, in->data, in->len);
    sim_msg_set_flags(s, msg->flags | R_FLAGS_QUEUE_MASK);
}

/*
 * The IPMB, and a satellite controller on it that says who it is and knows
 * nothing else
 */

/* A request on the IPMB (section 7 of the IPMB protocol) */
typedef struct IPMBHeader {
    uint8_t rs_addr;
    uint8_t netfn_lun;
    uint8_t checksum;
    uint8_t rq_addr;
    uint8_t seq_lun;
    uint8_t cmd;
} QEMU_PACKED IPMBHeader;

static void sim_satellite_answer(const IPMBHeader *rq, IPMIMsg *out)
{
    static const uint8_t device_id[] = {
        IPMI_CC_OK, 0x00, 0x00, 0x01, 0x00, 0x51, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00,
    };
    static const uint8_t unknown[] = { IPMI_CC_INVALID_CMD };
    uint8_t netfn_lun = ipmi_netfn_lun(ipmi_netfn(rq->netfn_lun) | 1,
                                       ipmi_lun(rq->seq_lun));
    uint8_t head[] = { rq->rq_addr, netfn_lun };
    bool known = ipmi_netfn(rq->netfn_lun) == IPMI_NETFN_APP && rq->cmd == 1;

    /* The BMC's own address is left out of what is received */
    ipmi_msg_reset(out);
    ipmi_msg_put(out, netfn_lun);
    ipmi_msg_put(out, ipmi_checksum(head, sizeof(head)));
    ipmi_msg_put(out, rq->rs_addr);
    ipmi_msg_put(out, (rq->seq_lun & ~3) | ipmi_lun(rq->netfn_lun));
    ipmi_msg_put(out, rq->cmd);
    if (known) {
        ipmi_msg_put_bytes(out, device_id, sizeof(device_id));
    } else {
        ipmi_msg_put_bytes(out, unknown, sizeof(unknown));
    }
    ipmi_msg_put(out, ipmi_checksum(out->data + 2, out->len - 2));
}

/* A controller on the bus does not answer what is damaged */
static bool sim_ipmb_valid(const uint8_t *msg, size_t len)
{
    return ipmi_checksum(msg, 3) == 0 && ipmi_checksum(msg + 3, len - 3) == 0;
}

/*
 * Only the response to a request of the host's software comes back to it.
 * Other LUNs of the BMC belong to the BMC, which has not asked.
 */
static uint8_t sim_ipmb_send(IPMIBmcSim *s, const uint8_t *msg, size_t len)
{
    IPMBHeader rq;
    IPMIMsg answer;

    if (len && msg[0] == 0) {
        /* A broadcast has the addressee behind it */
        msg++;
        len--;
    }
    if (len < sizeof(rq) + 1) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    memcpy(&rq, msg, sizeof(rq));
    if (rq.rs_addr != SATELLITE_ADDR) {
        return CC_NAK_ON_WRITE;
    }
    if (s->msg.nr_queued == SIM_MSG_QUEUE) {
        return IPMI_CC_NODE_BUSY;
    }
    if (sim_ipmb_valid(msg, len) && rq.rq_addr == IPMI_BMC(s)->slave_addr &&
        !ipmi_netfn_is_response(ipmi_netfn(rq.netfn_lun)) &&
        ipmi_lun(rq.seq_lun) == IPMB_LUN_SMS) {
        sim_satellite_answer(&rq, &answer);
        sim_msg_receive(s, IPMB_CHANNEL, &answer);
    }
    return IPMI_CC_OK;
}

/* Section 22.7. Nothing but the IPMB takes messages */
static uint8_t sim_send_msg(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t channel = FIELD_EX8(req->data[0], SEND, CHANNEL);

    if (channel != IPMB_CHANNEL || FIELD_EX8(req->data[0], SEND, SECURITY)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_ipmb_send(s, req->data + 1, req->len - 1);
}

/*
 * Part
 */

static const SimCommand sim_msg_commands[] = {
    { IPMI_NETFN_APP, CMD_SET_GLOBAL_ENABLES, 1, 1, sim_set_global_enables },
    { IPMI_NETFN_APP, CMD_GET_GLOBAL_ENABLES, 0, 0, sim_get_global_enables },
    { IPMI_NETFN_APP, CMD_CLEAR_MSG_FLAGS, 1, 1, sim_clear_msg_flags },
    { IPMI_NETFN_APP, CMD_GET_MSG_FLAGS, 0, 0, sim_get_msg_flags },
    { IPMI_NETFN_APP, CMD_ENABLE_CHANNEL_RECEIVE, 2, 2,
      sim_enable_channel_receive },
    { IPMI_NETFN_APP, CMD_GET_MSG, 0, 0, sim_get_msg },
    { IPMI_NETFN_APP, CMD_SEND_MSG, 1, SIM_ANY_LENGTH, sim_send_msg },
    { IPMI_NETFN_APP, CMD_READ_EVENT_BUFFER, 0, 0, sim_read_event_buffer },
    { }
};

static void sim_msg_init(IPMIBmcSim *s)
{
    s->msg.enables = ENABLES_DEFAULT;
}

static void sim_msg_begin(IPMIBmcSim *s, uint8_t flags)
{
    SimMsg *msg = &s->msg;

    msg->enables = ENABLES_DEFAULT;
    msg->flags = flags;
    msg->closed = 0;
    msg->nr_queued = 0;
    sim_msg_update(s);
}

/*
 * What the host's last run has asked for is of no use to the next one. An
 * event is not its own and stays.
 */
static void sim_msg_reset(IPMIBmcSim *s)
{
    sim_msg_begin(s, s->msg.flags & R_FLAGS_EVENT_MASK);
}

/* Section 20.2 names the enables */
static void sim_msg_restart(IPMIBmcSim *s)
{
    sim_msg_begin(s, 0);
}

static bool sim_msg_needed(void *opaque)
{
    const SimMsg *msg = &IPMI_BMC_SIMULATOR(opaque)->msg;

    return msg->nr_queued || msg->closed;
}

static int sim_msg_post_load(void *opaque, int version_id)
{
    const SimMsg *msg = &IPMI_BMC_SIMULATOR(opaque)->msg;

    if (msg->nr_queued > SIM_MSG_QUEUE) {
        return -EINVAL;
    }
    for (int i = 0; i < msg->nr_queued; i++) {
        if (msg->queue[i].len > SIM_MSG_QUEUED) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription vmstate_sim_queued = {
    .name = "ipmi-bmc-sim/msg/queued",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(channel, SimQueued),
        VMSTATE_UINT8(len, SimQueued),
        VMSTATE_UINT8_ARRAY(data, SimQueued, SIM_MSG_QUEUED),
        VMSTATE_END_OF_LIST()
    }
};

/* The rest is in the device's own fields, which QEMU has always had */
static const VMStateDescription vmstate_sim_msg = {
    .name = "ipmi-bmc-sim/msg",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = sim_msg_needed,
    .post_load = sim_msg_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(msg.closed, IPMIBmcSim),
        VMSTATE_UINT8(msg.nr_queued, IPMIBmcSim),
        VMSTATE_STRUCT_ARRAY(msg.queue, IPMIBmcSim, SIM_MSG_QUEUE, 1,
                             vmstate_sim_queued, SimQueued),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_msg = {
    .name = "msg",
    .commands = sim_msg_commands,
    .init = sim_msg_init,
    .reset = sim_msg_reset,
    .restart = sim_msg_restart,
    .live = &vmstate_sim_msg,
};
