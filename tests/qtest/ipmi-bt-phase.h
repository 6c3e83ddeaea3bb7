/*
 * Phases of a transfer over BT, to be cut off in the middle
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_BT_PHASE_H
#define TESTS_QTEST_IPMI_BT_PHASE_H

#include "ipmi-bt-bench.h"

typedef enum BTPhase {
    BT_PHASE_IDLE,
    BT_PHASE_WRITING,           /* half of a request is in the buffer */
    BT_PHASE_PENDING,
    BT_PHASE_RESPONSE,
    BT_PHASE_READING,           /* half of a response has been read */
    BT_PHASE_RESPONSE_PENDING,  /* the next request is out already */
    BT_PHASE_HELD,              /* and its response cannot be shown yet */
    BT_PHASE_ATTENTION,
    BT_NR_PHASES,
} BTPhase;

/* Go from an idle interface to a phase, with interrupts on in INTMASK */
void bt_phase_enter(BTBench *b, BTPhase phase);

/* BT_CTRL in a phase */
uint8_t bt_phase_ctrl(BTPhase phase);

/**
 * bt_phase_leave: the guest goes on, but the BMC that it talked to is gone
 * @b: the bench
 * @phase: where it was
 * @cc: code of the answer to a pending request
 *
 * Responses that were there already are taken. At the end the interface is
 * idle, SMS_ATN and a request half written aside.
 */
void bt_phase_leave(BTBench *b, BTPhase phase, uint8_t cc);

/* From BT_PHASE_WRITING: write the rest, and the BMC gets it all */
void bt_phase_write_rest(BTBench *b);

#endif
