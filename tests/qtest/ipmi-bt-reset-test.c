/*
 * Test of isa-ipmi-bt and pci-ipmi-bt: resets and disconnects, at any moment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-phase.h"

#define CC_TIMEOUT      0xc3
#define CC_INIT         0xd2

/*
 * Resets
 */

/*
 * Nothing is left of what was, and an answer to it comes to nothing. What an
 * attention stands for is still there, and so is the attention.
 */
static void check_fresh(BTBench *b, BTPhase phase)
{
    uint8_t ctrl = bt_phase_ctrl(phase) & SMS_ATN;

    g_assert_cmphex(bt_bench_ctrl(b), ==, ctrl);
    g_assert_cmphex(bt_bench_intmask(b), ==, 0);
    g_assert_cmphex(bt_driver_read(&b->bt, BT_DATA), ==, 0xff);
    g_assert_false(bt_bench_irq(b));

    ipmi_wire_send_message(b->wire, b->last_id, bt_bench_rsp,
                           sizeof(bt_bench_rsp));
    bt_bench_settle(b);
    g_assert_cmphex(bt_bench_ctrl(b), ==, ctrl);
    ipmi_wire_step_ms(b->qts, 10000);
    g_assert_cmphex(bt_bench_ctrl(b), ==, ctrl);
    bt_bench_set_ctrl(b, SMS_ATN);
    g_assert_cmphex(bt_bench_ctrl(b), ==, 0);
    ipmi_wire_expect_nothing(b->wire, b->qts);
}

/* The BMC's enable of interrupts outlives the reset */
static void check_works(BTBench *b)
{
    bt_bench_set_intmask(b, B2H_IRQ_EN);
    bt_bench_begin(b, 0x12);
    g_assert_false(bt_bench_irq(b));
    bt_bench_answer(b);
    g_assert_true(bt_bench_irq(b));
    bt_driver_expect(&b->bt, 0x12, bt_bench_rsp, sizeof(bt_bench_rsp));
    bt_bench_set_intmask(b, B2H_IRQ);
    g_assert_false(bt_bench_irq(b));
}

static void open_with_irq(BTBench *b, const void *fe)
{
    bt_bench_open(b, fe);
    bt_bench_watch_irq(b);
    bt_bench_command(b, WIRE_CMD_ENABLE_IRQ);
}

static void disconnect(BTBench *b)
{
    ipmi_wire_stop_listening(b->wire);
    ipmi_wire_close(b->wire);
    bt_bench_settle(b);
}

static void reset_machine(BTBench *b)
{
    qtest_system_reset(b->qts);
    bt_bench_set_up(b);
}

static void test_machine_reset(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < BT_NR_PHASES; i++) {
        bt_phase_enter(&b, i);
        reset_machine(&b);
        ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
        check_fresh(&b, i);
        check_works(&b);
    }
    bt_bench_close(&b);
}

static void test_hwrst(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < 2 * BT_NR_PHASES; i++) {
        bt_phase_enter(&b, i / 2);
        bt_bench_set_intmask(&b, i & 1 ? BMC_HWRST : 0xff);
        check_fresh(&b, i / 2);
        check_works(&b);
    }
    bt_bench_close(&b);
}

/* A bit of everything that no driver does, then a reset of the interface */
static void test_hwrst_cures_all(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    BTBench b;

    open_with_irq(&b, fe);
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 20; i++) {
            bt_driver_write(&b.bt, g_rand_int_range(rand, 0, 3),
                            g_rand_int_range(rand, 0, 256));
            bt_driver_read(&b.bt, g_rand_int_range(rand, 0, 3));
        }
        bt_bench_set_intmask(&b, BMC_HWRST);
        g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
        g_assert_cmphex(bt_bench_intmask(&b), ==, 0);
        g_assert_false(bt_bench_irq(&b));
        while (ipmi_wire_unread(b.wire)) {
            WireFrame frame;

            ipmi_wire_recv_message(b.wire, &frame);
            b.last_id = frame.seq;
        }
        check_works(&b);
    }
    bt_bench_close(&b);
}

/* The time of a request that was given up does not count for the next */
static void test_hwrst_and_timeout(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_begin(&b, 1);
    ipmi_wire_step_ms(b.qts, 3000);
    bt_bench_set_intmask(&b, BMC_HWRST);
    bt_bench_begin(&b, 2);
    ipmi_wire_step_ms(b.qts, 3999);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, B_BUSY);
    ipmi_wire_step_ms(b.qts, 1);
    bt_driver_expect_error(&b.bt, 2, bt_bench_req, CC_TIMEOUT);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* The BMC keeps its enable, and may say again that it wants attention */
