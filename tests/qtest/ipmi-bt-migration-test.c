/*
 * Test of isa-ipmi-bt and pci-ipmi-bt: migration in each phase of a transfer
 *
 * To itself, and both ways with the QEMU that the environment variable
 * QEMU_BASE_X86 names: one with the same machine type, and IPMI devices from
 * before they were rewritten.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "ipmi-bt-phase.h"

#define OURS "QTEST_QEMU_BINARY"
#define BASE "QEMU_BASE_X86"

#define CC_INIT 0xd2

/* Section of a BT interface in a stream, counted back from its end */
#define OFFSET_CTRL     4
#define OFFSET_INTMASK  3
#define OFFSET_H2B_WR   308
#define OFFSET_B2H_WR   612
#define OFFSET_B2H_RD   616
#define SECTION_FIELDS  617
#define SECTION_FOOTER  0x7e

/*
 * Streams
 */

typedef struct Stream {
    char *dir;
    char *path;
    char *uri;
} Stream;

static void stream_init(Stream *st)
{
    st->dir = g_dir_make_tmp("ipmi-migration-XXXXXX", NULL);
    st->path = g_build_filename(st->dir, "stream", NULL);
    st->uri = g_strdup_printf("file:%s", st->path);
}

static void stream_free(Stream *st)
{
    g_unlink(st->path);
    g_rmdir(st->dir);
    g_free(st->dir);
    g_free(st->path);
    g_free(st->uri);
}

typedef struct StatusWait {
    QTestState *qts;
    bool failed;
} StatusWait;

static bool migration_ended(void *opaque)
{
    StatusWait *wait = opaque;
    QDict *info = qtest_qmp_assert_success_ref(wait->qts,
                                               "{'execute': 'query-migrate'}");
    const char *status = qdict_get_try_str(info, "status");
    bool ended;

    wait->failed = !g_strcmp0(status, "failed");
    ended = wait->failed || !g_strcmp0(status, "completed");
    qobject_unref(info);
    return ended;
}

/* False if it failed */
static bool wait_migration(QTestState *qts)
{
    StatusWait wait = { .qts = qts };

    ipmi_wire_wait(migration_ended, &wait, "the end of a migration");
    return !wait.failed;
}

static void save(QTestState *qts, const Stream *st)
{
    qtest_qmp_assert_success(qts, "{'execute': 'migrate',"
                             " 'arguments': {'uri': %s}}", st->uri);
    g_assert_true(wait_migration(qts));
}

static bool load(QTestState *qts, const Stream *st)
{
    qtest_qmp_assert_success(qts, "{'execute': 'migrate-incoming',"
                             " 'arguments': {'uri': %s,"
                             " 'exit-on-error': false}}", st->uri);
    return wait_migration(qts);
}

/*
 * Both sides
 */

static void start_side(BTBench *b, const BTFrontEnd *fe, const char *side,
                       const char *more)
{
    g_autofree char *args = NULL;
    g_autofree char *line = NULL;

    *b = (BTBench) { .fe = fe, .wire = ipmi_wire_new() };
    args = bt_bench_args(fe, b->wire, BT_CONNECT_LATER, "", 0);
    line = g_strdup_printf(BT_BENCH_MACHINE "%s %s", args, more);
    b->qts = qtest_init_with_env(side, line, true);
}

static void connect_side(BTBench *b)
{
    ipmi_wire_listen(b->wire);
    bt_bench_accept(b);
}

/* Save a VM whose guest is in a phase */
static void save_phase(const BTFrontEnd *fe, const char *side,
                          BTPhase phase, const Stream *st)
{
    BTBench b;

    start_side(&b, fe, side, "");
    bt_bench_set_up(&b);
    connect_side(&b);
    bt_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    bt_bench_check(&b);
    bt_phase_enter(&b, phase);
    save(b.qts, st);
    bt_bench_close(&b);
}

