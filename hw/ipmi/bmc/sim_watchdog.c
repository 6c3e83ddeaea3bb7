/*
 * ipmi-bmc-sim: watchdog timer (IPMI 2.0 section 27)
 *
 * The timer counts virtual time, so it stands still while the VM does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qapi/visitor.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/registerfields.h"
#include "hw/ipmi/trace.h"

enum {
    CMD_RESET_WATCHDOG = 0x22,
    CMD_SET_WATCHDOG   = 0x24,
    CMD_GET_WATCHDOG   = 0x25,
};

/* Section 27.6; the bit in the middle says that it runs in section 27.7 */
FIELD(USE, USE, 0, 3)
FIELD(USE, RESERVED, 3, 3)
FIELD(USE, DONT_STOP, 6, 1)
FIELD(USE, DONT_LOG, 7, 1)

FIELD(ACTION, ACTION, 0, 3)
FIELD(ACTION, RESERVED, 3, 1)
FIELD(ACTION, INTERRUPT, 4, 3)
FIELD(ACTION, RESERVED_HIGH, 7, 1)

/* Uses, from BIOS FRB2 to OEM */
#define USE_FIRST 1
#define USE_LAST  5

enum {
    ACTION_NONE        = 0,
    ACTION_RESET       = 1,
    ACTION_POWER_DOWN  = 2,
    ACTION_POWER_CYCLE = 3,
};

enum {
    INTERRUPT_NONE = 0,
    INTERRUPT_SMI  = 1,
    INTERRUPT_NMI  = 2,
    INTERRUPT_MSG  = 3,
};

#define CC_NOT_INITIALIZED 0x80

/* Units of section 27.6, in ns */
#define TIMEOUT_UNIT    (100 * (int64_t)SCALE_MS)
#define PRETIMEOUT_UNIT (1000 * (int64_t)SCALE_MS)

/* States of the sensor (table 42-3): those of the timeout are the actions */
#define STATE_INTERRUPT  8
#define STATES_INTERRUPT (1 << STATE_INTERRUPT)
#define STATES_TIMEOUT   0x000f
#define STATES_ALL       (STATES_TIMEOUT | STATES_INTERRUPT)

/*
 * Time
 */

static int64_t sim_watchdog_pretimeout_ns(const SimWatchdog *wdt)
{
    return wdt->pretimeout * PRETIMEOUT_UNIT;
}

/* With an interval of 0 both come at once, the pre-timeout first */
static bool sim_watchdog_has_pretimeout(const SimWatchdog *wdt)
{
    return FIELD_EX8(wdt->action, ACTION, INTERRUPT) != INTERRUPT_NONE;
}

/* What is left until the timeout, in units of 100 ms, rounded up */
static uint16_t sim_watchdog_countdown(const SimWatchdog *wdt)
{
    int64_t left = wdt->next - qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (!wdt->running) {
        return wdt->left;
    }
    if (!wdt->pretimeout_over) {
        left += sim_watchdog_pretimeout_ns(wdt);
    }
    return MIN(DIV_ROUND_UP(MAX(left, 0), TIMEOUT_UNIT), wdt->timeout);
}

static bool sim_watchdog_logs(const SimWatchdog *wdt)
{
    return !FIELD_EX8(wdt->use, USE, DONT_LOG);
}

static void sim_watchdog_stop(IPMIBmcSim *s, uint16_t left)
{
    SimWatchdog *wdt = &s->wdt;

    trace_ipmi_bmc_sim_watchdog_stop(s->name, left);
    wdt->running = false;
    wdt->left = left;
    timer_del(&wdt->timer);
}

static void sim_watchdog_start(IPMIBmcSim *s)
{
    SimWatchdog *wdt = &s->wdt;

    trace_ipmi_bmc_sim_watchdog_start(s->name, wdt->use, wdt->action,
                                      wdt->timeout);
    wdt->running = true;
    wdt->pretimeout_over = !sim_watchdog_has_pretimeout(wdt);
    wdt->next = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                wdt->timeout * TIMEOUT_UNIT;
    if (!wdt->pretimeout_over) {
        wdt->next -= sim_watchdog_pretimeout_ns(wdt);
    }
    timer_mod_ns(&wdt->timer, wdt->next);
    sim_watchdog_deassert(s, STATES_ALL, sim_watchdog_logs(wdt));
}

/*
 * Expiration
 */

static void sim_watchdog_show(IPMIBmcSim *s, unsigned state)
{
    const SimWatchdog *wdt = &s->wdt;
    uint8_t how = FIELD_EX8(wdt->action, ACTION, INTERRUPT) << 4 |
                  FIELD_EX8(wdt->use, USE, USE);

    sim_watchdog_assert(s, state, how, sim_watchdog_logs(wdt));
}

