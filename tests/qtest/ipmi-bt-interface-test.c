/*
 * Test of isa-ipmi-bt and pci-ipmi-bt: registers, messages, interrupts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-bench.h"

#define CC_LENGTH       0xc7
#define CC_CANNOT_FIT   0xca

/*
 * Messages
 */

static void test_greeting(const void *fe)
{
    BTBench b;

    bt_bench_start(&b, fe, BT_CONNECT_ONCE, "", "");
    bt_bench_accept(&b);
    /* The reset that starts the machine is not told to the BMC */
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_check(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_close(&b);
}

static void fill_pattern(uint8_t *bytes, size_t len, uint8_t first)
{
    for (size_t i = 0; i < len; i++) {
        bytes[i] = first + i;
    }
}

static void test_lengths(const void *fe)
{
    uint8_t req[BT_DRIVER_MSG_MAX], rsp[BT_DRIVER_MSG_MAX];
    uint8_t last = 0;
    BTBench b;

    bt_bench_open(&b, fe);
    for (size_t len = 2; len <= BT_DRIVER_MSG_MAX; len++) {
        fill_pattern(req, len, len * 5);
        fill_pattern(rsp, len + 1, 0xff - len * 3);
        req[0] = 0x18;
        rsp[0] = 0x1c;
        req[1] = rsp[1] = 0x01;
        bt_bench_exchange(&b, len, req, len, rsp,
                          MIN(len + 1, BT_DRIVER_MSG_MAX));
        if (len > 2) {
            g_assert_cmphex(b.last_id, ==, (uint8_t)(last + 1));
        }
        last = b.last_id;
    }
    bt_bench_close(&b);
}

/* Each value in each place: netfn/lun, sequence number, cmd, data */
static void test_values(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    for (int v = 0; v < 256; v++) {
        const uint8_t req[] = { v, v, v, 0xff - v };
        const uint8_t rsp[] = { v | 4, v, v, 0xff - v };

        bt_bench_exchange(&b, v, req, sizeof(req), rsp, sizeof(rsp));
    }
    bt_bench_close(&b);
}

/* What fits into the VM protocol but not into a BT frame */
static void test_long_answers(const void *fe)
{
    uint8_t rsp[WIRE_MSG_MAX] = { 0x1c, 0x01 };
    BTBench b;

    bt_bench_open(&b, fe);
    for (size_t len = BT_DRIVER_MSG_MAX + 1; len <= WIRE_MSG_MAX; len++) {
        bt_bench_begin(&b, len);
        ipmi_wire_send_message(b.wire, b.last_id, rsp, len);
        bt_driver_expect_error(&b.bt, len, bt_bench_req, CC_CANNOT_FIT);
    }
    bt_bench_check(&b);
    bt_bench_close(&b);
}

static void expect_capabilities(BTBench *b, uint8_t lun)
{
    const uint8_t req[] = { 0x18 | lun, 0x36 };
    const uint8_t rsp[] = { 0x1c | lun, 0x36, 0, 1, 0xff, 0xff, 10, 0 };

    bt_driver_request(&b->bt, 0x77, req, sizeof(req));
    /* Answered at once, without the BMC */
    g_assert_cmphex(bt_bench_ctrl(b), ==, B2H_ATN);
    bt_driver_expect(&b->bt, 0x77, rsp, sizeof(rsp));
}

static void test_capabilities(const void *fe)
{
    const uint8_t too_long[] = { 0x18, 0x36, 0x00 };
    const uint8_t not_app[] = { 0x28, 0x36 };
    const uint8_t rsp[] = { 0x2c, 0x36, 0x00 };
    BTBench b;

    bt_bench_open(&b, fe);
    for (int lun = 0; lun < 4; lun++) {
        expect_capabilities(&b, lun);
    }
    bt_driver_request(&b.bt, 1, too_long, sizeof(too_long));
    bt_driver_expect_error(&b.bt, 1, too_long, CC_LENGTH);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_exchange(&b, 2, not_app, sizeof(not_app), rsp, sizeof(rsp));
    bt_bench_close(&b);
}

/*
 * Registers
 */

static void test_reset_values(const void *fe)
{
    BTBench b;

    bt_bench_start(&b, fe, BT_CONNECT_AGAIN, "", "");
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    g_assert_cmphex(bt_bench_intmask(&b), ==, 0);
    g_assert_cmphex(bt_driver_read(&b.bt, BT_DATA), ==, 0xff);
    for (int reg = 3; reg < 8 && b.fe->slot; reg++) {
        bt_driver_write(&b.bt, reg, 0xff);
        g_assert_cmphex(bt_driver_read(&b.bt, reg), ==, 0xff);
    }
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    g_assert_cmphex(bt_bench_intmask(&b), ==, 0);
    bt_bench_close(&b);
}

/* Bits of BT_CTRL, each by itself, none of them by writing 0 */
static void test_ctrl_bits(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_set_ctrl(&b, B_BUSY);
    bt_bench_set_ctrl(&b, 0x20);
    bt_bench_set_ctrl(&b, B2H_ATN | SMS_ATN);
    bt_bench_set_ctrl(&b, CLR_WR_PTR | CLR_RD_PTR);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    bt_bench_set_ctrl(&b, H_BUSY);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, H_BUSY);
    bt_bench_command(&b, WIRE_CMD_ATTN);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, H_BUSY | SMS_ATN);
    bt_bench_set_ctrl(&b, 0);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, H_BUSY | SMS_ATN);
    bt_bench_set_ctrl(&b, SMS_ATN | H_BUSY);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    bt_bench_begin(&b, 1);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY);
    bt_bench_set_ctrl(&b, B_BUSY);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY);
    bt_bench_answer(&b);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B2H_ATN);
    bt_bench_set_ctrl(&b, B2H_ATN);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* All at once: an empty request, and the error waits until H_BUSY falls */
