/*
 * ipmi-bmc-sim: clocks of the log and of the repository
 *
 * They show what the machine's RTC would (options of -rtc), shifted by what
 * software has set. So they go on over resets and power cycles, and where the
 * computer's clock is set, they go with it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_CLOCK_H
#define HW_IPMI_BMC_SIM_CLOCK_H

/**
 * SimClock: all zero is a clock that has not been set
 * @shift: seconds that it is ahead of the machine's RTC
 */
typedef struct SimClock {
    int64_t shift;
} SimClock;

/**
 * sim_clock_get: the time
 * @clock: the clock
 *
 * Returns: seconds since 1970, never the value that means none (IPMI 2.0
 * section 37.1).
 */
uint32_t sim_clock_get(const SimClock *clock);

/**
 * sim_clock_set: set it
 * @clock: the clock
 * @now: seconds since 1970
 */
void sim_clock_set(SimClock *clock, uint32_t now);

/* Whether a clock that came from outside can be worked with */
bool sim_clock_valid(const SimClock *clock);

#endif
