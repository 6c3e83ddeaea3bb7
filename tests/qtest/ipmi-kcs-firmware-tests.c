/*
 * Tests of KCS responders and ipmi-host-extern
 *
 * What there is with KCS only, the same for every chip: status bits,
 * attention, firmware that leaves the protocol.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-firmware.h"

#define CC_RESPONSE_TOO_LONG 0xca
#define CC_NOT_PROVIDED      0xce

static const KCSPlace *place(const FW *t)
{
    return t->board->place;
}

/*
 * Registers
 */

static void test_reset_values(FW *t)
{
    t->fw->check_reset(t);
    g_assert_false(fw_irq(t));
    qtest_system_reset(t->qts);
    t->fw->check_reset(t);
    g_assert_false(fw_irq(t));
}

/* Firmware writes its own bits of the status, and no others */
static void test_status(FW *t)
{
    fw_listen(t);
    for (int ibf = 0; ibf < 2; ibf++) {
        uint8_t kept = kcs_fw_str(t) & ~FW_KCS_STR_MASK;

        g_assert_cmphex(kept, ==, ibf ? FW_KCS_IBF | FW_KCS_CD : 0);
        for (int val = 0; val < 256; val++) {
            uint8_t bits = val & FW_KCS_STR_MASK & ~FW_KCS_SMS_ATN;

            kcs_fw_set(t, place(t)->str, val & ~FW_KCS_SMS_ATN);
            g_assert_cmphex(kcs_fw_str(t), ==, bits | kept);
        }
        if (!ibf) {
            fw_send(t, 1, 0x18, 0x42);
            kcs_fw_wait_ibf(t);
        }
    }
}

/* IDR is read-only; what is in ODR can be read back */
static void test_data(FW *t)
{
    fw_listen(t);
    kcs_fw_set(t, place(t)->idr, 0x77);
    g_assert_cmphex(kcs_fw_str(t), ==, 0);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0);
    fw_send(t, 1, 0x18, 0x42);
    kcs_fw_wait_ibf(t);
    kcs_fw_set(t, place(t)->idr, 0x77);
    g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_IBF | FW_KCS_CD);
    for (int val = 0; val < 256; val++) {
        kcs_fw_write_odr(t, val);
        g_assert_cmphex(kcs_fw_get(t, place(t)->odr), ==, val);
        /* The host takes what it does not wait for */
        g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_IBF | FW_KCS_CD);
    }
    kcs_fw_set_state(t, FW_KCS_ERROR_STATE);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0x61);
    kcs_fw_wait_ibf(t);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0x60);
}

/* A byte for a host that waits for one stays until IBF falls */
static void test_obf(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    fw_next(t, &req);
    g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_READ_STATE);
    kcs_fw_write_odr(t, 0x1c);
    kcs_fw_wait_ibf(t);
    g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_READ_STATE | FW_KCS_IBF);
    kcs_fw_write_odr(t, 0x42);
    g_assert_cmphex(kcs_fw_str(t), ==,
                    FW_KCS_READ_STATE | FW_KCS_IBF | FW_KCS_OBF);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0x68);
    kcs_fw_wait_ibf(t);
    kcs_fw_read_idr(t);
    kcs_fw_write_odr(t, 0x99);
    kcs_fw_wait_ibf(t);
    kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
    kcs_fw_read_idr(t);
    fw_expect_code(t, 1, 0x18, 0x42, 0x99);
}

/* The line follows IBF, as long as it is enabled */
static void test_irq(FW *t)
{
    fw_listen(t);
    g_assert_false(fw_irq(t));
    fw_send(t, 1, 0x18, 0x42);
    for (int i = 0; i < 4; i++) {
        kcs_fw_wait_ibf(t);
        g_assert_true(fw_irq(t));
        if (t->board->raw) {
            g_assert_true(fw_irq_raw(t));
        }
        kcs_fw_set_state(t, FW_KCS_WRITE_STATE);
        g_assert_true(fw_irq(t));
        g_assert_true(kcs_fw_event(t));
    }
    kcs_fw_wait_ibf(t);
    kcs_fw_change(t, &place(t)->ibfie, false);
    fw_expect_code(t, 1, 0x18, 0x42, CC_BMC_INIT);
    g_assert_false(fw_irq(t));
    g_assert_cmphex(kcs_fw_str(t) & FW_KCS_IBF, ==, FW_KCS_IBF);
    kcs_fw_change(t, &place(t)->ibfie, true);
    g_assert_true(fw_irq(t));
    kcs_fw_read_idr(t);
    g_assert_false(fw_irq(t));
    if (t->board->raw) {
        g_assert_false(fw_irq_raw(t));
    }
    fw_check_works(t);
}

