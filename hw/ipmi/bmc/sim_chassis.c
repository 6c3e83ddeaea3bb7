/*
 * ipmi-bmc-sim: chassis (IPMI 2.0 section 28, without boot options)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/timer.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/registerfields.h"

enum {
    CMD_GET_CAPABILITIES     = 0x00,
    CMD_GET_STATUS           = 0x01,
    CMD_CONTROL              = 0x02,
    CMD_RESET                = 0x03,
    CMD_IDENTIFY             = 0x04,
    CMD_SET_CAPABILITIES     = 0x05,
    CMD_SET_RESTORE_POLICY   = 0x06,
    CMD_GET_RESTART_CAUSE    = 0x07,
    CMD_SET_FRONT_PANEL      = 0x0a,
    CMD_SET_CYCLE_INTERVAL   = 0x0b,
    CMD_GET_POH              = 0x0f,
};

/* Section 28.1: a diagnostic interrupt and the lockout of the front panel */
#define CAPS_DEFAULT  0x06
#define CAPS_RESERVED 0xf0

/* Section 28.2 */
FIELD(POWER, ON, 0, 1)
FIELD(POWER, POLICY, 5, 2)

FIELD(MISC, LOCKOUT, 1, 1)
FIELD(MISC, IDENTIFY, 4, 2)
FIELD(MISC, IDENTIFY_SUPPORTED, 6, 1)

enum {
    IDENTIFY_OFF     = 0,
    IDENTIFY_TIMED   = 1,
    IDENTIFY_FOREVER = 2,
};

/* Buttons, in the low half disabled and in the high half free to be so */
#define BUTTON_POWER 0x01
#define BUTTON_RESET 0x02
#define BUTTONS      0x0f

/* Section 28.5 */
#define IDENTIFY_DEFAULT_S 15
FIELD(IDENTIFY, FORCE, 0, 1)
FIELD(IDENTIFY, RESERVED, 1, 7)

/* Section 28.8 */
#define POLICY_NO_CHANGE 3
#define POLICIES         0x07

/* Section 28.11; the simulator hears of nobody but the host itself */
#define SYSTEM_INTERFACE_CHANNEL 0xf

/* Section 28.14 */
#define POH_MINUTES 60

/*
 * Capabilities and status
 */

/* Section 28.1 */
static uint8_t sim_get_chassis_capabilities(IPMIBmcSim *s,
                                            const SimRequest *req,
                                            IPMIMsg *rsp)
{
    ipmi_msg_put_bytes(rsp, s->chassis.caps, SIM_CHASSIS_CAPS);
    return IPMI_CC_OK;
}

