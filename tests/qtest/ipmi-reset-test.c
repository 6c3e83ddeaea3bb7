/*
 * Test of all IPMI interfaces: resets and disconnects, at any moment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-phase.h"

#define CC_TIMEOUT      0xc3
#define CC_INIT         0xd2

/*
 * Resets
 */

static void expect_state(IPMIBench *b, unsigned state)
{
    g_assert_cmphex(ipmi_driver_state(&b->drv), ==, state);
}

/*
 * Nothing is left of what was, and an answer to it comes to nothing. What an
 * attention stands for is still there, and so is the attention.
 */
static void check_fresh(IPMIBench *b, const IPMIPhase *phase)
{
    unsigned state = phase->state & IPMI_ATTENTION;

    g_assert_false(ipmi_bench_irq(b));
    expect_state(b, state);
    ipmi_phases(b->fe)->check_reset(b);

    ipmi_wire_send_message(b->wire, b->last_id, ipmi_bench_rsp,
                           sizeof(ipmi_bench_rsp));
    ipmi_bench_settle(b);
    expect_state(b, state);
    ipmi_wire_step_ms(b->qts, 10000);
    expect_state(b, state);
    ipmi_bench_end_attention(b);
    expect_state(b, 0);
    ipmi_wire_expect_nothing(b->wire, b->qts);
}

