/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "ipmi-ibt-driver.h"

static FW *start_in_phase(const FWBoard *board, int phase)
{
    FW *t = fw_start(board, "", "");

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_enter(t, fw_phase(board, phase));
    return t;
}

/* A register that nobody uses, and the interrupt at rest and at work */
static void test_registers(const FWBoard *board)
{
    FW *t = start_in_phase(board, IBT_PENDING);

    ibt_write(t->qts, IBT_CR3, 0x12345678);
    t = fw_migrate(t);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR3), ==, 0x12345678);
    ibt_write(t->qts, IBT_CR1, ibt_read(t->qts, IBT_CR1));
    g_assert_true(fw_irq(t));
    ibt_write(t->qts, IBT_CR2, ibt_read(t->qts, IBT_CR2));
    g_assert_false(fw_irq(t));
    if (t->board->raw) {
        g_assert_false(fw_irq_raw(t));
    }
    fw_stop(t);
}

static void check_bytes(FW *t, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, bytes[i]);
    }
}

/* The request's bytes and the place in them are the same afterwards */
static void test_buffer(const FWBoard *board)
{
    uint8_t msg[200] = { 0x18, 0x42 };
    FW *t = start_in_phase(board, IBT_IDLE);
    uint8_t seq;

    for (int i = 2; i < sizeof(msg); i++) {
        msg[i] = 3 * i;
    }
    ipmi_wire_send_message(t->host, 1, msg, sizeof(msg));
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, sizeof(msg) + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
    seq = ibt_read(t->qts, IBT_DATA);
    t = fw_migrate(t);
    check_bytes(t, msg + 1, sizeof(msg) - 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0xff);
    ibt_write(t->qts, IBT_CTRL, IBT_CLR_RD_PTR);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, sizeof(msg) + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, seq);
    check_bytes(t, msg + 1, sizeof(msg) - 1);
    fw_stop(t);
}

/* A response begun before and ended after it is one response */
static void test_response(const FWBoard *board)
{
    FW *t = start_in_phase(board, IBT_IDLE);
    FWRequest req;

    ibt_put_raw(t->qts, (const uint8_t[]) { 5, 0x1c }, 2);
    t = fw_migrate(t);
    fw_connect(t, WIRE_CMD_NOATTN);
    fw_send(t, 0x09, 0x18, 0x42);
    fw_next(t, &req);
    ibt_write(t->qts, IBT_DATA, req.seq);
    ibt_write(t->qts, IBT_DATA, 0x42);
    ibt_write(t->qts, IBT_DATA, 0x77);
    ibt_write(t->qts, IBT_DATA, 0x88);
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ipmi_wire_expect_message(t->host, 0x09,
                             (const uint8_t[]) { 0x1c, 0x42, 0x77, 0x88 }, 4);
    fw_stop(t);
}

/*
 * Hostile streams
 */

/*
 * Version 1 of the stream, counted from the request buffer's first byte,
 * which the request in it gives away
 */
enum {
    AT_CTRL       = -4,
    AT_INTMASK    = -3,
    AT_IRQ_ENABLE = -2,
    AT_IRQ_STATUS = -1,
    AT_H2B_WR     = 256,
    AT_H2B_RD     = 260,
    AT_B2H_WR     = 520,
    AT_B2H_RD     = 524,
    AT_STATE      = 528,
    AT_ENABLED    = 532,
    AT_MSG_ID     = 533,
    AT_SEQ        = 534,
    AT_REQ_LEN    = 535,
    AT_REQ        = 537,
};

static void stream_read(FWStream *s, FW *t)
{
    uint8_t frame[16] = { 5, 0x18, 0, 0x42, 0x51, 0x5a };

    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, frame[0]);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, frame[1]);
    frame[2] = ibt_read(t->qts, IBT_DATA);
    fw_stream_save(s, t, frame, sizeof(frame));
    g_assert_cmphex((uint8_t)s->mark[AT_CTRL], ==, IBT_H2B_ATN);
    g_assert_cmpmem(s->mark + AT_REQ, 4, "\x18\x42\x51\x5a", 4);
}