static void test_attention_after_reset(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    bt_phase_enter(&b, BT_PHASE_ATTENTION);
    reset_machine(&b);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, SMS_ATN);
    /* Turning the interrupt on reports what is there already */
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    g_assert_true(bt_bench_irq(&b));
    bt_bench_set_ctrl(&b, SMS_ATN);
    bt_bench_set_intmask(&b, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(bt_bench_irq(&b));
    bt_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, SMS_ATN);
    g_assert_true(bt_bench_irq(&b));
    bt_bench_close(&b);
}

/* A reset that no BMC is there to hear of is not told to the next one */
static void test_reset_while_alone(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    disconnect(&b);
    reset_machine(&b);
    reset_machine(&b);
    ipmi_wire_listen(b.wire);
    bt_bench_accept(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_check(&b);
    reset_machine(&b);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_close(&b);
}

/*
 * Disconnects
 */

/* While nobody is there, each request is answered at once */
static void check_alone(BTBench *b)
{
    for (int seq = 0; seq < 5; seq++) {
        bt_driver_request(&b->bt, seq, bt_bench_req, sizeof(bt_bench_req));
        g_assert_cmphex(bt_bench_ctrl(b), ==, B2H_ATN);
        bt_driver_expect_error(&b->bt, seq, bt_bench_req, CC_INIT);
    }
    ipmi_wire_step_ms(b->qts, 10000);
    g_assert_cmphex(bt_bench_ctrl(b), ==, 0);
}

static void test_disconnect(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_watch_irq(&b);
    for (int i = 0; i < BT_NR_PHASES; i++) {
        bt_phase_enter(&b, i);
        disconnect(&b);
        bt_phase_leave(&b, i, CC_INIT);
        g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
        check_alone(&b);
        ipmi_wire_listen(b.wire);
        bt_bench_accept(&b);
        ipmi_wire_expect_nothing(b.wire, b.qts);
        bt_bench_check(&b);
    }
    bt_bench_close(&b);
}

/* An answer over a new connection to what was asked over the old one */
static void test_answer_after_reconnect(const void *fe)
{
    BTBench b;

    bt_bench_open(&b, fe);
    bt_bench_begin(&b, 0x61);
    ipmi_wire_close(b.wire);
    bt_bench_accept(&b);
    bt_driver_expect_error(&b.bt, 0x61, bt_bench_req, CC_INIT);
    ipmi_wire_send_message(b.wire, b.last_id, bt_bench_rsp,
                           sizeof(bt_bench_rsp));
    bt_bench_settle(&b);
    g_assert_cmphex(bt_bench_ctrl(&b), ==, 0);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

/* The disconnect counts as an answer: it comes with an interrupt */
static void test_disconnect_irq(const void *fe)
{
    BTBench b;

    open_with_irq(&b, fe);
    bt_phase_enter(&b, BT_PHASE_PENDING);
    g_assert_false(bt_bench_irq(&b));
    disconnect(&b);
    bt_driver_wait_response(&b.bt);
    g_assert_true(bt_bench_irq(&b));
    bt_bench_close(&b);
}

static void test_connect_later(const void *fe)
{
    BTBench b;

    bt_bench_start(&b, fe, BT_CONNECT_LATER, "", "");
    check_alone(&b);
    reset_machine(&b);
    check_alone(&b);
    ipmi_wire_listen(b.wire);
    bt_bench_accept(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    bt_bench_check(&b);
    bt_bench_close(&b);
}

static void test_server(const void *fe)
{
    BTBench b;

    bt_bench_start(&b, fe, BT_CONNECT_SERVER, "", "");
    check_alone(&b);
    for (int i = 0; i < 5; i++) {
        ipmi_wire_connect(b.wire);
        bt_bench_greeting(&b);
        ipmi_wire_expect_nothing(b.wire, b.qts);
        bt_bench_check(&b);
        bt_bench_command(&b, WIRE_CMD_ATTN_IRQ);
        bt_bench_begin(&b, 0x61);
        ipmi_wire_close(b.wire);
        bt_driver_wait_ctrl(&b.bt, SMS_ATN | B2H_ATN, B2H_ATN);
        bt_driver_expect_error(&b.bt, 0x61, bt_bench_req, CC_INIT);
    }
    check_alone(&b);
    bt_bench_close(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    bt_bench_add("reset/machine", test_machine_reset);
    bt_bench_add("reset/hwrst", test_hwrst);
    bt_bench_add("reset/hwrst-cures-all", test_hwrst_cures_all);
    bt_bench_add("reset/hwrst-and-timeout", test_hwrst_and_timeout);
    bt_bench_add("reset/attention", test_attention_after_reset);
    bt_bench_add("reset/alone", test_reset_while_alone);
    bt_bench_add("connect/any-phase", test_disconnect);
    bt_bench_add("connect/answer-after", test_answer_after_reconnect);
    bt_bench_add("connect/irq", test_disconnect_irq);
    bt_bench_add("connect/later", test_connect_later);
    bt_bench_add("connect/server", test_server);
    return g_test_run();
}