static void test_ctrl_all_bits(const void *fe)
{
    const uint8_t nothing[] = { 0, 0 };
    BTBench b;

    bt_bench_open(&b, fe);
    bt_driver_fill(&b.bt, 9, bt_bench_req, sizeof(bt_bench_req));
    bt_bench_set_ctrl(&b, 0xff);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY | H_BUSY);
    bt_bench_set_ctrl(&b, H_BUSY);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B2H_ATN);
    bt_driver_expect_error(&b.bt, 0, nothing, CC_LENGTH);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* A length byte that says @said before @given bytes */
static void check_bad_length(BTBench *b, uint8_t said, size_t given)
{
    const uint8_t frame[] = { 0x1a, 0x33, 0x44, 0x55, 0x66 };
    const uint8_t req[] = { given > 0 ? frame[0] : 0,
                            given > 2 ? frame[2] : 0 };

    bt_bench_set_ctrl(b, CLR_WR_PTR);
    bt_driver_write(&b->bt, BT_DATA, said);
    for (size_t i = 0; i < given; i++) {
        bt_driver_write(&b->bt, BT_DATA, frame[i]);
    }
    bt_bench_set_ctrl(b, H2B_ATN);
    bt_driver_expect_error(&b->bt, given > 1 ? frame[1] : 0, req, CC_LENGTH);
}