/*
 * Loads the stream with @n bytes changed. Whether it is accepted or not, QEMU
 * lives on; if it is, firmware can work again after a reset at the latest.
 */
static bool try_stream(const FWBoard *board, FWStream *s, int at,
                       const void *bytes, size_t n)
{
    bool ok;
    FW *t = fw_stream_load(s, board, at, bytes, n, &ok);

    ibt_read(t->qts, IBT_CTRL);
    if (ok) {
        fw_connect(t, ibt_read(t->qts, IBT_CTRL) & IBT_SMS_ATN ?
                       WIRE_CMD_ATTN_IRQ : WIRE_CMD_NOATTN);
        for (int i = 0; i < 300; i++) {
            ibt_read(t->qts, IBT_DATA);
            ibt_write(t->qts, IBT_DATA, i);
        }
        ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN | IBT_H2B_ATN);
        ipmi_wire_close(t->host);
        qtest_system_reset(t->qts);
        fw_connect(t, WIRE_CMD_NOATTN);
        fw_listen(t);
        fw_check_works(t);
    }
    fw_stop(t);
    return ok;
}

static bool try_word(const FWBoard *board, FWStream *s, int at, uint32_t val)
{
    uint32_t be = cpu_to_be32(val);

    return try_stream(board, s, at, &be, sizeof(be));
}

static bool try_half(const FWBoard *board, FWStream *s, int at, uint16_t val)
{
    uint16_t be = cpu_to_be16(val);

    return try_stream(board, s, at, &be, sizeof(be));
}

/* What no buffer holds, no role knows and no request can be is refused */
static void test_hostile(const FWBoard *board)
{
    static const int pointers[] = {
        AT_H2B_WR, AT_H2B_RD, AT_B2H_WR, AT_B2H_RD,
    };
    FW *t = start_in_phase(board, IBT_PENDING);
    FWStream s;

    stream_read(&s, t);
    fw_stop(t);
    g_assert_true(try_stream(board, &s, 0, "", 0));
    for (int i = 0; i < ARRAY_SIZE(pointers); i++) {
        g_assert_true(try_word(board, &s, pointers[i], 256));
        g_assert_false(try_word(board, &s, pointers[i], 257));
        g_assert_false(try_word(board, &s, pointers[i], UINT32_MAX));
    }
    g_assert_false(try_word(board, &s, AT_STATE, 3));
    g_assert_false(try_word(board, &s, AT_STATE, UINT32_MAX));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 0));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 1));
    g_assert_true(try_half(board, &s, AT_REQ_LEN, 254));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 255));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, UINT16_MAX));
    fw_stream_free(&s);
}

/* Odd values elsewhere do no harm, accepted or not */
static void test_odd(const FWBoard *board)
{
    static const int places[] = {
        AT_CTRL, AT_INTMASK, AT_IRQ_ENABLE, AT_IRQ_STATUS, AT_ENABLED,
        AT_MSG_ID, AT_SEQ, 0,
    };
    static const uint8_t values[] = { 0x00, 0x7f, 0xff };
    FW *t = start_in_phase(board, IBT_PENDING);
    FWStream s;

    stream_read(&s, t);
    fw_stop(t);
    for (int i = 0; i < ARRAY_SIZE(places) * ARRAY_SIZE(values); i++) {
        try_stream(board, &s, places[i / ARRAY_SIZE(values)],
                   &values[i % ARRAY_SIZE(values)], 1);
    }
    fw_stream_free(&s);
}

void ibt_add_migration_tests(const FWBoard *board)
{
    fw_add_bare(board, "migration/registers", test_registers);
    fw_add_bare(board, "migration/buffer", test_buffer);
    fw_add_bare(board, "migration/response", test_response);
    if (board == IBT_AST2600) {
        fw_add_bare(board, "migration/hostile", test_hostile);
        fw_add_bare(board, "migration/odd", test_odd);
    }
}
