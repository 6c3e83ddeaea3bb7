/*
 * Test of isa-ipmi-bt and pci-ipmi-bt: registers, messages, interrupts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-bench.h"

#define CC_LENGTH       0xc7
#define CC_CANNOT_FIT   0xca

static void fill_pattern(uint8_t *bytes, size_t len, uint8_t first)
{
    for (size_t i = 0; i < len; i++) {
        bytes[i] = first + i;
    }
}

/*
 * Messages
 */

/* What fits into the VM protocol but not into a BT frame */
static void test_long_answers(const void *fe)
{
    uint8_t rsp[WIRE_MSG_MAX] = { 0x1c, 0x01 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (size_t len = BT_DRIVER_MSG_MAX + 1; len <= WIRE_MSG_MAX; len++) {
        ipmi_bench_begin(&b, len);
        ipmi_wire_send_message(b.wire, b.last_id, rsp, len);
        ipmi_driver_expect_error(&b.drv, len, ipmi_bench_req, CC_CANNOT_FIT);
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void expect_capabilities(IPMIBench *b, uint8_t lun)
{
    const uint8_t req[] = { 0x18 | lun, 0x36 };
    const uint8_t rsp[] = { 0x1c | lun, 0x36, 0, 1, 0xff, 0xff, 10, 0 };

    ipmi_driver_request(&b->drv, 0x77, req, sizeof(req));
    /* Answered at once, without the BMC */
    g_assert_cmphex(bt_driver_ctrl(&b->drv), ==, B2H_ATN);
    ipmi_driver_expect(&b->drv, 0x77, rsp, sizeof(rsp));
}

static void test_capabilities(const void *fe)
{
    const uint8_t too_long[] = { 0x18, 0x36, 0x00 };
    const uint8_t not_app[] = { 0x28, 0x36 };
    const uint8_t rsp[] = { 0x2c, 0x36, 0x00 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int lun = 0; lun < 4; lun++) {
        expect_capabilities(&b, lun);
    }
    ipmi_driver_request(&b.drv, 1, too_long, sizeof(too_long));
    ipmi_driver_expect_error(&b.drv, 1, too_long, CC_LENGTH);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_exchange(&b, 2, not_app, sizeof(not_app), rsp, sizeof(rsp));
    ipmi_bench_close(&b);
}

/*
 * Registers
 */

static void test_reset_values(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, "", "");
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    g_assert_cmphex(bt_driver_intmask(&b.drv), ==, 0);
    g_assert_cmphex(ipmi_driver_read(&b.drv, BT_DATA), ==, 0xff);
    for (int reg = 3; reg < 8 && b.fe->slot; reg++) {
        ipmi_driver_write(&b.drv, reg, 0xff);
        g_assert_cmphex(ipmi_driver_read(&b.drv, reg), ==, 0xff);
    }
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    g_assert_cmphex(bt_driver_intmask(&b.drv), ==, 0);
    ipmi_bench_close(&b);
}

/* Bits of BT_CTRL, each by itself, none of them by writing 0 */
static void test_ctrl_bits(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    bt_driver_set_ctrl(&b.drv, B_BUSY);
    bt_driver_set_ctrl(&b.drv, 0x20);
    bt_driver_set_ctrl(&b.drv, B2H_ATN | SMS_ATN);
    bt_driver_set_ctrl(&b.drv, CLR_WR_PTR | CLR_RD_PTR);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    bt_driver_set_ctrl(&b.drv, H_BUSY);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, H_BUSY);
    ipmi_bench_command(&b, WIRE_CMD_ATTN);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, H_BUSY | SMS_ATN);
    bt_driver_set_ctrl(&b.drv, 0);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, H_BUSY | SMS_ATN);
    bt_driver_set_ctrl(&b.drv, SMS_ATN | H_BUSY);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    ipmi_bench_begin(&b, 1);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY);
    bt_driver_set_ctrl(&b.drv, B_BUSY);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY);
    ipmi_bench_answer(&b);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B2H_ATN);
    bt_driver_set_ctrl(&b.drv, B2H_ATN);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* All at once: an empty request, and the error waits until H_BUSY falls */
static void test_ctrl_all_bits(const void *fe)
{
    const uint8_t nothing[] = { 0, 0 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    bt_driver_fill(&b.drv, 9, ipmi_bench_req, sizeof(ipmi_bench_req));
    bt_driver_set_ctrl(&b.drv, 0xff);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY | H_BUSY);
    bt_driver_set_ctrl(&b.drv, H_BUSY);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B2H_ATN);
    ipmi_driver_expect_error(&b.drv, 0, nothing, CC_LENGTH);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A length byte that says @said before @given bytes */
