/*
 * Test of ipmi-bmc-sim: migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "ipmi-sim-outside.h"

#define BASE "QEMU_BASE_X86"
#define OURS "QTEST_QEMU_BINARY"

#define CHECK_ALL(vm, cases) sim_check_all(vm, cases, ARRAY_SIZE(cases))

typedef struct Stream {
    char *path;
    char *uri;
} Stream;

static void stream_init(Stream *st)
{
    close(g_file_open_tmp("ipmi-sim-XXXXXX", &st->path, NULL));
    st->uri = g_strconcat("file:", st->path, NULL);
}

static void stream_free(Stream *st)
{
    g_unlink(st->path);
    g_free(st->path);
    g_free(st->uri);
}

static void start_as(SimVM *vm, const char *side, const char *args)
{
    g_autofree char *line = g_strdup_printf(SIM_MACHINE SIM_DEVICE SIM_BT
                                            " %s", args);

    *vm = (SimVM) { .qts = qtest_init_with_env(side, line, true) };
    vm->bt = (IPMIDriver) { .qts = vm->qts, .base = 0xe4 };
}

static void check_load(SimVM *vm, const Stream *st, const char *args)
{
    g_autofree char *incoming = g_strdup_printf("%s -incoming defer", args);

    start_as(vm, OURS, incoming);
    g_assert_true(sim_migrate_incoming(vm, st->uri));
}

/* From there, wherever that is, to ours */
static void check_move(SimVM *vm, const Stream *st, const char *args)
{
    g_assert_true(sim_migrate(vm, st->uri));
    qtest_quit(vm->qts);
    check_load(vm, st, args);
}

/*
 * Ours to ours
 */

static const SimCase before[] = {
    { "06 2e 0f", "00" },
    { "06 34 00 40 18 a8 20 06 01 d9", "00" },
    { "06 32 00 00", "00 00 00" },
    { "04 02 41 04 01 30 01 50 60 70", "00" },
    { "06 24 84 00 00 00 64 00", "00" },
    { "00 08 00 01", "00" },
    { "00 08 05 e0 08 00 00 00", "00" },
    { "00 08 07 04 12 34", "00" },
    { "00 06 02", "00 07" },
    { "00 0a 05", "00" },
    { "00 04 00 01", "00" },
    /* In the middle of a write to the log */
    { "0a 42", "00 01 00" },
    { "0a 45 01 00 00 00 00 00 00 00 02 00 00 00", "00 *" },
};

static const SimCase after[] = {
    { "06 2f", "00 0f" },
    { "06 31", "00 03" },
    { "06 32 00 02", "00 00 00" },
    { "06 33", "00 00 1e c2 40 04 01 *" },
    { "06 35", "00 ?? ?? 02 ?? ?? ?? ?? 41 00 04 01 30 01 50 60 70" },
    { "06 31", "00 00" },
    { "06 25", "00 84 00 00 00 64 00 64 00" },
    { "00 09 00 00 00", "00 01 00 01" },
    { "00 09 05 00 00", "00 01 05 e0 08 00 00 00" },
    { "00 09 07 04 00", "00 01 07 04 12 34 *" },
    { "00 01", "00 41 00 60 f5" },
    { "00 07", "00 02 00" },
    { "0a 45 01 00 02 00 06 01 00 21 00 04 01 30 6f 01 02 03", "00 02 00" },
};

static void test_all(void)
{
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, "");
    qtest_system_reset(vm.qts);
    CHECK_ALL(&vm, before);
    check_move(&vm, &st, "");
    CHECK_ALL(&vm, after);
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* A timer that runs goes on, in a QEMU whose virtual time begins anew */
static void test_watchdog(void)
{
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, "");
    sim_check(&vm, "06 24 04 31 03 00 64 00", "00");
    sim_check(&vm, "06 22", "00");
    check_move(&vm, &st, "");
    sim_check(&vm, "06 25", "00 44 31 03 00 64 00 64 00");
    sim_step(&vm, 8);
    sim_check(&vm, "06 31", "00 08");
    check_move(&vm, &st, "");
    sim_check(&vm, "06 22", "d5");
    sim_step(&vm, 10.5);
    qtest_qmp_eventwait(vm.qts, "RESET");
    sim_check(&vm, "00 07", "00 04 00");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* What the watchdog has done is still to be seen, and ends as it would have */