/*
 * Attention
 */

static void test_attention(FW *t)
{
    for (int i = 0; i < 3; i++) {
        kcs_fw_set_attention(t, true);
        ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
        kcs_fw_set_attention(t, true);
        kcs_fw_set_state(t, FW_KCS_ERROR_STATE);
        kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
        ipmi_wire_expect_nothing(t->host, t->qts);
        kcs_fw_set_attention(t, false);
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
        kcs_fw_set_attention(t, false);
        ipmi_wire_expect_nothing(t->host, t->qts);
    }
}

/* It stays over transfers of any kind, until the firmware clears it */
static void test_attention_kept(FW *t)
{
    static const uint8_t cmds[] = { 0x01, 0x30, 0x31, 0x33 };
    FWRequest req;

    fw_listen(t);
    kcs_fw_set_attention(t, true);
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    for (int i = 0; i < ARRAY_SIZE(cmds); i++) {
        fw_send(t, i, 0x18, cmds[i]);
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, cmds[i], 0);
        g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_SMS_ATN);
    }
    fw_check_works(t);
    kcs_fw_set_attention(t, false);
    ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
}

/* It can change in the midst of a transfer, which is not harmed */
static void test_attention_busy(FW *t, const FWPhase *phase)
{
    bool set = phase->attention;

    for (int i = 0; i < 3; i++) {
        set = !set;
        kcs_fw_set_attention(t, set);
        ipmi_wire_expect_command(t->host, set ? WIRE_CMD_ATTN_IRQ
                                              : WIRE_CMD_NOATTN);
    }
    t->fw->go_on(t, phase);
    fw_expect_served(t, phase);
    fw_check_works(t);
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
    };

    for (int i = 0; i < ARRAY_SIZE(peers); i++) {
        ipmi_wire_send_command_arg(t->host, WIRE_CMD_CAPABILITIES,
                                   peers[i].caps);
        ipmi_wire_settle(t->qts);
        kcs_fw_set_attention(t, true);
        ipmi_wire_expect_command(t->host, peers[i].form);
        kcs_fw_set_attention(t, false);
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
}

/*
 * Firmware of other habits
 */

/* Section 9.15 has the dummy behind the reading; none is fine as well */
static void other_write(FW *t, uint8_t state, bool dummy, uint8_t expected)
{
    kcs_fw_wait_ibf(t);
    kcs_fw_set_state(t, state);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, expected);
    if (dummy) {
        kcs_fw_write_odr(t, 0);
    }
}

static void check_other_order(FW *t, bool dummy)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00, 0x33 };

    fw_send(t, 0x0f, 0x18, 0x42);
    other_write(t, FW_KCS_WRITE_STATE, dummy, 0x61);
    other_write(t, FW_KCS_WRITE_STATE, dummy, 0x18);
    other_write(t, FW_KCS_WRITE_STATE, dummy, 0x42);
    other_write(t, FW_KCS_WRITE_STATE, dummy, 0x0f);
    other_write(t, FW_KCS_WRITE_STATE, dummy, 0x62);
    if (dummy) {
        /* Not an answer: the last byte of the request is not taken yet */
        kcs_fw_wait_ibf(t);
        kcs_fw_set_state(t, FW_KCS_READ_STATE);
        kcs_fw_write_odr(t, 0);
    }
    other_write(t, FW_KCS_READ_STATE, false, 0x5a);
    for (int i = 0; i < sizeof(rsp); i++) {
        ipmi_wire_expect_nothing(t->host, t->qts);
        kcs_fw_write_odr(t, rsp[i]);
        kcs_fw_wait_ibf(t);
        if (i + 1 < sizeof(rsp)) {
            g_assert_cmphex(kcs_fw_read_idr(t), ==, 0x68);
        }
    }
    other_write(t, FW_KCS_IDLE_STATE, dummy, 0x68);
    ipmi_wire_expect_message(t->host, 0x0f, rsp, sizeof(rsp));
}