/* A BMC has no way to a virtual CPU's SMI, so that one is logged only */
static void sim_watchdog_pretimeout(IPMIBmcSim *s)
{
    SimWatchdog *wdt = &s->wdt;

    wdt->pretimeout_over = true;
    wdt->next += sim_watchdog_pretimeout_ns(wdt);
    timer_mod_ns(&wdt->timer, wdt->next);
    sim_watchdog_show(s, STATE_INTERRUPT);
    switch (FIELD_EX8(wdt->action, ACTION, INTERRUPT)) {
    case INTERRUPT_NMI:
        ipmi_chassis_do(IPMI_CHASSIS_NMI);
        break;
    case INTERRUPT_MSG:
        sim_msg_set_pretimeout(s, true);
        break;
    default:
        break;
    }
}

static void sim_watchdog_timeout(IPMIBmcSim *s)
{
    SimWatchdog *wdt = &s->wdt;
    uint8_t action = FIELD_EX8(wdt->action, ACTION, ACTION);

    sim_watchdog_stop(s, 0);
    wdt->expired |= 1 << FIELD_EX8(wdt->use, USE, USE);
    sim_changed(s);
    sim_watchdog_show(s, action);
    /* It holds for one expiration (section 27.3) */
    wdt->use = FIELD_DP8(wdt->use, USE, DONT_LOG, 0);
    switch (action) {
    case ACTION_NONE:
        break;
    case ACTION_RESET:
        sim_power_do(s, IPMI_CHASSIS_RESET, SIM_RESTART_WATCHDOG);
        break;
    case ACTION_POWER_DOWN:
        sim_power_do(s, IPMI_CHASSIS_POWER_OFF, SIM_RESTART_WATCHDOG);
        break;
    case ACTION_POWER_CYCLE:
        sim_power_do(s, IPMI_CHASSIS_POWER_CYCLE, SIM_RESTART_WATCHDOG);
        break;
    }
}

static void sim_watchdog_expired(void *opaque)
{
    IPMIBmcSim *s = opaque;
    SimWatchdog *wdt = &s->wdt;

    trace_ipmi_bmc_sim_watchdog_expired(s->name, wdt->action,
                                        wdt->pretimeout_over);
    if (!wdt->pretimeout_over) {
        sim_watchdog_pretimeout(s);
    } else {
        sim_watchdog_timeout(s);
    }
}

/*
 * Commands
 */

/* Section 27.5. After the pre-timeout only Set Watchdog Timer stops it */
static uint8_t sim_reset_watchdog(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    SimWatchdog *wdt = &s->wdt;

    if (!wdt->initialized) {
        return CC_NOT_INITIALIZED;
    }
    if (wdt->running && wdt->pretimeout_over &&
        sim_watchdog_has_pretimeout(wdt)) {
        return IPMI_CC_COMMAND_NOT_SUPPORTED;
    }
    sim_watchdog_start(s);
    return IPMI_CC_OK;
}

typedef struct SetWatchdog {
    uint8_t use;
    uint8_t action;
    uint8_t pretimeout;
    uint8_t clear;
    uint8_t timeout[2];
} QEMU_PACKED SetWatchdog;

static bool sim_watchdog_valid(const SetWatchdog *set)
{
    uint8_t use = FIELD_EX8(set->use, USE, USE);
    uint8_t interrupt = FIELD_EX8(set->action, ACTION, INTERRUPT);
    bool reserved = FIELD_EX8(set->use, USE, RESERVED) ||
                    FIELD_EX8(set->action, ACTION, RESERVED) ||
                    FIELD_EX8(set->action, ACTION, RESERVED_HIGH);

    return !reserved && use >= USE_FIRST && use <= USE_LAST &&
           FIELD_EX8(set->action, ACTION, ACTION) <= ACTION_POWER_CYCLE &&
           interrupt <= INTERRUPT_MSG &&
           (interrupt == INTERRUPT_NONE ||
            set->pretimeout * PRETIMEOUT_UNIT <=
            lduw_le_p(set->timeout) * TIMEOUT_UNIT);
}