static void test_bad_length(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    for (size_t given = 0; given <= 5; given++) {
        for (int said = 0; said < 256; said++) {
            if (said < 3 || said > given) {
                check_bad_length(&b, said, given);
            }
        }
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* The length byte decides; what follows the frame is not part of it */
static void test_bytes_behind_frame(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_driver_fill(&b.bt, 5, bt_bench_req, sizeof(bt_bench_req));
    for (int i = 0; i < 600; i++) {
        bt_driver_write(&b.bt, BT_DATA, i);
    }
    bt_bench_set_ctrl(&b, H2B_ATN);
    ipmi_wire_expect_message(b.wire, b.last_id + 1, bt_bench_req,
                             sizeof(bt_bench_req));
    b.last_id++;
    bt_bench_answer(&b);
    bt_driver_expect(&b.bt, 5, bt_bench_rsp, sizeof(bt_bench_rsp));
    bt_bench_check(&b);
    bt_bench_close(&b);
}

static void test_write_past_end(const void *fe)
{
    uint8_t req[BT_DRIVER_MSG_MAX] = { 0x18, 0x02 };
    BTBench b;

    bt_bench_open(&b, fe);
    fill_pattern(req + 2, sizeof(req) - 2, 0);
    bt_driver_fill(&b.bt, 6, req, sizeof(req));
    for (int i = 0; i < 1000; i++) {
        bt_driver_write(&b.bt, BT_DATA, 0x99);
    }
    bt_bench_set_ctrl(&b, H2B_ATN);
    ipmi_wire_expect_message(b.wire, b.last_id + 1, req, sizeof(req));
    bt_bench_close(&b);
}

static void expect_frame(BTBench *b)
{
    const uint8_t frame[] = { 5, bt_bench_rsp[0], 0x21, bt_bench_rsp[1],
                              bt_bench_rsp[2], bt_bench_rsp[3] };

    bt_bench_set_ctrl(b, CLR_RD_PTR);
    for (size_t i = 0; i < sizeof(frame); i++) {
        g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==, frame[i]);
    }
}

static void test_read_past_end(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_begin(&b, 0x21);
    bt_bench_answer(&b);
    expect_frame(&b);
    for (int i = 0; i < 1000; i++) {
        g_assert_cmphex(bt_driver_read(&b.bt, BT_DATA), ==, 0xff);
    }
    /* The frame stays until the next one comes */
    expect_frame(&b);
    bt_driver_expect(&b.bt, 0x21, bt_bench_rsp, sizeof(bt_bench_rsp));
    expect_frame(&b);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

static void test_attention_twice(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_begin(&b, 0x31);
    for (int i = 0; i < 20; i++) {
        bt_bench_set_ctrl(&b, H2B_ATN);
        g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY);
    }
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_answer(&b);
    bt_driver_expect(&b.bt, 0x31, bt_bench_rsp, sizeof(bt_bench_rsp));
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* A second answer waits until the host has taken the first */
static void test_held_response(const void *fe)
{
    const uint8_t second[] = { 0x1c, 0x01, 0x00, 0x99, 0x98 };
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_begin(&b, 0x51);
    bt_bench_answer(&b);
    bt_bench_begin(&b, 0x52);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY | B2H_ATN);
    ipmi_wire_send_message(b.wire, b.last_id, second, sizeof(second));
    bt_bench_settle(&b);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY | B2H_ATN);
    bt_driver_expect(&b.bt, 0x51, bt_bench_rsp, sizeof(bt_bench_rsp));
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B2H_ATN);
    bt_driver_expect(&b.bt, 0x52, second, sizeof(second));
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/*
 * Attention and interrupts
 */

static void check_attention(BTBench *b, uint8_t cmd, bool host, bool bmc)
{
    uint8_t sms = cmd == WIRE_CMD_NOATTN ? 0 : SMS_ATN;
    uint8_t irq = cmd == WIRE_CMD_ATTN_IRQ && host ? B2H_IRQ : 0;
    uint8_t en = host ? B2H_IRQ_EN : 0;

    bt_bench_command(b, bmc ? WIRE_CMD_ENABLE_IRQ : WIRE_CMD_DISABLE_IRQ);
    bt_bench_set_intmask(b, en | B2H_IRQ);
    bt_bench_command(b, cmd);
    g_assert_cmphex(bt_bench_ctrl(b), ==, sms);
    g_assert_cmphex(bt_bench_intmask(b), ==, en | irq);
    g_assert_cmpint(bt_bench_irq(b), ==, irq && bmc);
    /* Clearing the attention leaves the interrupt to the host */
    bt_bench_set_ctrl(b, SMS_ATN);
    g_assert_cmphex(bt_bench_ctrl(b), ==, 0);
    g_assert_cmpint(bt_bench_irq(b), ==, irq && bmc);
    bt_bench_set_intmask(b, en | B2H_IRQ);
    g_assert_cmphex(bt_bench_intmask(b), ==, en);
    g_assert_false(bt_bench_irq(b));
    bt_bench_set_intmask(b, 0);
}

static void test_attention(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_watch_irq(&b);
    for (int cmd = WIRE_CMD_NOATTN; cmd <= WIRE_CMD_ATTN_IRQ; cmd++) {
        for (int i = 0; i < 4; i++) {
            check_attention(&b, cmd, i & 1, i & 2);
        }
    }
    bt_bench_command(&b, WIRE_CMD_ATTN);
    bt_bench_command(&b, WIRE_CMD_NOATTN);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_close(&b);
}

