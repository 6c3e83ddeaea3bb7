/*
 * ipmi-bmc-sim: events (IPMI 2.0 section 29)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_SET_EVENT_RECEIVER = 0x00,
    CMD_GET_EVENT_RECEIVER = 0x01,
    CMD_PLATFORM_EVENT     = 0x02,
};

/* Set Event Receiver: events are not sent at all */
#define SIM_EVENT_NOBODY 0xff
#define RECEIVER_LUN     0x03

/* Versions of event messages: IPMI 1.0, and 1.5 and later */
#define EVMREV_1_0 0x03
#define EVMREV_1_5 0x04

#define EVENT_DATA_SIZE 3
#define EVENT_DATA_NONE 0xff

/* Into the SEL, if asked, and to the event message buffer */
static void sim_report(IPMIBmcSim *s, const uint8_t *evt, bool log)
{
    uint8_t record[SEL_RECORD_SIZE];

    memcpy(record, evt, sizeof(record));
    if (log) {
        sim_sel_add(s, record);
    }
    sim_msg_event(s, record);
}

void sim_log_event(IPMIBmcSim *s, const uint8_t *evt)
{
    sim_report(s, evt, sim_msg_logging_enabled(s));
}

void ipmi_bmc_gen_event(IPMIBmc *bmc, uint8_t *evt, bool log)
{
    IPMIBmcSim *s = (IPMIBmcSim *)object_dynamic_cast(OBJECT(bmc),
                                                      TYPE_IPMI_BMC_SIMULATOR);

    if (s && s->sel.log.store.records) {
        sim_report(s, evt, log && sim_msg_logging_enabled(s));
    }
}

static void sim_make_record(uint8_t *record, uint16_t generator,
                            const uint8_t *event, size_t len)
{
    memset(record, 0, SEL_RECORD_SIZE);
    record[SEL_REC_TYPE] = SEL_TYPE_EVENT;
    stw_le_p(record + SEL_REC_GENERATOR, generator);
    memset(record + SEL_REC_DATA, EVENT_DATA_NONE, EVENT_DATA_SIZE);
    memcpy(record + SEL_REC_EVMREV, event, len);
}

/* There is nobody but the BMC on the IPMB to take events */
void sim_sensor_event(IPMIBmcSim *s, uint8_t type, uint8_t number,
                      uint8_t dir_type, const uint8_t *data)
{
    uint8_t own = IPMI_BMC(s)->slave_addr;
    const uint8_t event[] = {
        EVMREV_1_5, type, number, dir_type, data[0], data[1], data[2]
    };
    uint8_t record[SEL_RECORD_SIZE];

    if (s->event.receiver == own && !s->event.lun) {
        sim_make_record(record, own, event, sizeof(event));
        sim_log_event(s, record);
    }
}

/* Section 29.1. It arms all sensors again */
static uint8_t sim_set_event_receiver(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint8_t addr = req->data[0], lun = req->data[1];

    if ((addr & 1 && addr != SIM_EVENT_NOBODY) || lun & ~RECEIVER_LUN) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    s->event.receiver = addr;
    s->event.lun = lun;
    sim_sensor_rearm_all(s);
    return IPMI_CC_OK;
}

/* Section 29.2 */
static uint8_t sim_get_event_receiver(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, s->event.receiver);
    ipmi_msg_put(rsp, s->event.lun);
    return IPMI_CC_OK;
}

/*
 * Section 29.3. Over the system interface the generator comes first: software
 * has no address. Such events are logged even if logging is off (section
 * 22.1). A SEL that is full is no fault of who reports; it tells so itself.
 */
static uint8_t sim_platform_event(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    uint8_t record[SEL_RECORD_SIZE];
    uint8_t evmrev = req->data[1];

    if (evmrev != EVMREV_1_0 && evmrev != EVMREV_1_5) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_make_record(record, req->data[0], req->data + 1, req->len - 1);
    sim_report(s, record, true);
    return IPMI_CC_OK;
}

static const SimCommand sim_event_commands[] = {
    { IPMI_NETFN_SENSOR_EVENT, CMD_SET_EVENT_RECEIVER, 2, 2,
      sim_set_event_receiver },
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_EVENT_RECEIVER, 0, 0,
      sim_get_event_receiver },
    /* Event data 2 and 3 may be absent */
    { IPMI_NETFN_SENSOR_EVENT, CMD_PLATFORM_EVENT, 6, 8, sim_platform_event },
    { }
};

static bool sim_event_realize(IPMIBmcSim *s, Error **errp)
{
    s->event.receiver = IPMI_BMC(s)->slave_addr;
    s->event.lun = 0;
    return true;
}

static void sim_event_restart(IPMIBmcSim *s)
{
    s->event.receiver = IPMI_BMC(s)->slave_addr;
    s->event.lun = 0;
}

static int sim_event_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return s->event.lun & ~RECEIVER_LUN ? -EINVAL : 0;
}

static const VMStateDescription vmstate_sim_event = {
    .name = "ipmi-bmc-sim/event",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_event_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(event.receiver, IPMIBmcSim),
        VMSTATE_UINT8(event.lun, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_event = {
    .name = "event",
    .commands = sim_event_commands,
    .realize = sim_event_realize,
    .restart = sim_event_restart,
    .live = &vmstate_sim_event,
};
