/*
 * Phases of a transfer over BT
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-phase.h"

#define SEQ_FIRST  0x61
#define SEQ_SECOND 0x62

static const uint8_t half_written[] = { 0x18, 0x01, 0x99, 0xa0 };

static void expect_rsp(IPMIBench *b, uint8_t seq)
{
    ipmi_driver_expect(&b->drv, seq, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
}

static void enter_idle(IPMIBench *b)
{
}

static void enter_writing(IPMIBench *b)
{
    bt_driver_set_ctrl(&b->drv, CLR_WR_PTR);
    ipmi_driver_write(&b->drv, BT_DATA, sizeof(half_written) + 1);
    ipmi_driver_write(&b->drv, BT_DATA, half_written[0]);
    ipmi_driver_write(&b->drv, BT_DATA, SEQ_FIRST);
    ipmi_driver_write(&b->drv, BT_DATA, half_written[1]);
}

static void finish_writing(IPMIBench *b)
{
    ipmi_driver_write(&b->drv, BT_DATA, half_written[2]);
    ipmi_driver_write(&b->drv, BT_DATA, half_written[3]);
    bt_driver_set_ctrl(&b->drv, H2B_ATN);
    ipmi_bench_take(b, half_written, sizeof(half_written));
    ipmi_bench_answer(b);
    expect_rsp(b, SEQ_FIRST);
}

static void enter_pending(IPMIBench *b)
{
    ipmi_bench_begin(b, SEQ_FIRST);
}

static void leave_pending(IPMIBench *b, uint8_t cc)
{
    ipmi_driver_expect_error(&b->drv, SEQ_FIRST, ipmi_bench_req, cc);
}

static void enter_response(IPMIBench *b)
{
    ipmi_bench_begin(b, SEQ_FIRST);
    ipmi_bench_answer(b);
}

static void leave_response(IPMIBench *b, uint8_t cc)
{
    expect_rsp(b, SEQ_FIRST);
}

static void enter_reading(IPMIBench *b)
{
    enter_response(b);
    bt_driver_set_ctrl(&b->drv, H_BUSY);
    bt_driver_set_ctrl(&b->drv, B2H_ATN);
    bt_driver_set_ctrl(&b->drv, CLR_RD_PTR);
    g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==,
                    sizeof(ipmi_bench_rsp) + 1);
    g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==,
                    ipmi_bench_rsp[0]);
}

static void leave_reading(IPMIBench *b, uint8_t cc)
{
    g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==, SEQ_FIRST);
    for (size_t i = 1; i < sizeof(ipmi_bench_rsp); i++) {
        g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==,
                        ipmi_bench_rsp[i]);
    }
    bt_driver_set_ctrl(&b->drv, H_BUSY);
}

static void enter_response_pending(IPMIBench *b)
{
    enter_response(b);
    ipmi_bench_begin(b, SEQ_SECOND);
}

static void leave_response_pending(IPMIBench *b, uint8_t cc)
{
    expect_rsp(b, SEQ_FIRST);
    ipmi_driver_expect_error(&b->drv, SEQ_SECOND, ipmi_bench_req, cc);
}

static void enter_held(IPMIBench *b)
{
    enter_response_pending(b);
    ipmi_bench_answer(b);
    ipmi_bench_settle(b);
}

static void leave_held(IPMIBench *b, uint8_t cc)
{
    expect_rsp(b, SEQ_FIRST);
    expect_rsp(b, SEQ_SECOND);
}

static void enter_attention(IPMIBench *b)
{
    ipmi_bench_command(b, WIRE_CMD_ATTN_IRQ);
}

/*
 * Of two responses, QEMU 10.0 has no place for the second. Nor does it answer
 * what was pending, not even where it has saved that itself.
 */
static const IPMIPhase phases[] = {
    { "idle", 0, enter_idle },
    { "writing", 0, enter_writing, .finish = finish_writing },
    {
        "pending", IPMI_PENDING, enter_pending, leave_pending,
        .not_to_base = true,
    },
    { "response", IPMI_RESPONSE, enter_response, leave_response },
    { "reading", IPMI_TRANSFER, enter_reading, leave_reading },
    {
        "response and pending", IPMI_RESPONSE | IPMI_PENDING,
        enter_response_pending, leave_response_pending, .not_to_base = true,
    },
    {
        "held response", IPMI_RESPONSE | IPMI_PENDING, enter_held, leave_held,
        .ours = true, .not_to_base = true,
    },
    { "attention", IPMI_ATTENTION, enter_attention },
};

static void check_reset(IPMIBench *b)
{
    g_assert_cmphex(bt_driver_intmask(&b->drv), ==, 0);
    g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==, 0xff);
}

/* A pending request may have been answered by now, with an interrupt */
static void check_loaded(IPMIBench *b, const IPMIPhase *phase)
{
    uint8_t mask = bt_driver_intmask(&b->drv);

    if (phase->state & (IPMI_RESPONSE | IPMI_ATTENTION)) {
        g_assert_cmphex(mask, ==, B2H_IRQ_EN | B2H_IRQ);
    } else {
        g_assert_cmphex(mask & ~B2H_IRQ, ==, B2H_IRQ_EN);
    }
}

const IPMIPhases ipmi_bt_phases = {
    .phase = phases,
    .n = ARRAY_SIZE(phases),
    .check_reset = check_reset,
    .check_loaded = check_loaded,
};
