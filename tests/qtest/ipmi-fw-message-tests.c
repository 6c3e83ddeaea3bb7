/*
 * Tests of responders and ipmi-host-extern: messages, queue, time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "ipmi-fw-fixture.h"

/*
 * Whole messages
 */

static void test_greeting(FW *t)
{
    /* The greeting itself has been looked at when the host connected */
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_listen(t);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/*
 * The channels' own tests have every length. Here it is the ends, and what
 * is around a power of two.
 */
static bool is_special_length(FW *t, size_t len)
{
    return len < 10 || len + 3 > t->fw->msg_max ||
        is_power_of_2(len - 1) || is_power_of_2(len) || is_power_of_2(len + 1);
}

static void test_lengths(FW *t)
{
    uint8_t msg[WIRE_MSG_MAX] = { 0x18, 0x42 };

    fw_listen(t);
    for (int i = 2; i < sizeof(msg); i++) {
        msg[i] = i ^ 0xc3;
    }
    for (int len = 2; len <= t->fw->msg_max; len++) {
        if (is_special_length(t, len)) {
            fw_round(t, len, msg, len, MIN(len - 2, t->fw->msg_max - 3));
        }
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Short requests with long answers, and the other way round */
static void test_lengths_crossed(FW *t)
{
    uint8_t msg[WIRE_MSG_MAX] = { 0x18, 0x43 };

    fw_listen(t);
    for (int len = 2; len < t->fw->msg_max; len += 12) {
        fw_round(t, len, msg, len, t->fw->msg_max - 1 - len);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Each value of seq, cmd and data, and each network function with its LUNs */
static void test_values(FW *t)
{
    fw_listen(t);
    for (int val = 0; val <= 0xff; val++) {
        const uint8_t msg[] = { val & ~0x04, ~val, val, val, 0xff - val };

        fw_round(t, val, msg, sizeof(msg), 4);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* All values at one place after the other, in both directions */
static void test_value_table(FW *t)
{
    uint8_t data[0x80];
    uint8_t rsp[WIRE_MSG_MAX] = { 0x1c, 0x44, 0x00 };
    FWRequest req;

    fw_listen(t);
    for (int base = 0; base < 0x100; base += 0x80) {
        uint8_t msg[2 + 0x80] = { 0x18, 0x44 };

        for (int i = 0; i < 0x80; i++) {
            data[i] = msg[2 + i] = base + i;
        }
        memcpy(rsp + 3, data, 0x80);
        ipmi_wire_send_message(t->host, 0xa0, msg, sizeof(msg));
        fw_next(t, &req);
        g_assert_cmpmem(req.msg, req.len, msg, sizeof(msg));
        fw_answer(t, &req, 0, data, 0x80);
        ipmi_wire_expect_message(t->host, 0xa0, rsp, 3 + 0x80);
    }
}

static void check_deaf(FW *t, uint8_t seq)
{
    fw_send(t, seq, 0x18, 0x42);
    fw_expect_code(t, seq, 0x18, 0x42, CC_BMC_INIT);
    t->fw->check_idle(t);
}

static void test_not_listening(FW *t)
{
    for (int i = 0; i < 3; i++) {
        check_deaf(t, i);
        g_assert_false(fw_irq(t));
    }
    fw_listen(t);
    fw_check_works(t);
    t->fw->deaf(t);
    check_deaf(t, 0x44);
    fw_listen(t);
    fw_check_works(t);
}

/* The control of all tests that disturb a transfer: nobody does here */
static void test_undisturbed(FW *t, const FWPhase *phase)
{
    t->fw->go_on(t, phase);
    fw_expect_served(t, phase);
    fw_check_works(t);
}

/*
 * Several requests at a time
 */

static void test_pipeline(FW *t)
{
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < FW_QUEUE_SIZE; i++) {
        fw_send(t, 0xa0 - i, 0x18, i);
    }
    for (int i = 0; i < FW_QUEUE_SIZE; i++) {
        fw_next(t, &req);
        g_assert_cmphex(req.msg[1], ==, i);
        ipmi_wire_expect_nothing(t->host, t->qts);
        fw_answer(t, &req, i, NULL, 0);
        fw_expect_code(t, 0xa0 - i, 0x18, i, i);
    }
    fw_check_works(t);
}

/* The same sequence number more than once: each request has its answer */
static void test_pipeline_same_seq(FW *t)
{
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < 4; i++) {
        fw_send(t, 0x33, 0x18, i);
    }
    for (int i = 0; i < 4; i++) {
        fw_next(t, &req);
        fw_answer(t, &req, 0x80 + i, NULL, 0);
        fw_expect_code(t, 0x33, 0x18, i, 0x80 + i);
    }
    fw_check_works(t);
}

static void test_queue_full(FW *t)
{
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < FW_QUEUE_SIZE + 3; i++) {
        fw_send(t, i, 0x18, 0x42);
    }
    for (int i = FW_QUEUE_SIZE; i < FW_QUEUE_SIZE + 3; i++) {
        fw_expect_code(t, i, 0x18, 0x42, CC_NODE_BUSY);
    }
    /* As one leaves, one can come */
    for (int i = 0; i < FW_QUEUE_SIZE; i++) {
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, 0x42, 0);
        fw_send(t, 0x40 + i, 0x18, 0x42);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_send(t, 0x99, 0x18, 0x42);
    fw_expect_code(t, 0x99, 0x18, 0x42, CC_NODE_BUSY);
    for (int i = 0; i < FW_QUEUE_SIZE; i++) {
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, 0x40 + i, 0x18, 0x42, 0);
    }
    fw_check_works(t);
}

/*
 * Timeouts
 */

static void test_timeout(FW *t, const FWPhase *phase)
{
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS - 1);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    fw_expect_open(t, phase, CC_TIMEOUT);
    /* The firmware's own answer is late now */
    t->fw->go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 3 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/* Waiting behind another one does not give a request more time */
static void test_timeout_each(FW *t)
{
    fw_listen(t);
    fw_send(t, 0x01, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, 1000);
    fw_send(t, 0x02, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS - 1000);
    fw_expect_code(t, 0x01, 0x18, 0x42, CC_TIMEOUT);
    ipmi_wire_step_ms(t->qts, 999);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    fw_expect_code(t, 0x02, 0x18, 0x42, CC_TIMEOUT);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

static void test_timeout_property(const FWBoard *board)
{
    FW *t = fw_start(board, ",response-timeout-ms=50", "");

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_send(t, 0x07, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, 49);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    fw_expect_code(t, 0x07, 0x18, 0x42, CC_TIMEOUT);
    fw_stop(t);
}

/* An answer in time stops the clock for good */
static void test_timeout_stops(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 0x08, 0x18, 0x42);
    fw_next(t, &req);
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS - 1);
    fw_answer(t, &req, 0, NULL, 0);
    fw_expect_code(t, 0x08, 0x18, 0x42, 0);
    ipmi_wire_step_ms(t->qts, 3 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

void fw_add_message_tests(const FWBoard *board)
{
    fw_add(board, "message/greeting", test_greeting);
    fw_add(board, "message/lengths", test_lengths);
    fw_add(board, "message/lengths-crossed", test_lengths_crossed);
    fw_add(board, "message/values", test_values);
    fw_add(board, "message/value-table", test_value_table);
    fw_add(board, "message/not-listening", test_not_listening);
    fw_add_phases(board, "message/undisturbed", test_undisturbed);
    fw_add(board, "queue/pipeline", test_pipeline);
    fw_add(board, "queue/same-seq", test_pipeline_same_seq);
    fw_add(board, "queue/full", test_queue_full);
    fw_add_phases(board, "timeout", test_timeout);
    fw_add(board, "timeout/each", test_timeout_each);
    fw_add(board, "timeout/stops", test_timeout_stops);
    fw_add_bare(board, "timeout/property", test_timeout_property);
}
