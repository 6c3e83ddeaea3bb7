/*
 * ipmi-bmc-sim: watchdog timer (IPMI 2.0 section 27)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_WATCHDOG_H
#define HW_IPMI_BMC_SIM_WATCHDOG_H

#include "qemu/timer.h"
#include "hw/ipmi/ipmi_bmc_sim.h"

/**
 * SimWatchdog:
 * @initialized: Set Watchdog Timer was there
 * @use: as it is set, without the bit that says "do not stop"
 * @action: as it is set
 * @pretimeout: seconds before the timeout
 * @expired: flags, by use
 * @timeout: initial countdown in units of 100 ms
 * @running: the timer runs
 * @pretimeout_over: the pre-timeout of this countdown is over
 * @next: when the pre-timeout or, if that is over, the timeout is due, in ns
 *        of virtual time
 * @left: countdown of a timer that does not run, in units of 100 ms
 * @timer: runs until @next
 */
typedef struct SimWatchdog {
    bool initialized;
    uint8_t use;
    uint8_t action;
    uint8_t pretimeout;
    uint8_t expired;
    uint16_t timeout;
    bool running;
    bool pretimeout_over;
    int64_t next;
    uint16_t left;
    QEMUTimer timer;
} SimWatchdog;

extern const struct SimPart sim_watchdog;

/*
 * sim_watchdog_sensor.c
 */

/**
 * sim_watchdog_assert: the watchdog has done something
 * @s: the simulator
 * @state: what, as an event offset of its sensor
 * @how: interrupt type and timer use, second byte of the event's data
 * @log: an event is reported, if the sensor does so
 */
void sim_watchdog_assert(IPMIBmcSim *s, unsigned state, uint8_t how, bool log);

/**
 * sim_watchdog_deassert: it is over
 * @s: the simulator
 * @states: what, bits by event offset
 * @log: an event is reported, if the sensor does so
 */
void sim_watchdog_deassert(IPMIBmcSim *s, uint16_t states, bool log);

/* From the sensor to @wdt_sensor: what QEMU 10.0 migrates of it */
void sim_watchdog_save_sensor(IPMIBmcSim *s);

/* Back again, as far as it makes sense; without a sensor it is dropped */
void sim_watchdog_load_sensor(IPMIBmcSim *s);

#endif
