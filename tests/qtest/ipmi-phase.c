/*
 * Phases of a transfer, to be cut off in the middle
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-phase.h"

const IPMIPhases *ipmi_phases(const IPMIFrontEnd *fe)
{
    return fe->kind == &ipmi_kcs_driver ? &ipmi_kcs_phases : &ipmi_bt_phases;
}

const IPMIPhase *ipmi_phase_find(const IPMIFrontEnd *fe, const char *name)
{
    const IPMIPhases *all = ipmi_phases(fe);

    for (int i = 0; i < all->n; i++) {
        if (g_str_equal(all->phase[i].name, name)) {
            return &all->phase[i];
        }
    }
    g_assert_not_reached();
}

void ipmi_phase_enter(IPMIBench *b, const IPMIPhase *phase)
{
    g_test_message("phase: %s", phase->name);
    b->fe->kind->enable_irq(&b->drv);
    phase->enter(b);
    g_assert_cmphex(ipmi_driver_state(&b->drv), ==, phase->state);
}

void ipmi_phase_leave(IPMIBench *b, const IPMIPhase *phase, uint8_t cc)
{
    unsigned rest = IPMI_ATTENTION;

    if (phase->leave) {
        phase->leave(b, cc);
    }
    if (phase->finish) {
        rest |= IPMI_TRANSFER;
    }
    g_assert_cmphex(ipmi_driver_state(&b->drv) & ~rest, ==, 0);
}

void ipmi_phase_finish(IPMIBench *b, const IPMIPhase *phase)
{
    if (phase->finish) {
        phase->finish(b);
    }
}
