/*
 * ipmi-bmc-sim: power of the host (IPMI 2.0 section 28)
 *
 * The host is off while QEMU is in its run state "shutdown", which it only
 * stays in with -action shutdown=pause, and during a power cycle. The BMC
 * lives on and can start it again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/main-loop.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/trace.h"

/* Last power event (section 28.2) */
#define EVENT_AC_FAILED  0x01
#define EVENT_BY_COMMAND 0x10

/* How soon to look again while a migration has not ended */
#define RETRY_MS 100

static const char *const sim_power_causes[SIM_NR_RESTART_CAUSES] = {
    [SIM_RESTART_UNKNOWN] = "unknown",
    [SIM_RESTART_CHASSIS_CONTROL] = "chassis-control",
    [SIM_RESTART_RESET_BUTTON] = "reset-button",
    [SIM_RESTART_POWER_BUTTON] = "power-button",
    [SIM_RESTART_WATCHDOG] = "watchdog",
    [SIM_RESTART_OEM] = "oem",
    [SIM_RESTART_POLICY_ALWAYS] = "policy-always",
    [SIM_RESTART_POLICY_PREVIOUS] = "policy-previous",
    [SIM_RESTART_PEF_RESET] = "pef-reset",
    [SIM_RESTART_PEF_CYCLE] = "pef-cycle",
    [SIM_RESTART_SOFT] = "soft-reset",
    [SIM_RESTART_RTC] = "rtc",
};

/*
 * Why a reset was asked for is known only until QEMU carries it out, so it is
 * looked at in each turn of the main loop. A request that a timer makes is
 * carried out in the same turn, and remains unknown.
 */
static ShutdownCause sim_reset_request;

/* One of the simulators turns the host on, which the others see as well */
static bool sim_power_turning_on;

static void sim_power_poll(Notifier *n, void *data)
{
    sim_reset_request = qemu_reset_requested_get();
}

static void sim_power_watch_resets(void)
{
    static Notifier notifier = { .notify = sim_power_poll };

    if (!notifier.node.le_prev) {
        main_loop_poll_add_notifier(&notifier);
    }
}

static SimRestartCause sim_power_reset_cause(void)
{
    switch (sim_reset_request) {
    case SHUTDOWN_CAUSE_HOST_QMP_SYSTEM_RESET:
    case SHUTDOWN_CAUSE_HOST_UI:
        return SIM_RESTART_RESET_BUTTON;
    case SHUTDOWN_CAUSE_GUEST_RESET:
        return SIM_RESTART_SOFT;
    default:
        return SIM_RESTART_UNKNOWN;
    }
}

/*
 * Time that the host is on
 */

uint64_t sim_power_on_ns(const IPMIBmcSim *s)
{
    const SimPower *p = &s->power;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    return p->hours_ns + MAX(now - p->hours_since, 0);
}