static void test_watchdog_sensor(void)
{
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, "");
    sim_check(&vm, "04 28 00 e0 08 00 00 00", "00");
    sim_check(&vm, "06 24 04 30 01 00 14 00", "00");
    sim_check(&vm, "06 22", "00");
    sim_step(&vm, 1.1);
    check_move(&vm, &st, "");
    sim_check(&vm, "04 29 00", "00 c0 07 01 00 00");
    sim_check(&vm, "04 2d 00", "00 00 c0 00 81");
    sim_check(&vm, "04 2b 00", "00 c0 00 01 00 00");
    sim_step(&vm, 2.1);
    check_move(&vm, &st, "");
    sim_check(&vm, "04 2d 00", "00 00 c0 01 81");
    sim_check(&vm, "04 2b 00", "00 c0 01 01 00 00");
    sim_check(&vm, "0a 40", "00 51 02 00 *");
    sim_check(&vm, "06 24 04 30 01 3e 14 00", "00");
    sim_check(&vm, "04 2d 00", "00 00 c0 00 80");
    sim_check(&vm, "0a 40", "00 51 02 00 *");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* A host that is off, for good or for a moment */
static void test_off(void)
{
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, SIM_PAUSE);
    sim_check(&vm, "00 02 00", "00");
    sim_wait_status(&vm, "shutdown");
    check_move(&vm, &st, SIM_PAUSE);
    sim_wait_status(&vm, "shutdown");
    sim_check_bool(&vm, "power", false);
    sim_set_power(&vm, true);
    sim_wait_status(&vm, "running");
    sim_check(&vm, "00 07", "00 01 0f");

    sim_check(&vm, "00 0b 01", "00");
    sim_check(&vm, "00 02 02", "00");
    sim_wait_status(&vm, "shutdown");
    check_move(&vm, &st, "");
    sim_wait_status(&vm, "running");
    sim_check(&vm, "00 07", "00 01 0f");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* Each of several has its own state */
static void test_several(void)
{
    static const char more[] =
        " -device ipmi-bmc-sim,id=bmc1"
        " -device isa-ipmi-bt,bmc=bmc1,irq=0,ioport=0x100";
    SimVM vm, other;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, more);
    other = vm;
    other.bt.base = 0x100;
    sim_check(&vm, "00 06 00", "00 07");
    sim_check(&other, "00 06 02", "00 07");
    check_move(&vm, &st, more);
    other = vm;
    other.bt.base = 0x100;
    sim_check(&vm, "00 01", "00 01 00 40 f0");
    sim_check(&other, "00 01", "00 41 00 40 f0");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/*
 * From QEMU 10.0
 */

static bool have_base(void)
{
    if (!g_getenv(BASE)) {
        g_test_skip(BASE " is not set");
        return false;
    }
    return true;
}

