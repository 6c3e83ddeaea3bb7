/*
 * Test of ipmi-bmc-sim: watchdog and its sensor
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-sim-outside.h"

#define CHECK_ALL(vm, cases) sim_check_all(vm, cases, ARRAY_SIZE(cases))

/*
 * Watchdog, sections 27.5 to 27.7
 */

static void test_commands(void)
{
    static const SimCase cases[] = {
        { "06 22", "80" },
        { "06 25", "00 00 00 00 00 00 00 00 00" },
        { "06 24 04 01 00 00 64 00", "00" },
        { "06 25", "00 04 01 00 00 64 00 64 00" },
        { "06 22", "00" },
        { "06 25", "00 44 01 00 00 64 00 64 00" },
        /* "Do not stop" starts anew, without it the timer stops */
        { "06 24 c4 31 02 3e c8 00", "00" },
        { "06 25", "00 c4 31 02 00 c8 00 c8 00" },
        { "06 24 84 31 02 3e c8 00", "00" },
        { "06 25", "00 84 31 02 00 c8 00 c8 00" },
        /* A timer that is stopped remains so */
        { "06 24 44 00 00 00 64 00", "00" },
        { "06 25", "00 04 00 00 00 64 00 64 00" },
        { "06 24 00 01 00 00 64 00", "cc" },
        { "06 24 06 01 00 00 64 00", "cc" },
        { "06 24 0c 01 00 00 64 00", "cc" },
        { "06 24 04 04 00 00 64 00", "cc" },
        { "06 24 04 08 00 00 64 00", "cc" },
        { "06 24 04 41 00 00 64 00", "cc" },
        { "06 24 04 81 00 00 64 00", "cc" },
        { "06 24 04 31 0b 00 64 00", "cc" },
        { "06 24 04 01 0b 00 64 00", "00" },
        { "06 24 04 31 0a 00 64 00", "00" },
        { "06 24 05 01 00 00 ff ff", "00" },
        { "06 24 04 01 00 00 64", "c7" },
        { "06 24 04 01 00 00 64 00 00", "c7" },
        { "06 22 00", "c7" },
        { "06 25 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, cases);
    sim_vm_end(vm);
}

/* The event of a watchdog, with its first two bytes of data */
#define EVENT(data) \
    "00 ff ff ?? ?? 02 ?? ?? ?? ?? 20 00 04 23 00 6f " data " ff"

static void test_countdown(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "0a 40", "00 51 00 00 *");
    sim_check(vm, "06 24 05 00 00 00 64 00", "00");
    sim_check(vm, "06 22", "00");
    sim_check_bool(vm, "watchdog-running", true);
    sim_step(vm, 3);
    sim_check(vm, "06 25", "00 45 00 00 00 64 00 46 00");
    sim_check_int(vm, "watchdog-countdown-ms", 7000);
    sim_check(vm, "06 22", "00");
    sim_check(vm, "06 25", "00 45 00 00 00 64 00 64 00");
    sim_step(vm, 9.95);
    sim_check(vm, "06 25", "00 45 00 00 00 64 00 01 00");
    sim_step(vm, 0.1);
    sim_check(vm, "06 25", "00 05 00 00 20 64 00 00 00");
    sim_check_bool(vm, "watchdog-running", false);
    sim_check_int(vm, "watchdog-expired", 0x20);
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("c0 05"));
    /* The flag stays until it is cleared, the other ones where they are */
    sim_check(vm, "06 24 01 00 00 1e 0a 00", "00");
    sim_check(vm, "06 25", "00 01 00 00 20 0a 00 0a 00");
    sim_check(vm, "06 24 01 00 00 20 0a 00", "00");
    sim_check(vm, "06 25", "00 01 00 00 00 0a 00 0a 00");
    sim_vm_end(vm);
}

