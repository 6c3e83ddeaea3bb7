/*
 * Test of isa-ipmi-kcs and pci-ipmi-kcs: registers, errors, interrupts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-bench.h"

#define CC_LENGTH       0xc7

static void expect_status(IPMIBench *b, uint8_t status)
{
    g_assert_cmphex(kcs_driver_status(&b->drv), ==, status);
}

static uint8_t read_data(IPMIBench *b)
{
    return ipmi_driver_read(&b->drv, KCS_DATA);
}

static void write_data(IPMIBench *b, uint8_t val)
{
    ipmi_driver_write(&b->drv, KCS_DATA, val);
}

static void command(IPMIBench *b, uint8_t code)
{
    kcs_driver_command(&b->drv, code);
}

static void expect_rsp(IPMIBench *b)
{
    ipmi_driver_expect(&b->drv, 0, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
}

/*
 * Registers
 */

static void test_reset_values(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, "", "");
    expect_status(&b, KCS_IDLE);
    g_assert_cmphex(read_data(&b), ==, 0);
    for (int reg = 2; reg < 8 && b.fe->slot; reg++) {
        ipmi_driver_write(&b.drv, reg, 0xff);
        g_assert_cmphex(ipmi_driver_read(&b.drv, reg), ==, 0xff);
    }
    expect_status(&b, KCS_IDLE);
    ipmi_bench_close(&b);
}

