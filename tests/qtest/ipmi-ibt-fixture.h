/*
 * A BMC machine with a scripted host, and the phases of a transfer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_IBT_FIXTURE_H
#define TESTS_QTEST_IPMI_IBT_FIXTURE_H

#include "ipmi-ibt-driver.h"
#include "ipmi-wire.h"

/* Completion codes that QEMU makes up itself */
enum {
    CC_NODE_BUSY       = 0xc0,
    CC_TIMEOUT         = 0xc3,
    CC_LENGTH_EXCEEDED = 0xc8,
    CC_BMC_INIT        = 0xd2,
};

/* Requests that the host has at most waiting */
#define IBT_QUEUE_SIZE 8
/* Default of response-timeout-ms */
#define IBT_TIMEOUT_MS 4000

/**
 * IBT: one BMC machine under test
 * @qts: QEMU
 * @board: which machine it is
 * @host: the peer of ipmi-host-extern, played by the test
 * @taken: in some phases, the request that the firmware has
 */
typedef struct IBT {
    QTestState *qts;
    const IBTBoard *board;
    IPMIWire *host;
    IBTRequest taken;
} IBT;

/**
 * IBTPhase: how far a transfer is
 * @IBT_IDLE: nothing is going on
 * @IBT_ATTENTION: the firmware has set SMS_ATN
 * @IBT_BLOCKED: a request waits, since the firmware is busy
 * @IBT_PENDING: H2B_ATN is set
 * @IBT_READING: the firmware has read half of the request
 * @IBT_TAKEN: the firmware has the request and works on it
 * @IBT_WRITING: the firmware has written half of the response
 * @IBT_QUEUED: as IBT_READING, with two more requests behind this one
 */
typedef enum IBTPhase {
    IBT_IDLE,
    IBT_ATTENTION,
    IBT_BLOCKED,
    IBT_PENDING,
    IBT_READING,
    IBT_TAKEN,
    IBT_WRITING,
    IBT_QUEUED,
    IBT_NR_PHASES,
} IBTPhase;

/*
 * Registration. Test functions get a machine whose interrupt is intercepted,
 * and a host that is connected and was greeted; the firmware sleeps.
 */

typedef void (*IBTTest)(IBT *t);
typedef void (*IBTPhaseTest)(IBT *t, IBTPhase phase);
typedef void (*IBTBareTest)(const IBTBoard *board);

void ibt_add(const IBTBoard *board, const char *name, IBTTest fn);

/* One test for each phase; the firmware and the host have got that far */
void ibt_add_phases(const IBTBoard *board, const char *name,
                    IBTPhaseTest fn);

/* A test that starts what it needs by itself */
void ibt_add_bare(const IBTBoard *board, const char *name,
                  IBTBareTest fn);

/*
 * Machines
 */

/* A machine that is not started yet; the host has a socket already */
IBT *ibt_new(const IBTBoard *board);

/**
 * ibt_launch: start it
 * @t: the machine
 * @chardev: the way to the host, all of it but the id
 * @device: more properties of ipmi-host-extern, or ""
 * @args: more arguments of QEMU, or ""
 */
void ibt_launch(IBT *t, const char *chardev, const char *device,
                const char *args);

/* Both in one, for a machine that listens on the host's socket */
IBT *ibt_start(const IBTBoard *board, const char *device, const char *args);
void ibt_stop(IBT *t);

/* Let the host connect; ATTN must be reported to be @attn, a command */
void ibt_connect(IBT *t, uint8_t attn);

/* Level of the intercepted interrupt */
bool ibt_irq(const IBT *t);

/*
 * Transfers
 */

/* The host sends Get Device ID with two bytes of data, or the like of it */
void ibt_send(IBT *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd);

/* The host must get an answer without data */
void ibt_expect_code(IBT *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd,
                     uint8_t cc);

/*
 * One round: host to firmware and back, with all that must hold on the way.
 * @msg is the request; the answer has @rsp_len bytes of data behind its code
 */
void ibt_round(IBT *t, uint8_t seq, const uint8_t *msg, size_t len,
               size_t rsp_len);

/* A round must work, and nothing else may come */
void ibt_check_works(IBT *t);

/* Bring an idle machine with firmware that listens into a phase */
void ibt_enter(IBT *t, IBTPhase phase);

/*
 * The firmware's part in it, for hosts of another kind: before they send
 * their request, which must begin as below and have a mark and a byte more,
 * and after that
 */
#define IBT_PHASE_NETFN 0x18
#define IBT_PHASE_CMD   0x42
#define IBT_PHASE_LEN   4
void ibt_prepare(IBT *t, IBTPhase phase);
void ibt_advance(IBT *t, IBTPhase phase);

/* Number of requests that are not answered yet in a phase */
int ibt_open_requests(IBTPhase phase);

/* These requests must be answered with @cc, first to last */
void ibt_expect_open(IBT *t, IBTPhase phase, uint8_t cc);

/* These requests must be answered by the firmware that goes on */
void ibt_expect_served(IBT *t, IBTPhase phase);

/*
 * Another request like those of the phases, told apart by a mark that the
 * firmware gives back as completion code
 */
void ibt_send_marked(IBT *t, uint8_t seq, uint8_t mark);
void ibt_expect_mark(IBT *t, uint8_t seq, uint8_t mark);

/*
 * The firmware goes on as if nothing had happened, and answers all requests
 * that it sees, each with its mark
 */
void ibt_go_on(IBT *t, IBTPhase phase);

/*
 * Tests of ipmi-ibt-message-tests.c, ipmi-ibt-fault-tests.c,
 * ipmi-ibt-life-tests.c and ipmi-ibt-migration-tests.c
 */
void ibt_add_message_tests(const IBTBoard *board);
void ibt_add_fault_tests(const IBTBoard *board);
void ibt_add_life_tests(const IBTBoard *board);
void ibt_add_migration_tests(const IBTBoard *board);

#endif
