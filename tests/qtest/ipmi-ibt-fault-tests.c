/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: bad firmware
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-driver.h"

/* A request is there, taken, and its answer is to be given in many ways */
static void begin_answer(FW *t, FWRequest *req)
{
    fw_listen(t);
    fw_send(t, 0x61, 0x18, 0x42);
    fw_next(t, req);
}

/* None of the ways was good; the right answer is, and once only */
static void end_answer(FW *t, const FWRequest *req)
{
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    fw_answer(t, req, 0x12, NULL, 0);
    fw_expect_code(t, 0x61, 0x18, 0x42, 0x12);
    fw_answer(t, req, 0x13, NULL, 0);
    fw_check_works(t);
}

static void test_wrong_header(FW *t)
{
    FWRequest req;

    begin_answer(t, &req);
    for (int i = 0; i < 256; i++) {
        const uint8_t seq[] = { 4, 0x1c, i, 0x42, 0x00 };
        const uint8_t netfn[] = { 4, i, req.seq, 0x42, 0x00 };
        const uint8_t cmd[] = { 4, 0x1c, req.seq, i, 0x00 };

        if (i != req.seq) {
            ibt_put_raw(t->qts, seq, sizeof(seq));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
        if ((i & ~3) != 0x1c) {
            ibt_put_raw(t->qts, netfn, sizeof(netfn));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
        if (i != 0x42) {
            ibt_put_raw(t->qts, cmd, sizeof(cmd));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
    }
    end_answer(t, &req);
}

/* Fewer bytes than the length byte says, or than a response has */
static void test_wrong_length(FW *t)
{
    FWRequest req;

    begin_answer(t, &req);
    for (int len = 0; len < 256; len++) {
        const uint8_t frame[] = { len, 0x1c, req.seq, 0x42, 0x00 };

        ibt_put_raw(t->qts, frame, sizeof(frame) - (len == 4));
        ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        ipmi_wire_expect_nothing(t->host, t->qts);
    }
    end_answer(t, &req);
}

/* Bytes behind those that the length byte counts do not belong to it */
static void test_extra_bytes(FW *t)
{
    FWRequest req;
    uint8_t frame[100] = { 4, 0x1c, 0, 0x42, 0x34, 0x99, 0x99 };

    begin_answer(t, &req);
    frame[2] = req.seq;
    ibt_put_raw(t->qts, frame, sizeof(frame));
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    fw_expect_code(t, 0x61, 0x18, 0x42, 0x34);
    fw_check_works(t);
}

/* Answers that nobody has asked for, and B2H_ATN without any */
static void test_unasked(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ibt_respond(t->qts, 0, rsp, sizeof(rsp));
    fw_listen(t);
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    for (int seq = 0; seq < 256; seq++) {
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/* An answer to a request that waits, as it was never shown */
static void test_unseen(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    fw_listen(t);
    fw_enter(t, fw_phase(t->board, IBT_BLOCKED));
    for (int seq = 0; seq < 256; seq++) {
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
    ibt_go_on(t, fw_phase(t->board, IBT_BLOCKED));
    fw_expect_served(t, fw_phase(t->board, IBT_BLOCKED));
    fw_check_works(t);
}

/* Firmware that does not clear H2B_ATN gets its answer through all the same */
static void test_h2b_not_cleared(FW *t)
{
    const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    fw_listen(t);
    for (int i = 0; i < 2; i++) {
        uint8_t seq;

        fw_send(t, i, 0x18, 0x42);
        ibt_wait_request(t->qts);
        ibt_read(t->qts, IBT_DATA);
        ibt_read(t->qts, IBT_DATA);
        seq = ibt_read(t->qts, IBT_DATA);
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
        fw_expect_code(t, i, 0x18, 0x42, 0);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
        /* And no new request before it is */
        fw_send(t, 0x70 + i, 0x18, 0x42);
        ipmi_wire_settle(t->qts);
        ibt_write(t->qts, IBT_CTRL, IBT_CLR_RD_PTR);
        ibt_read(t->qts, IBT_DATA);
        ibt_read(t->qts, IBT_DATA);
        g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, seq);
        ibt_write(t->qts, IBT_CTRL, IBT_H2B_ATN);
        fw_next(t, &t->taken);
        g_assert_cmphex(t->taken.msg[2], ==, 0x70 + i);
        fw_answer(t, &t->taken, 0, NULL, 0);
        fw_expect_code(t, 0x70 + i, 0x18, 0x42, 0);
    }
}

/* Attention after attention, and the peer does not read; see the last one */
static void test_flood_attention(FW *t)
{
    static const uint8_t get_flags[] = { 0x18, 0x31 };
    WireFrame frame;
    unsigned commands = 0;

    fw_listen(t);
    for (int i = 0; i < 20000; i++) {
        ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    }
    ipmi_wire_send_message(t->host, 0x09, get_flags, sizeof(get_flags));
    fw_next(t, &t->taken);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    do {
        ipmi_wire_recv(t->host, &frame);
        g_assert_true(frame.command);
        commands++;
    } while (frame.data[0] != WIRE_CMD_NOATTN);
    g_assert_cmpuint(commands, <, 20000);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_answer(t, &t->taken, 0, NULL, 0);
    fw_expect_code(t, 0x09, 0x18, 0x31, 0);
    fw_check_works(t);
}

void ibt_add_fault_tests(const FWBoard *board)
{
    fw_add(board, "firmware/wrong-header", test_wrong_header);
    fw_add(board, "firmware/wrong-length", test_wrong_length);
    fw_add(board, "firmware/extra-bytes", test_extra_bytes);
    fw_add(board, "firmware/unasked", test_unasked);
    fw_add(board, "firmware/unseen", test_unseen);
    fw_add(board, "firmware/h2b-not-cleared", test_h2b_not_cleared);
    fw_add(board, "peer/flood-attention", test_flood_attention);
}