static void test_other_order(FW *t)
{
    fw_listen(t);
    check_other_order(t, true);
    check_other_order(t, false);
    fw_check_works(t);
}

/* A response of any length, as bytes of a script */
static void respond_raw(FW *t, size_t len)
{
    FWRequest req;

    fw_next(t, &req);
    for (size_t i = 0; i < len; i++) {
        kcs_fw_write_odr(t, i < 2 ? req.msg[i] | (i ? 0 : 4) : i);
        kcs_fw_wait_ibf(t);
        if (i + 1 < len) {
            kcs_fw_read_idr(t);
        }
    }
    kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
    kcs_fw_read_idr(t);
    t->state.phase = FW_KCS_IDLE;
}

static void test_short_response(FW *t)
{
    FWRequest req;

    fw_listen(t);
    for (size_t len = 1; len < 3; len++) {
        fw_send(t, len, 0x18, 0x42);
        respond_raw(t, len);
        fw_expect_code(t, len, 0x18, 0x42, CC_UNSPECIFIED);
        fw_check_works(t);
    }
    /* None at all: ready before there is a byte */
    fw_send(t, 9, 0x18, 0x42);
    fw_next(t, &req);
    kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
    kcs_fw_write_odr(t, 0);
    t->state.phase = FW_KCS_IDLE;
    fw_expect_code(t, 9, 0x18, 0x42, CC_UNSPECIFIED);
    fw_check_works(t);
}

static void test_long_response(FW *t)
{
    static const size_t lens[] = { 301, 302, 1000, 5000 };

    fw_listen(t);
    for (int i = 0; i < ARRAY_SIZE(lens); i++) {
        fw_send(t, i, 0x18, 0x42);
        respond_raw(t, lens[i]);
        fw_expect_code(t, i, 0x18, 0x42, CC_RESPONSE_TOO_LONG);
        fw_check_works(t);
    }
}

/* One without end: the host's patience ends before it */
static void test_endless_response(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    fw_next(t, &req);
    for (int i = 0; i < 2000; i++) {
        kcs_fw_write_odr(t, i);
        kcs_fw_wait_ibf(t);
        if (i == 1000) {
            ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
            fw_expect_code(t, 1, 0x18, 0x42, CC_TIMEOUT);
            fw_send(t, 2, 0x18, 0x42);
            ipmi_wire_settle(t->qts);
        }
        if (kcs_fw_str(t) & FW_KCS_CD) {
            break;
        }
        kcs_fw_read_idr(t);
    }
    fw_next(t, &req);
    g_assert_cmphex(req.msg[2], ==, 2);
    fw_answer(t, &req, 0x55, NULL, 0);
    fw_expect_code(t, 2, 0x18, 0x42, 0x55);
    fw_check_works(t);
}

/* Bytes before anybody asks for them, and in the midst of a request */
static void test_early_answer(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < sizeof(rsp); i++) {
        kcs_fw_write_odr(t, rsp[i]);
        g_assert_cmphex(kcs_fw_str(t), ==, 0);
    }
    fw_send(t, 0x21, 0x18, 0x42);
    for (int i = 0; i < 5; i++) {
        kcs_fw_wait_ibf(t);
        for (int j = 0; j < sizeof(rsp); j++) {
            kcs_fw_write_odr(t, rsp[j]);
        }
        kcs_fw_event(t);
        kcs_fw_write_odr(t, rsp[0]);
    }
    fw_next(t, &req);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_answer(t, &req, 0x77, NULL, 0);
    fw_expect_code(t, 0x21, 0x18, 0x42, 0x77);
    fw_check_works(t);
}

/* A second answer finds nobody who waits for it */
static void test_second_answer(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x11 };
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < 3; i++) {
        fw_send(t, i, 0x18, 0x42);
        fw_next(t, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, 0x42, 0);
        t->state.phase = FW_KCS_WAIT_READ;
        kcs_fw_set_state(t, FW_KCS_READ_STATE);
        kcs_fw_begin_answer(t, rsp, sizeof(rsp));
        ipmi_wire_expect_nothing(t->host, t->qts);
    }
    fw_check_works(t);
}

