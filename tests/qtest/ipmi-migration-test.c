/*
 * Test of all IPMI interfaces: migration in each phase of a transfer
 *
 * To itself, and both ways with the QEMU that the environment variable
 * QEMU_BASE_X86 names: one with the same machine type, and IPMI devices from
 * before they were rewritten.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-migration.h"
#include "ipmi-snapshot.h"

#define BASE "QEMU_BASE_X86"

#define CC_INIT 0xd2

/* Interrupts go on without the BMC saying so again */
static void check_irq(IPMIBench *b)
{
    const IPMIDriverOps *ops = b->fe->kind;

    ipmi_bench_watch_irq(b);
    ops->clear_attention(&b->drv);
    ops->end_irq(&b->drv);
    g_assert_false(ipmi_bench_irq(b));
    ipmi_bench_begin(b, 0x33);
    ipmi_bench_answer(b);
    g_assert_true(ipmi_bench_irq(b));
    ipmi_driver_expect(&b->drv, 0x33, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ops->end_irq(&b->drv);
    g_assert_false(ipmi_bench_irq(b));
}

static void check_loaded(IPMIBench *b, const IPMIPhase *phase)
{
    const IPMIPhases *all = ipmi_phases(b->fe);

    if (all->check_loaded) {
        all->check_loaded(b, phase);
    }
    if (phase->state & IPMI_RESPONSE) {
        g_assert_true(ipmi_driver_has_response(&b->drv));
    }
    ipmi_phase_leave(b, phase, CC_INIT);
}

/* From one QEMU to another, the BMC being there before or after loading */
static void check_phase(const IPMIFrontEnd *fe, const char *from,
                        const char *to, const IPMIPhase *phase, bool early)
{
    IPMIBench b;
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_stream_save_phase(fe, from, phase, &st);
    ipmi_stream_start_loading(&b, fe, to);
    if (early) {
        ipmi_stream_connect(&b);
    }
    g_assert_true(ipmi_stream_load(b.qts, &st));
    check_loaded(&b, phase);
    if (early) {
        /* A BMC that says nothing of it leaves the attention as it was */
        g_assert_cmphex(ipmi_driver_state(&b.drv) & IPMI_ATTENTION, ==,
                        phase->state & IPMI_ATTENTION);
    } else {
        ipmi_stream_connect(&b);
    }
    ipmi_phase_finish(&b, phase);
    check_irq(&b);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
    ipmi_stream_free(&st);
}

static void test_late_bmc(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);

    for (int i = 0; i < all->n; i++) {
        check_phase(fe, OURS, OURS, &all->phase[i], false);
    }
}

static void test_early_bmc(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);

    for (int i = 0; i < all->n; i++) {
        check_phase(fe, OURS, OURS, &all->phase[i], true);
    }
}

static bool have_base(void)
{
    if (!g_getenv(BASE)) {
        g_test_skip(BASE " is not set");
        return false;
    }
    return true;
}

static void test_from_base(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);

    for (int i = 0; i < all->n && have_base(); i++) {
        if (!all->phase[i].ours) {
            check_phase(fe, BASE, OURS, &all->phase[i], false);
        }
    }
}

static void test_to_base(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);

    for (int i = 0; i < all->n && have_base(); i++) {
        if (!all->phase[i].not_to_base) {
            check_phase(fe, OURS, BASE, &all->phase[i], false);
        }
    }
}

/* Each of several gets its own state back, whatever the phase */
static void check_several(int first)
{
    const IPMIPhase *phases[IPMI_BENCH_MANY];
    IPMIBench b[IPMI_BENCH_MANY];
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_bench_open_many(b, ipmi_bench_many, IPMI_BENCH_MANY, "");
    for (int i = 0; i < IPMI_BENCH_MANY; i++) {
        const IPMIPhases *all = ipmi_phases(b[i].fe);

        phases[i] = &all->phase[(first + i) % all->n];
        ipmi_phase_enter(&b[i], phases[i]);
    }
    ipmi_stream_save(b[0].qts, &st);
    ipmi_bench_close_many(b, IPMI_BENCH_MANY);
    ipmi_bench_open_many(b, ipmi_bench_many, IPMI_BENCH_MANY,
                         "-incoming defer");
    g_assert_true(ipmi_stream_load(b[0].qts, &st));
    for (int i = 0; i < IPMI_BENCH_MANY; i++) {
        check_loaded(&b[i], phases[i]);
        ipmi_phase_finish(&b[i], phases[i]);
    }
    for (int i = 0; i < IPMI_BENCH_MANY; i++) {
        ipmi_bench_check(&b[i]);
    }
    ipmi_bench_close_many(b, IPMI_BENCH_MANY);
    ipmi_stream_free(&st);
}

