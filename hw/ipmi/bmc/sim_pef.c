/*
 * ipmi-bmc-sim: platform event filtering, its configuration (IPMI 2.0
 * section 30)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/timer.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_GET_PEF_CAPS = 0x10,
    CMD_ARM_TIMER = 0x11,
    CMD_SET_PEF_CONFIG = 0x12,
    CMD_GET_PEF_CONFIG = 0x13,
    CMD_SET_LAST_EVENT = 0x14,
    CMD_GET_LAST_EVENT = 0x15,
    CMD_ALERT_IMMEDIATE = 0x16,
    CMD_PET_ACKNOWLEDGE = 0x17,
};

/* Section 30.1: version 1.5, BCD with the nibbles swapped */
#define PEF_VERSION 0x51
/* Diagnostic interrupt, power cycle, reset, power down, alert */
#define PEF_ACTIONS 0x2f

#define PEF_NUMBER 0x7f

/* Section 30.2 */
#define POSTPONE_OFF      0x00
#define POSTPONE_SECS_MAX 0xfd
#define POSTPONE_DISABLE  0xfe
#define POSTPONE_GET      0xff

/* Event filter (table 30-2) */
enum {
    FILTER_CONFIG = 0,
    FILTER_ACTION = 1,
    FILTER_SEVERITY = 3,
};
#define FILTER_TYPE_RESERVED 0x20
#define SEVERITY_MAX         0x20

/* Alert policy (table 30-8) */
#define POLICY_MAX 4

/* Section 30.7 */
enum {
    ALERT_INITIATE = 0,
    ALERT_GET_STATUS = 1,
    ALERT_CLEAR_STATUS = 2,
};
#define ALERT_NONE        0x00
#define ALERT_DONE        0x01
#define ALERT_NO_ACK      0x03
#define ALERT_EVENT_LEN   8
#define DEST_ACKNOWLEDGED 0x80

#define EVENT_ID_NONE 0xffff

/*
 * Parameters (table 30-6)
 */

static uint8_t check_filter(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[FILTER_CONFIG] &= 0xe0;
    data[FILTER_ACTION] &= 0x7f;
    return data[FILTER_CONFIG] & FILTER_TYPE_RESERVED ||
           data[FILTER_SEVERITY] > SEVERITY_MAX ?
           IPMI_CC_INVALID_DATA_FIELD : IPMI_CC_OK;
}

/* The first byte of a filter by itself */
static uint8_t check_filter_config(const SimParam *p, uint8_t set,
                                   uint8_t *data)
{
    return *data & FILTER_TYPE_RESERVED ? IPMI_CC_INVALID_DATA_FIELD :
                                          IPMI_CC_OK;
}

static uint8_t check_policy(const SimParam *p, uint8_t set, uint8_t *data)
{
    return (data[0] & 7) > POLICY_MAX ? IPMI_CC_INVALID_DATA_FIELD :
                                        IPMI_CC_OK;
}

static uint8_t check_string_key(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[1] &= PEF_NUMBER;
    return IPMI_CC_OK;
}

#define VALUE(f) .offset = offsetof(SimPefConfig, f), \
                 .size = sizeof(((SimPefConfig *)0)->f)
#define COUNT(f) VALUE(ro.f), .read_only = true
#define TABLE(f, n, bytes) .offset = offsetof(SimPefConfig, f), \
                           .sets = (n), .size = (bytes)

static const SimParam sim_pef_params[] = {
    { 1, VALUE(control), .mask = 0x0f },
    { 2, VALUE(action_control), .mask = 0x3f },
    { 3, VALUE(startup_delay) },
    { 4, VALUE(alert_startup_delay) },
    { 5, COUNT(filters) },
    { 6, TABLE(filters, SIM_PEF_FILTERS, SIM_PEF_FILTER_SIZE), .first = 1,
      .check = check_filter },
    { 7, TABLE(filters, SIM_PEF_FILTERS, 1), .first = 1, .mask = 0xe0,
      .stride = SIM_PEF_FILTER_SIZE, .check = check_filter_config },
    { 8, COUNT(policies) },
    { 9, TABLE(policies, SIM_PEF_POLICIES, SIM_PEF_POLICY_SIZE), .first = 1,
      .check = check_policy },
    { 10, VALUE(guid), .mask = 0x01 },
    { 11, COUNT(strings) },
    { 12, TABLE(string_keys, SIM_PEF_STRINGS + 1, SIM_PEF_KEY_SIZE),
      .mask = PEF_NUMBER, .check = check_string_key },
    { 13, TABLE(strings, SIM_PEF_STRINGS + 1, SIM_PEF_BLOCK_SIZE),
      .min = 1, .blocks = SIM_PEF_STRING_BLOCKS, .first_block = 1 },
};