static void test_from_base(void)
{
    SimVM vm;
    Stream st;

    if (!have_base()) {
        return;
    }
    stream_init(&st);
    start_as(&vm, BASE, "");
    sim_check(&vm, "06 2e 0c", "00");
    sim_check(&vm, "06 24 04 31 03 00 64 00", "00");
    sim_check(&vm, "06 22", "00");
    sim_check(&vm, "06 34 00 40 18 a8 20 06 01 d9", "00");
    sim_check(&vm, "06 31", "00 01");
    check_move(&vm, &st, "");
    sim_check(&vm, "06 2f", "00 0c");
    /* Its message was lost on the way, of which the flag must not stay */
    sim_check(&vm, "06 33", "80");
    sim_check(&vm, "06 31", "00 00");
    sim_check(&vm, "06 25", "00 44 31 03 00 64 00 64 00");
    sim_step(&vm, 7.5);
    sim_check(&vm, "06 31", "00 0a");
    sim_step(&vm, 3);
    qtest_qmp_eventwait(vm.qts, "RESET");
    sim_check(&vm, "06 25", "00 04 31 03 10 64 00 00 00");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/*
 * Its watchdog's sensor, which has been told to report less. It knows what has
 * happened, but not that it still holds.
 */
static void test_sensor_from_base(void)
{
    SimVM vm;
    Stream st;

    if (!have_base()) {
        return;
    }
    stream_init(&st);
    start_as(&vm, BASE, "");
    sim_check(&vm, "04 28 00 e0 08 00 08 00", "00");
    sim_check(&vm, "06 24 04 31 01 00 14 00", "00");
    sim_check(&vm, "06 22", "00");
    sim_step(&vm, 2.1);
    sim_check(&vm, "04 29 00", "00 c0 07 01 00 00");
    sim_check(&vm, "04 2b 00", "00 00 c0 02 01 00 00");
    sim_check(&vm, "04 2d 00", "00 00 c0 00 00");
    check_move(&vm, &st, "");
    sim_check(&vm, "04 29 00", "00 c0 07 01 00 00");
    sim_check(&vm, "04 2b 00", "00 c0 02 01 00 00");
    sim_check(&vm, "04 2d 00", "00 00 c0 02 81");
    /* It is not reported again, but the next time is */
    sim_check(&vm, "0a 40", "00 51 00 00 *");
    sim_check(&vm, "06 24 04 01 00 3e 14 00", "00");
    sim_check(&vm, "04 2d 00", "00 00 c0 00 80");
    sim_check(&vm, "06 22", "00");
    sim_step(&vm, 2.1);
    sim_check(&vm, "04 2d 00", "00 00 c0 02 80");
    sim_check(&vm, "0a 40", "00 51 01 00 *");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* It has none in its stream if an sdrfile gives it another number */
static void test_numbered_from_base(void)
{
    static const uint8_t sdr[] = {
        0x00, 0x00, 0x51, 0x02, 0x1d, 0x20, 0x00, 0x85, 0x07, 0x01, 0xe7, 0x40,
        0x23, 0x6f, 0x0f, 0x01, 0x0f, 0x01, 0x0f, 0x01, 0xc0, 0x00, 0x00, 0x01,
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xc2, 0x57, 0x44,
    };
    g_autofree char *path = NULL, *args = NULL;
    SimVM vm;
    Stream st;

    if (!have_base()) {
        return;
    }
    stream_init(&st);
    close(g_file_open_tmp("ipmi-sim-XXXXXX", &path, NULL));
    g_assert_true(g_file_set_contents(path, (const char *)sdr, sizeof(sdr),
                                      NULL));
    args = g_strconcat("-global ipmi-bmc-sim.sdrfile=", path, NULL);
    start_as(&vm, BASE, args);
    sim_check(&vm, "06 01", "00 *");
    check_move(&vm, &st, args);
    sim_check(&vm, "04 2d 85", "00 00 c0 00 80");
    sim_check(&vm, "04 29 85", "00 c0 0f 01 0f 01");
    qtest_quit(vm.qts);
    g_unlink(path);
    stream_free(&st);
}

/*
 * Hostile streams
 */

static void check_lives(const Stream *st)
{
    SimVM vm;

    start_as(&vm, OURS, "-incoming defer");
    if (sim_migrate_incoming(&vm, st->uri)) {
        sim_check(&vm, "06 01", "00 *");
        for (int i = 0; i < 10; i++) {
            sim_check(&vm, "06 33", "?? *");
        }
        sim_check(&vm, "06 25", "00 *");
        sim_check(&vm, "00 01", "00 *");
        sim_check_str(&vm, "identify", "off");
    }
    qtest_quit(vm.qts);
}

/* QEMU refuses it or lives with it */
static void test_random(void)
{
    guint32 seed = g_test_rand_int();
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    g_autofree gchar *data = NULL;
    gsize len, begin, end;
    SimVM vm;
    Stream st;

    g_test_message("seed %u", seed);
    stream_init(&st);
    start_as(&vm, OURS, "");
    sim_check(&vm, "06 34 00 40 18 a8 20 06 01 d9", "00");
    g_assert_true(sim_migrate(&vm, st.uri));
    qtest_quit(vm.qts);
    g_assert_true(g_file_get_contents(st.path, &data, &len, NULL));
    begin = (char *)memmem(data, len, "ipmi-bmc-sim", 12) - data;
    end = (char *)memmem(data, len, "ipmi-bmc-sim/watchdog", 21) - data;
    for (int i = 0; i < 20; i++) {
        g_autofree char *bad = g_memdup2(data, len);

        for (int n = 0; n < 1 + i * 2; n++) {
            bad[g_rand_int_range(rand, begin + 20, end)] = g_rand_int(rand);
        }
        g_assert_true(g_file_set_contents(st.path, bad, len, NULL));
        check_lives(&st);
    }
    stream_free(&st);
}

/* A number of messages that the queue does not have */
static void test_bad_queue(void)
{
    static const char name[] = "ipmi-bmc-sim/msg";
    g_autofree gchar *data = NULL;
    char *at;
    gsize len;
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, "");
    sim_check(&vm, "06 34 00 40 18 a8 20 06 01 d9", "00");
    g_assert_true(sim_migrate(&vm, st.uri));
    qtest_quit(vm.qts);
    g_assert_true(g_file_get_contents(st.path, &data, &len, NULL));
    /* Behind the name and the version: 16 bits of channels, then it */
    at = memmem(data, len, name, strlen(name));
    g_assert_nonnull(at);
    at += strlen(name) + 4 + 2;
    g_assert_cmpint(*at, ==, 1);
    *at = 9;
    g_assert_true(g_file_set_contents(st.path, data, len, NULL));
    start_as(&vm, OURS, "-incoming defer");
    g_assert_false(sim_migrate_incoming(&vm, st.uri));
    /* What has come is not worked with, even if somebody goes on */
    sim_check(&vm, "06 33", "d2");
    qtest_quit(vm.qts);
    stream_free(&st);
}

/* What was refused is not shown either: it may be anything */
static void check_hidden(SimVM *vm)
{
    static const char *const names[] = {
        "sel", "users", "lan", "system-info", "restart-cause",
    };

    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        QDict *rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments':"
                               " {'path': %s, 'property': %s}}",
                               SIM_QOM, names[i]);

        qmp_expect_error_and_unref(rsp, "GenericError");
    }
    qmp_expect_error_and_unref(
        qtest_qmp(vm->qts, "{'execute': 'qom-set', 'arguments':"
                  " {'path': %s, 'property': 'sel-add', 'value':"
                  " '00000200000000200004013001576462'}}", SIM_QOM),
        "GenericError");
}