/* An answer too late: the host has gone on to the next request */
static void test_late_answer(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x11 };
    FWRequest req;

    fw_listen(t);
    fw_send(t, 5, 0x18, 0x42);
    fw_next(t, &req);
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    fw_expect_code(t, 5, 0x18, 0x42, CC_TIMEOUT);
    for (int i = 0; i < 2; i++) {
        kcs_fw_write_odr(t, rsp[i]);
        ipmi_wire_expect_nothing(t->host, t->qts);
    }
    fw_send(t, 5, 0x18, 0x42);
    kcs_fw_wait_ibf(t);
    kcs_fw_write_odr(t, rsp[2]);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_next(t, &req);
    fw_answer(t, &req, 0x33, NULL, 0);
    fw_expect_code(t, 5, 0x18, 0x42, 0x33);
    fw_check_works(t);
}

/*
 * Firmware that gives up
 */

/* Once: the host tries again, and its request is served after all */
static void test_abort_once(FW *t, const FWPhase *phase)
{
    kcs_fw_abort(t);
    t->fw->go_on(t, phase);
    fw_expect_served(t, phase);
    fw_check_works(t);
}

/* Always: the host is told, and nothing is left behind */
static void test_abort_always(FW *t, const FWPhase *phase)
{
    for (int i = 0; i < 100; i++) {
        kcs_fw_abort(t);
        ipmi_wire_settle(t->qts);
    }
    fw_expect_open(t, phase, CC_NOT_PROVIDED);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/* A state that does not fit, at any time; then all as it should be */
static void check_wrong_state(FW *t, const FWPhase *phase, uint8_t state)
{
    kcs_fw_set_state(t, state);
    kcs_fw_read_idr(t);
    ipmi_wire_settle(t->qts);
    kcs_fw_write_odr(t, 0x5a);
    ipmi_wire_settle(t->qts);
    kcs_fw_read_idr(t);
    kcs_fw_write_odr(t, 0xa5);
    ipmi_wire_settle(t->qts);
}

static void test_wrong_state(FW *t, const FWPhase *phase)
{
    WireFrame frame;
    int answers = 0;

    for (int state = 0; state < 4; state++) {
        for (int i = 0; i < 4; i++) {
            check_wrong_state(t, phase, state << 6);
            check_wrong_state(t, phase, (state ^ i) << 6);
        }
    }
    t->fw->go_on(t, phase);
    /* Whatever it was, there is one answer to each request, soon enough */
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    ipmi_wire_settle(t->qts);
    while (ipmi_wire_try_recv(t->host, &frame)) {
        if (!frame.command) {
            answers++;
        }
    }
    g_assert_cmpint(answers, ==, phase->open);
    fw_check_works(t);
}

/* Firmware that looks away: a request waits until IBF has been dealt with */
static void test_blocked(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    kcs_fw_wait_event(t);
    kcs_fw_wait_event(t);
    kcs_fw_wait_ibf(t);
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    fw_expect_code(t, 1, 0x18, 0x42, CC_TIMEOUT);
    fw_send(t, 2, 0x18, 0x43);
    ipmi_wire_settle(t->qts);
    g_assert_cmphex(kcs_fw_str(t) & FW_KCS_CD, ==, 0);
    g_assert_true(kcs_fw_event(t));
    fw_next(t, &req);
    g_assert_cmphex(req.msg[1], ==, 0x43);
    fw_answer(t, &req, 0, NULL, 0);
    fw_expect_code(t, 2, 0x18, 0x43, 0);
    fw_check_works(t);
}

/* Firmware that polls is given requests while its interrupt is masked */
static void test_polled(const FWBoard *board)
{
    FW *t = fw_start(board, "", "-global ipmi-kcs-responder.polled=on");

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    kcs_fw_change(t, &place(t)->ibfie, false);
    fw_check_works(t);
    g_assert_false(fw_irq(t));
    fw_stop(t);
}

/*
 * Hostile streams: version 1, counted from the first byte of the request,
 * which gives its place away
 */
enum {
    AT_ON         = -17,
    AT_IDR        = -16,
    AT_ODR        = -15,
    AT_STR        = -14,
    AT_IRQ_ENABLE = -13,
    AT_ATN_IRQ    = -12,
    AT_STATE      = -11,
    AT_ENABLED    = -7,
    AT_MSG_ID     = -6,
    AT_RETRIES    = -5,
    AT_POS        = -4,
    AT_REQ_LEN    = -2,
    AT_RSP_LEN    = 300,
    AT_OVERRUN    = 302,
};

static void save_busy(const FWBoard *board, FWStream *s)
{
    FW *t = fw_start(board, "", "");

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_enter(t, fw_phase(board, KCS_PHASE_WRITING));
    fw_stream_save(s, t, "\x18\x42\x51\x5a\0\0\0\0", 8);
    g_assert_cmphex((uint8_t)s->mark[AT_IDR], ==, 0x51);
    g_assert_cmphex(s->mark[AT_REQ_LEN + 1], ==, 4);
    fw_stop(t);
}

/* Taken or not, QEMU lives on, and firmware can work after a reset */
static bool try_stream(const FWBoard *board, FWStream *s, int at,
                       const void *bytes, size_t n)
{
    bool ok;
    FW *t = fw_stream_load(s, board, at, bytes, n, &ok);

    for (int i = 0; i < 50; i++) {
        kcs_fw_read_idr(t);
        kcs_fw_write_odr(t, i);
        kcs_fw_set(t, place(t)->str, i << 3 & ~FW_KCS_SMS_ATN);
    }
    if (ok) {
        qtest_system_reset(t->qts);
        fw_connect(t, WIRE_CMD_NOATTN);
        fw_listen(t);
        fw_check_works(t);
    }
    fw_stop(t);
    return ok;
}

static bool try_half(const FWBoard *board, FWStream *s, int at, uint16_t val)
{
    const uint8_t be[] = { val >> 8, val };

    return try_stream(board, s, at, be, sizeof(be));
}

static bool try_byte(const FWBoard *board, FWStream *s, int at, uint8_t val)
{
    return try_stream(board, s, at, &val, 1);
}

static void test_hostile(const FWBoard *board)
{
    FWStream s;

    save_busy(board, &s);
    g_assert_true(try_stream(board, &s, 0, "", 0));
    for (int i = 0; i < 4; i++) {
        g_assert_false(try_byte(board, &s, AT_STATE + i, 0x7f));
    }
    g_assert_false(try_byte(board, &s, AT_ON, 0));
    g_assert_false(try_byte(board, &s, AT_ENABLED, 0));
    g_assert_false(try_byte(board, &s, AT_IRQ_ENABLE, 0));
    g_assert_false(try_byte(board, &s, AT_IRQ_ENABLE, 0xff));
    g_assert_false(try_byte(board, &s, AT_RETRIES, 0xff));
    g_assert_false(try_half(board, &s, AT_POS, 4));
    g_assert_false(try_half(board, &s, AT_POS, UINT16_MAX));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 1));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 301));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, UINT16_MAX));
    g_assert_false(try_half(board, &s, AT_RSP_LEN, 301));
    g_assert_false(try_half(board, &s, AT_RSP_LEN, UINT16_MAX));
    fw_stream_free(&s);
}

