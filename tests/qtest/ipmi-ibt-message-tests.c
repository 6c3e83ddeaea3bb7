/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: frames and attention
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-driver.h"

/* What no BT frame holds is refused, and the firmware does not see it */
static void test_too_long(FW *t)
{
    uint8_t msg[WIRE_MSG_MAX] = { 0x18, 0x45 };

    fw_listen(t);
    for (int len = IBT_MSG_MAX + 1; len <= WIRE_MSG_MAX; len++) {
        ipmi_wire_send_message(t->host, len, msg, len);
        fw_expect_code(t, len, 0x18, 0x45, CC_LENGTH_EXCEEDED);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
        g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    }
    fw_check_works(t);
}

/* Bits beside ENABLE do not switch it off, nor on */
static void test_enable(FW *t)
{
    ibt_write(t->qts, IBT_CR0, IBT_ENABLE);
    fw_check_works(t);
    ibt_write(t->qts, IBT_CR0, ~IBT_ENABLE);
    fw_send(t, 0x44, 0x18, 0x42);
    fw_expect_code(t, 0x44, 0x18, 0x42, CC_BMC_INIT);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2) & IBT_IRQ_H2B, ==, 0);
}

/* A busy BMC is left alone until it is not busy any more */
static void test_b_busy(FW *t)
{
    static const uint8_t ok[] = { 0x1c, 0x42, 0x00 };
    FWRequest req;

    fw_listen(t);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    fw_send(t, 0x51, 0x18, 0x42);
    ipmi_wire_settle(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    g_assert_false(fw_irq(t));
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
    g_assert_true(fw_irq(t));
    fw_next(t, &req);
    fw_answer(t, &req, 0, NULL, 0);
    ipmi_wire_expect_message(t->host, 0x51, ok, sizeof(ok));
}

/* A late answer is not taken for the one to the next request */
static void test_timeout_late(FW *t)
{
    FWRequest late, req;

    fw_listen(t);
    fw_send(t, 0x05, 0x18, 0x42);
    fw_next(t, &late);
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    fw_expect_code(t, 0x05, 0x18, 0x42, CC_TIMEOUT);
    fw_send(t, 0x05, 0x18, 0x42);
    ibt_wait_request(t->qts);
    fw_answer(t, &late, 0x11, NULL, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_next(t, &req);
    fw_answer(t, &late, 0x22, NULL, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_answer(t, &req, 0x33, NULL, 0);
    fw_expect_code(t, 0x05, 0x18, 0x42, 0x33);
    fw_check_works(t);
}

/*
 * Attention
 */

static void set_attention(FW *t, uint8_t expected)
{
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
    ipmi_wire_expect_command(t->host, expected);
}

/* Commands that deal with message flags show that the host has seen it */
static void test_attention_cleared(FW *t)
{
    static const uint8_t cmds[] = { 0x30, 0x31, 0x33 };
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        set_attention(t, WIRE_CMD_ATTN_IRQ);
        fw_send(t, i, 0x18, cmds[i]);
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
        ibt_wait_request(t->qts);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, cmds[i], 0);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* Others do not, and neither do these in another network function */
static void test_attention_kept(FW *t)
{
    static const uint8_t others[][2] = {
        { 0x18, 0x01 }, { 0x18, 0x32 }, { 0x18, 0x34 }, { 0x18, 0x35 },
        { 0x28, 0x30 }, { 0x28, 0x31 }, { 0x00, 0x33 }, { 0x10, 0x31 },
    };

    fw_listen(t);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    for (int i = 0; i < ARRAY_SIZE(others); i++) {
        FWRequest req;

        fw_send(t, i, others[i][0], others[i][1]);
        ibt_wait_request(t->qts);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==,
                        IBT_H2B_ATN | IBT_SMS_ATN);
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, others[i][0], others[i][1], 0);
    }
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
}

/* Set again before it was cleared: the host is told again */
static void test_attention_again(FW *t)
{
    for (int i = 0; i < 3; i++) {
        set_attention(t, WIRE_CMD_ATTN_IRQ);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* It is cleared when the firmware gets the command, not before */
static void test_attention_blocked(FW *t)
{
    FWRequest req;

    fw_listen(t);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    fw_send(t, 0x01, 0x18, 0x31);
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==,
                    IBT_B_BUSY | IBT_SMS_ATN);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
    /* What comes up while the host asks is a new attention */
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    fw_next(t, &req);
    fw_answer(t, &req, 0, NULL, 0);
    fw_expect_code(t, 0x01, 0x18, 0x31, 0);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
}

/* In which form it is told depends on what this very peer can take */
static void test_attention_capabilities(FW *t)
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
    fw_connect(t, WIRE_CMD_ATTN_IRQ);
    set_attention(t, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

void ibt_add_message_tests(const FWBoard *board)
{
    fw_add(board, "message/too-long", test_too_long);
    fw_add(board, "message/enable", test_enable);
    fw_add(board, "message/b-busy", test_b_busy);
    fw_add(board, "timeout/late", test_timeout_late);
    fw_add(board, "attention/cleared", test_attention_cleared);
    fw_add(board, "attention/kept", test_attention_kept);
    fw_add(board, "attention/again", test_attention_again);
    fw_add(board, "attention/blocked", test_attention_blocked);
    fw_add(board, "attention/capabilities", test_attention_capabilities);
}
