/*
 * Test of ipmi-bmc-sim: what is configured, over migrations and power cycles
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "ipmi-sim-outside.h"

#define IMAGE_SIZE (1 << 20)

#define ZERO4  "00 00 00 00"
#define ZERO12 ZERO4 " " ZERO4 " " ZERO4
#define ZERO16 ZERO12 " " ZERO4
#define TEXT16 "41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50"
#define KEY20  TEXT16 " 51 52 53 54"

/**
 * Setting:
 * @set: a request
 * @get: what reads it back
 * @rsp: the answer, after a migration too
 * @anew: the answer after a power cycle with an image; NULL: the same
 */
typedef struct Setting {
    const char *set;
    const char *get;
    const char *rsp;
    const char *anew;
} Setting;

static const Setting settings[] = {
    /* Identity: the state of the host */
    { "06 06 81 82", "06 07", "00 01 02", "00 00 00" },
    /* Channel access that is kept, and that in effect; keys */
    { "06 40 01 40 42", "06 41 01 40", "00 00 02" },
    { "06 40 01 ba 83", "06 41 01 80", "00 3a 03", "00 00 02" },
    { "06 56 01 01 01 " KEY20, "06 56 01 00 01", "00 02 " KEY20 },
    { "06 56 01 02 00", "06 56 01 01 00 " KEY20, "80 01" },
    /* Users, on both channels */
    { "06 45 05 " TEXT16, "06 46 05", "00 " TEXT16 },
    { "06 47 85 02 " KEY20, "06 47 85 03 " KEY20, "00" },
    { "06 47 05 01", "06 44 01 05", "00 10 41 01 0f" },
    { "06 43 b1 05 03", "06 44 01 05", "00 10 41 01 33" },
    { "06 43 9f 05 02", "06 44 0f 05", "00 10 41 01 12" },
    { "06 4c 01 05 02 00 80 00", "06 4d 01 05", "00 02 00 80 00" },
    /* System information: for good, and of what is running */
    { "06 58 00 01", "06 59 00 00 00 00", "00 11 01", "00 11 00" },
    { "06 58 02 0f " TEXT16, "06 59 00 02 0f 00", "00 11 0f " TEXT16 },
    { "06 58 04 01 " TEXT16, "06 59 00 04 01 00", "00 11 01 " TEXT16,
      "00 11 01 " ZERO16 },
    /* LAN */
    { "0c 01 01 00 01", "0c 02 01 00 00 00", "00 11 01", "00 11 00" },
    { "0c 01 01 03 0a 01 02 03", "0c 02 01 03 00 00", "00 11 0a 01 02 03" },
    { "0c 01 01 04 02", "0c 02 01 04 00 00", "00 11 02" },
    { "0c 01 01 05 52 54 00 01 02 03", "0c 02 01 05 00 00",
      "00 11 52 54 00 01 02 03" },
    { "0c 01 01 10 " TEXT16 " 51 52", "0c 02 01 10 00 00",
      "00 11 " TEXT16 " 51 52" },
    { "0c 01 01 12 00 80 01 02", "0c 02 01 12 00 00", "00 11 00 80 01 02",
      "00 11 00 00 00 00" },
    { "0c 01 01 12 08 80 01 02", "0c 02 01 12 08 00", "00 11 08 80 01 02" },
    { "0c 01 01 13 08 00 01 " ZERO4 " 52 54 00 01 02 03",
      "0c 02 01 13 08 00", "00 11 08 00 01 " ZERO4 " 52 54 00 01 02 03" },
    { "0c 01 01 18 00 12 34 55 00 00 00 00 01", "0c 02 01 18 00 00",
      "00 11 00 12 34 55 00 00 00 00 01" },
    { "0c 01 01 38 01 80 " TEXT16 " 40", "0c 02 01 38 01 00",
      "00 11 01 80 " TEXT16 " 40 00" },
    { "0c 01 01 48 " TEXT16, "0c 02 01 48 00 00", "00 11 " TEXT16 },
    /* SOL */
    { "0c 21 01 05 07", "0c 22 01 05 00 00", "00 11 07" },
    { "0c 21 01 06 09", "0c 22 01 06 00 00", "00 11 09", "00 11 07" },
    { "0c 21 01 08 34 12", "0c 22 01 08 00 00", "00 11 34 12" },
    /* PEF */
    { "04 12 00 01", "04 13 00 00 00", "00 11 01", "00 11 00" },
    { "04 12 07 10 80", "04 13 07 10 00", "00 11 10 80" },
    { "04 12 09 10 18 11 00", "04 13 09 10 00", "00 11 10 18 11 00" },
    { "04 12 0c 04 02 03", "04 13 0c 04 00", "00 11 04 02 03" },
    { "04 12 0d 00 02 " TEXT16, "04 13 0d 00 02", "00 11 00 02 " TEXT16,
      "00 11 00 02 " ZERO16 },
    { "04 12 0d 04 04 " TEXT16, "04 13 0d 04 04", "00 11 04 04 " TEXT16 },
    { "04 14 00 34 12", "04 15", "00 ?? ?? ?? ?? ff ff 34 12 00 00" },
    { "04 11 fe", "04 11 ff", "00 fe", "00 00" },
    { "04 16 01 00 00", "04 16 01 40 00", "00 03", "00 00" },
    /* DCMI */
    { "2c 08 dc 00 03 41 42 43", "2c 06 dc 00 10", "00 dc 03 41 42 43" },
    { "2c 0a dc 00 03 62 6d 00", "2c 09 dc 00 10", "00 dc 03 62 6d 00" },
    { "2c 04 dc 00 00 00 01 2c 01 d0 07 00 00 00 00 3c 00", "2c 03 dc 00 00",
      "00 dc 00 00 01 2c 01 d0 07 00 00 00 00 3c 00" },
    { "2c 05 dc 00 00 00", "2c 03 dc 00 00", "80 dc *" },
    { "2c 0b dc 40 01 40 2d 2c 01", "2c 0c dc 40 01", "00 dc 40 2d 2c 01" },
    { "2c 12 dc 05 00 34 12", "2c 13 dc 05 00", "00 dc 01 05 02 34 12" },
    /* Last: Get Self Test Results is turned off */
    { "06 60 0e 06 00 ce 3f 00 00 34 c0 ff 21 ff ff d4 03 1f 00 00 00",
      "06 04", "d4" },
};