static void test_several(void)
{
    for (int first = 0; first < 12; first++) {
        check_several(first);
    }
}

/*
 * A BMC that is there before the VM runs again: its answers belong to nobody,
 * whatever their number, and the pending request is still answered
 */
static void test_stray_answers(const void *fe)
{
    const uint8_t too_long[WIRE_MSG_MAX + 1] = { 0x1c, 0x01 };
    const IPMIPhase *pending = ipmi_phase_find(fe, "pending");
    IPMIBench b;
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_stream_save_phase(fe, OURS, pending, &st);
    ipmi_stream_start(&b, fe, OURS, "-incoming defer -S");
    ipmi_bench_set_driver(&b);
    ipmi_stream_connect(&b);
    g_assert_true(ipmi_stream_load(b.qts, &st));
    for (int id = 0; id < 256; id++) {
        ipmi_wire_send_message(b.wire, id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
    }
    for (int id = 0; id < 8; id++) {
        ipmi_wire_send_message(b.wire, id, too_long, sizeof(too_long));
    }
    ipmi_bench_settle(&b);
    qtest_qmp_assert_success(b.qts, "{'execute': 'cont'}");
    ipmi_bench_settle(&b);
    ipmi_phase_leave(&b, pending, CC_INIT);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
    ipmi_stream_free(&st);
}

/* What the BMC has said before the load still holds after it */
static void test_greeting_before_load(const void *fe)
{
    IPMIBench b;
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_stream_start(&b, fe, OURS, "");
    ipmi_bench_set_up(&b);
    b.fe->kind->enable_irq(&b.drv);
    ipmi_stream_save(b.qts, &st);
    ipmi_bench_close(&b);

    ipmi_stream_start_loading(&b, fe, OURS);
    ipmi_stream_connect(&b);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    ipmi_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_true(ipmi_stream_load(b.qts, &st));
    ipmi_driver_wait_state(&b.drv, ~0, IPMI_ATTENTION);
    check_irq(&b);
    ipmi_bench_close(&b);
    ipmi_stream_free(&st);
}

/* From one VM, which ends, to another */
static void move(IPMIBench *b, const IPMIStream *st)
{
    ipmi_stream_save(b->qts, st);
    ipmi_bench_close(b);
    ipmi_stream_start_loading(b, b->fe, OURS);
    g_assert_true(ipmi_stream_load(b->qts, st));
}

/* Behind netfn/lun and cmd */
static void fill(uint8_t *msg, size_t len)
{
    for (size_t i = 2; i < len; i++) {
        msg[i] = i;
    }
}

/* What is no transfer at all: a request answered with as much as fits */
static void test_bt_full_buffers(const void *fe)
{
    uint8_t msg[BT_DRIVER_MSG_MAX] = { 0x1c, 0x01 };
    WireFrame frame;
    IPMIBench b;
    IPMIStream st;

    fill(msg, sizeof(msg));
    ipmi_stream_init(&st);
    ipmi_stream_start(&b, fe, OURS, "");
    ipmi_bench_set_up(&b);
    ipmi_stream_connect(&b);
    ipmi_bench_request(&b, 0x71, msg, sizeof(msg));
    ipmi_wire_send_message(b.wire, b.last_id, msg, sizeof(msg));
    ipmi_driver_wait_response(&b.drv);
    bt_driver_fill(&b.drv, 0x72, msg, sizeof(msg));
    move(&b, &st);
    ipmi_stream_connect(&b);
    ipmi_driver_expect(&b.drv, 0x71, msg, sizeof(msg));
    bt_driver_set_ctrl(&b.drv, H2B_ATN);
    ipmi_wire_recv_message(b.wire, &frame);
    g_assert_cmpmem(frame.data, frame.len, msg, sizeof(msg));
    ipmi_bench_close(&b);
    ipmi_stream_free(&st);
}

/* The longest request and the longest response, half done both of them */
static void test_kcs_full_buffers(const void *fe)
{
    uint8_t msg[KCS_DRIVER_MSG_MAX] = { 0x1c, 0x01 };
    IPMIBench b;
    IPMIStream st;

    fill(msg, sizeof(msg));
    ipmi_stream_init(&st);
    ipmi_stream_start(&b, fe, OURS, "");
    ipmi_bench_set_up(&b);
    kcs_driver_begin(&b.drv, msg, sizeof(msg) - 1);
    move(&b, &st);
    ipmi_stream_connect(&b);
    kcs_driver_finish(&b.drv, msg + sizeof(msg) - 1, 1);
    ipmi_bench_take(&b, msg, sizeof(msg));
    ipmi_wire_send_message(b.wire, b.last_id, msg, sizeof(msg));
    ipmi_driver_wait_response(&b.drv);
    for (int i = 0; i < 100; i++) {
        g_assert_cmphex(kcs_driver_next(&b.drv), ==, msg[i]);
    }
    move(&b, &st);
    for (int i = 100; i < sizeof(msg); i++) {
        g_assert_cmphex(kcs_driver_next(&b.drv), ==, msg[i]);
    }
    kcs_driver_end(&b.drv);
    ipmi_bench_close(&b);
    ipmi_stream_free(&st);
}

/*
 * Snapshots: the VM goes back in time, and its BMC does not
 */

static void reset_guest(IPMIBench *b)
{
    qtest_system_reset(b->qts);
    ipmi_wire_expect_command(b->wire, WIRE_CMD_RESET);
    ipmi_bench_set_up(b);
}

/* Answers to what was asked by somebody who is not there any more */
static void check_stale(IPMIBench *b, const uint8_t *ids, int n)
{
    unsigned before = ipmi_driver_state(&b->drv);

    for (int i = 0; i < n; i++) {
        ipmi_wire_send_message(b->wire, ids[i], ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        ipmi_bench_settle(b);
        g_assert_cmphex(ipmi_driver_state(&b->drv), ==, before);
    }
}

/*
 * What was pending when the VM was saved is answered for the BMC. The
 * attention is as the BMC said last, whatever it was then.
 */
static void check_back(IPMIBench *b, const IPMIPhase *phase,
                       const uint8_t *old, int n)
{
    check_loaded(b, phase);
    g_assert_cmphex(ipmi_driver_state(&b->drv) & IPMI_ATTENTION, ==,
                    ~phase->state & IPMI_ATTENTION);
    check_stale(b, old, n);
    ipmi_phase_finish(b, phase);
    ipmi_bench_begin(b, 0x55);
    check_stale(b, old, n);
    ipmi_bench_answer(b);
    ipmi_driver_expect(&b->drv, 0x55, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    check_irq(b);
}

static void check_snapshot(IPMIBench *b, IPMISnapshots *shots,
                           const IPMIPhase *phase)
{
    bool was_set = phase->state & IPMI_ATTENTION;
    uint8_t old[2];

    ipmi_phase_enter(b, phase);
    ipmi_snapshot_save(shots, phase->name);
    old[0] = b->last_id;
    reset_guest(b);
    ipmi_bench_command(b, was_set ? WIRE_CMD_NOATTN : WIRE_CMD_ATTN_IRQ);
    ipmi_bench_begin(b, 0x44);
    old[1] = b->last_id;
    g_assert_true(ipmi_snapshot_load(shots, phase->name));
    ipmi_wire_expect_command(b->wire, WIRE_CMD_RESET);
    check_back(b, phase, old, ARRAY_SIZE(old));
    reset_guest(b);
    ipmi_bench_command(b, WIRE_CMD_NOATTN);
}

static void test_snapshots(const void *fe)
{
    const IPMIPhases *all = ipmi_phases(fe);
    IPMISnapshots shots;
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    ipmi_bench_check(&b);
    ipmi_snapshots_init(&shots, b.qts);
    for (int i = 0; i < all->n; i++) {
        check_snapshot(&b, &shots, &all->phase[i]);
    }
    ipmi_bench_close(&b);
    ipmi_snapshots_free(&shots);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add("migration/late-bmc", test_late_bmc);
    ipmi_bench_add("migration/early-bmc", test_early_bmc);
    ipmi_bench_add("migration/stray-answers", test_stray_answers);
    ipmi_bench_add("migration/greeting-before", test_greeting_before_load);
    ipmi_bench_add_kind(&ipmi_bt_driver, "migration/full-buffers",
                        test_bt_full_buffers);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "migration/full-buffers",
                        test_kcs_full_buffers);
    ipmi_bench_add("migration/snapshots", test_snapshots);
    ipmi_bench_add("migration/from-base", test_from_base);
    ipmi_bench_add("migration/to-base", test_to_base);
    qtest_add_func("/ipmi/several/migration", test_several);
    return g_test_run();
}