static const SimParams sim_pef_all = {
    sim_pef_params, ARRAY_SIZE(sim_pef_params),
};

/* Section 30.3 */
static uint8_t sim_pef_set(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    SimPef *pef = &s->pef;
    uint8_t cc = sim_param_set(&sim_pef_all, &pef->config, &pef->in_progress,
                               req->data[0] & PEF_NUMBER, req->data + 1,
                               req->len - 1);

    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return cc;
}

/* Section 30.4 */
static uint8_t sim_pef_get(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    const SimParamQuery query = {
        .number = req->data[0] & PEF_NUMBER, .set = req->data[1],
        .block = req->data[2], .revision_only = req->data[0] & 0x80,
    };

    return sim_param_get(&sim_pef_all, &s->pef.config, s->pef.in_progress,
                         &query, rsp);
}

/* Section 30.1 */
static uint8_t sim_pef_capabilities(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, PEF_VERSION);
    ipmi_msg_put(rsp, PEF_ACTIONS);
    ipmi_msg_put(rsp, SIM_PEF_FILTERS);
    return IPMI_CC_OK;
}

/*
 * Postpone timer
 */

static uint8_t sim_pef_countdown(const SimPef *pef)
{
    int64_t left = pef->postpone_end -
                   qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (pef->postpone == POSTPONE_DISABLE || pef->postpone == POSTPONE_OFF) {
        return pef->postpone;
    }
    return left <= 0 ? 0 : MIN(DIV_ROUND_UP(left, NANOSECONDS_PER_SECOND),
                               pef->postpone);
}

/* Section 30.2 */
static uint8_t sim_pef_arm_timer(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    SimPef *pef = &s->pef;

    if (req->data[0] != POSTPONE_GET) {
        pef->postpone = req->data[0];
        pef->postpone_end = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                            pef->postpone * NANOSECONDS_PER_SECOND;
    }
    ipmi_msg_put(rsp, sim_pef_countdown(pef));
    return IPMI_CC_OK;
}

/*
 * Events
 */

