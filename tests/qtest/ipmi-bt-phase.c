/*
 * Phases of a transfer over BT
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-phase.h"

#define SEQ_FIRST  0x61
#define SEQ_SECOND 0x62

static const uint8_t half_written[] = { 0x18, 0x01, 0x99, 0xa0 };

static void enter_idle(BTBench *b)
{
}

static void enter_writing(BTBench *b)
{
    bt_bench_set_ctrl(b, CLR_WR_PTR);
    bt_driver_write(&b->bt, BT_DATA, sizeof(half_written) + 1);
    bt_driver_write(&b->bt, BT_DATA, half_written[0]);
    bt_driver_write(&b->bt, BT_DATA, SEQ_FIRST);
    bt_driver_write(&b->bt, BT_DATA, half_written[1]);
}

static void enter_pending(BTBench *b)
{
    bt_bench_begin(b, SEQ_FIRST);
}

static void enter_response(BTBench *b)
{
    bt_bench_begin(b, SEQ_FIRST);
    bt_bench_answer(b);
}

static void enter_reading(BTBench *b)
{
    enter_response(b);
    bt_bench_set_ctrl(b, H_BUSY);
    bt_bench_set_ctrl(b, B2H_ATN);
    bt_bench_set_ctrl(b, CLR_RD_PTR);
    g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==,
                    sizeof(bt_bench_rsp) + 1);
    g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==, bt_bench_rsp[0]);
}

static void enter_response_pending(BTBench *b)
{
    enter_response(b);
    bt_bench_begin(b, SEQ_SECOND);
}

static void enter_held(BTBench *b)
{
    enter_response_pending(b);
    bt_bench_answer(b);
    bt_bench_settle(b);
}

static void enter_attention(BTBench *b)
{
    bt_bench_command(b, WIRE_CMD_ATTN_IRQ);
}

static const struct {
    const char *name;
    void (*enter)(BTBench *b);
    uint8_t ctrl;
} phases[] = {
    [BT_PHASE_IDLE] = { "idle", enter_idle, 0 },
    [BT_PHASE_WRITING] = { "writing", enter_writing, 0 },
    [BT_PHASE_PENDING] = { "pending", enter_pending, B_BUSY },
    [BT_PHASE_RESPONSE] = { "response", enter_response, B2H_ATN },
    [BT_PHASE_READING] = { "reading", enter_reading, H_BUSY },
    [BT_PHASE_RESPONSE_PENDING] = {
        "response and pending", enter_response_pending, B2H_ATN | B_BUSY,
    },
    [BT_PHASE_HELD] = { "held response", enter_held, B2H_ATN | B_BUSY },
    [BT_PHASE_ATTENTION] = { "attention", enter_attention, SMS_ATN },
};

uint8_t bt_phase_ctrl(BTPhase phase)
{
    return phases[phase].ctrl;
}

void bt_phase_enter(BTBench *b, BTPhase phase)
{
    g_test_message("phase: %s", phases[phase].name);
    bt_bench_set_intmask(b, B2H_IRQ_EN);
    phases[phase].enter(b);
    g_assert_cmphex(bt_bench_ctrl(b), ==, phases[phase].ctrl);
}

static void read_rest(BTBench *b)
{
    g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==, SEQ_FIRST);
    for (size_t i = 1; i < sizeof(bt_bench_rsp); i++) {
        g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==, bt_bench_rsp[i]);
    }
    bt_bench_set_ctrl(b, H_BUSY);
}

static void expect_rsp(BTBench *b, uint8_t seq)
{
    bt_driver_expect(&b->bt, seq, bt_bench_rsp, sizeof(bt_bench_rsp));
}

void bt_phase_leave(BTBench *b, BTPhase phase, uint8_t cc)
{
    switch (phase) {
    case BT_PHASE_PENDING:
        bt_driver_expect_error(&b->bt, SEQ_FIRST, bt_bench_req, cc);
        break;
    case BT_PHASE_RESPONSE:
        expect_rsp(b, SEQ_FIRST);
        break;
    case BT_PHASE_READING:
        read_rest(b);
        break;
    case BT_PHASE_RESPONSE_PENDING:
        expect_rsp(b, SEQ_FIRST);
        bt_driver_expect_error(&b->bt, SEQ_SECOND, bt_bench_req, cc);
        break;
    case BT_PHASE_HELD:
        expect_rsp(b, SEQ_FIRST);
        expect_rsp(b, SEQ_SECOND);
        break;
    default:
        break;
    }
    g_assert_cmphex(bt_bench_ctrl(b) & ~SMS_ATN, ==, 0);
}

void bt_phase_write_rest(BTBench *b)
{
    WireFrame frame;

    bt_driver_write(&b->bt, BT_DATA, half_written[2]);
    bt_driver_write(&b->bt, BT_DATA, half_written[3]);
    bt_bench_set_ctrl(b, H2B_ATN);
    ipmi_wire_recv_message(b->wire, &frame);
    g_assert_cmpmem(frame.data, frame.len, half_written,
                    sizeof(half_written));
    b->last_id = frame.seq;
    bt_bench_answer(b);
    expect_rsp(b, SEQ_FIRST);
}
