/*
 * ipmi-bmc-sim: data center manageability interface (DCMI 1.5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "qemu/timer.h"
#include "hw/ipmi/bmc/sim.h"

#define DCMI_GROUP 0xdc

enum {
    CMD_GET_CAPABILITIES = 0x01,
    CMD_GET_POWER_READING = 0x02,
    CMD_GET_POWER_LIMIT = 0x03,
    CMD_SET_POWER_LIMIT = 0x04,
    CMD_ACTIVATE_POWER_LIMIT = 0x05,
    CMD_GET_ASSET_TAG = 0x06,
    CMD_GET_SENSOR_INFO = 0x07,
    CMD_SET_ASSET_TAG = 0x08,
    CMD_GET_MC_ID = 0x09,
    CMD_SET_MC_ID = 0x0a,
    CMD_SET_THERMAL_LIMIT = 0x0b,
    CMD_GET_THERMAL_LIMIT = 0x0c,
    CMD_GET_TEMPERATURES = 0x10,
    CMD_SET_CONFIG = 0x12,
    CMD_GET_CONFIG = 0x13,
};

/* In front of all parameters: conformance to DCMI 1.5, and their format */
#define DCMI_MAJOR    1
#define DCMI_MINOR    5
#define DCMI_REVISION 2

/* Section 6.1.1 */
enum {
    CAPS_SUPPORTED = 1,
    CAPS_MANDATORY = 2,
    CAPS_OPTIONAL = 3,
    CAPS_ACCESS = 4,
    CAPS_POWER_STATISTICS = 5,
};
#define CAPS_POWER_MANAGEMENT 0x01
#define CAPS_IN_BAND          0x01
#define CAPS_SEL_MAX          0x0fff
#define CAPS_ASSET_TAG_GUID   0x05
#define CAPS_SAMPLING_S       1
#define NO_CHANNEL            0xff

/* Section 6.6.1 */
#define POWER_STATISTICS 0x01
#define POWER_ENHANCED   0x02
#define POWER_MEASURED   0x40

/* Section 6.6.2 to 6.6.4 */
#define CC_NO_LIMIT            0x80
#define CC_LIMIT_RANGE         0x84
#define CC_CORRECTION_RANGE    0x85
#define CC_SAMPLING_RANGE      0x89
#define LIMIT_ACTION_LOG       0x11
#define LIMIT_WATTS_MAX        0x7fff

/* Sections 6.4.2 to 6.4.5: text that can be moved at once */
#define TEXT_CHUNK 16

/* Section 6.7 */
#define ENTITY_INLET      0x37
#define ENTITY_INLET_DCMI 0x40
#define THERMAL_LOG       0x20
#define THERMAL_ACTIONS   0x60

/* Rolling averages: 5 and 30 seconds, 1 and 15 minutes, 1 hour */
static const uint8_t dcmi_periods[] = { 0x05, 0x1e, 0x41, 0x4f, 0x81 };

static uint32_t sim_dcmi_period_ms(uint8_t period)
{
    static const uint32_t unit_s[] = { 1, 60, 60 * 60, 24 * 60 * 60 };

    return (period & 0x3f) * unit_s[period >> 6] * 1000;
}

static void sim_dcmi_put_header(IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, DCMI_MAJOR);
    ipmi_msg_put(rsp, DCMI_MINOR);
    ipmi_msg_put(rsp, DCMI_REVISION);
}

/*
 * Capabilities
 */

static void sim_dcmi_put_mandatory(IPMIBmcSim *s, IPMIMsg *rsp)
{
    struct {
        uint8_t sel[2];
        uint8_t identification;
        uint8_t reserved;
        uint8_t sampling;
    } QEMU_PACKED data = {
        .identification = CAPS_ASSET_TAG_GUID,
        .sampling = CAPS_SAMPLING_S,
    };

    stw_le_p(data.sel, MIN(s->sel.size, CAPS_SEL_MAX));
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
}