static void sim_power_count(IPMIBmcSim *s)
{
    s->power.hours_ns = sim_power_on_ns(s);
    s->power.hours_since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/*
 * Off and on
 */

bool sim_power_is_on(const IPMIBmcSim *s)
{
    return !s->power.off;
}

static void sim_power_went_off(IPMIBmcSim *s)
{
    SimPower *p = &s->power;

    trace_ipmi_bmc_sim_power_off(s->name, p->cycling);
    p->off = true;
    p->was_on = false;
    sim_power_count(s);
    sim_changed(s);
    if (p->cycling) {
        timer_mod(&p->timer, qemu_clock_get_ms(QEMU_CLOCK_REALTIME) +
                             p->interval * 1000);
    }
}

static void sim_power_went_on(IPMIBmcSim *s, SimRestartCause cause)
{
    SimPower *p = &s->power;

    p->off = false;
    p->was_on = true;
    p->cycling = false;
    p->event = cause == SIM_RESTART_CHASSIS_CONTROL ? EVENT_BY_COMMAND : 0;
    timer_del(&p->timer);
}

/* The last notice before QEMU ends, whoever wants it */
static void sim_power_off_notify(Notifier *n, void *data)
{
    IPMIBmcSim *s = container_of(n, IPMIBmcSim, power.off_notifier);

    s->power.cycling = false;
    sim_power_went_off(s);
    sim_image_flush(s);
}

static void sim_power_state_change(void *opaque, bool running, RunState state)
{
    IPMIBmcSim *s = opaque;
    SimPower *p = &s->power;

    if (state == RUN_STATE_SHUTDOWN && !running && !p->off) {
        sim_power_went_off(s);
    } else if (running && p->off) {
        /* It was told to go off while it was paused, and did not */
        sim_power_went_on(s, p->cause);
    }
}

/*
 * Nothing but the main loop itself runs timers of this kind, so that no
 * other part of QEMU is in the midst of something
 */
static void sim_power_timer(void *opaque)
{
    IPMIBmcSim *s = opaque;

    if (runstate_check(RUN_STATE_INMIGRATE) ||
        runstate_check(RUN_STATE_FINISH_MIGRATE)) {
        timer_mod(&s->power.timer,
                  qemu_clock_get_ms(QEMU_CLOCK_REALTIME) + RETRY_MS);
    } else if (runstate_check(RUN_STATE_SHUTDOWN)) {
        sim_power_turning_on = true;
        ipmi_chassis_do(IPMI_CHASSIS_POWER_ON);
        sim_power_turning_on = false;
    }
}

/* Later, for this may be called in the midst of something */
static uint8_t sim_power_turn_on(IPMIBmcSim *s, SimRestartCause cause)
{
    SimPower *p = &s->power;

    if (!ipmi_chassis_can(IPMI_CHASSIS_POWER_ON)) {
        return IPMI_CC_COMMAND_NOT_SUPPORTED;
    }
    if (p->off) {
        p->pending = cause;
        timer_mod(&p->timer, qemu_clock_get_ms(QEMU_CLOCK_REALTIME));
    }
    return IPMI_CC_OK;
}

uint8_t sim_power_do(IPMIBmcSim *s, IPMIChassisOp op, SimRestartCause cause)
{
    SimPower *p = &s->power;
    uint8_t cc;

    trace_ipmi_bmc_sim_power_do(s->name, op, cause, p->off);
    if (op == IPMI_CHASSIS_POWER_ON) {
        return sim_power_turn_on(s, cause);
    }
    if (p->off) {
        if (op != IPMI_CHASSIS_POWER_OFF) {
            return IPMI_CC_COMMAND_NOT_SUPPORTED;
        }
        /* It would have come on again */
        p->cycling = false;
        timer_del(&p->timer);
        return IPMI_CC_OK;
    }
    cc = ipmi_chassis_do(op);
    if (cc == IPMI_CC_OK && (op == IPMI_CHASSIS_POWER_CYCLE ||
                             op == IPMI_CHASSIS_RESET)) {
        p->pending = cause;
        p->cycling = op == IPMI_CHASSIS_POWER_CYCLE;
    }
    return cc;
}

/*
 * From outside
 */

static bool sim_power_get(Object *obj, Error **errp)
{
    return sim_power_is_on(IPMI_BMC_SIMULATOR(obj));
}

static void sim_power_set(Object *obj, bool on, Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);

    if (!s->name) {
        error_setg(errp, "property 'power' is set while the VM is there");
        return;
    }
    if (on && s->power.off && !runstate_check(RUN_STATE_SHUTDOWN)) {
        error_setg(errp, "the host cannot be turned on in run state '%s'",
                   RunState_str(runstate_get()));
        return;
    }
    if (sim_power_do(s, on ? IPMI_CHASSIS_POWER_ON : IPMI_CHASSIS_POWER_OFF,
                     SIM_RESTART_CHASSIS_CONTROL) != IPMI_CC_OK) {
        error_setg(errp, "this host cannot be turned %s", on ? "on" : "off");
    }
}

static char *sim_power_get_cause(Object *obj, Error **errp)
{
    const IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);

    return sim_usable(s, errp) ? g_strdup(sim_power_causes[s->power.cause]) :
                                 NULL;
}

/*
 * Part
 */

static void sim_power_init(IPMIBmcSim *s)
{
    Object *obj = OBJECT(s);

    s->power.policy = SIM_RESTORE_PREVIOUS;
    s->power.interval = 1;
    timer_init_ms(&s->power.timer, QEMU_CLOCK_REALTIME, sim_power_timer, s);
    object_property_add_bool(obj, "power", sim_power_get, sim_power_set);
    object_property_add_str(obj, "restart-cause", sim_power_get_cause, NULL);
}

static bool sim_power_realize(IPMIBmcSim *s, Error **errp)
{
    SimPower *p = &s->power;

    p->off = false;
    sim_power_watch_resets();
    p->off_notifier.notify = sim_power_off_notify;
    qemu_register_shutdown_notifier(&p->off_notifier);
    p->state_handler =
        qemu_add_vm_change_state_handler(sim_power_state_change, s);
    return true;
}

static void sim_power_unrealize(IPMIBmcSim *s)
{
    SimPower *p = &s->power;

    timer_del(&p->timer);
    notifier_remove(&p->off_notifier);
    qemu_del_vm_change_state_handler(p->state_handler);
}