/* Of three records the last has the ID of the first: there is no end */
static void test_bad_log(void)
{
    static const char last[] = "\x03\0\x02";
    g_autofree gchar *data = NULL;
    char *at;
    gsize len;
    SimVM vm;
    Stream st;

    stream_init(&st);
    start_as(&vm, OURS, "");
    for (int i = 0; i < 3; i++) {
        sim_check(&vm, "04 02 41 04 01 30 01 50 60 70", "00");
    }
    g_assert_true(sim_migrate(&vm, st.uri));
    qtest_quit(vm.qts);
    g_assert_true(g_file_get_contents(st.path, &data, &len, NULL));
    at = memmem(data, len, "ipmi-bmc-sim/sel-kept", 21);
    g_assert_nonnull(at);
    at = memmem(at, 128, last, 3);
    g_assert_nonnull(at);
    *at = 1;
    g_assert_true(g_file_set_contents(st.path, data, len, NULL));
    start_as(&vm, OURS, "-incoming defer");
    g_assert_false(sim_migrate_incoming(&vm, st.uri));
    check_hidden(&vm);
    qtest_quit(vm.qts);
    stream_free(&st);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/migration/all", test_all);
    qtest_add_func("/ipmi-sim/migration/watchdog", test_watchdog);
    qtest_add_func("/ipmi-sim/migration/watchdog-sensor",
                   test_watchdog_sensor);
    qtest_add_func("/ipmi-sim/migration/off", test_off);
    qtest_add_func("/ipmi-sim/migration/several", test_several);
    qtest_add_func("/ipmi-sim/migration/from-base", test_from_base);
    qtest_add_func("/ipmi-sim/migration/sensor-from-base",
                   test_sensor_from_base);
    qtest_add_func("/ipmi-sim/migration/numbered-from-base",
                   test_numbered_from_base);
    qtest_add_func("/ipmi-sim/migration/bad-queue", test_bad_queue);
    qtest_add_func("/ipmi-sim/migration/bad-log", test_bad_log);
    qtest_add_func("/ipmi-sim/migration/random", test_random);
    return g_test_run();
}