/* Section 6.1.1 */
static uint8_t sim_dcmi_get_capabilities(IPMIBmcSim *s, const SimRequest *req,
                                         IPMIMsg *rsp)
{
    uint8_t lan = s->channel.lan;
    const uint8_t supported[] = { 0, CAPS_POWER_MANAGEMENT, CAPS_IN_BAND };
    const uint8_t optional[] = { IPMI_BMC(s)->slave_addr, 0 };
    const uint8_t access[] = { lan ? lan : NO_CHANNEL, NO_CHANNEL,
                               NO_CHANNEL };

    sim_dcmi_put_header(rsp);
    switch (req->data[0]) {
    case CAPS_SUPPORTED:
        ipmi_msg_put_bytes(rsp, supported, sizeof(supported));
        return IPMI_CC_OK;
    case CAPS_MANDATORY:
        sim_dcmi_put_mandatory(s, rsp);
        return IPMI_CC_OK;
    case CAPS_OPTIONAL:
        ipmi_msg_put_bytes(rsp, optional, sizeof(optional));
        return IPMI_CC_OK;
    case CAPS_ACCESS:
        ipmi_msg_put_bytes(rsp, access, sizeof(access));
        return IPMI_CC_OK;
    case CAPS_POWER_STATISTICS:
        ipmi_msg_put(rsp, ARRAY_SIZE(dcmi_periods));
        ipmi_msg_put_bytes(rsp, dcmi_periods, sizeof(dcmi_periods));
        return IPMI_CC_OK;
    default:
        return IPMI_CC_INVALID_DATA_FIELD;
    }
}

/*
 * Power
 */

static void sim_dcmi_sample(SimDcmiPower *power, uint16_t watts)
{
    if (!power->count || power->count == UINT32_MAX) {
        power->min = watts;
        power->max = watts;
        power->sum = 0;
        power->count = 0;
    }
    power->min = MIN(power->min, watts);
    power->max = MAX(power->max, watts);
    power->sum += watts;
    power->count++;
}

static uint32_t sim_dcmi_reporting_ms(const SimDcmiPower *power)
{
    int64_t now = qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL);

    return now < power->since ? 0 : MIN(now - power->since, UINT32_MAX);
}

static void sim_dcmi_put_power(IPMIBmcSim *s, uint16_t watts,
                               uint32_t period_ms, IPMIMsg *rsp)
{
    SimDcmiPower *power = &s->dcmi.power;
    struct {
        uint8_t current[2];
        uint8_t min[2];
        uint8_t max[2];
        uint8_t average[2];
        uint8_t timestamp[4];
        uint8_t period_ms[4];
        uint8_t state;
    } QEMU_PACKED data = { .state = POWER_MEASURED };

    sim_dcmi_sample(power, watts);
    stw_le_p(data.current, watts);
    stw_le_p(data.min, power->min);
    stw_le_p(data.max, power->max);
    stw_le_p(data.average, power->sum / power->count);
    stl_le_p(data.timestamp, sim_clock_get(&s->sel.clock));
    stl_le_p(data.period_ms, period_ms);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
}

/* Section 6.6.1 */
static uint8_t sim_dcmi_get_power_reading(IPMIBmcSim *s,
                                          const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t mode = req->data[0], period = req->data[1];
    uint16_t watts;

    if (!sim_dcmi_watts(s, &watts)) {
        return IPMI_CC_COMMAND_NOT_SUPPORTED;
    }
    if (mode == POWER_STATISTICS) {
        sim_dcmi_put_power(s, watts, sim_dcmi_reporting_ms(&s->dcmi.power),
                           rsp);
        return IPMI_CC_OK;
    }
    if (mode == POWER_ENHANCED &&
        memchr(dcmi_periods, period, sizeof(dcmi_periods))) {
        sim_dcmi_put_power(s, watts, sim_dcmi_period_ms(period), rsp);
        return IPMI_CC_OK;
    }
    return IPMI_CC_INVALID_DATA_FIELD;
}

/* Data of Get and Set Power Limit, but for what is reserved in front */
typedef struct SimDcmiLimitData {
    uint8_t action;
    uint8_t watts[2];
    uint8_t correction_ms[4];
    uint8_t reserved[2];
    uint8_t sampling_s[2];
} QEMU_PACKED SimDcmiLimitData;

/* Section 6.6.2: the data are there without a limit in force too */
static uint8_t sim_dcmi_get_power_limit(IPMIBmcSim *s, const SimRequest *req,
                                        IPMIMsg *rsp)
{
    const SimDcmiLimit *limit = &s->dcmi.limit;
    SimDcmiLimitData data = { .action = limit->action };

    stw_le_p(data.watts, limit->watts);
    stl_le_p(data.correction_ms, limit->correction_ms);
    stw_le_p(data.sampling_s, limit->sampling_s);
    ipmi_msg_put(rsp, 0);
    ipmi_msg_put(rsp, 0);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return limit->active ? IPMI_CC_OK : CC_NO_LIMIT;
}

static uint8_t sim_dcmi_check_limit(const SimDcmiLimit *limit)
{
    if (limit->action > LIMIT_ACTION_LOG) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (!limit->watts || limit->watts > LIMIT_WATTS_MAX) {
        return CC_LIMIT_RANGE;
    }
    if (!limit->correction_ms) {
        return CC_CORRECTION_RANGE;
    }
    return limit->sampling_s ? IPMI_CC_OK : CC_SAMPLING_RANGE;
}