/* A VM that is about to load; its PCI device will be set up by that */
static void start_loading(BTBench *b, const BTFrontEnd *fe, const char *side)
{
    start_side(b, fe, side, "-incoming defer");
    b->bt = (BTDriver) { .qts = b->qts, .base = fe->base };
}

/* Interrupts go on without the BMC saying so again */
static void check_irq(BTBench *b)
{
    bt_bench_watch_irq(b);
    bt_bench_set_ctrl(b, SMS_ATN);
    bt_bench_set_intmask(b, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(bt_bench_irq(b));
    bt_bench_begin(b, 0x33);
    bt_bench_answer(b);
    g_assert_true(bt_bench_irq(b));
    bt_bench_set_intmask(b, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(bt_bench_irq(b));
    bt_driver_expect(&b->bt, 0x33, bt_bench_rsp, sizeof(bt_bench_rsp));
}

static void check_loaded(BTBench *b, BTPhase phase)
{
    uint8_t mask = bt_bench_intmask(b);

    /* A pending request may have been answered by now, with an interrupt */
    if (bt_phase_ctrl(phase) & (B2H_ATN | SMS_ATN)) {
        g_assert_cmphex(mask, ==, B2H_IRQ_EN | B2H_IRQ);
    } else {
        g_assert_cmphex(mask & ~B2H_IRQ, ==, B2H_IRQ_EN);
    }
    if (bt_phase_ctrl(phase) & B2H_ATN) {
        g_assert_true(bt_driver_has_response(&b->bt));
    }
    bt_phase_leave(b, phase, CC_INIT);
}

/* From one QEMU to another, the BMC being there before or after loading */
static void check_phase(const BTFrontEnd *fe, const char *from,
                        const char *to, BTPhase phase, bool early)
{
    BTBench b;
    Stream st;

    stream_init(&st);
    save_phase(fe, from, phase, &st);
    start_loading(&b, fe, to);
    if (early) {
        connect_side(&b);
    }
    g_assert_true(load(b.qts, &st));
    check_loaded(&b, phase);
    if (early) {
        /* A BMC that says nothing of it leaves the attention as it was */
        g_assert_cmphex(bt_bench_ctrl(&b), ==, bt_phase_ctrl(phase) & SMS_ATN);
    } else {
        connect_side(&b);
    }
    if (phase == BT_PHASE_WRITING) {
        bt_phase_write_rest(&b);
    }
    check_irq(&b);
    bt_bench_check(&b);
    bt_bench_close(&b);
    stream_free(&st);
}

static void test_late_bmc(const void *fe)
{
    for (int phase = 0; phase < BT_NR_PHASES; phase++) {
        check_phase(fe, OURS, OURS, phase, false);
    }
}

static void test_early_bmc(const void *fe)
{
    for (int phase = 0; phase < BT_NR_PHASES; phase++) {
        check_phase(fe, OURS, OURS, phase, true);
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

/* Base knows no held response, so it never saves one */
static void test_from_base(const void *fe)
{
    for (int phase = 0; phase < BT_NR_PHASES && have_base(); phase++) {
        if (phase != BT_PHASE_HELD) {
            check_phase(fe, BASE, OURS, phase, false);
        }
    }
}

/*
 * Nor can base load one. It has no place for two responses, and does not
 * answer what was pending, not even where it has saved that itself.
 */
static void test_to_base(const void *fe)
{
    static const BTPhase phases[] = {
        BT_PHASE_IDLE, BT_PHASE_WRITING, BT_PHASE_RESPONSE, BT_PHASE_READING,
        BT_PHASE_ATTENTION,
    };

    for (int i = 0; i < ARRAY_SIZE(phases) && have_base(); i++) {
        check_phase(fe, OURS, BASE, phases[i], false);
    }
}

/* Each of several gets its own state back */
static void test_several(void)
{
    static const BTPhase phases[] = {
        BT_PHASE_RESPONSE, BT_PHASE_READING, BT_PHASE_ATTENTION,
        BT_PHASE_WRITING,
    };
    BTBench b[4];
    Stream st;

    stream_init(&st);
    bt_bench_open_many(b, bt_bench_four, 4, "");
    for (int i = 0; i < 4; i++) {
        bt_phase_enter(&b[i], phases[i]);
    }
    save(b[0].qts, &st);
    bt_bench_close_many(b, 4);
    bt_bench_open_many(b, bt_bench_four, 4, "-incoming defer");
    g_assert_true(load(b[0].qts, &st));
    for (int i = 0; i < 4; i++) {
        check_loaded(&b[i], phases[i]);
    }
    bt_phase_write_rest(&b[3]);
    for (int i = 0; i < 4; i++) {
        bt_bench_check(&b[i]);
    }
    bt_bench_close_many(b, 4);
    stream_free(&st);
}

/*
 * A BMC that is there before the VM runs again: its answers belong to nobody,
 * whatever their number, and the pending request is still answered
 */
static void test_stray_answers(const void *fe)
{
    const uint8_t too_long[WIRE_MSG_MAX + 1] = { 0x1c, 0x01 };
    BTBench b;
    Stream st;

    stream_init(&st);
    save_phase(fe, OURS, BT_PHASE_PENDING, &st);
    start_side(&b, fe, OURS, "-incoming defer -S");
    b.bt = (BTDriver) { .qts = b.qts, .base = b.fe->base };
    connect_side(&b);
    g_assert_true(load(b.qts, &st));
    for (int id = 0; id < 256; id++) {
        ipmi_wire_send_message(b.wire, id, bt_bench_rsp,
                               sizeof(bt_bench_rsp));
    }
    for (int id = 0; id < 8; id++) {
        ipmi_wire_send_message(b.wire, id, too_long, sizeof(too_long));
    }
    bt_bench_settle(&b);
    qtest_qmp_assert_success(b.qts, "{'execute': 'cont'}");
    bt_bench_settle(&b);
    bt_phase_leave(&b, BT_PHASE_PENDING, CC_INIT);
    bt_bench_check(&b);
    bt_bench_close(&b);
    stream_free(&st);
}

/* What the BMC has said before the load still holds after it */
static void test_greeting_before_load(const void *fe)
{
    BTBench b;
    Stream st;

    stream_init(&st);
    start_side(&b, fe, OURS, "");
    bt_bench_set_up(&b);
    bt_bench_set_intmask(&b, B2H_IRQ_EN);
    save(b.qts, &st);
    bt_bench_close(&b);

    start_loading(&b, fe, OURS);
    connect_side(&b);
    bt_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    bt_bench_command(&b, WIRE_CMD_ATTN_IRQ);
    g_assert_true(load(b.qts, &st));
    bt_driver_wait_ctrl(&b.bt, 0xff, SMS_ATN);
    check_irq(&b);
    bt_bench_close(&b);
    stream_free(&st);
}

/* What is no transfer at all: a request answered with as much as fits */
static void test_full_buffers(const void *fe)
{
    uint8_t msg[BT_DRIVER_MSG_MAX] = { 0x1c, 0x01 };
    WireFrame frame;
    BTBench b;
    Stream st;

    stream_init(&st);
    for (int i = 2; i < sizeof(msg); i++) {
        msg[i] = i;
    }
    start_side(&b, fe, OURS, "");
    bt_bench_set_up(&b);
    connect_side(&b);
    bt_bench_request(&b, 0x71, msg, sizeof(msg));
    ipmi_wire_send_message(b.wire, b.last_id, msg, sizeof(msg));
    bt_driver_wait_response(&b.bt);
    bt_driver_fill(&b.bt, 0x72, msg, sizeof(msg));
    save(b.qts, &st);
    bt_bench_close(&b);

    start_loading(&b, fe, OURS);
    g_assert_true(load(b.qts, &st));
    connect_side(&b);
    bt_driver_expect(&b.bt, 0x71, msg, sizeof(msg));
    bt_bench_set_ctrl(&b, H2B_ATN);
    ipmi_wire_recv_message(b.wire, &frame);
    g_assert_cmpmem(frame.data, frame.len, msg, sizeof(msg));
    bt_bench_close(&b);
    stream_free(&st);
}

/*
 * Hostile streams
 */

typedef struct Section {
    gchar *data;
    gsize len;
    size_t begin;
    size_t end;
} Section;

/* Where the fields of the BT interface are, without a subsection */
static void find_section(Section *sec, const BTFrontEnd *fe, const Stream *st)
{
    const char *name = fe->slot ? "ipmi-interface-pci-bt" :
                                  "ipmi-interface-isa-bt";
    uint8_t footer[5] = { SECTION_FOOTER };
    char *found, *id;

    g_assert_true(g_file_get_contents(st->path, &sec->data, &sec->len, NULL));
    found = memmem(sec->data, sec->len, name, strlen(name));
    g_assert_nonnull(found);
    /* Before the name: its length, and before that the section's number */
    id = found;
    while (id[-1] != found + strlen(name) - id) {
        id--;
        g_assert_true(id > sec->data + 5);
    }
    memcpy(footer + 1, id - 5, 4);
    found = memmem(found, sec->data + sec->len - found, footer,
                   sizeof(footer));
    g_assert_nonnull(found);
    sec->end = found - sec->data;
    sec->begin = sec->end - SECTION_FIELDS;
}

static void write_stream(const Section *sec, const Stream *st)
{
    g_assert_true(g_file_set_contents(st->path, sec->data, sec->len, NULL));
}

static void put_be32(char *at, uint32_t val)
{
    uint32_t be = GUINT32_TO_BE(val);

    memcpy(at, &be, sizeof(be));
}

static void check_refused(const BTFrontEnd *fe, const Stream *st)
{
    BTBench b;

    start_loading(&b, fe, OURS);
    connect_side(&b);
    g_assert_false(load(b.qts, st));
    bt_bench_close(&b);
}

static void test_bad_pointers(const void *fe)
{
    static const int offsets[] = { OFFSET_H2B_WR, OFFSET_B2H_WR,
                                   OFFSET_B2H_RD };
    static const uint32_t values[] = { 301, 0x80000000, 0xffffffff };
    Section sec;
    Stream st;

    stream_init(&st);
    save_phase(fe, OURS, BT_PHASE_IDLE, &st);
    find_section(&sec, fe, &st);
    for (int i = 0; i < 9; i++) {
        char *at = sec.data + sec.end - offsets[i / 3];
        char old[4];

        g_test_message("offset %d, value 0x%x", offsets[i / 3], values[i % 3]);
        memcpy(old, at, sizeof(old));
        put_be32(at, values[i % 3]);
        write_stream(&sec, &st);
        check_refused(fe, &st);
        memcpy(at, old, sizeof(old));
    }
    g_free(sec.data);
    stream_free(&st);
}

/* A response that is held must be one, and must fit */
static void test_bad_held(const void *fe)
{
    static const char name[] = "ipmi-interface-bt/held-response";
    static const uint16_t lengths[] = { 1, 2, 255, 300, 301, 0xffff };
    Section sec;
    Stream st;
    char *len;

    stream_init(&st);
    save_phase(fe, OURS, BT_PHASE_HELD, &st);
    g_assert_true(g_file_get_contents(st.path, &sec.data, &sec.len, NULL));
    len = memmem(sec.data, sec.len, name, strlen(name));
    g_assert_nonnull(len);
    /* Behind the version */
    len += strlen(name) + 4;
    g_assert_cmpint(len[1], ==, sizeof(bt_bench_rsp));
    for (int i = 0; i < ARRAY_SIZE(lengths); i++) {
        g_test_message("length %u", lengths[i]);
        len[0] = lengths[i] >> 8;
        len[1] = lengths[i];
        write_stream(&sec, &st);
        check_refused(fe, &st);
    }
    g_free(sec.data);
    stream_free(&st);
}

/* Whatever state this is, a reset of the interface ends it */
static void check_cured(BTBench *b)
{
    WireFrame frame;

    for (int i = 0; i < 300; i++) {
        bt_driver_write(&b->bt, BT_DATA, i);
        bt_driver_read(&b->bt, BT_DATA);
    }
    bt_bench_set_ctrl(b, 0xff);
    ipmi_wire_step_ms(b->qts, 10000);
    bt_bench_set_intmask(b, BMC_HWRST);
    g_assert_cmphex(bt_bench_ctrl(b), ==, 0);
    bt_bench_settle(b);
    while (ipmi_wire_try_recv(b->wire, &frame)) {
        b->last_id = frame.seq;
    }
    bt_bench_check(b);
}

static void check_strange(const BTFrontEnd *fe, const Stream *st)
{
    BTBench b;

    start_loading(&b, fe, OURS);
    connect_side(&b);
    if (load(b.qts, st)) {
        check_cured(&b);
    }
    bt_bench_close(&b);
}

static void test_strange_registers(const void *fe)
{
    Section sec;
    Stream st;
    BTBench b;

    stream_init(&st);
    save_phase(fe, OURS, BT_PHASE_IDLE, &st);
    find_section(&sec, fe, &st);
    sec.data[sec.end - OFFSET_CTRL] = 0xff;
    sec.data[sec.end - OFFSET_INTMASK] = 0xff;
    put_be32(sec.data + sec.end - OFFSET_H2B_WR, 300);
    put_be32(sec.data + sec.end - OFFSET_B2H_WR, 300);
    put_be32(sec.data + sec.end - OFFSET_B2H_RD, 299);
    write_stream(&sec, &st);
    start_loading(&b, fe, OURS);
    g_assert_true(load(b.qts, &st));
    connect_side(&b);
    g_assert_cmphex(bt_driver_read(&b.bt, BT_DATA), ==, 0xff);
    check_cured(&b);
    bt_bench_close(&b);
    g_free(sec.data);
    stream_free(&st);
}

/* QEMU refuses it or lives with it */
static void test_random(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    Section sec;
    Stream st;

    stream_init(&st);
    save_phase(fe, OURS, BT_PHASE_RESPONSE_PENDING, &st);
    find_section(&sec, fe, &st);
    for (int i = 0; i < 25; i++) {
        g_autofree char *good = g_memdup2(sec.data, sec.len);

        for (int n = 0; n < 100; n++) {
            sec.data[g_rand_int_range(rand, sec.begin, sec.end)] =
                g_rand_int(rand);
        }
        /* Else hardly any would be taken */
        for (int n = 0; n < 3 && (i & 1); n++) {
            put_be32(sec.data + sec.end - OFFSET_H2B_WR - n % 2 * 4 -
                     !!n * 300, g_rand_int_range(rand, 0, 301));
        }
        write_stream(&sec, &st);
        check_strange(fe, &st);
        memcpy(sec.data, good, sec.len);
    }
    g_free(sec.data);
    stream_free(&st);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    bt_bench_add("migration/late-bmc", test_late_bmc);
    bt_bench_add("migration/early-bmc", test_early_bmc);
    bt_bench_add("migration/stray-answers", test_stray_answers);
    bt_bench_add("migration/greeting-before", test_greeting_before_load);
    bt_bench_add("migration/full-buffers", test_full_buffers);
    bt_bench_add("migration/bad-pointers", test_bad_pointers);
    bt_bench_add("migration/bad-held", test_bad_held);
    bt_bench_add("migration/strange-registers", test_strange_registers);
    bt_bench_add("migration/random", test_random);
    bt_bench_add("migration/from-base", test_from_base);
    bt_bench_add("migration/to-base", test_to_base);
    qtest_add_func("/ipmi-bt/several/migration", test_several);
    return g_test_run();
}