/* Section 28.7. Without the bridge's address the BMC is the bridge */
static uint8_t sim_set_chassis_capabilities(IPMIBmcSim *s,
                                            const SimRequest *req,
                                            IPMIMsg *rsp)
{
    uint8_t *caps = s->chassis.caps;

    if (req->data[0] & CAPS_RESERVED) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    memcpy(caps, req->data, req->len);
    if (req->len < SIM_CHASSIS_CAPS) {
        caps[SIM_CHASSIS_CAPS - 1] = IPMI_BMC(s)->slave_addr;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

static uint8_t sim_identify_state(const IPMIBmcSim *s)
{
    const SimChassis *c = &s->chassis;

    if (c->identify) {
        return IDENTIFY_FOREVER;
    }
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) < c->identify_until ?
           IDENTIFY_TIMED : IDENTIFY_OFF;
}

/* Section 28.2 */
static uint8_t sim_get_chassis_status(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint8_t buttons = s->chassis.buttons;
    bool lockout = (buttons & BUTTON_POWER) && (buttons & BUTTON_RESET);
    uint8_t power = 0, misc = 0;

    power = FIELD_DP8(power, POWER, ON, sim_power_is_on(s));
    power = FIELD_DP8(power, POWER, POLICY, s->power.policy);
    misc = FIELD_DP8(misc, MISC, LOCKOUT, lockout);
    misc = FIELD_DP8(misc, MISC, IDENTIFY, sim_identify_state(s));
    misc = FIELD_DP8(misc, MISC, IDENTIFY_SUPPORTED, 1);
    ipmi_msg_put(rsp, power);
    ipmi_msg_put(rsp, s->power.event);
    ipmi_msg_put(rsp, misc);
    ipmi_msg_put(rsp, BUTTONS << 4 | buttons);
    return IPMI_CC_OK;
}

/* Section 28.11 */
static uint8_t sim_get_restart_cause(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    uint8_t cause = s->power.cause;

    ipmi_msg_put(rsp, cause);
    ipmi_msg_put(rsp, cause == SIM_RESTART_CHASSIS_CONTROL ?
                      SYSTEM_INTERFACE_CHANNEL : 0);
    return IPMI_CC_OK;
}

/* Section 28.14 */
static uint8_t sim_get_poh(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    uint64_t count = sim_power_on_ns(s) /
                     (POH_MINUTES * 60 * NANOSECONDS_PER_SECOND);
    struct {
        uint8_t minutes;
        uint8_t count[4];
    } QEMU_PACKED data = { .minutes = POH_MINUTES };

    stl_le_p(data.count, MIN(count, UINT32_MAX));
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/*
 * Control
 */

/* Section 28.3 */
static uint8_t sim_chassis_control(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    static const IPMIChassisOp ops[] = {
        IPMI_CHASSIS_POWER_OFF,
        IPMI_CHASSIS_POWER_ON,
        IPMI_CHASSIS_POWER_CYCLE,
        IPMI_CHASSIS_RESET,
        IPMI_CHASSIS_NMI,
        IPMI_CHASSIS_SOFT_SHUTDOWN,
    };

    if (req->data[0] >= ARRAY_SIZE(ops)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_boot_controlled(s);
    return sim_power_do(s, ops[req->data[0]], SIM_RESTART_CHASSIS_CONTROL);
}

/* Section 28.4 */
static uint8_t sim_chassis_reset(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    sim_boot_controlled(s);
    return sim_power_do(s, IPMI_CHASSIS_RESET, SIM_RESTART_CHASSIS_CONTROL);
}

/* Section 28.5 */
static uint8_t sim_chassis_identify(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    SimChassis *c = &s->chassis;
    uint8_t seconds = req->len > 0 ? req->data[0] : IDENTIFY_DEFAULT_S;
    uint8_t force = req->len > 1 ? req->data[1] : 0;

    if (FIELD_EX8(force, IDENTIFY, RESERVED)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    c->identify = FIELD_EX8(force, IDENTIFY, FORCE);
    c->identify_until = 0;
    if (!c->identify && seconds) {
        c->identify_until = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                            seconds * NANOSECONDS_PER_SECOND;
    }
    return IPMI_CC_OK;
}

/* Section 28.6. It is about buttons; QEMU's commands are not held back */
static uint8_t sim_set_front_panel(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    if (req->data[0] & ~BUTTONS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    s->chassis.buttons = req->data[0];
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 28.8 */
static uint8_t sim_set_restore_policy(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    if (req->data[0] > POLICY_NO_CHANGE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[0] != POLICY_NO_CHANGE) {
        s->power.policy = req->data[0];
        sim_changed(s);
    }
    ipmi_msg_put(rsp, POLICIES);
    return IPMI_CC_OK;
}

/* Section 28.9 */
static uint8_t sim_set_cycle_interval(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    s->power.interval = req->data[0];
    sim_changed(s);
    return IPMI_CC_OK;
}

/*
 * Part
 */

static const SimCommand sim_chassis_commands[] = {
    { IPMI_NETFN_CHASSIS, CMD_GET_CAPABILITIES, 0, 0,
      sim_get_chassis_capabilities },
    { IPMI_NETFN_CHASSIS, CMD_GET_STATUS, 0, 0, sim_get_chassis_status },
    { IPMI_NETFN_CHASSIS, CMD_CONTROL, 1, 1, sim_chassis_control },
    { IPMI_NETFN_CHASSIS, CMD_RESET, 0, 0, sim_chassis_reset },
    { IPMI_NETFN_CHASSIS, CMD_IDENTIFY, 0, 2, sim_chassis_identify },
    { IPMI_NETFN_CHASSIS, CMD_SET_CAPABILITIES, SIM_CHASSIS_CAPS - 1,
      SIM_CHASSIS_CAPS, sim_set_chassis_capabilities },
    { IPMI_NETFN_CHASSIS, CMD_SET_RESTORE_POLICY, 1, 1,
      sim_set_restore_policy },
    { IPMI_NETFN_CHASSIS, CMD_GET_RESTART_CAUSE, 0, 0, sim_get_restart_cause },
    { IPMI_NETFN_CHASSIS, CMD_SET_FRONT_PANEL, 1, 1, sim_set_front_panel },
    { IPMI_NETFN_CHASSIS, CMD_SET_CYCLE_INTERVAL, 1, 1,
      sim_set_cycle_interval },
    { IPMI_NETFN_CHASSIS, CMD_GET_POH, 0, 0, sim_get_poh },
    { }
};

static char *sim_chassis_get_identify(Object *obj, Error **errp)
{
    static const char *const names[] = { "off", "timed", "on" };

    return g_strdup(names[sim_identify_state(IPMI_BMC_SIMULATOR(obj))]);
}

static void sim_chassis_init(IPMIBmcSim *s)
{
    object_property_add_str(OBJECT(s), "identify", sim_chassis_get_identify,
                            NULL);
}

/* All that a chassis has is the BMC */
static bool sim_chassis_realize(IPMIBmcSim *s, Error **errp)
{
    SimChassis *c = &s->chassis;

    memset(c->caps, IPMI_BMC(s)->slave_addr, SIM_CHASSIS_CAPS);
    c->caps[0] = CAPS_DEFAULT;
    return true;
}

static void sim_chassis_restart(IPMIBmcSim *s)
{
    s->chassis.identify = false;
    s->chassis.identify_until = 0;
}

static const VMStateDescription vmstate_sim_chassis = {
    .name = "ipmi-bmc-sim/chassis",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(chassis.identify, IPMIBmcSim),
        VMSTATE_INT64(chassis.identify_until, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_chassis_kept = {
    .name = "ipmi-bmc-sim/chassis-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(chassis.caps, IPMIBmcSim, SIM_CHASSIS_CAPS),
        VMSTATE_UINT8(chassis.buttons, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_chassis = {
    .name = "chassis",
    .commands = sim_chassis_commands,
    .init = sim_chassis_init,
    .realize = sim_chassis_realize,
    .restart = sim_chassis_restart,
    .live = &vmstate_sim_chassis,
    .kept = &vmstate_sim_chassis_kept,
};
