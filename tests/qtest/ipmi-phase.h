/*
 * Phases of a transfer, to be cut off in the middle
 *
 * Each kind of channel has its own, and each of them can be entered from an
 * idle interface and left again, whatever happened to the BMC meanwhile.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_PHASE_H
#define TESTS_QTEST_IPMI_PHASE_H

#include "ipmi-bench.h"

/**
 * IPMIPhase:
 * @name: what is going on
 * @state: IPMI_* while it does
 * @enter: go there from an idle interface
 * @leave: the guest goes on, but the BMC that it talked to is gone: take what
 *         is there, and see a pending request answered with @cc; optional
 * @finish: the guest goes on with a BMC: write the rest of a request, which
 *          is answered; only where a request is half written
 * @ours: QEMU 10.0 does not have this phase
 * @not_to_base: QEMU 10.0 cannot go on from here with a stream of ours
 */
typedef struct IPMIPhase {
    const char *name;
    unsigned state;
    void (*enter)(IPMIBench *b);
    void (*leave)(IPMIBench *b, uint8_t cc);
    void (*finish)(IPMIBench *b);
    bool ours;
    bool not_to_base;
} IPMIPhase;

/**
 * IPMIPhases: those of one kind of channel
 * @phase: all of them
 * @n: their number
 * @check_reset: registers are as after a reset, SMS_ATN aside
 * @check_loaded: registers that ipmi_driver_state() does not show are as in
 *                a phase, with the BMC gone; optional
 */
typedef struct IPMIPhases {
    const IPMIPhase *phase;
    int n;
    void (*check_reset)(IPMIBench *b);
    void (*check_loaded)(IPMIBench *b, const IPMIPhase *phase);
} IPMIPhases;

extern const IPMIPhases ipmi_bt_phases;
extern const IPMIPhases ipmi_kcs_phases;

/* The phases of a front-end's channel */
const IPMIPhases *ipmi_phases(const IPMIFrontEnd *fe);

/* One of them, by its name */
const IPMIPhase *ipmi_phase_find(const IPMIFrontEnd *fe, const char *name);

/* Go from an idle interface to a phase, with interrupts on */
void ipmi_phase_enter(IPMIBench *b, const IPMIPhase *phase);

/**
 * ipmi_phase_leave: the guest goes on, but the BMC that it talked to is gone
 * @b: the bench
 * @phase: where it was
 * @cc: code of the answer to a pending request
 *
 * At the end the interface is idle, SMS_ATN and a request half written aside.
 */
void ipmi_phase_leave(IPMIBench *b, const IPMIPhase *phase, uint8_t cc);

/* After that, with a BMC: the rest of a request that was half written */
void ipmi_phase_finish(IPMIBench *b, const IPMIPhase *phase);

#endif