/* Don't log; and a countdown of nothing is over at once */
static void test_silent(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "06 24 82 30 00 00 00 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.001);
    sim_check(vm, "06 25", "00 02 30 00 04 00 00 00 00");
    sim_check(vm, "06 31", "00 08");
    sim_check(vm, "0a 40", "00 51 00 00 *");
    /* That was for once */
    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.001);
    sim_check(vm, "0a 40", "00 51 02 00 *");
    sim_vm_end(vm);

    vm = sim_vm_start("", "");
    /* Without logging as such there is no entry either */
    sim_check(vm, "06 2e 00", "00");
    sim_check(vm, "06 24 02 00 00 00 00 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.001);
    sim_check(vm, "0a 40", "00 51 00 00 *");
    sim_vm_end(vm);
}

static void check_pretimeout(uint8_t interrupt, const char *event,
                             const char *flags)
{
    SimVM *vm = sim_vm_start("", "");
    g_autofree char *set = g_strdup_printf("06 24 04 %02x 03 00 64 00",
                                           interrupt << 4);
    g_autofree char *running = g_strdup_printf(
        "00 44 %02x 03 00 64 00 1e 00", interrupt << 4);

    sim_check(vm, set, "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 6.9);
    sim_check(vm, "06 31", "00 00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 7);
    sim_check(vm, "06 31", flags);
    sim_check(vm, "06 25", running);
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", event);
    /* From now on only Set Watchdog Timer stops it */
    sim_check(vm, "06 22", "d5");
    sim_check(vm, "06 24 44 00 00 00 64 00", "00");
    sim_check(vm, "06 31", "00 00");
    sim_check(vm, "06 22", "00");
    sim_vm_end(vm);
}

static void test_pretimeout(void)
{
    check_pretimeout(1, EVENT("c8 14"), "00 00");
    check_pretimeout(2, EVENT("c8 24"), "00 00");
    check_pretimeout(3, EVENT("c8 34"), "00 08");
}

/* A host that starts again has the flag, and a timer that stands */
static void test_reset(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "06 24 04 01 00 00 0a 00", "00");
    sim_check(vm, "06 22", "00");
    qtest_clock_step(vm->qts, 1100000000);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "06 25", "00 04 01 00 10 0a 00 00 00");
    sim_check(vm, "00 07", "00 04 00");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("c1 04"));
    sim_check_str(vm, "restart-cause", "watchdog");

    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.5);
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 25", "00 04 01 00 10 0a 00 05 00");
    sim_check_str(vm, "restart-cause", "reset-button");
    sim_step(vm, 5);
    sim_check(vm, "06 25", "00 04 01 00 10 0a 00 05 00");
    sim_vm_end(vm);
}

static void test_power(void)
{
    SimVM *vm = sim_vm_start("", SIM_PAUSE);

    sim_check(vm, "06 24 03 02 00 00 0a 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 1.1);
    sim_wait_status(vm, "shutdown");
    sim_check_bool(vm, "power", false);
    sim_set_power(vm, true);
    sim_wait_status(vm, "running");
    sim_check(vm, "06 25", "00 03 02 00 08 0a 00 00 00");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("c2 03"));

    sim_check(vm, "00 0b 00", "00");
    sim_check(vm, "06 24 03 03 00 3e 0a 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 1.1);
    qtest_qmp_eventwait(vm->qts, "STOP");
    qtest_qmp_eventwait(vm->qts, "RESUME");
    sim_check_str(vm, "restart-cause", "watchdog");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("c3 03"));
    sim_vm_end(vm);
}

/*
 * The sensor, type Watchdog 2 of table 42-3
 */

/* Get Sensor Reading and Get Sensor Event Status, and the object */
static void check_states(SimVM *vm, uint16_t states)
{
    g_autofree char *bits = g_strdup_printf("%02x %02x", states & 0xff,
                                            states >> 8);
    g_autofree char *reading = g_strdup_printf("00 00 c0 %02x %02x",
                                               states & 0xff,
                                               states >> 8 | 0x80);
    g_autofree char *status = g_strdup_printf("00 c0 %s 00 00", bits);
    QDict *rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments': "
                           "{'path': %s, 'property': 'states'}}",
                           SIM_QOM "/sensor[0]");

    sim_check(vm, "04 2d 00", reading);
    sim_check(vm, "04 2b 00", status);
    g_assert_cmphex(qdict_get_int(rsp, "return"), ==, states);
    qobject_unref(rsp);
}