/* Odd values that could have come about do no harm */
static void test_odd(const FWBoard *board)
{
    static const int places[] = {
        AT_IDR, AT_ODR, AT_STR, AT_MSG_ID, AT_OVERRUN,
    };
    static const uint8_t values[] = { 0x00, 0x41, 0x83, 0xc8 };
    FWStream s;

    save_busy(board, &s);
    for (int i = 0; i < ARRAY_SIZE(places) * ARRAY_SIZE(values); i++) {
        g_assert_true(try_byte(board, &s, places[i / ARRAY_SIZE(values)],
                               values[i % ARRAY_SIZE(values)]));
    }
    fw_stream_free(&s);
}

/*
 * All channels at once
 */

/* All of them byte by byte in turn, so that each is in mid-transfer */
static void take_together(FW **t, int n)
{
    int done = 0;

    for (int turns = 0; done < n; turns++) {
        g_assert_cmpint(turns, <, 100000);
        done = 0;
        for (int i = 0; i < n; i++) {
            if (t[i]->state.phase == FW_KCS_WRITE_DONE) {
                done++;
            } else {
                kcs_fw_event(t[i]);
            }
        }
    }
}

/* A request to each, of its own length and content, and its answer */
static void check_round_together(FW **t, int n, int round)
{
    uint8_t msg[4][60] = { };

    for (int i = 0; i < n; i++) {
        size_t len = 20 + 7 * i + round;

        memset(msg[i], 0x10 * i + round, len);
        msg[i][0] = 0x18;
        ipmi_wire_send_message(t[i]->host, round, msg[i], len);
    }
    take_together(t, n);
    for (int i = n - 1; i >= 0; i--) {
        FWRequest *req = &t[i]->taken;

        fw_next(t[i], req);
        g_assert_cmpmem(req->msg, req->len, msg[i], 20 + 7 * i + round);
        fw_answer(t[i], req, i, NULL, 0);
        fw_expect_code(t[i], round, 0x18, msg[i][1], i);
    }
}

