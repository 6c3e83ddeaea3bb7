/*
 * ipmi-bmc-sim: power of the host (IPMI 2.0 section 28)
 *
 * Switches the host, and keeps an eye on what switches it otherwise: its own
 * software, and whoever controls QEMU.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_POWER_H
#define HW_IPMI_BMC_SIM_POWER_H

#include "qemu/notify.h"
#include "qemu/timer.h"
#include "system/runstate.h"
#include "hw/ipmi/ipmi_bmc_sim.h"

/* Why the host was last started, as in section 28.11 */
typedef enum SimRestartCause {
    SIM_RESTART_UNKNOWN         = 0x0,
    SIM_RESTART_CHASSIS_CONTROL = 0x1,
    SIM_RESTART_RESET_BUTTON    = 0x2,
    SIM_RESTART_POWER_BUTTON    = 0x3,
    SIM_RESTART_WATCHDOG        = 0x4,
    SIM_RESTART_OEM             = 0x5,
    SIM_RESTART_POLICY_ALWAYS   = 0x6,
    SIM_RESTART_POLICY_PREVIOUS = 0x7,
    SIM_RESTART_PEF_RESET       = 0x8,
    SIM_RESTART_PEF_CYCLE       = 0x9,
    SIM_RESTART_SOFT            = 0xa,
    SIM_RESTART_RTC             = 0xb,
} SimRestartCause;

#define SIM_NR_RESTART_CAUSES 12

/* What to do when mains power returns, as in section 28.8 */
typedef enum SimRestorePolicy {
    SIM_RESTORE_OFF      = 0,
    SIM_RESTORE_PREVIOUS = 1,
    SIM_RESTORE_ON       = 2,
} SimRestorePolicy;

/**
 * SimPower:
 * @cause: why the host was last started, SIM_RESTART_*
 * @event: last power event (section 28.2)
 * @policy: SIM_RESTORE_*
 * @interval: power cycle interval in seconds
 * @was_on: the host was on when this was kept
 * @hours_ns: how long the host has been on, up to @hours_since
 * @hours_since: virtual time in ns
 * @pending: the cause of the start that has been asked for, SIM_RESTART_*
 * @asked: the host has made a request since it was started last
 * @off: the host is off
 * @cycling: it is off in order to be turned on again
 * @left_ms: of the power cycle interval; only while it is migrated
 * @started: the reset that comes with the start of QEMU is over
 * @timer: for the next turning on. It counts the computer's time, as the VM's
 *         does not go on while the host is off
 * @off_notifier: QEMU is told to end, or would be without -action
 * @state_handler: of the VM's run state
 */
typedef struct SimPower {
    uint8_t cause;
    uint8_t event;
    uint8_t policy;
    uint8_t interval;
    bool was_on;
    uint64_t hours_ns;
    int64_t hours_since;
    uint8_t pending;
    bool asked;
    bool off;
    bool cycling;
    int32_t left_ms;
    bool started;
    QEMUTimer timer;
    Notifier off_notifier;
    VMChangeStateEntry *state_handler;
} SimPower;

extern const struct SimPart sim_power;

/**
 * sim_power_do: switch the host, or wake it up (section 28.3)
 * @s: the simulator
 * @op: what to do
 * @cause: who wants it; goes into the restart cause if the host starts anew
 *
 * Returns: completion code. What needs a host that is on gets D5h without.
 */
uint8_t sim_power_do(IPMIBmcSim *s, IPMIChassisOp op, SimRestartCause cause);

/* Whether the host is on */
bool sim_power_is_on(const IPMIBmcSim *s);

/* How long it has been on in all, in ns */
uint64_t sim_power_on_ns(const IPMIBmcSim *s);

#endif