/* Section 6.6.3 */
static uint8_t sim_dcmi_set_power_limit(IPMIBmcSim *s, const SimRequest *req,
                                        IPMIMsg *rsp)
{
    SimDcmiLimitData data;
    SimDcmiLimit limit = { .active = s->dcmi.limit.active };
    uint8_t cc;

    memcpy(&data, req->data + 3, sizeof(data));
    limit.action = data.action;
    limit.watts = lduw_le_p(data.watts);
    limit.correction_ms = ldl_le_p(data.correction_ms);
    limit.sampling_s = lduw_le_p(data.sampling_s);
    cc = sim_dcmi_check_limit(&limit);
    if (cc == IPMI_CC_OK) {
        s->dcmi.limit = limit;
        sim_changed(s);
    }
    return cc;
}

/* Section 6.6.4 */
static uint8_t sim_dcmi_activate_power_limit(IPMIBmcSim *s,
                                             const SimRequest *req,
                                             IPMIMsg *rsp)
{
    if (req->data[0] > 1) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    s->dcmi.limit.active = req->data[0];
    sim_changed(s);
    return IPMI_CC_OK;
}

/*
 * Texts. Requests have an offset and a number of bytes
 */

static uint8_t sim_dcmi_get_text(const uint8_t *text, size_t total,
                                 const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t offset = req->data[0], n = req->data[1];

    if (n > TEXT_CHUNK || offset > total) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put(rsp, total);
    ipmi_msg_put_bytes(rsp, text + offset, MIN(n, total - offset));
    return IPMI_CC_OK;
}

/* What follows is cut off: a text is written from its beginning on */
static uint8_t sim_dcmi_set_text(uint8_t *text, size_t size,
                                 const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t offset = req->data[0], n = req->data[1];

    if (req->len != 2 + n) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (n > TEXT_CHUNK || offset + n > size) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    memset(text + offset, 0, size - offset);
    memcpy(text + offset, req->data + 2, n);
    ipmi_msg_put(rsp, offset + n);
    return IPMI_CC_OK;
}

/* Section 6.4.2 */
static uint8_t sim_dcmi_get_asset_tag(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    return sim_dcmi_get_text(s->dcmi.asset_tag, s->dcmi.asset_tag_len, req,
                             rsp);
}

/* Section 6.4.3 */
static uint8_t sim_dcmi_set_asset_tag(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint8_t cc = sim_dcmi_set_text(s->dcmi.asset_tag, SIM_DCMI_ASSET_TAG, req,
                                   rsp);

    if (cc == IPMI_CC_OK) {
        s->dcmi.asset_tag_len = req->data[0] + req->data[1];
        sim_changed(s);
    }
    return cc;
}

/* Section 6.4.6.1. The zero at the end counts */
static uint8_t sim_dcmi_get_mc_id(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    const char *id = (const char *)s->dcmi.mc_id;
    size_t len = strnlen(id, SIM_DCMI_MC_ID - 1) + 1;

    return sim_dcmi_get_text(s->dcmi.mc_id, len, req, rsp);
}

/* Section 6.4.6.2 */
static uint8_t sim_dcmi_set_mc_id(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    uint8_t cc;

    /* The last byte of all is the zero at the end */
    if (req->len == 2 + req->data[1] &&
        req->data[0] + req->data[1] == SIM_DCMI_MC_ID && req->data[1] &&
        req->data[req->len - 1]) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    cc = sim_dcmi_set_text(s->dcmi.mc_id, SIM_DCMI_MC_ID, req, rsp);
    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return cc;
}

/*
 * Thermal limit
 */

static bool sim_dcmi_is_inlet(uint8_t entity)
{
    return entity == ENTITY_INLET || entity == ENTITY_INLET_DCMI;
}