/* The BMC's enable of interrupts outlives the reset */
static void check_works(IPMIBench *b)
{
    const IPMIDriverOps *ops = b->fe->kind;

    ops->enable_irq(&b->drv);
    ipmi_bench_begin(b, 0x12);
    g_assert_false(ipmi_bench_irq(b));
    ipmi_bench_answer(b);
    g_assert_true(ipmi_bench_irq(b));
    ipmi_driver_expect(&b->drv, 0x12, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ops->end_irq(&b->drv);
    g_assert_false(ipmi_bench_irq(b));
}

static void open_with_irq(IPMIBench *b, const void *fe)
{
    ipmi_bench_open(b, fe);
    ipmi_bench_watch_irq(b);
    ipmi_bench_command(b, WIRE_CMD_ENABLE_IRQ);
}

static void disconnect(IPMIBench *b)
{
    ipmi_wire_stop_listening(b->wire);
    ipmi_wire_close(b->wire);
    ipmi_bench_settle(b);
}

static void reset_machine(IPMIBench *b)
{
    qtest_system_reset(b->qts);
    ipmi_bench_set_up(b);
}

static void test_machine_reset(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < all->n; i++) {
        ipmi_phase_enter(&b, &all->phase[i]);
        reset_machine(&b);
        ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
        check_fresh(&b, &all->phase[i]);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

/*
 * The ways in which a guest can start anew by itself
 */

static void test_hwrst(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < 2 * all->n; i++) {
        ipmi_phase_enter(&b, &all->phase[i / 2]);
        bt_driver_set_intmask(&b.drv, i & 1 ? BMC_HWRST : 0xff);
        check_fresh(&b, &all->phase[i / 2]);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

static void drop_requests(IPMIBench *b)
{
    WireFrame frame;

    while (ipmi_wire_unread(b->wire)) {
        ipmi_wire_recv_message(b->wire, &frame);
        b->last_id = frame.seq;
    }
}

/* A bit of everything that no driver does, then a reset of the interface */
static void test_hwrst_cures_all(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int round = 0; round < 200; round++) {
        for (int i = 0; i < 20; i++) {
            ipmi_driver_write(&b.drv, g_rand_int_range(rand, 0, 3),
                              g_rand_int_range(rand, 0, 256));
            ipmi_driver_read(&b.drv, g_rand_int_range(rand, 0, 3));
        }
        bt_driver_set_intmask(&b.drv, BMC_HWRST);
        g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, 0);
        g_assert_cmphex(bt_driver_intmask(&b.drv), ==, 0);
        g_assert_false(ipmi_bench_irq(&b));
        drop_requests(&b);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

/* The time of a request that was given up does not count for the next */
static void test_hwrst_and_timeout(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 1);
    ipmi_wire_step_ms(b.qts, 3000);
    bt_driver_set_intmask(&b.drv, BMC_HWRST);
    ipmi_bench_begin(&b, 2);
    ipmi_wire_step_ms(b.qts, 3999);
    g_assert_cmphex(bt_driver_ctrl(&b.drv), ==, B_BUSY);
    ipmi_wire_step_ms(b.qts, 1);
    ipmi_driver_expect_error(&b.drv, 2, ipmi_bench_req, CC_TIMEOUT);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* WRITE_START in each phase gives up what was, and a request goes through */
static void test_kcs_restart(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < all->n; i++) {
        uint8_t old_id;

        ipmi_phase_enter(&b, &all->phase[i]);
        old_id = b.last_id;
        kcs_driver_begin(&b.drv, ipmi_bench_req, 1);
        kcs_driver_finish(&b.drv, ipmi_bench_req + 1, 1);
        ipmi_bench_take(&b, ipmi_bench_req, sizeof(ipmi_bench_req));
        /* Late, to what was given up */
        ipmi_wire_send_message(b.wire, old_id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        ipmi_bench_settle(&b);
        expect_state(&b, IPMI_PENDING |
                     (all->phase[i].state & IPMI_ATTENTION));
        ipmi_bench_answer(&b);
        ipmi_driver_expect(&b.drv, 0, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
        ipmi_bench_end_attention(&b);
        expect_state(&b, 0);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

/* GET_STATUS in each phase ends it, and says what it has ended */
static void test_kcs_abort(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int i = 0; i < all->n; i++) {
        const IPMIPhase *phase = &all->phase[i];
        uint8_t code;

        ipmi_phase_enter(&b, phase);
        code = kcs_driver_get_status(&b.drv);
        if (!(phase->state & ~IPMI_ATTENTION)) {
            g_assert_cmphex(code, ==, KCS_CODE_OK);
        } else if (g_str_equal(phase->name, "error")) {
            g_assert_cmphex(code, ==, KCS_CODE_ILLEGAL);
        } else {
            g_assert_cmphex(code, ==, KCS_CODE_ABORTED);
        }
        /* Told once */
        g_assert_cmphex(kcs_driver_get_status(&b.drv), ==, KCS_CODE_OK);
        ipmi_wire_send_message(b.wire, b.last_id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        ipmi_bench_settle(&b);
        expect_state(&b, phase->state & IPMI_ATTENTION);
        ipmi_bench_end_attention(&b);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

/* The guest reads and writes what it likes, as long as it likes */
static void kcs_noise(IPMIBench *b, GRand *rand)
{
    static const uint8_t codes[] = {
        KCS_GET_STATUS, KCS_WRITE_START, KCS_WRITE_END, KCS_NEXT,
    };

    for (int i = 0; i < 40; i++) {
        int reg = g_rand_int_range(rand, 0, 2);
        uint8_t val = g_rand_boolean(rand) ? codes[g_rand_int_range(rand, 0, 4)]
                                           : g_rand_int_range(rand, 0, 256);

        if (g_rand_boolean(rand)) {
            ipmi_driver_write(&b->drv, reg, val);
        } else {
            ipmi_driver_read(&b->drv, reg);
        }
        if (ipmi_wire_unread(b->wire) && g_rand_boolean(rand)) {
            drop_requests(b);
            ipmi_wire_send_message(b->wire, b->last_id, ipmi_bench_rsp,
                                   sizeof(ipmi_bench_rsp));
        }
    }
}

/* Whatever state that ends in, both ways out of it work */
static void test_kcs_noise(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    IPMIBench b;

    open_with_irq(&b, fe);
    for (int round = 0; round < 200; round++) {
        kcs_noise(&b, rand);
        if (round & 1) {
            kcs_driver_get_status(&b.drv);
            expect_state(&b, 0);
        } else {
            kcs_driver_begin(&b.drv, ipmi_bench_req, 1);
            kcs_driver_get_status(&b.drv);
        }
        ipmi_bench_settle(&b);
        drop_requests(&b);
        check_works(&b);
    }
    ipmi_bench_close(&b);
}

/* The time of a request that was given up does not count for the next */
static void test_kcs_restart_and_timeout(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 1);
    ipmi_wire_step_ms(b.qts, 3000);
    g_assert_cmphex(kcs_driver_get_status(&b.drv), ==, KCS_CODE_ABORTED);
    ipmi_bench_begin(&b, 2);
    ipmi_wire_step_ms(b.qts, 3999);
    expect_state(&b, IPMI_PENDING);
    ipmi_wire_step_ms(b.qts, 1);
    ipmi_driver_expect_error(&b.drv, 2, ipmi_bench_req, CC_TIMEOUT);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* The BMC keeps its enable, and may say again that it wants attention */
static void test_attention_after_reset(const void *fe)
{
    const IPMIDriverOps *ops = ((const IPMIFrontEnd *)fe)->kind;
    IPMIBench b;

    open_with_irq(&b, fe);
    ipmi_phase_enter(&b, ipmi_phase_find(fe, "attention"));
    reset_machine(&b);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    expect_state(&b, IPMI_ATTENTION);
    ipmi_bench_end_attention(&b);
    g_assert_false(ipmi_bench_irq(&b));
    ops->enable_irq(&b.drv);
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_true(ipmi_bench_irq(&b));
    expect_state(&b, IPMI_ATTENTION);
    ipmi_bench_close(&b);
}

/* Over BT, turning the interrupt on reports what is there already */
static void test_bt_attention_after_reset(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    ipmi_phase_enter(&b, ipmi_phase_find(fe, "attention"));
    reset_machine(&b);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN);
    g_assert_true(ipmi_bench_irq(&b));
    bt_driver_set_ctrl(&b.drv, SMS_ATN);
    bt_driver_set_intmask(&b.drv, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_close(&b);
}

/* A reset that no BMC is there to hear of is not told to the next one */
static void test_reset_while_alone(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    disconnect(&b);
    reset_machine(&b);
    reset_machine(&b);
    ipmi_wire_listen(b.wire);
    ipmi_bench_accept(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    reset_machine(&b);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_close(&b);
}

/*
 * Disconnects
 */

/* While nobody is there, each request is answered at once */
static void check_alone(IPMIBench *b)
{
    for (int seq = 0; seq < 5; seq++) {
        ipmi_driver_request(&b->drv, seq, ipmi_bench_req,
                            sizeof(ipmi_bench_req));
        expect_state(b, IPMI_RESPONSE);
        ipmi_driver_expect_error(&b->drv, seq, ipmi_bench_req, CC_INIT);
    }
    ipmi_wire_step_ms(b->qts, 10000);
    expect_state(b, 0);
}

static void check_disconnect(IPMIBench *b, const IPMIPhase *phase, bool finish)
{
    ipmi_phase_enter(b, phase);
    disconnect(b);
    ipmi_phase_leave(b, phase, CC_INIT);
    g_assert_cmphex(ipmi_driver_state(&b->drv) & IPMI_ATTENTION, ==, 0);
    if (!finish) {
        check_alone(b);
    }
    ipmi_wire_listen(b->wire);
    ipmi_bench_accept(b);
    ipmi_wire_expect_nothing(b->wire, b->qts);
    if (finish) {
        ipmi_phase_finish(b, phase);
    }
    ipmi_bench_check(b);
}

static void test_disconnect(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_watch_irq(&b);
    for (int i = 0; i < 2 * all->n; i++) {
        check_disconnect(&b, &all->phase[i / 2], i & 1);
    }
    ipmi_bench_close(&b);
}

/* An answer over a new connection to what was asked over the old one */
static void test_answer_after_reconnect(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x61);
    ipmi_wire_close(b.wire);
    ipmi_bench_accept(&b);
    ipmi_driver_expect_error(&b.drv, 0x61, ipmi_bench_req, CC_INIT);
    ipmi_wire_send_message(b.wire, b.last_id, ipmi_bench_rsp,
                           sizeof(ipmi_bench_rsp));
    ipmi_bench_settle(&b);
    expect_state(&b, 0);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* The disconnect counts as an answer: it comes with an interrupt */
static void test_disconnect_irq(const void *fe)
{
    IPMIBench b;

    open_with_irq(&b, fe);
    ipmi_phase_enter(&b, ipmi_phase_find(fe, "pending"));
    g_assert_false(ipmi_bench_irq(&b));
    disconnect(&b);
    ipmi_driver_wait_response(&b.drv);
    g_assert_true(ipmi_bench_irq(&b));
    ipmi_bench_close(&b);
}

static void test_connect_later(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_LATER, "", "");
    check_alone(&b);
    reset_machine(&b);
    check_alone(&b);
    ipmi_wire_listen(b.wire);
    ipmi_bench_accept(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_server(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_SERVER, "", "");
    check_alone(&b);
    for (int i = 0; i < 5; i++) {
        ipmi_wire_connect(b.wire);
        ipmi_bench_greeting(&b);
        ipmi_wire_expect_nothing(b.wire, b.qts);
        ipmi_bench_check(&b);
        ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
        ipmi_bench_begin(&b, 0x61);
        ipmi_wire_close(b.wire);
        ipmi_driver_wait_state(&b.drv, IPMI_ATTENTION | IPMI_RESPONSE,
                               IPMI_RESPONSE);
        ipmi_driver_expect_error(&b.drv, 0x61, ipmi_bench_req, CC_INIT);
    }
    check_alone(&b);
    ipmi_bench_close(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add("reset/machine", test_machine_reset);
    ipmi_bench_add_kind(&ipmi_bt_driver, "reset/hwrst", test_hwrst);
    ipmi_bench_add_kind(&ipmi_bt_driver, "reset/hwrst-cures-all",
                        test_hwrst_cures_all);
    ipmi_bench_add_kind(&ipmi_bt_driver, "reset/hwrst-and-timeout",
                        test_hwrst_and_timeout);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "reset/restart", test_kcs_restart);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "reset/abort", test_kcs_abort);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "reset/noise", test_kcs_noise);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "reset/restart-and-timeout",
                        test_kcs_restart_and_timeout);
    ipmi_bench_add("reset/attention", test_attention_after_reset);
    ipmi_bench_add_kind(&ipmi_bt_driver, "reset/attention-enable",
                        test_bt_attention_after_reset);
    ipmi_bench_add("reset/alone", test_reset_while_alone);
    ipmi_bench_add("connect/any-phase", test_disconnect);
    ipmi_bench_add("connect/answer-after", test_answer_after_reconnect);
    ipmi_bench_add("connect/irq", test_disconnect_irq);
    ipmi_bench_add("connect/later", test_connect_later);
    ipmi_bench_add("connect/server", test_server);
    return g_test_run();
}
