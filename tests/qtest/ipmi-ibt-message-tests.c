/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: messages and attention
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-fixture.h"

/*
 * Whole messages
 */

static void test_greeting(IBT *t)
{
    /* The greeting itself has been looked at when the host connected */
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_listen(t->qts);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

static void test_lengths(IBT *t)
{
    uint8_t msg[IBT_MSG_MAX] = { 0x18, 0x42 };

    ibt_listen(t->qts);
    for (int i = 2; i < sizeof(msg); i++) {
        msg[i] = i ^ 0xc3;
    }
    for (int len = 2; len <= IBT_MSG_MAX; len++) {
        ibt_round(t, len, msg, len, MIN(len - 2, IBT_MSG_MAX - 3));
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Short requests with long answers, and the other way round */
static void test_lengths_crossed(IBT *t)
{
    uint8_t msg[IBT_MSG_MAX] = { 0x18, 0x43 };

    ibt_listen(t->qts);
    for (int len = 2; len < IBT_MSG_MAX; len += 12) {
        ibt_round(t, len, msg, len, IBT_MSG_MAX - 1 - len);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Each value of seq, cmd and data, and each network function with its LUNs */
static void test_values(IBT *t)
{
    ibt_listen(t->qts);
    for (int val = 0; val <= 0xff; val++) {
        const uint8_t msg[] = { val & ~0x04, ~val, val, val, 0xff - val };

        ibt_round(t, val, msg, sizeof(msg), 4);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* All values at one place after the other, in both directions */
static void test_value_table(IBT *t)
{
    uint8_t data[IBT_MSG_MAX];
    uint8_t rsp[IBT_MSG_MAX] = { 0x1c, 0x44, 0x00 };
    IBTRequest req;

    ibt_listen(t->qts);
    for (int base = 0; base < 0x100; base += 0x80) {
        uint8_t msg[2 + 0x80] = { 0x18, 0x44 };

        for (int i = 0; i < 0x80; i++) {
            data[i] = msg[2 + i] = base + i;
        }
        memcpy(rsp + 3, data, 0x80);
        ipmi_wire_send_message(t->host, 0xa0, msg, sizeof(msg));
        ibt_next(t->qts, &req);
        g_assert_cmpmem(req.msg, req.len, msg, sizeof(msg));
        ibt_answer(t->qts, &req, 0, data, 0x80);
        ipmi_wire_expect_message(t->host, 0xa0, rsp, 3 + 0x80);
    }
}

/* What no BT frame holds is refused, and the firmware does not see it */
static void test_too_long(IBT *t)
{
    uint8_t msg[WIRE_MSG_MAX] = { 0x18, 0x45 };

    ibt_listen(t->qts);
    for (int len = IBT_MSG_MAX + 1; len <= WIRE_MSG_MAX; len++) {
        ipmi_wire_send_message(t->host, len, msg, len);
        ibt_expect_code(t, len, 0x18, 0x45, CC_LENGTH_EXCEEDED);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
        g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    }
    ibt_check_works(t);
}

static void test_not_enabled(IBT *t)
{
    for (int i = 0; i < 3; i++) {
        ibt_send(t, i, 0x18, 0x42);
        ibt_expect_code(t, i, 0x18, 0x42, CC_BMC_INIT);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
        g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    }
    ibt_listen(t->qts);
    ibt_check_works(t);
    /* The other bits of the register do not switch it off, nor on */
    ibt_write(t->qts, IBT_CR0, IBT_ENABLE);
    ibt_check_works(t);
    ibt_write(t->qts, IBT_CR0, ~IBT_ENABLE);
    ibt_send(t, 0x44, 0x18, 0x42);
    ibt_expect_code(t, 0x44, 0x18, 0x42, CC_BMC_INIT);
}

/* A busy BMC is left alone until it is not busy any more */
static void test_b_busy(IBT *t)
{
    static const uint8_t ok[] = { 0x1c, 0x42, 0x00 };
    IBTRequest req;

    ibt_listen(t->qts);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    ibt_send(t, 0x51, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    g_assert_false(ibt_irq(t));
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
    g_assert_true(ibt_irq(t));
    ibt_next(t->qts, &req);
    ibt_answer(t->qts, &req, 0, NULL, 0);
    ipmi_wire_expect_message(t->host, 0x51, ok, sizeof(ok));
}

/* The control of all tests that disturb a transfer: nobody does here */
static void test_undisturbed(IBT *t, IBTPhase phase)
{
    ibt_go_on(t, phase);
    ibt_expect_served(t, phase);
    ibt_check_works(t);
}

/*
 * Several requests at a time
 */

static void test_pipeline(IBT *t)
{
    IBTRequest req;

    ibt_listen(t->qts);
    for (int i = 0; i < IBT_QUEUE_SIZE; i++) {
        ibt_send(t, 0xa0 - i, 0x18, i);
    }
    for (int i = 0; i < IBT_QUEUE_SIZE; i++) {
        ibt_next(t->qts, &req);
        g_assert_cmphex(req.msg[1], ==, i);
        ipmi_wire_expect_nothing(t->host, t->qts);
        ibt_answer(t->qts, &req, i, NULL, 0);
        ibt_expect_code(t, 0xa0 - i, 0x18, i, i);
    }
    ibt_check_works(t);
}

/* The same sequence number more than once: each request has its answer */
static void test_pipeline_same_seq(IBT *t)
{
    IBTRequest req;

    ibt_listen(t->qts);
    for (int i = 0; i < 4; i++) {
        ibt_send(t, 0x33, 0x18, i);
    }
    for (int i = 0; i < 4; i++) {
        ibt_next(t->qts, &req);
        ibt_answer(t->qts, &req, 0x80 + i, NULL, 0);
        ibt_expect_code(t, 0x33, 0x18, i, 0x80 + i);
    }
    ibt_check_works(t);
}

static void test_queue_full(IBT *t)
{
    IBTRequest req;

    ibt_listen(t->qts);
    for (int i = 0; i < IBT_QUEUE_SIZE + 3; i++) {
        ibt_send(t, i, 0x18, 0x42);
    }
    for (int i = IBT_QUEUE_SIZE; i < IBT_QUEUE_SIZE + 3; i++) {
        ibt_expect_code(t, i, 0x18, 0x42, CC_NODE_BUSY);
    }
    /* As one leaves, one can come */
    for (int i = 0; i < IBT_QUEUE_SIZE; i++) {
        ibt_next(t->qts, &req);
        ibt_answer(t->qts, &req, 0, NULL, 0);
        ibt_expect_code(t, i, 0x18, 0x42, 0);
        ibt_send(t, 0x40 + i, 0x18, 0x42);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_send(t, 0x99, 0x18, 0x42);
    ibt_expect_code(t, 0x99, 0x18, 0x42, CC_NODE_BUSY);
    for (int i = 0; i < IBT_QUEUE_SIZE; i++) {
        ibt_next(t->qts, &req);
        ibt_answer(t->qts, &req, 0, NULL, 0);
        ibt_expect_code(t, 0x40 + i, 0x18, 0x42, 0);
    }
    ibt_check_works(t);
}

/*
 * Timeouts
 */

static void test_timeout(IBT *t, IBTPhase phase)
{
    ipmi_wire_step_ms(t->qts, IBT_TIMEOUT_MS - 1);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    ibt_expect_open(t, phase, CC_TIMEOUT);
    /* The firmware's own answer is late now */
    ibt_go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 3 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/* Waiting behind another one does not give a request more time */
static void test_timeout_each(IBT *t)
{
    ibt_listen(t->qts);
    ibt_send(t, 0x01, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, 1000);
    ibt_send(t, 0x02, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, IBT_TIMEOUT_MS - 1000);
    ibt_expect_code(t, 0x01, 0x18, 0x42, CC_TIMEOUT);
    ipmi_wire_step_ms(t->qts, 999);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    ibt_expect_code(t, 0x02, 0x18, 0x42, CC_TIMEOUT);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* A late answer is not taken for the one to the next request */
static void test_timeout_late(IBT *t)
{
    IBTRequest late, req;

    ibt_listen(t->qts);
    ibt_send(t, 0x05, 0x18, 0x42);
    ibt_next(t->qts, &late);
    ipmi_wire_step_ms(t->qts, IBT_TIMEOUT_MS);
    ibt_expect_code(t, 0x05, 0x18, 0x42, CC_TIMEOUT);
    ibt_send(t, 0x05, 0x18, 0x42);
    ibt_wait_request(t->qts);
    ibt_answer(t->qts, &late, 0x11, NULL, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_next(t->qts, &req);
    ibt_answer(t->qts, &late, 0x22, NULL, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_answer(t->qts, &req, 0x33, NULL, 0);
    ibt_expect_code(t, 0x05, 0x18, 0x42, 0x33);
    ibt_check_works(t);
}

static void test_timeout_property(const IBTBoard *board)
{
    IBT *t = ibt_start(board, ",response-timeout-ms=50", "");

    ibt_connect(t, WIRE_CMD_NOATTN);
    ibt_listen(t->qts);
    ibt_send(t, 0x07, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    ipmi_wire_step_ms(t->qts, 49);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ipmi_wire_step_ms(t->qts, 1);
    ibt_expect_code(t, 0x07, 0x18, 0x42, CC_TIMEOUT);
    ibt_stop(t);
}

/* An answer in time stops the clock for good */
static void test_timeout_stops(IBT *t)
{
    IBTRequest req;

    ibt_listen(t->qts);
    ibt_send(t, 0x08, 0x18, 0x42);
    ibt_next(t->qts, &req);
    ipmi_wire_step_ms(t->qts, IBT_TIMEOUT_MS - 1);
    ibt_answer(t->qts, &req, 0, NULL, 0);
    ibt_expect_code(t, 0x08, 0x18, 0x42, 0);
    ipmi_wire_step_ms(t->qts, 3 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/*
 * Attention
 */

static void set_attention(IBT *t, uint8_t expected)
{
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
    ipmi_wire_expect_command(t->host, expected);
}

/* Commands that deal with message flags show that the host has seen it */
static void test_attention_cleared(IBT *t)
{
    static const uint8_t cmds[] = { 0x30, 0x31, 0x33 };
    IBTRequest req;

    ibt_listen(t->qts);
    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        set_attention(t, WIRE_CMD_ATTN_IRQ);
        ibt_send(t, i, 0x18, cmds[i]);
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
        ibt_wait_request(t->qts);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
        ibt_next(t->qts, &req);
        ibt_answer(t->qts, &req, 0, NULL, 0);
        ibt_expect_code(t, i, 0x18, cmds[i], 0);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Others do not, and neither do these in another network function */
static void test_attention_kept(IBT *t)
{
    static const uint8_t others[][2] = {
        { 0x18, 0x01 }, { 0x18, 0x32 }, { 0x18, 0x34 }, { 0x18, 0x35 },
        { 0x28, 0x30 }, { 0x28, 0x31 }, { 0x00, 0x33 }, { 0x10, 0x31 },
    };

    ibt_listen(t->qts);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    for (int i = 0; i < ARRAY_SIZE(others); i++) {
        IBTRequest req;

        ibt_send(t, i, others[i][0], others[i][1]);
        ibt_wait_request(t->qts);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==,
                        IBT_H2B_ATN | IBT_SMS_ATN);
        ibt_next(t->qts, &req);
        ibt_answer(t->qts, &req, 0, NULL, 0);
        ibt_expect_code(t, i, others[i][0], others[i][1], 0);
    }
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
}

/* Set again before it was cleared: the host is told again */
static void test_attention_again(IBT *t)
{
    for (int i = 0; i < 3; i++) {
        set_attention(t, WIRE_CMD_ATTN_IRQ);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* It is cleared when the firmware gets the command, not before */
static void test_attention_blocked(IBT *t)
{
    IBTRequest req;

    ibt_listen(t->qts);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    ibt_send(t, 0x01, 0x18, 0x31);
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==,
                    IBT_B_BUSY | IBT_SMS_ATN);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
    /* What comes up while the host asks is a new attention */
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    ibt_next(t->qts, &req);
    ibt_answer(t->qts, &req, 0, NULL, 0);
    ibt_expect_code(t, 0x01, 0x18, 0x31, 0);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
}

/* In which form it is told depends on what this very peer can take */
static void test_attention_capabilities(IBT *t)
{
    static const struct {
        uint8_t caps;
        uint8_t form;
    } peers[] = {
        { 0x3f, WIRE_CMD_ATTN_IRQ }, { 0x04, WIRE_CMD_ATTN_IRQ },
        { 0xfb, WIRE_CMD_ATTN }, { 0x00, WIRE_CMD_ATTN },
        { 0x14, WIRE_CMD_ATTN_IRQ }, { 0x10, WIRE_CMD_ATTN },
    };

    for (int i = 0; i < ARRAY_SIZE(peers); i++) {
        ipmi_wire_send_command_arg(t->host, WIRE_CMD_CAPABILITIES,
                                   peers[i].caps);
        ipmi_wire_settle(t->qts);
        set_attention(t, peers[i].form);
    }
    /* Learnt anew from each peer: this one says nothing */
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_connect(t, WIRE_CMD_ATTN_IRQ);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

void ibt_add_message_tests(const IBTBoard *board)
{
    ibt_add(board, "message/greeting", test_greeting);
    ibt_add(board, "message/lengths", test_lengths);
    ibt_add(board, "message/lengths-crossed", test_lengths_crossed);
    ibt_add(board, "message/values", test_values);
    ibt_add(board, "message/value-table", test_value_table);
    ibt_add(board, "message/too-long", test_too_long);
    ibt_add(board, "message/not-enabled", test_not_enabled);
    ibt_add(board, "message/b-busy", test_b_busy);
    ibt_add_phases(board, "message/undisturbed", test_undisturbed);
    ibt_add(board, "queue/pipeline", test_pipeline);
    ibt_add(board, "queue/same-seq", test_pipeline_same_seq);
    ibt_add(board, "queue/full", test_queue_full);
    ibt_add_phases(board, "timeout", test_timeout);
    ibt_add(board, "timeout/each", test_timeout_each);
    ibt_add(board, "timeout/late", test_timeout_late);
    ibt_add(board, "timeout/stops", test_timeout_stops);
    ibt_add_bare(board, "timeout/property", test_timeout_property);
    ibt_add(board, "attention/cleared", test_attention_cleared);
    ibt_add(board, "attention/kept", test_attention_kept);
    ibt_add(board, "attention/again", test_attention_again);
    ibt_add(board, "attention/blocked", test_attention_blocked);
    ibt_add(board, "attention/capabilities", test_attention_capabilities);
}