/* Section 6.7.2 */
static uint8_t sim_dcmi_set_thermal_limit(IPMIBmcSim *s,
                                          const SimRequest *req, IPMIMsg *rsp)
{
    SimDcmiThermal *thermal = &s->dcmi.thermal;

    if (!sim_dcmi_is_inlet(req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    thermal->action = req->data[2] & THERMAL_ACTIONS;
    thermal->celsius = req->data[3];
    thermal->seconds = lduw_le_p(req->data + 4);
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 6.7.1 */
static uint8_t sim_dcmi_get_thermal_limit(IPMIBmcSim *s,
                                          const SimRequest *req, IPMIMsg *rsp)
{
    const SimDcmiThermal *thermal = &s->dcmi.thermal;
    uint8_t seconds[2];

    if (!sim_dcmi_is_inlet(req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    stw_le_p(seconds, thermal->seconds);
    ipmi_msg_put(rsp, thermal->action);
    ipmi_msg_put(rsp, thermal->celsius);
    ipmi_msg_put_bytes(rsp, seconds, sizeof(seconds));
    return IPMI_CC_OK;
}

/*
 * Configuration parameters
 */

#define VALUE(f) .offset = offsetof(SimDcmiConfig, f), \
                 .size = sizeof(((SimDcmiConfig *)0)->f)

/* Number 1 starts DHCP, and reads as 0 */
static uint8_t check_activate_dhcp(const SimParam *p, uint8_t set,
                                   uint8_t *data)
{
    *data = 0;
    return IPMI_CC_OK;
}

static const SimParam sim_dcmi_params[] = {
    { 1, VALUE(activate_dhcp), .max = 1, .check = check_activate_dhcp },
    { 2, VALUE(discovery), .mask = 0x83 },
    { 3, VALUE(dhcp_initial) },
    { 4, VALUE(dhcp_timeout) },
    { 5, VALUE(dhcp_retry) },
};

static const SimParams sim_dcmi_all = {
    sim_dcmi_params, ARRAY_SIZE(sim_dcmi_params),
};

/* There is no parameter 0 by which clients keep apart */
static uint8_t sim_dcmi_param_code(uint8_t cc)
{
    return cc == SIM_CC_PARAM_UNSUPPORTED ? IPMI_CC_INVALID_DATA_FIELD : cc;
}

/* Section 6.1.2 */
static uint8_t sim_dcmi_set_config(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    uint8_t none = 0, cc;

    if (!req->data[0]) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    cc = sim_param_set(&sim_dcmi_all, &s->dcmi.config, &none, req->data[0],
                       req->data + 2, req->len - 2);
    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return sim_dcmi_param_code(cc);
}

/* Section 6.1.3 */
static uint8_t sim_dcmi_get_config(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    const SimParamQuery query = { .number = req->data[0] };
    IPMIMsg value = { };
    uint8_t cc = IPMI_CC_INVALID_DATA_FIELD;

    if (query.number) {
        cc = sim_param_get(&sim_dcmi_all, &s->dcmi.config, 0, &query, &value);
    }
    if (cc == IPMI_CC_OK) {
        sim_dcmi_put_header(rsp);
        /* But for the revision, which has come already */
        ipmi_msg_put_bytes(rsp, value.data + 1, value.len - 1);
    }
    return sim_dcmi_param_code(cc);
}

/*
 * Part
 */

static void sim_dcmi_init(IPMIBmcSim *s)
{
    SimDcmi *dcmi = &s->dcmi;

    dcmi->limit.active = true;
    dcmi->limit.action = LIMIT_ACTION_LOG;
    dcmi->limit.watts = 500;
    dcmi->limit.correction_ms = 1000;
    dcmi->limit.sampling_s = 1;
    dcmi->thermal.action = THERMAL_LOG;
    dcmi->thermal.celsius = 40;
    dcmi->thermal.seconds = 60;
    dcmi->config.discovery[0] = 0x01;
    dcmi->config.dhcp_initial[0] = 4;
    stw_le_p(dcmi->config.dhcp_timeout, 120);
    stw_le_p(dcmi->config.dhcp_retry, 64);
}

/* The name that section 6.4.6 asks for */
static bool sim_dcmi_realize(IPMIBmcSim *s, Error **errp)
{
    const uint8_t *mac = s->lan.config.mac;

    snprintf((char *)s->dcmi.mc_id, sizeof(s->dcmi.mc_id),
             "DCMI%02X%02X%02X%02X%02X%02X", mac[0], mac[1], mac[2], mac[3],
             mac[4], mac[5]);
    return true;
}

static void sim_dcmi_restart(IPMIBmcSim *s)
{
    s->dcmi.power = (SimDcmiPower) {
        .since = qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL),
    };
}

/* An average is computed from it */
static int sim_dcmi_live_post_load(void *opaque, int version_id)
{
    const SimDcmiPower *power = &((IPMIBmcSim *)opaque)->dcmi.power;

    return power->since >= 0 && power->min <= power->max &&
           power->sum >= (uint64_t)power->min * power->count &&
           power->sum <= (uint64_t)power->max * power->count ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_dcmi = {
    .name = "ipmi-bmc-sim/dcmi",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_dcmi_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(dcmi.power.min, IPMIBmcSim),
        VMSTATE_UINT16(dcmi.power.max, IPMIBmcSim),
        VMSTATE_UINT64(dcmi.power.sum, IPMIBmcSim),
        VMSTATE_UINT32(dcmi.power.count, IPMIBmcSim),
        VMSTATE_INT64(dcmi.power.since, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_dcmi_post_load(void *opaque, int version_id)
{
    const SimDcmi *dcmi = &((IPMIBmcSim *)opaque)->dcmi;

    return dcmi->asset_tag_len <= SIM_DCMI_ASSET_TAG &&
           !dcmi->mc_id[SIM_DCMI_MC_ID - 1] &&
           sim_dcmi_check_limit(&dcmi->limit) == IPMI_CC_OK &&
           !(dcmi->thermal.action & ~THERMAL_ACTIONS) &&
           sim_param_valid(&sim_dcmi_all, &dcmi->config) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_dcmi_kept = {
    .name = "ipmi-bmc-sim/dcmi-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_dcmi_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(dcmi.asset_tag, IPMIBmcSim),
        VMSTATE_UINT8(dcmi.asset_tag_len, IPMIBmcSim),
        VMSTATE_BUFFER(dcmi.mc_id, IPMIBmcSim),
        VMSTATE_BOOL(dcmi.limit.active, IPMIBmcSim),
        VMSTATE_UINT8(dcmi.limit.action, IPMIBmcSim),
        VMSTATE_UINT16(dcmi.limit.watts, IPMIBmcSim),
        VMSTATE_UINT32(dcmi.limit.correction_ms, IPMIBmcSim),
        VMSTATE_UINT16(dcmi.limit.sampling_s, IPMIBmcSim),
        VMSTATE_UINT8(dcmi.thermal.action, IPMIBmcSim),
        VMSTATE_UINT8(dcmi.thermal.celsius, IPMIBmcSim),
        VMSTATE_UINT16(dcmi.thermal.seconds, IPMIBmcSim),
        VMSTATE_BUFFER(dcmi.config.discovery, IPMIBmcSim),
        VMSTATE_BUFFER(dcmi.config.dhcp_initial, IPMIBmcSim),
        VMSTATE_BUFFER(dcmi.config.dhcp_timeout, IPMIBmcSim),
        VMSTATE_BUFFER(dcmi.config.dhcp_retry, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

#define COMMAND(cmd, min, max, handler) \
    { IPMI_NETFN_GROUP_EXT, cmd, min, max, handler }

static const SimCommand sim_dcmi_commands[] = {
    COMMAND(CMD_GET_CAPABILITIES, 1, 1, sim_dcmi_get_capabilities),
    COMMAND(CMD_GET_POWER_READING, 3, 3, sim_dcmi_get_power_reading),
    COMMAND(CMD_GET_POWER_LIMIT, 2, 2, sim_dcmi_get_power_limit),
    COMMAND(CMD_SET_POWER_LIMIT, 14, 14, sim_dcmi_set_power_limit),
    COMMAND(CMD_ACTIVATE_POWER_LIMIT, 3, 3, sim_dcmi_activate_power_limit),
    COMMAND(CMD_GET_ASSET_TAG, 2, 2, sim_dcmi_get_asset_tag),
    COMMAND(CMD_GET_SENSOR_INFO, 4, 4, sim_dcmi_get_sensor_info),
    COMMAND(CMD_SET_ASSET_TAG, 2, 2 + TEXT_CHUNK, sim_dcmi_set_asset_tag),
    COMMAND(CMD_GET_MC_ID, 2, 2, sim_dcmi_get_mc_id),
    COMMAND(CMD_SET_MC_ID, 2, 2 + TEXT_CHUNK, sim_dcmi_set_mc_id),
    COMMAND(CMD_SET_THERMAL_LIMIT, 6, 6, sim_dcmi_set_thermal_limit),
    COMMAND(CMD_GET_THERMAL_LIMIT, 2, 2, sim_dcmi_get_thermal_limit),
    COMMAND(CMD_GET_TEMPERATURES, 4, 4, sim_dcmi_get_temperatures),
    COMMAND(CMD_SET_CONFIG, 2, SIM_ANY_LENGTH, sim_dcmi_set_config),
    COMMAND(CMD_GET_CONFIG, 2, 2, sim_dcmi_get_config),
    { }
};

const SimPart sim_dcmi = {
    .name = "dcmi",
    .commands = sim_dcmi_commands,
    .group = DCMI_GROUP,
    .init = sim_dcmi_init,
    .realize = sim_dcmi_realize,
    .restart = sim_dcmi_restart,
    .live = &vmstate_sim_dcmi,
    .kept = &vmstate_sim_dcmi_kept,
};