static void check_count(SimVM *vm, uint8_t count)
{
    g_autofree char *info = g_strdup_printf("00 51 %02x 00 *", count);

    sim_check(vm, "0a 40", info);
}

/* Set Watchdog Timer with 0.5 s, and let it expire */
static void expire(SimVM *vm, const char *set)
{
    sim_check(vm, set, "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.6);
}

/* Each action has its state, which the next countdown ends */
static void test_states(void)
{
    SimVM *vm = sim_vm_start("", SIM_PAUSE);

    check_states(vm, 0);
    expire(vm, "06 24 04 00 00 00 05 00");
    check_states(vm, 1 << 0);
    sim_check(vm, "06 22", "00");
    check_states(vm, 0);
    expire(vm, "06 24 04 01 00 00 05 00");
    qtest_qmp_eventwait(vm->qts, "RESET");
    check_states(vm, 1 << 1);
    qtest_system_reset(vm->qts);
    check_states(vm, 1 << 1);
    expire(vm, "06 24 04 02 00 00 05 00");
    sim_wait_status(vm, "shutdown");
    check_states(vm, 1 << 2);
    sim_set_power(vm, true);
    sim_wait_status(vm, "running");
    check_states(vm, 1 << 2);
    expire(vm, "06 24 04 03 00 00 05 00");
    qtest_qmp_eventwait(vm->qts, "STOP");
    qtest_qmp_eventwait(vm->qts, "RESUME");
    check_states(vm, 1 << 3);
    /* The end of a state is no event */
    check_count(vm, 4);
    sim_vm_end(vm);
}

/* The states of the timeout go with the last of the flags */
static void test_states_flags(void)
{
    SimVM *vm = sim_vm_start("", "");

    expire(vm, "06 24 03 00 00 00 05 00");
    expire(vm, "06 24 04 00 00 00 05 00");
    sim_check(vm, "06 25", "00 04 00 00 18 05 00 00 00");
    check_states(vm, 1 << 0);
    sim_check(vm, "06 24 04 00 00 08 05 00", "00");
    check_states(vm, 1 << 0);
    sim_check(vm, "06 24 04 00 00 10 05 00", "00");
    check_states(vm, 0);
    /* "Do not stop" of a timer that has */
    expire(vm, "06 24 04 00 00 00 05 00");
    sim_check(vm, "06 24 44 00 00 00 05 00", "00");
    check_states(vm, 1 << 0);
    /* Cold Reset: the BMC starts anew */
    sim_check(vm, "06 02", "00");
    check_states(vm, 0);
    check_count(vm, 3);
    sim_vm_end(vm);
}

/* The interrupt lasts until the timer is set, stopped by a reset or over */
static void test_states_pretimeout(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "06 24 04 30 01 00 14 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 1.1);
    check_states(vm, 1 << 8);
    sim_check(vm, "06 24 04 30 01 00 14 00", "00");
    check_states(vm, 0);
    sim_check(vm, "06 22", "00");
    sim_step(vm, 1.1);
    check_states(vm, 1 << 8);
    qtest_system_reset(vm->qts);
    check_states(vm, 0);
    sim_check(vm, "06 22", "00");
    sim_step(vm, 2.1);
    check_states(vm, 1 << 8 | 1 << 0);
    sim_check(vm, "06 24 04 30 01 00 14 00", "00");
    check_states(vm, 1 << 0);
    /* Of a timer that goes on, a countdown begins */
    sim_check(vm, "06 22", "00");
    sim_step(vm, 1.1);
    check_states(vm, 1 << 8);
    sim_check(vm, "06 24 44 30 01 00 14 00", "00");
    check_states(vm, 0);
    check_count(vm, 5);
    sim_vm_end(vm);
}

/* Don't log: the state is there, the event is not */
static void test_states_silent(void)
{
    SimVM *vm = sim_vm_start("", "");

    expire(vm, "06 24 84 00 00 00 05 00");
    check_states(vm, 1 << 0);
    check_count(vm, 0);
    sim_check(vm, "06 22", "00");
    check_states(vm, 0);
    sim_step(vm, 0.6);
    check_states(vm, 1 << 0);
    check_count(vm, 1);
    sim_vm_end(vm);
}

/* Set Sensor Event Enable: one state, all events, the sensor itself */
static void test_enables(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "04 29 00", "00 c0 0f 01 00 00");
    sim_check(vm, "04 28 00 e0 01 00 00 00", "00");
    sim_check(vm, "04 29 00", "00 c0 0e 01 00 00");
    expire(vm, "06 24 04 00 00 00 05 00");
    check_states(vm, 1 << 0);
    check_count(vm, 0);
    sim_check(vm, "04 28 00 d0 01 00 00 00", "00");
    expire(vm, "06 24 04 00 00 00 05 00");
    check_count(vm, 1);
    sim_check(vm, "04 28 00 40", "00");
    expire(vm, "06 24 04 00 00 00 05 00");
    sim_check(vm, "04 2d 00", "00 00 40 01 80");
    check_count(vm, 1);
    sim_check(vm, "04 28 00 80", "00");
    expire(vm, "06 24 04 00 00 00 05 00");
    check_count(vm, 1);
    sim_check(vm, "04 28 00 c0", "00");
    /* To arm it again is to report what holds */
    sim_check(vm, "04 2a 00 00", "00");
    check_count(vm, 2);
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("00 ff"));
    sim_vm_end(vm);
}

