/*
 * Phases of a transfer over KCS
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-phase.h"

static const uint8_t half_written[] = { 0x18, 0x01, 0x99, 0xa0 };

static void expect_rsp(IPMIBench *b)
{
    ipmi_driver_expect(&b->drv, 0, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
}

/* The BMC gets the whole of a request that was half written */
static void take_written(IPMIBench *b)
{
    ipmi_bench_take(b, half_written, sizeof(half_written));
    ipmi_bench_answer(b);
    expect_rsp(b);
}

static void enter_idle(IPMIBench *b)
{
}

static void enter_start(IPMIBench *b)
{
    kcs_driver_begin(&b->drv, half_written, 0);
}

static void finish_start(IPMIBench *b)
{
    kcs_driver_finish(&b->drv, half_written, sizeof(half_written));
    take_written(b);
}

static void enter_writing(IPMIBench *b)
{
    kcs_driver_begin(&b->drv, half_written, 2);
}

static void finish_writing(IPMIBench *b)
{
    kcs_driver_finish(&b->drv, half_written + 2, sizeof(half_written) - 2);
    take_written(b);
}

static void enter_write_end(IPMIBench *b)
{
    kcs_driver_begin(&b->drv, half_written, sizeof(half_written) - 1);
    kcs_driver_command(&b->drv, KCS_WRITE_END);
    kcs_driver_expect_state(&b->drv, KCS_WRITING);
}

static void finish_write_end(IPMIBench *b)
{
    ipmi_driver_write(&b->drv, KCS_DATA,
                      half_written[sizeof(half_written) - 1]);
    take_written(b);
}

static void enter_pending(IPMIBench *b)
{
    ipmi_bench_begin(b, 0);
}

static void leave_pending(IPMIBench *b, uint8_t cc)
{
    ipmi_driver_expect_error(&b->drv, 0, ipmi_bench_req, cc);
}

static void enter_response(IPMIBench *b)
{
    ipmi_bench_begin(b, 0);
    ipmi_bench_answer(b);
}

static void leave_response(IPMIBench *b, uint8_t cc)
{
    expect_rsp(b);
}

static void enter_reading(IPMIBench *b)
{
    enter_response(b);
    g_assert_cmphex(kcs_driver_next(&b->drv), ==, ipmi_bench_rsp[0]);
    g_assert_cmphex(ipmi_driver_read(&b->drv, KCS_DATA), ==,
                    ipmi_bench_rsp[1]);
}

static void leave_reading(IPMIBench *b, uint8_t cc)
{
    ipmi_driver_write(&b->drv, KCS_DATA, KCS_NEXT);
    for (size_t i = 2; i < sizeof(ipmi_bench_rsp); i++) {
        g_assert_cmphex(kcs_driver_next(&b->drv), ==, ipmi_bench_rsp[i]);
    }
    kcs_driver_end(&b->drv);
}

static void enter_last_read(IPMIBench *b)
{
    enter_response(b);
    for (size_t i = 0; i + 1 < sizeof(ipmi_bench_rsp); i++) {
        g_assert_cmphex(kcs_driver_next(&b->drv), ==, ipmi_bench_rsp[i]);
    }
}

static void leave_last_read(IPMIBench *b, uint8_t cc)
{
    g_assert_cmphex(kcs_driver_next(&b->drv), ==,
                    ipmi_bench_rsp[sizeof(ipmi_bench_rsp) - 1]);
    kcs_driver_end(&b->drv);
}

static void enter_abort(IPMIBench *b)
{
    kcs_driver_begin(&b->drv, half_written, 2);
    kcs_driver_command(&b->drv, KCS_GET_STATUS);
}

static void leave_abort(IPMIBench *b, uint8_t cc)
{
    ipmi_driver_read(&b->drv, KCS_DATA);
    ipmi_driver_write(&b->drv, KCS_DATA, 0);
    g_assert_cmphex(kcs_driver_next(&b->drv), ==, KCS_CODE_ABORTED);
    kcs_driver_end(&b->drv);
}

static void enter_abort_status(IPMIBench *b)
{
    enter_abort(b);
    ipmi_driver_read(&b->drv, KCS_DATA);
    ipmi_driver_write(&b->drv, KCS_DATA, 0);
}

static void leave_abort_status(IPMIBench *b, uint8_t cc)
{
    g_assert_cmphex(kcs_driver_next(&b->drv), ==, KCS_CODE_ABORTED);
    kcs_driver_end(&b->drv);
}

static void enter_error(IPMIBench *b)
{
    kcs_driver_command(&b->drv, 0x55);
    kcs_driver_expect_state(&b->drv, KCS_ERROR);
}

/* Whatever state QEMU 10.0 shows while it does so */
static void leave_error(IPMIBench *b, uint8_t cc)
{
    kcs_driver_command(&b->drv, KCS_GET_STATUS);
    ipmi_driver_read(&b->drv, KCS_DATA);
    ipmi_driver_write(&b->drv, KCS_DATA, 0);
    g_assert_cmphex(kcs_driver_next(&b->drv), ==, KCS_CODE_ILLEGAL);
    kcs_driver_end(&b->drv);
}

static void enter_attention(IPMIBench *b)
{
    ipmi_bench_command(b, WIRE_CMD_ATTN_IRQ);
}

/* QEMU 10.0 does not answer what was pending in a stream of ours */
static const IPMIPhase phases[] = {
    { "idle", 0, enter_idle },
    {
        "write start", IPMI_TRANSFER, enter_start, .finish = finish_start,
    },
    {
        "writing", IPMI_TRANSFER, enter_writing, .finish = finish_writing,
    },
    {
        "write end", IPMI_TRANSFER, enter_write_end,
        .finish = finish_write_end,
    },
    {
        "pending", IPMI_PENDING, enter_pending, leave_pending,
        .not_to_base = true,
    },
    { "response", IPMI_RESPONSE, enter_response, leave_response },
    { "reading", IPMI_TRANSFER, enter_reading, leave_reading },
    { "last byte", IPMI_RESPONSE, enter_last_read, leave_last_read },
    { "abort", IPMI_TRANSFER, enter_abort, leave_abort },
    {
        "status of abort", IPMI_RESPONSE, enter_abort_status,
        leave_abort_status,
    },
    { "error", IPMI_TRANSFER, enter_error, leave_error },
    { "attention", IPMI_ATTENTION, enter_attention },
};

static void check_reset(IPMIBench *b)
{
    g_assert_cmphex(kcs_driver_status(&b->drv) & ~KCS_SMS_ATN, ==, KCS_IDLE);
    g_assert_cmphex(ipmi_driver_read(&b->drv, KCS_DATA), ==, 0);
}

const IPMIPhases ipmi_kcs_phases = {
    .phase = phases,
    .n = ARRAY_SIZE(phases),
    .check_reset = check_reset,
};