/*
 * The start of QEMU is when mains power comes back: if it has ended without
 * notice, mains power had failed. A host without a policy is turned on by
 * somebody, or QEMU would not have been started.
 */
static void sim_power_first_start(IPMIBmcSim *s)
{
    SimPower *p = &s->power;
    bool failed = p->was_on;

    if (p->policy == SIM_RESTORE_ON) {
        p->cause = SIM_RESTART_POLICY_ALWAYS;
    } else if (p->policy == SIM_RESTORE_PREVIOUS && failed) {
        p->cause = SIM_RESTART_POLICY_PREVIOUS;
    } else {
        p->cause = SIM_RESTART_POWER_BUTTON;
    }
    sim_power_went_on(s, p->cause);
    p->event |= failed ? EVENT_AC_FAILED : 0;
    p->started = true;
}

static void sim_power_restarted(IPMIBmcSim *s)
{
    SimPower *p = &s->power;

    if (p->pending != SIM_RESTART_UNKNOWN) {
        p->cause = p->pending;
    } else if (p->off) {
        p->cause = sim_power_turning_on ? SIM_RESTART_UNKNOWN :
                                          SIM_RESTART_POWER_BUTTON;
    } else if (p->asked || sim_power_reset_cause() != SIM_RESTART_SOFT) {
        p->cause = sim_power_reset_cause();
    }
    /* Else firmware resets the machine once more as it starts: SeaBIOS does */
    p->pending = SIM_RESTART_UNKNOWN;
    p->asked = false;
    if (p->off) {
        sim_power_went_on(s, p->cause);
    }
}

static void sim_power_reset(IPMIBmcSim *s)
{
    bool started = s->power.started;

    if (started) {
        sim_power_restarted(s);
    } else {
        sim_power_first_start(s);
    }
    trace_ipmi_bmc_sim_power_started(s->name, s->power.cause,
                                     s->power.event);
    /* Who sets boot flags and then ends QEMU has set them for this start */
    if (started) {
        sim_boot_restarted(s, s->power.cause);
    }
    sim_changed(s);
}

static int sim_power_pre_save(void *opaque)
{
    sim_power_count(opaque);
    return 0;
}

static int sim_power_live_pre_save(void *opaque)
{
    SimPower *p = &IPMI_BMC_SIMULATOR(opaque)->power;

    p->left_ms = 0;
    if (timer_pending(&p->timer)) {
        p->left_ms = MAX(1, timer_expire_time_ns(&p->timer) / SCALE_MS -
                            qemu_clock_get_ms(QEMU_CLOCK_REALTIME));
    }
    return 0;
}

static int sim_power_live_post_load(void *opaque, int version_id)
{
    SimPower *p = &IPMI_BMC_SIMULATOR(opaque)->power;

    if (p->pending >= SIM_NR_RESTART_CAUSES || p->left_ms < 0) {
        return -EINVAL;
    }
    timer_del(&p->timer);
    if (p->left_ms) {
        timer_mod(&p->timer, qemu_clock_get_ms(QEMU_CLOCK_REALTIME) +
                             p->left_ms);
    }
    return 0;
}

static int sim_power_post_load(void *opaque, int version_id)
{
    SimPower *p = &IPMI_BMC_SIMULATOR(opaque)->power;

    if (p->cause >= SIM_NR_RESTART_CAUSES || p->policy > SIM_RESTORE_ON) {
        return -EINVAL;
    }
    p->hours_since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    return 0;
}

static const VMStateDescription vmstate_sim_power = {
    .name = "ipmi-bmc-sim/power",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_power_live_pre_save,
    .post_load = sim_power_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(power.pending, IPMIBmcSim),
        VMSTATE_BOOL(power.asked, IPMIBmcSim),
        VMSTATE_BOOL(power.off, IPMIBmcSim),
        VMSTATE_BOOL(power.cycling, IPMIBmcSim),
        VMSTATE_INT32(power.left_ms, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_power_kept = {
    .name = "ipmi-bmc-sim/power-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_power_pre_save,
    .post_load = sim_power_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(power.cause, IPMIBmcSim),
        VMSTATE_UINT8(power.event, IPMIBmcSim),
        VMSTATE_UINT8(power.policy, IPMIBmcSim),
        VMSTATE_UINT8(power.interval, IPMIBmcSim),
        VMSTATE_BOOL(power.was_on, IPMIBmcSim),
        VMSTATE_UINT64(power.hours_ns, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_power = {
    .name = "power",
    .init = sim_power_init,
    .realize = sim_power_realize,
    .unrealize = sim_power_unrealize,
    .reset = sim_power_reset,
    .live = &vmstate_sim_power,
    .kept = &vmstate_sim_power_kept,
};