/* One of another number, with the end of a state as an event; and none */
static void test_other_sdr(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_clear_sdrs(vm);
    expire(vm, "06 24 04 00 00 00 05 00");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", EVENT("c0 04"));
    sim_check(vm, "06 22", "00");

    sim_check(vm, "0a 24 00 00 51 02 1d 20 00 85 07 01 e7 40 23 6f 0f 01 0f 01 "
              "0f 01 c0 00 00 01 00 00 00 00 00 00 00 c2 57 44", "00 *");
    expire(vm, "06 24 04 10 00 00 05 00");
    sim_check(vm, "04 2d 85", "00 00 c0 01 81");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff",
              "00 ff ff ?? ?? 02 ?? ?? ?? ?? 20 00 04 23 85 6f c0 14 ff");
    check_count(vm, 3);
    sim_check(vm, "06 24 04 00 00 3e 05 00", "00");
    check_count(vm, 5);
    sim_check(vm, "04 2b 85", "00 c0 00 00 01 01");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff",
              "00 ff ff ?? ?? 02 ?? ?? ?? ?? 20 00 04 23 85 ef 08 ff ff");
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/watchdog/commands", test_commands);
    qtest_add_func("/ipmi-sim/watchdog/countdown", test_countdown);
    qtest_add_func("/ipmi-sim/watchdog/silent", test_silent);
    qtest_add_func("/ipmi-sim/watchdog/pretimeout", test_pretimeout);
    qtest_add_func("/ipmi-sim/watchdog/reset", test_reset);
    qtest_add_func("/ipmi-sim/watchdog/power", test_power);
    qtest_add_func("/ipmi-sim/watchdog/sensor/states", test_states);
    qtest_add_func("/ipmi-sim/watchdog/sensor/states-flags", test_states_flags);
    qtest_add_func("/ipmi-sim/watchdog/sensor/states-pretimeout",
                   test_states_pretimeout);
    qtest_add_func("/ipmi-sim/watchdog/sensor/states-silent",
                   test_states_silent);
    qtest_add_func("/ipmi-sim/watchdog/sensor/enables", test_enables);
    qtest_add_func("/ipmi-sim/watchdog/sensor/other-sdr", test_other_sdr);
    return g_test_run();
}