static void test_irq_off_at_start(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_watch_irq(&b);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    bt_bench_begin(&b, 1);
    bt_bench_answer(&b);
    g_assert_false(bt_bench_irq(&b));
    bt_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    g_assert_true(bt_bench_irq(&b));
    bt_bench_command(&b, WIRE_CMD_DISABLE_IRQ);
    g_assert_false(bt_bench_irq(&b));
    bt_bench_close(&b);
}

static void expect_irq(BTBench *b, uint8_t mask)
{
    g_assert_cmphex(bt_bench_intmask(b), ==, mask);
    g_assert_cmpint(bt_bench_irq(b), ==, !!(mask & B2H_IRQ));
}

static void open_with_irq(BTBench *b, const void *fe)
{
    bt_bench_open(b, fe);
    bt_bench_watch_irq(b);
    bt_bench_command(b, WIRE_CMD_ENABLE_IRQ);
    expect_irq(b, 0);
}

static void test_irq_response(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    bt_bench_begin(&b, 1);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_answer(&b);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    /* Only INTMASK takes the interrupt back */
    bt_driver_expect(&b.bt, 1, bt_bench_rsp, sizeof(bt_bench_rsp));
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_set_intmask(&b, B2H_IRQ_EN | B2H_IRQ);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_close(&b);
}

/* Off and on again brings back what is still waiting */
static void test_irq_enable_edge(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    bt_bench_begin(&b, 1);
    bt_bench_answer(&b);
    expect_irq(&b, 0);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_set_intmask(&b, 0);
    expect_irq(&b, 0);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_set_ctrl(&b, B2H_ATN);
    bt_bench_set_intmask(&b, 0);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_command(&b, WIRE_CMD_ATTN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_set_intmask(&b, 0);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_close(&b);
}

/* A response in waiting outranks an attention */
static void test_irq_attention_and_response(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    bt_bench_begin(&b, 1);
    bt_bench_answer(&b);
    bt_bench_set_intmask(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, SMS_ATN | B2H_ATN);
    expect_irq(&b, B2H_IRQ_EN);
    bt_bench_set_ctrl(&b, B2H_ATN);
    bt_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    expect_irq(&b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_close(&b);
}

static void test_no_irq_property(void)
{
    static const BTFrontEnd no_irq = {
        .device = "isa-ipmi-bt,irq=0,ioport=0xca8",
        .base = 0xca8,
        .irq = 5,
    };
    BTBench b;

    bt_bench_open(&b, &no_irq);
    bt_bench_watch_irq(&b);
    bt_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    bt_bench_begin(&b, 1);
    bt_bench_answer(&b);
    g_assert_cmphex(bt_bench_intmask(&b), ==, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(qtest_get_irq(b.qts, 5));
    g_assert_false(qtest_get_irq(b.qts, 0));
    bt_driver_expect(&b.bt, 1, bt_bench_rsp, sizeof(bt_bench_rsp));
    bt_bench_check(&b);
    bt_bench_close(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    bt_bench_add("greeting", test_greeting);
    bt_bench_add("message/lengths", test_lengths);
    bt_bench_add("message/values", test_values);
    bt_bench_add("message/long-answers", test_long_answers);
    bt_bench_add("message/capabilities", test_capabilities);
    bt_bench_add("register/reset-values", test_reset_values);
    bt_bench_add("register/ctrl-bits", test_ctrl_bits);
    bt_bench_add("register/ctrl-all-bits", test_ctrl_all_bits);
    bt_bench_add("register/bad-length", test_bad_length);
    bt_bench_add("register/bytes-behind-frame", test_bytes_behind_frame);
    bt_bench_add("register/write-past-end", test_write_past_end);
    bt_bench_add("register/read-past-end", test_read_past_end);
    bt_bench_add("register/attention-twice", test_attention_twice);
    bt_bench_add("register/held-response", test_held_response);
    bt_bench_add("irq/attention", test_attention);
    bt_bench_add("irq/off-at-start", test_irq_off_at_start);
    bt_bench_add("irq/response", test_irq_response);
    bt_bench_add("irq/enable-edge", test_irq_enable_edge);
    bt_bench_add("irq/attention-and-response",
                 test_irq_attention_and_response);
    qtest_add_func("/ipmi-bt/isa/irq/none", test_no_irq_property);
    return g_test_run();
}