/* Attention of one is not told to the others */
static void check_attention_together(FW **t, int n, int which)
{
    kcs_fw_set_attention(t[which], true);
    ipmi_wire_expect_command(t[which]->host, WIRE_CMD_ATTN_IRQ);
    kcs_fw_set_attention(t[which], false);
    ipmi_wire_expect_command(t[which]->host, WIRE_CMD_NOATTN);
    for (int i = 0; i < n; i++) {
        ipmi_wire_expect_nothing(t[i]->host, t[i]->qts);
    }
}

/* Nor is one disturbed when another falls silent */
static void check_silence_together(FW **t, int n)
{
    for (int i = 0; i < n; i++) {
        t[i]->fw->deaf(t[i]);
        for (int j = i + 1; j < n; j++) {
            fw_check_works(t[j]);
        }
        fw_send(t[i], 7, 0x18, 0x42);
        fw_expect_code(t[i], 7, 0x18, 0x42, CC_BMC_INIT);
    }
}

void kcs_fw_check_together(const FWBoard *const *boards, int n)
{
    FW *t[4];

    fw_start_together(t, boards, n);
    for (int i = 0; i < n; i++) {
        fw_connect(t[i], WIRE_CMD_NOATTN);
        fw_listen(t[i]);
    }
    for (int round = 0; round < 20; round++) {
        check_round_together(t, n, round);
        check_attention_together(t, n, round % n);
    }
    check_silence_together(t, n);
    fw_stop_together(t, n);
}

void kcs_fw_add_register_tests(const FWBoard *board)
{
    fw_add(board, "reg/reset-values", test_reset_values);
    fw_add(board, "reg/status", test_status);
    fw_add(board, "reg/data", test_data);
    fw_add(board, "reg/obf", test_obf);
    fw_add(board, "irq/ibf", test_irq);
    fw_add(board, "attention/told", test_attention);
}

void kcs_fw_add_tests(const FWBoard *board)
{
    fw_add(board, "attention/kept", test_attention_kept);
    fw_add_phases(board, "attention/busy", test_attention_busy);
    fw_add(board, "attention/capabilities", test_attention_capabilities);
    fw_add(board, "firmware/other-order", test_other_order);
    fw_add(board, "firmware/short-response", test_short_response);
    fw_add(board, "firmware/long-response", test_long_response);
    fw_add(board, "firmware/endless-response", test_endless_response);
    fw_add(board, "firmware/early-answer", test_early_answer);
    fw_add(board, "firmware/second-answer", test_second_answer);
    fw_add(board, "firmware/late-answer", test_late_answer);
    fw_add_phases(board, "firmware/abort-once", test_abort_once);
    fw_add_phases(board, "firmware/abort-always", test_abort_always);
    fw_add_phases(board, "firmware/wrong-state", test_wrong_state);
    fw_add(board, "firmware/blocked", test_blocked);
    fw_add_bare(board, "firmware/polled", test_polled);
    fw_add_bare(board, "migration/hostile", test_hostile);
    fw_add_bare(board, "migration/odd", test_odd);
}