/* Section 30.5 */
static uint8_t sim_pef_set_last_event(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint16_t id = lduw_le_p(req->data + 1);

    if (req->data[0] & 1) {
        s->pef.bmc_id = id;
    } else {
        s->pef.software_id = id;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 30.6 */
static uint8_t sim_pef_get_last_event(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    const uint8_t *newest = sel_find(&s->sel.log, SEL_ID_LAST, NULL);
    struct {
        uint8_t added[4];
        uint8_t newest_id[2];
        uint8_t software_id[2];
        uint8_t bmc_id[2];
    } QEMU_PACKED data;

    stl_le_p(data.added, s->sel.log.store.added);
    stw_le_p(data.newest_id, newest ? lduw_le_p(newest + SEL_REC_ID) :
                                      EVENT_ID_NONE);
    stw_le_p(data.software_id, s->pef.software_id);
    stw_le_p(data.bmc_id, s->pef.bmc_id);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/* Nobody listens, so what wants to be acknowledged fails */
static uint8_t sim_pef_send_alert(IPMIBmcSim *s, const SimRequest *req)
{
    uint8_t dest = req->data[1] & 0x0f;
    uint8_t string = req->data[2] & PEF_NUMBER;
    uint8_t type;

    if (dest >= SIM_LAN_DESTS || string > SIM_PEF_STRINGS) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    type = s->lan.config.dest_type[dest * 3];
    s->pef.alert_status = type & DEST_ACKNOWLEDGED ? ALERT_NO_ACK :
                                                     ALERT_DONE;
    return IPMI_CC_OK;
}

/*
 * Section 30.7; with or without the event that the trap is to tell of:
 * generator, version, sensor type and number, event type, three bytes of data
 */
static uint8_t sim_pef_alert(IPMIBmcSim *s, const SimRequest *req,
                             IPMIMsg *rsp)
{
    if (req->len != 3 && req->len != 3 + ALERT_EVENT_LEN) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    switch (req->data[1] >> 6) {
    case ALERT_INITIATE:
        return sim_pef_send_alert(s, req);
    case ALERT_GET_STATUS:
        ipmi_msg_put(rsp, s->pef.alert_status);
        return IPMI_CC_OK;
    case ALERT_CLEAR_STATUS:
        s->pef.alert_status = ALERT_NONE;
        return IPMI_CC_OK;
    default:
        return IPMI_CC_INVALID_DATA_FIELD;
    }
}

/* Section 30.8: of a trap that was not sent */
static uint8_t sim_pef_acknowledge(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    return IPMI_CC_OK;
}

/*
 * Part
 */

static void sim_pef_init(IPMIBmcSim *s)
{
    SimPefConfig *c = &s->pef.config;

    c->action_control[0] = PEF_ACTIONS;
    c->ro.filters[0] = SIM_PEF_FILTERS;
    c->ro.policies[0] = SIM_PEF_POLICIES;
    c->ro.strings[0] = SIM_PEF_STRINGS;
}

/* Who was about it will not go on (table 30-6, #0) */
static void sim_pef_reset(IPMIBmcSim *s)
{
    s->pef.in_progress = 0;
    s->pef.postpone = POSTPONE_OFF;
}

static void sim_pef_restart(IPMIBmcSim *s)
{
    SimPefConfig *c = &s->pef.config;

    sim_pef_reset(s);
    s->pef.alert_status = ALERT_NONE;
    memset(c->string_keys, 0, SIM_PEF_KEY_SIZE);
    memset(c->strings, 0, SIM_PEF_STRING_SIZE);
}

static int sim_pef_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_progress_valid(s->pef.in_progress) &&
           s->pef.postpone != POSTPONE_GET && s->pef.postpone_end >= 0 ?
           0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_pef_live = {
    .name = "ipmi-bmc-sim/pef",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_pef_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(pef.in_progress, IPMIBmcSim),
        VMSTATE_UINT8(pef.postpone, IPMIBmcSim),
        VMSTATE_INT64(pef.postpone_end, IPMIBmcSim),
        VMSTATE_UINT8(pef.alert_status, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_pef_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_valid(&sim_pef_all, &s->pef.config) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_pef = {
    .name = "ipmi-bmc-sim/pef-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_pef_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(pef.config.control, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.action_control, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.startup_delay, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.alert_startup_delay, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.filters, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.policies, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.guid, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.string_keys, IPMIBmcSim),
        VMSTATE_BUFFER(pef.config.strings, IPMIBmcSim),
        VMSTATE_UINT16(pef.software_id, IPMIBmcSim),
        VMSTATE_UINT16(pef.bmc_id, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_pef_commands[] = {
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_PEF_CAPS, 0, 0, sim_pef_capabilities },
    { IPMI_NETFN_SENSOR_EVENT, CMD_ARM_TIMER, 1, 1, sim_pef_arm_timer },
    { IPMI_NETFN_SENSOR_EVENT, CMD_SET_PEF_CONFIG, 1, SIM_ANY_LENGTH,
      sim_pef_set },
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_PEF_CONFIG, 3, 3, sim_pef_get },
    { IPMI_NETFN_SENSOR_EVENT, CMD_SET_LAST_EVENT, 3, 3,
      sim_pef_set_last_event },
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_LAST_EVENT, 0, 0,
      sim_pef_get_last_event },
    { IPMI_NETFN_SENSOR_EVENT, CMD_ALERT_IMMEDIATE, 3, 3 + ALERT_EVENT_LEN,
      sim_pef_alert },
    { IPMI_NETFN_SENSOR_EVENT, CMD_PET_ACKNOWLEDGE, 12, 12,
      sim_pef_acknowledge },
    { }
};

const SimPart sim_pef = {
    .name = "pef",
    .commands = sim_pef_commands,
    .init = sim_pef_init,
    .reset = sim_pef_reset,
    .restart = sim_pef_restart,
    .live = &vmstate_sim_pef_live,
    .kept = &vmstate_sim_pef,
};
