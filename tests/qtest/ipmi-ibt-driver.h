/*
 * BMC firmware's driver for the BT interface (iBT) of Aspeed BMCs
 *
 * Plays the firmware of a BMC machine through the registers at 0x1e789140.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_IBT_DRIVER_H
#define TESTS_QTEST_IPMI_IBT_DRIVER_H

#include "ipmi-fw-fixture.h"

#define IBT_LPC_BASE 0x1e789000
#define IBT_BASE     (IBT_LPC_BASE + 0x140)

/* Register offsets */
enum {
    IBT_CR0     = 0x00,
    IBT_CR1     = 0x04,
    IBT_CR2     = 0x08,
    IBT_CR3     = 0x0c,
    IBT_CTRL    = 0x10,
    IBT_DATA    = 0x14,
    IBT_INTMASK = 0x18,
};

/* IBT_CR0 */
#define IBT_ENABLE      0x00000001

/* IBT_CR1 and IBT_CR2 */
#define IBT_IRQ_H2B     0x01
#define IBT_IRQ_HBUSY   0x40

/* IBT_CTRL */
#define IBT_CLR_WR_PTR  0x01
#define IBT_CLR_RD_PTR  0x02
#define IBT_H2B_ATN     0x04
#define IBT_B2H_ATN     0x08
#define IBT_SMS_ATN     0x10
#define IBT_OEM0        0x20
#define IBT_H_BUSY      0x40
#define IBT_B_BUSY      0x80

/* Most bytes of a message (netfn/lun, cmd, data) that fit a BT frame */
#define IBT_MSG_MAX     254

/* Phases, see FWPhase */
typedef enum IBTPhase {
    IBT_IDLE,                   /* nothing is going on */
    IBT_ATTENTION,              /* the firmware has set SMS_ATN */
    IBT_BLOCKED,                /* a request waits, the firmware is busy */
    IBT_PENDING,                /* H2B_ATN is set */
    IBT_READING,                /* the firmware has read half of it */
    IBT_TAKEN,                  /* the firmware has it and works on it */
    IBT_WRITING,                /* half of the response is written */
    IBT_QUEUED,                 /* as IBT_READING, with two more behind */
} IBTPhase;

#define IBT_NR_BOARDS 3
extern const FWBoard ibt_boards[IBT_NR_BOARDS];
/* The AST2600 and the AST2400 among them */
#define IBT_AST2600 (&ibt_boards[0])
#define IBT_AST2400 (&ibt_boards[2])

uint32_t ibt_read(QTestState *qts, unsigned reg);
void ibt_write(QTestState *qts, unsigned reg, uint32_t val);

/* What a driver does when it starts: interrupts on, channel on, not busy */
void ibt_listen(QTestState *qts);

/* Wait until the host has written a request */
void ibt_wait_request(QTestState *qts);

/*
 * Take the request that is there, in the order of Linux's driver. The second
 * and third do it in two parts: all up to and including the length byte,
 * which is returned, and the rest.
 */
void ibt_take(QTestState *qts, FWRequest *req);
uint8_t ibt_begin_take(QTestState *qts);
void ibt_end_take(QTestState *qts, FWRequest *req, uint8_t len);

/* Wait for a request, take it, and acknowledge its interrupt */
void ibt_next(QTestState *qts, FWRequest *req);

/* Write bytes as they are to the response buffer, from its beginning */
void ibt_put_raw(QTestState *qts, const uint8_t *bytes, size_t len);

/* Write a response (netfn/lun, cmd, code, data) and set B2H_ATN */
void ibt_respond(QTestState *qts, uint8_t seq, const uint8_t *msg,
                 size_t len);

/* The firmware goes on as if nothing had happened, see FWDriver */
void ibt_go_on(FW *t, const FWPhase *phase);

/* Tests of ipmi-ibt-*-tests.c, of what there is with BT only */
void ibt_add_message_tests(const FWBoard *board);
void ibt_add_fault_tests(const FWBoard *board);
void ibt_add_migration_tests(const FWBoard *board);

#endif