static void check_bad_length(IPMIBench *b, uint8_t said, size_t given)
{
    const uint8_t frame[] = { 0x1a, 0x33, 0x44, 0x55, 0x66 };
    const uint8_t req[] = { given > 0 ? frame[0] : 0,
                            given > 2 ? frame[2] : 0 };

    bt_driver_set_ctrl(&b->drv, CLR_WR_PTR);
    ipmi_driver_write(&b->drv, BT_DATA, said);
    for (size_t i = 0; i < given; i++) {
        ipmi_driver_write(&b->drv, BT_DATA, frame[i]);
    }
    bt_driver_set_ctrl(&b->drv, H2B_ATN);
    ipmi_driver_expect_error(&b->drv, given > 1 ? frame[1] : 0, req, CC_LENGTH);
}

static void test_bad_length(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (size_t given = 0; given <= 5; given++) {
        for (int said = 0; said < 256; said++) {
            if (said < 3 || said > given) {
                check_bad_length(&b, said, given);
            }
        }
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* The length byte decides; what follows the frame is not part of it */
static void test_bytes_behind_frame(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    bt_driver_fill(&b.drv, 5, ipmi_bench_req, sizeof(ipmi_bench_req));
    for (int i = 0; i < 600; i++) {
        ipmi_driver_write(&b.drv, BT_DATA, i);
    }
    bt_driver_set_ctrl(&b.drv, H2B_ATN);
    ipmi_wire_expect_message(b.wire, b.last_id + 1, ipmi_bench_req,
                             sizeof(ipmi_bench_req));
    b.last_id++;
    ipmi_bench_answer(&b);
    ipmi_driver_expect(&b.drv, 5, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_write_past_end(const void *fe)
{
    uint8_t req[BT_DRIVER_MSG_MAX] = { 0x18, 0x02 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    fill_pattern(req + 2, sizeof(req) - 2, 0);
    bt_driver_fill(&b.drv, 6, req, sizeof(req));
    for (int i = 0; i < 1000; i++) {
        ipmi_driver_write(&b.drv, BT_DATA, 0x99);
    }
    bt_driver_set_ctrl(&b.drv, H2B_ATN);
    ipmi_wire_expect_message(b.wire, b.last_id + 1, req, sizeof(req));
    ipmi_bench_close(&b);
}

static void expect_frame(IPMIBench *b)
{
    const uint8_t frame[] = { 5, ipmi_bench_rsp[0], 0x21, ipmi_bench_rsp[1],
                              ipmi_bench_rsp[2], ipmi_bench_rsp[3] };

    bt_driver_set_ctrl(&b->drv, CLR_RD_PTR);
    for (size_t i = 0; i < sizeof(frame); i++) {
        g_assert_cmphex(ipmi_driver_read(&b->drv, BT_DATA), ==, frame[i]);
    }
}

static void test_read_past_end(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x21);
    ipmi_bench_answer(&b);
    expect_frame(&b);
    for (int i = 0; i < 1000; i++) {
        g_assert_cmphex(ipmi_driver_read(&b.drv, BT_DATA), ==, 0xff);
    }
    /* The frame stays until the next one comes */
    expect_frame(&b);
    ipmi_driver_expect(&b.drv, 0x21, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    expect_frame(&b);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_attention_twice(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x31);
    for (int i = 0; i < 20; i++) {
        bt_driver_set_ctrl(&b.drv, H2B_ATN);
        g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY);
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_answer(&b);
    ipmi_driver_expect(&b.drv, 0x31, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A second answer waits until the host has taken the first */
static void test_held_response(const void *fe)
{
    const uint8_t second[] = { 0x1c, 0x01, 0x00, 0x99, 0x98 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x51);
    ipmi_bench_answer(&b);
    ipmi_bench_begin(&b, 0x52);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY | B2H_ATN);
    ipmi_wire_send_message(b.wire, b.last_id, second, sizeof(second));
    ipmi_bench_settle(&b);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY | B2H_ATN);
    ipmi_driver_expect(&b.drv, 0x51, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B2H_ATN);
    ipmi_driver_expect(&b.drv, 0x52, second, sizeof(second));
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/*
 * Attention and interrupts
 */

static void check_attention(IPMIBench *b, uint8_t cmd, bool host, bool bmc)
{
    uint8_t sms = cmd == WIRE_CMD_NOATTN ? 0 : SMS_ATN;
    uint8_t irq = cmd == WIRE_CMD_ATTN_IRQ && host ? B2H_IRQ : 0;
    uint8_t en = host ? B2H_IRQ_EN : 0;

    ipmi_bench_command(b, bmc ? WIRE_CMD_ENABLE_IRQ : WIRE_CMD_DISABLE_IRQ);
    bt_driver_set_intmask(&b->drv, en | B2H_IRQ);
    ipmi_bench_command(b, cmd);
    g_assert_cmphex(bt_driver_ctrl(&b->drv), ==, sms);
    g_assert_cmphex(bt_driver_intmask(&b->drv), ==, en | irq);
    g_assert_cmpint(ipmi_bench_irq(b), ==, irq && bmc);
    /* Clearing the attention leaves the interrupt to the host */
    bt_driver_set_ctrl(&b->drv, SMS_ATN);
    g_assert_cmphex(bt_driver_ctrl(&b->drv), ==, 0);
    g_assert_cmpint(ipmi_bench_irq(b), ==, irq && bmc);
    bt_driver_set_intmask(&b->drv, en | B2H_IRQ);
    g_assert_cmphex(bt_driver_intmask(&b->drv), ==, en);
    g_assert_false(ipmi_bench_irq(b));
    bt_driver_set_intmask(&b->drv, 0);
}

static void test_attention(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_watch_irq(&b);
    for (int cmd = WIRE_CMD_NOATTN; cmd <= WIRE_CMD_ATTN_IRQ; cmd++) {
        for (int i = 0; i < 4; i++) {
            check_attention(&b, cmd, i & 1, i & 2);
        }
    }
    ipmi_bench_command(&b, WIRE_CMD_ATTN);
    ipmi_bench_command(&b, WIRE_CMD_NOATTN);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_close(&b);
}

static void expect_irq(IPMIBench *b, uint8_t mask)
{
    g_assert_cmphex(bt_driver_intmask(&b->drv), ==, mask);
    g_assert_cmpint(ipmi_bench_irq(b), ==, !!(mask & B2H_IRQ));
}

static void open_with_irq(IPMIBench *b, const void *fe)
{
    ipmi_bench_open(b, fe);
    ipmi_bench_watch_irq(b);
    ipmi_bench_command(b, WIRE_CMD_ENABLE_IRQ);
    expect_irq(b, 0);
}

static void test_irq_response(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    ipmi_bench_begin(&b, 1);
    expect_irq(&b, B2H_IRQ_EN);
    ipmi_bench_answer(&b);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    /* Only INTMASK takes the interrupt back */
    ipmi_driver_expect(&b.drv, 1, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN | B2H_IRQ);
    expect_irq(&b, B2H_IRQ_EN);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN);
    ipmi_bench_close(&b);
}

/* Off and on again brings back what is still waiting */
static void test_irq_enable_edge(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    ipmi_bench_begin(&b, 1);
    ipmi_bench_answer(&b);
    expect_irq(&b, 0);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_driver_set_intmask(&b.drv, 0);
    expect_irq(&b, 0);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_driver_set_ctrl(&b.drv, B2H_ATN);
    bt_driver_set_intmask(&b.drv, 0);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN);
    ipmi_bench_command(&b, WIRE_CMD_ATTN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_driver_set_intmask(&b.drv, 0);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    ipmi_bench_close(&b);
}

/* A response in waiting outranks an attention */
static void test_irq_attention_and_response(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    ipmi_bench_begin(&b, 1);
    ipmi_bench_answer(&b);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN | B2H_IRQ);
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, SMS_ATN | B2H_ATN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_driver_set_ctrl(&b.drv, B2H_ATN);
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    ipmi_bench_close(&b);
}

static void add(const char *path, void (*fn)(const void *front_end))
{
    ipmi_bench_add_kind(&ipmi_bt_driver, path, fn);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("message/long-answers", test_long_answers);
    add("message/capabilities", test_capabilities);
    add("register/reset-values", test_reset_values);
    add("register/ctrl-bits", test_ctrl_bits);
    add("register/ctrl-all-bits", test_ctrl_all_bits);
    add("register/bad-length", test_bad_length);
    add("register/bytes-behind-frame", test_bytes_behind_frame);
    add("register/write-past-end", test_write_past_end);
    add("register/read-past-end", test_read_past_end);
    add("register/attention-twice", test_attention_twice);
    add("register/held-response", test_held_response);
    add("irq/attention", test_attention);
    add("irq/response", test_irq_response);
    add("irq/enable-edge", test_irq_enable_edge);
    add("irq/attention-and-response", test_irq_attention_and_response);
    return g_test_run();
}