/* Each bit of Status in each step of a whole transfer */
static void test_status_bits(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    command(&b, KCS_WRITE_START);
    expect_status(&b, KCS_WRITING | KCS_CD | KCS_OBF);
    g_assert_cmphex(read_data(&b), ==, 0);
    expect_status(&b, KCS_WRITING | KCS_CD);
    write_data(&b, ipmi_bench_req[0]);
    expect_status(&b, KCS_WRITING | KCS_OBF);
    /* A host that does not look at Data_Out loses nothing */
    command(&b, KCS_WRITE_END);
    expect_status(&b, KCS_WRITING | KCS_CD | KCS_OBF);
    read_data(&b);
    write_data(&b, ipmi_bench_req[1]);
    g_assert_cmphex(kcs_driver_status(&b.drv) & ~KCS_STATE, ==, KCS_IBF);
    ipmi_bench_take(&b, ipmi_bench_req, sizeof(ipmi_bench_req));
    ipmi_bench_answer(&b);
    for (size_t i = 0; i < sizeof(ipmi_bench_rsp); i++) {
        expect_status(&b, KCS_READING | KCS_OBF);
        g_assert_cmphex(read_data(&b), ==, ipmi_bench_rsp[i]);
        expect_status(&b, KCS_READING);
        /* The byte stays until the next one */
        g_assert_cmphex(read_data(&b), ==, ipmi_bench_rsp[i]);
        write_data(&b, KCS_NEXT);
    }
    expect_status(&b, KCS_IDLE | KCS_OBF);
    g_assert_cmphex(read_data(&b), ==, 0);
    expect_status(&b, KCS_IDLE);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Reading is harmless, however often and whenever it is done */
static void test_reads(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 300; i++) {
        read_data(&b);
        expect_status(&b, KCS_IDLE);
    }
    kcs_driver_begin(&b.drv, ipmi_bench_req, 1);
    for (int i = 0; i < 300; i++) {
        read_data(&b);
        expect_status(&b, KCS_WRITING);
    }
    kcs_driver_finish(&b.drv, ipmi_bench_req + 1, 1);
    ipmi_bench_take(&b, ipmi_bench_req, sizeof(ipmi_bench_req));
    for (int i = 0; i < 300; i++) {
        read_data(&b);
        g_assert_cmphex(ipmi_driver_state(&b.drv), ==, IPMI_PENDING);
    }
    ipmi_bench_answer(&b);
    for (int i = 0; i < 300; i++) {
        g_assert_cmphex(read_data(&b), ==, ipmi_bench_rsp[0]);
    }
    write_data(&b, KCS_NEXT);
    g_assert_cmphex(read_data(&b), ==, ipmi_bench_rsp[1]);
    kcs_driver_get_status(&b.drv);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Two and four bytes at once are as many accesses */
static void test_wide_access(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    g_assert_cmphex(qtest_inw(b.qts, b.drv.base), ==, KCS_IDLE << 8);
    /* Data_In first, which is an error in idle; WRITE_START ends that */
    qtest_outw(b.qts, b.drv.base, KCS_WRITE_START << 8);
    kcs_driver_expect_state(&b.drv, KCS_WRITING);
    kcs_driver_finish(&b.drv, ipmi_bench_req, sizeof(ipmi_bench_req));
    ipmi_bench_take(&b, ipmi_bench_req, sizeof(ipmi_bench_req));
    ipmi_bench_answer(&b);
    g_assert_cmphex(qtest_inw(b.qts, b.drv.base), ==,
                    KCS_READING << 8 | ipmi_bench_rsp[0]);
    kcs_driver_get_status(&b.drv);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/*
 * Errors
 */

static void expect_error(IPMIBench *b, uint8_t code)
{
    kcs_driver_expect_state(&b->drv, KCS_ERROR);
    g_assert_cmphex(kcs_driver_get_status(&b->drv), ==, code);
    g_assert_cmphex(kcs_driver_get_status(&b->drv), ==, KCS_CODE_OK);
}

static bool is_legal(int code)
{
    return code == KCS_GET_STATUS || code == KCS_WRITE_START;
}

static void test_illegal_codes(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int code = 0; code < 256; code++) {
        if (is_legal(code)) {
            continue;
        }
        command(&b, code);
        expect_error(&b, KCS_CODE_ILLEGAL);
        if (code != KCS_WRITE_END) {
            kcs_driver_begin(&b.drv, ipmi_bench_req, 1);
            command(&b, code);
            expect_error(&b, KCS_CODE_ILLEGAL);
        }
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Any byte but READ while a response is read */
static void test_illegal_reads(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int val = 0; val < 256; val++) {
        if (val != KCS_NEXT) {
            ipmi_bench_begin(&b, 0);
            ipmi_bench_answer(&b);
            kcs_driver_next(&b.drv);
            write_data(&b, val);
            expect_error(&b, KCS_CODE_ILLEGAL);
        }
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A request may start from the error state too, without asking why */
static void test_start_from_error(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 5; i++) {
        command(&b, 0x99);
        kcs_driver_expect_state(&b.drv, KCS_ERROR);
        for (int n = 0; n < i; n++) {
            write_data(&b, n);
            kcs_driver_expect_state(&b.drv, KCS_ERROR);
        }
        ipmi_bench_check(&b);
    }
    ipmi_bench_close(&b);
}

static void test_data_in_idle(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int val = 0; val < 256; val++) {
        write_data(&b, val);
        kcs_driver_expect_state(&b.drv, KCS_ERROR);
        g_assert_cmphex(kcs_driver_get_status(&b.drv), !=, KCS_CODE_OK);
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A request without even a command */
static void test_short_request(const void *fe)
{
    const uint8_t req[] = { 0x18, 0x00 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    kcs_driver_begin(&b.drv, req, 0);
    kcs_driver_finish(&b.drv, req, 1);
    ipmi_driver_expect_error(&b.drv, 0, req, CC_LENGTH);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_long_request(const void *fe)
{
    uint8_t req[KCS_DRIVER_MSG_MAX] = { 0x18, 0x01 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    /* Too long before the end, and at the end */
    kcs_driver_begin(&b.drv, req, sizeof(req));
    write_data(&b, 0x99);
    expect_error(&b, KCS_CODE_LENGTH);
    kcs_driver_begin(&b.drv, req, sizeof(req));
    command(&b, KCS_WRITE_END);
    kcs_driver_expect_state(&b.drv, KCS_WRITING);
    write_data(&b, 0x99);
    expect_error(&b, KCS_CODE_LENGTH);
    for (int i = 0; i < 1000; i++) {
        write_data(&b, i);
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* While IBF is set, what a host writes is lost, and the request is not */
static void test_write_while_pending(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0);
    for (int i = 0; i < 256; i++) {
        write_data(&b, i);
        g_assert_cmphex(ipmi_driver_state(&b.drv), ==, IPMI_PENDING);
        if (!is_legal(i)) {
            command(&b, i);
            g_assert_cmphex(ipmi_driver_state(&b.drv), ==, IPMI_PENDING);
        }
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_answer(&b);
    expect_rsp(&b);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* The status of an abort is told once, and by the next GET_STATUS if need be */
static void test_abort_again(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    kcs_driver_begin(&b.drv, ipmi_bench_req, 1);
    for (int i = 0; i < 3; i++) {
        command(&b, KCS_GET_STATUS);
        kcs_driver_expect_state(&b.drv, KCS_WRITING);
    }
    write_data(&b, 0x00);
    g_assert_cmphex(kcs_driver_next(&b.drv), ==, KCS_CODE_ABORTED);
    kcs_driver_end(&b.drv);
    g_assert_cmphex(kcs_driver_get_status(&b.drv), ==, KCS_CODE_OK);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/*
 * Attention and interrupts
 */

static void check_attention(IPMIBench *b, uint8_t cmd, bool enable)
{
    uint8_t sms = cmd == WIRE_CMD_NOATTN ? 0 : KCS_SMS_ATN;

    ipmi_bench_command(b, enable ? WIRE_CMD_ENABLE_IRQ : WIRE_CMD_DISABLE_IRQ);
    g_assert_false(ipmi_bench_irq(b));
    ipmi_bench_command(b, cmd);
    g_assert_cmpint(ipmi_bench_irq(b), ==,
                    cmd == WIRE_CMD_ATTN_IRQ && enable);
    /* Reading Data_Out does not end it, looking at Status does */
    read_data(b);
    g_assert_cmpint(ipmi_bench_irq(b), ==,
                    cmd == WIRE_CMD_ATTN_IRQ && enable);
    expect_status(b, sms);
    g_assert_false(ipmi_bench_irq(b));
    expect_status(b, sms);
    /* The flag is the BMC's */
    ipmi_bench_exchange(b, 0, ipmi_bench_req, sizeof(ipmi_bench_req),
                        ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    g_assert_cmphex(kcs_driver_status(&b->drv) & KCS_SMS_ATN, ==, sms);
    ipmi_bench_command(b, WIRE_CMD_NOATTN);
    g_assert_cmphex(kcs_driver_status(&b->drv) & KCS_SMS_ATN, ==, 0);
}

static void test_attention(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_watch_irq(&b);
    for (int cmd = WIRE_CMD_NOATTN; cmd <= WIRE_CMD_ATTN_IRQ; cmd++) {
        check_attention(&b, cmd, false);
        check_attention(&b, cmd, true);
    }
    /* An attention that ends takes its interrupt with it */
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_true(ipmi_bench_irq(&b));
    ipmi_bench_command(&b, WIRE_CMD_NOATTN);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_close(&b);
}

static void open_with_irq(IPMIBench *b, const void *fe)
{
    ipmi_bench_open(b, fe);
    ipmi_bench_watch_irq(b);
    ipmi_bench_command(b, WIRE_CMD_ENABLE_IRQ);
    g_assert_false(ipmi_bench_irq(b));
}

/* The line is up, and reading Data_Out takes it down */
static uint8_t take_irq(IPMIBench *b)
{
    uint8_t val;

    g_assert_true(ipmi_bench_irq(b));
    kcs_driver_status(&b->drv);
    g_assert_true(ipmi_bench_irq(b));
    val = read_data(b);
    g_assert_false(ipmi_bench_irq(b));
    return val;
}

/* An interrupt for each byte either way, which waits for Data_Out */
static void test_irq_transfer(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    command(&b, KCS_WRITE_START);
    take_irq(&b);
    write_data(&b, ipmi_bench_req[0]);
    take_irq(&b);
    command(&b, KCS_WRITE_END);
    take_irq(&b);
    write_data(&b, ipmi_bench_req[1]);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_take(&b, ipmi_bench_req, sizeof(ipmi_bench_req));
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_answer(&b);
    for (size_t i = 0; i < sizeof(ipmi_bench_rsp); i++) {
        g_assert_cmphex(take_irq(&b), ==, ipmi_bench_rsp[i]);
        write_data(&b, KCS_NEXT);
    }
    take_irq(&b);
    expect_status(&b, KCS_IDLE);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_close(&b);
}

/* An error interrupts, and so do all steps of the way out of it */
static void test_irq_error(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    command(&b, 0x00);
    take_irq(&b);
    expect_status(&b, KCS_ERROR | KCS_CD);
    command(&b, KCS_GET_STATUS);
    take_irq(&b);
    write_data(&b, 0);
    g_assert_cmphex(take_irq(&b), ==, KCS_CODE_ILLEGAL);
    write_data(&b, KCS_NEXT);
    take_irq(&b);
    expect_status(&b, KCS_IDLE);
    ipmi_bench_close(&b);
}

/*
 * During a transfer an attention waits for the end, and shares the interrupt
 * that comes with it (section 9.13)
 */
static void test_irq_attention_in_transfer(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    ipmi_bench_begin(&b, 0);
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_false(ipmi_bench_irq(&b));
    g_assert_cmphex(ipmi_driver_state(&b.drv), ==,
                    IPMI_PENDING | IPMI_ATTENTION);
    ipmi_bench_answer(&b);
    for (size_t i = 0; i < sizeof(ipmi_bench_rsp); i++) {
        g_assert_cmphex(take_irq(&b), ==, ipmi_bench_rsp[i]);
        write_data(&b, KCS_NEXT);
    }
    g_assert_true(ipmi_bench_irq(&b));
    expect_status(&b, KCS_IDLE | KCS_OBF | KCS_SMS_ATN);
    ipmi_bench_command(&b, WIRE_CMD_NOATTN);
    kcs_driver_end(&b.drv);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_close(&b);
}

static void add(const char *path, void (*fn)(const void *front_end))
{
    ipmi_bench_add_kind(&ipmi_kcs_driver, path, fn);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("register/reset-values", test_reset_values);
    add("register/status-bits", test_status_bits);
    add("register/reads", test_reads);
    add("register/wide", test_wide_access);
    add("error/illegal-codes", test_illegal_codes);
    add("error/illegal-reads", test_illegal_reads);
    add("error/start-again", test_start_from_error);
    add("error/data-in-idle", test_data_in_idle);
    add("error/short-request", test_short_request);
    add("error/long-request", test_long_request);
    add("error/write-while-pending", test_write_while_pending);
    add("error/abort-again", test_abort_again);
    add("irq/attention", test_attention);
    add("irq/transfer", test_irq_transfer);
    add("irq/error", test_irq_error);
    add("irq/attention-in-transfer", test_irq_attention_in_transfer);
    return g_test_run();
}