static void set_all(SimVM *vm)
{
    for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
        sim_check(vm, settings[i].set, "00 *");
    }
}

/* Settings of one thing override one another, so they are read at the end */
static void check_all(SimVM *vm, bool anew)
{
    for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
        const Setting *s = &settings[i];
        bool overridden = i + 1 < ARRAY_SIZE(settings) &&
                          g_str_equal(s->get, s[1].get);

        if (!overridden) {
            sim_check(vm, s->get, anew && s->anew ? s->anew : s->rsp);
        }
    }
}

static char *make_file(int64_t size)
{
    char *path;
    int fd = g_file_open_tmp("ipmi-sim-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, size), ==, 0);
    close(fd);
    return path;
}

static void test_migration(void)
{
    g_autofree char *path = make_file(0);
    g_autofree char *uri = g_strconcat("file:", path, NULL);
    SimVM *vm = sim_vm_start("", "");

    set_all(vm);
    check_all(vm, false);
    g_assert_true(sim_migrate(vm, uri));
    sim_vm_end(vm);

    vm = sim_vm_start("", "-incoming defer");
    g_assert_true(sim_migrate_incoming(vm, uri));
    check_all(vm, false);
    sim_vm_end(vm);
    g_unlink(path);
}

static void test_power_cycle(void)
{
    g_autofree char *path = make_file(IMAGE_SIZE);
    g_autofree char *args = g_strdup_printf(
        "-drive if=none,id=d0,format=raw,file=%s", path);
    SimVM *vm = sim_vm_start(",drive=d0", args);

    set_all(vm);
    qtest_qmp_assert_success(vm->qts, "{'execute': 'quit'}");
    qtest_wait_qemu(vm->qts);
    sim_vm_end(vm);

    /* Properties do not override what the guest has set */
    vm = sim_vm_start(",drive=d0,lan.ipaddr=192.0.2.1,"
                      "lan.macaddr=02:00:00:00:00:01", args);
    check_all(vm, true);
    sim_vm_end(vm);
    g_unlink(path);
}

/* Without an image nothing is left */
static void test_forgotten(void)
{
    SimVM *vm = sim_vm_start("", "");

    set_all(vm);
    sim_vm_end(vm);
    vm = sim_vm_start("", "");
    sim_check(vm, "06 46 05", "00 " ZERO16);
    sim_check(vm, "0c 02 01 03 00 00", "00 11 " ZERO4);
    sim_check(vm, "06 04", "00 55 00");
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/kept/migration", test_migration);
    qtest_add_func("/ipmi-sim/kept/power-cycle", test_power_cycle);
    qtest_add_func("/ipmi-sim/kept/forgotten", test_forgotten);
    return g_test_run();
}
