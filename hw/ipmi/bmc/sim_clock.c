/*
 * ipmi-bmc-sim: clocks of the log and of the repository
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "hw/ipmi/bmc/sim_clock.h"
#include "system/rtc.h"

/* Longer than any calendar of QEMU, and no sum with it overflows */
#define SIM_CLOCK_SHIFT_MAX (INT64_C(1) << 48)

static int64_t sim_clock_machine(void)
{
    struct tm tm;

    qemu_get_timedate(&tm, 0);
    return mktimegm(&tm);
}

uint32_t sim_clock_get(const SimClock *clock)
{
    int64_t now = sim_clock_machine() + clock->shift;

    return MIN(MAX(now, 0), UINT32_MAX - 1);
}

void sim_clock_set(SimClock *clock, uint32_t now)
{
    clock->shift = now - sim_clock_machine();
}

bool sim_clock_valid(const SimClock *clock)
{
    return clock->shift >= -SIM_CLOCK_SHIFT_MAX &&
           clock->shift <= SIM_CLOCK_SHIFT_MAX;
}