/* Section 27.6 */
static uint8_t sim_set_watchdog(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    SimWatchdog *wdt = &s->wdt;
    SetWatchdog set;
    bool go_on;

    memcpy(&set, req->data, sizeof(set));
    if (!sim_watchdog_valid(&set)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    go_on = wdt->running && FIELD_EX8(set.use, USE, DONT_STOP);
    sim_watchdog_stop(s, lduw_le_p(set.timeout));
    sim_msg_set_pretimeout(s, false);
    wdt->initialized = true;
    wdt->use = FIELD_DP8(set.use, USE, DONT_STOP, 0);
    wdt->action = set.action;
    wdt->pretimeout = set.pretimeout;
    wdt->expired &= ~set.clear;
    wdt->timeout = lduw_le_p(set.timeout);
    sim_watchdog_deassert(s, wdt->expired ? STATES_INTERRUPT : STATES_ALL,
                          sim_watchdog_logs(wdt));
    if (go_on) {
        sim_watchdog_start(s);
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 27.7 */
static uint8_t sim_get_watchdog(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    const SimWatchdog *wdt = &s->wdt;
    struct {
        uint8_t use;
        uint8_t action;
        uint8_t pretimeout;
        uint8_t expired;
        uint8_t timeout[2];
        uint8_t countdown[2];
    } QEMU_PACKED data = {
        .use = FIELD_DP8(wdt->use, USE, DONT_STOP, wdt->running),
        .action = wdt->action,
        .pretimeout = wdt->pretimeout,
        .expired = wdt->expired,
    };

    stw_le_p(data.timeout, wdt->timeout);
    stw_le_p(data.countdown, sim_watchdog_countdown(wdt));
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/*
 * Part
 */

static const SimCommand sim_watchdog_commands[] = {
    { IPMI_NETFN_APP, CMD_RESET_WATCHDOG, 0, 0, sim_reset_watchdog },
    { IPMI_NETFN_APP, CMD_SET_WATCHDOG, 6, 6, sim_set_watchdog },
    { IPMI_NETFN_APP, CMD_GET_WATCHDOG, 0, 0, sim_get_watchdog },
    { }
};

static void sim_watchdog_get_running(Object *obj, Visitor *v,
                                     const char *name, void *opaque,
                                     Error **errp)
{
    bool running = IPMI_BMC_SIMULATOR(obj)->wdt.running;

    visit_type_bool(v, name, &running, errp);
}

/* In ms */
static void sim_watchdog_get_countdown(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    uint32_t ms = sim_watchdog_countdown(&IPMI_BMC_SIMULATOR(obj)->wdt) * 100;

    visit_type_uint32(v, name, &ms, errp);
}

static void sim_watchdog_init(IPMIBmcSim *s)
{
    Object *obj = OBJECT(s);

    timer_init_ns(&s->wdt.timer, QEMU_CLOCK_VIRTUAL, sim_watchdog_expired, s);
    object_property_add(obj, "watchdog-running", "bool",
                        sim_watchdog_get_running, NULL, NULL, NULL);
    object_property_add(obj, "watchdog-countdown-ms", "uint32",
                        sim_watchdog_get_countdown, NULL, NULL, NULL);
    object_property_add_uint8_ptr(obj, "watchdog-expired", &s->wdt.expired,
                                  OBJ_PROP_FLAG_READ);
}

static void sim_watchdog_unrealize(IPMIBmcSim *s)
{
    timer_del(&s->wdt.timer);
}

/*
 * A timer of the run that is over must not hit the next one. Its settings
 * and flags stay, for the BIOS to see (section 27.2).
 */
static void sim_watchdog_reset(IPMIBmcSim *s)
{
    if (s->wdt.running) {
        sim_watchdog_stop(s, sim_watchdog_countdown(&s->wdt));
        sim_watchdog_deassert(s, STATES_INTERRUPT, sim_watchdog_logs(&s->wdt));
    }
}

static void sim_watchdog_restart(IPMIBmcSim *s)
{
    sim_watchdog_stop(s, 0);
    sim_watchdog_deassert(s, STATES_ALL, false);
    s->wdt.initialized = false;
    s->wdt.use = 0;
    s->wdt.action = 0;
    s->wdt.pretimeout = 0;
    s->wdt.timeout = 0;
}

/* Streams of QEMU 10.0 may have bits here that nobody checked */
static bool sim_watchdog_loaded(IPMIBmcSim *s, Error **errp)
{
    SimWatchdog *wdt = &s->wdt;

    wdt->use &= R_USE_USE_MASK | R_USE_DONT_LOG_MASK;
    if (wdt->running) {
        timer_mod_ns(&wdt->timer, wdt->next);
    } else {
        timer_del(&wdt->timer);
    }
    return true;
}

static bool sim_watchdog_left_needed(void *opaque)
{
    const SimWatchdog *wdt = &IPMI_BMC_SIMULATOR(opaque)->wdt;

    return !wdt->running && wdt->left;
}

/* The rest is in the device's own fields, which QEMU has always had */
static const VMStateDescription vmstate_sim_watchdog = {
    .name = "ipmi-bmc-sim/watchdog",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = sim_watchdog_left_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(wdt.left, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

/* Why the host was restarted is to be seen after a power cycle too */
static const VMStateDescription vmstate_sim_watchdog_kept = {
    .name = "ipmi-bmc-sim/watchdog-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(wdt.expired, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_watchdog = {
    .name = "watchdog",
    .commands = sim_watchdog_commands,
    .init = sim_watchdog_init,
    .unrealize = sim_watchdog_unrealize,
    .reset = sim_watchdog_reset,
    .restart = sim_watchdog_restart,
    .live = &vmstate_sim_watchdog,
    .kept = &vmstate_sim_watchdog_kept,
    .loaded = sim_watchdog_loaded,
};
