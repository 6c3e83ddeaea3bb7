/*
 * Test of ipmi-bmc-sim: data center manageability interface (DCMI 1.5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-sim.h"

#define SECOND 1000000000LL

/* "QEMU0001" twice */
#define TEXT16 "51 45 4d 55 30 30 30 31 51 45 4d 55 30 30 30 31"
/* Section 6.6.2: log only, 500 W, 1000 ms, 1 s */
#define LIMIT  "00 00 11 f4 01 e8 03 00 00 00 00 01 00"

static void run(const char *props, const SimCase *cases, size_t n)
{
    SimVM *vm = sim_vm_start(props, "");

    sim_check_all(vm, cases, n);
    sim_vm_end(vm);
}

/* Groups that are not there have no such commands (IPMI 2.0 section 5.1) */
static void test_group(void)
{
    static const SimCase cases[] = {
        { "2c 01 00 01", "c1" },
        { "2c 01 03 01", "c1" },
        { "2c 01", "c1" },
        { "2c 00 dc", "c1" },
        { "2c 11 dc", "c1" },
        { "2c 01 dc", "c7 dc" },            /* errors tell the group too */
        { "2c 01 dc 01 01", "c7 dc" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Section 6.1.1 */
static void test_capabilities(void)
{
    static const SimCase cases[] = {
        { "2c 01 dc 01", "00 dc 01 05 02 00 01 01" },
        { "2c 01 dc 02", "00 dc 01 05 02 00 04 05 00 01" },
        { "2c 01 dc 03", "00 dc 01 05 02 20 00" },
        { "2c 01 dc 04", "00 dc 01 05 02 01 ff ff" },
        { "2c 01 dc 05", "00 dc 01 05 02 05 05 1e 41 4f 81" },
        { "2c 01 dc 00", "cc dc" },
        { "2c 01 dc 06", "cc dc" },
    };
    static const SimCase without_lan[] = {
        { "2c 01 dc 01", "00 dc 01 05 02 00 01 01" },
        { "2c 01 dc 04", "00 dc 01 05 02 ff ff ff" },
    };

    run("", cases, ARRAY_SIZE(cases));
    run(",lan.channel=0", without_lan, ARRAY_SIZE(without_lan));
}

static void set_sensor(SimVM *vm, int number, double value)
{
    g_autofree char *path = g_strdup_printf(SIM_QOM "/sensor[%d]", number);

    qtest_qmp_assert_success(vm->qts, "{'execute': 'qom-set', 'arguments': "
                             "{'path': %s, 'property': 'reading', "
                             "'value': %f}}", path, value);
}

/* Degrees are not watts: a full record that gives its sensor that number */
static void test_power_of_another_sensor(void)
{
    static const char *const full =
        "0a 24 00 00 51 01 2b 20 00 20 07 01 7f 68 01 01 00 00 00 00 00 00 "
        "00 %s 00 00 01 00 00 00 00 00 01 30 00 00 ff 00 00 00 00 00 00 00 "
        "00 00 00 00 00 c0";
    g_autofree char *degrees = g_strdup_printf(full, "01");
    g_autofree char *watts = g_strdup_printf(full, "06");
    SimVM *vm = sim_vm_start("", "");

    sim_clear_sdrs(vm);
    sim_check(vm, "2c 02 dc 01 00 00", "d5 dc");
    sim_check(vm, degrees, "00 00 00");
    sim_check(vm, "04 2d 20", "00 30 c0 c0");
    sim_check(vm, "2c 02 dc 01 00 00", "d5 dc");
    sim_clear_sdrs(vm);
    sim_check(vm, watts, "00 00 00");
    sim_check(vm, "2c 02 dc 01 00 00", "00 dc 30 00 *");
    sim_vm_end(vm);
}

/* Section 6.6.1: 120 W, then 200 W, then 80 W */
static void test_power_reading(void)
{
    static const SimCase codes[] = {
        { "2c 02 dc 00 00 00", "cc dc" },
        { "2c 02 dc 03 00 00", "cc dc" },
        { "2c 02 dc 02 06 00", "cc dc" },   /* no such period */
        { "2c 02 dc 01 00", "c7 dc" },
        { "2c 02 dc 01 00 00 00", "c7 dc" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "2c 02 dc 01 00 00",
              "00 dc 78 00 78 00 78 00 78 00 ?? ?? ?? ?? 00 00 00 00 40");
    qtest_clock_step(vm->qts, 5 * SECOND);
    set_sensor(vm, 0x20, 200);
    sim_check(vm, "2c 02 dc 01 00 00",
              "00 dc c8 00 78 00 c8 00 a0 00 ?? ?? ?? ?? 88 13 00 00 40");
    set_sensor(vm, 0x20, 80);
    sim_check(vm, "2c 02 dc 02 41 00",
              "00 dc 50 00 50 00 c8 00 85 00 ?? ?? ?? ?? 60 ea 00 00 40");
    sim_check(vm, "2c 02 dc 02 81 00",
              "00 dc 50 00 50 00 c8 00 78 00 ?? ?? ?? ?? 80 ee 36 00 40");
    sim_check_all(vm, codes, ARRAY_SIZE(codes));

    /* Statistics begin anew with the BMC */
    sim_check(vm, "06 02", "00");
    sim_check(vm, "2c 02 dc 01 00 00",
              "00 dc 50 00 50 00 50 00 50 00 ?? ?? ?? ?? 00 00 00 00 40");
    sim_vm_end(vm);
}

/* Sections 6.6.2 to 6.6.4 */
static void test_power_limit(void)
{
    static const SimCase cases[] = {
        { "2c 03 dc 00 00", "00 dc " LIMIT },
        { "2c 05 dc 00 00 00", "00 dc" },
        { "2c 03 dc 00 00", "80 dc " LIMIT },
        { "2c 04 dc 00 00 00 01 2c 01 d0 07 00 00 00 00 3c 00", "00 dc" },
        { "2c 03 dc 00 00", "80 dc 00 00 01 2c 01 d0 07 00 00 00 00 3c 00" },
        { "2c 05 dc 01 00 00", "00 dc" },
        { "2c 03 dc 00 00", "00 dc 00 00 01 2c 01 d0 07 00 00 00 00 3c 00" },
        { "2c 04 dc 00 00 00 12 2c 01 d0 07 00 00 00 00 3c 00", "cc dc" },
        { "2c 04 dc 00 00 00 01 00 00 d0 07 00 00 00 00 3c 00", "84 dc" },
        { "2c 04 dc 00 00 00 01 00 80 d0 07 00 00 00 00 3c 00", "84 dc" },
        { "2c 04 dc 00 00 00 01 2c 01 00 00 00 00 00 00 3c 00", "85 dc" },
        { "2c 04 dc 00 00 00 01 2c 01 d0 07 00 00 00 00 00 00", "89 dc" },
        { "2c 03 dc 00 00", "00 dc 00 00 01 2c 01 d0 07 00 00 00 00 3c 00" },
        { "2c 04 dc 00 00 00 01 2c 01 d0 07 00 00 00 00 3c", "c7 dc" },
        { "2c 04 dc 00 00 00 01 2c 01 d0 07 00 00 00 00 3c 00 00", "c7 dc" },
        { "2c 05 dc 02 00 00", "cc dc" },
        { "2c 05 dc 01 00", "c7 dc" },
        { "2c 03 dc 00", "c7 dc" },
        { "2c 03 dc 00 00 00", "c7 dc" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 6.4.2 and 6.4.3 */
static void test_asset_tag(void)
{
    static const SimCase cases[] = {
        { "2c 06 dc 00 10", "00 dc 00" },
        { "2c 08 dc 00 10 " TEXT16, "00 dc 10" },
        { "2c 06 dc 00 10", "00 dc 10 " TEXT16 },
        { "2c 06 dc 00 00", "00 dc 10" },
        { "2c 06 dc 08 10", "00 dc 10 51 45 4d 55 30 30 30 31" },
        { "2c 06 dc 10 10", "00 dc 10" },
        { "2c 06 dc 11 01", "c9 dc" },
        { "2c 06 dc 00 11", "c9 dc" },
        { "2c 08 dc 10 02 41 42", "00 dc 12" },
        { "2c 06 dc 0f 03", "00 dc 12 31 41 42" },
        { "2c 08 dc 30 0f 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f",
          "00 dc 3f" },
        { "2c 06 dc 3e 01", "00 dc 3f 0f" },
        { "2c 08 dc 30 10 " TEXT16, "c9 dc" },
        { "2c 08 dc ff 01 41", "c9 dc" },
        { "2c 08 dc 00 02 41", "c7 dc" },
        { "2c 08 dc 00 01 41 42", "c7 dc" },
        { "2c 08 dc 00 11 " TEXT16 " 41", "c7 dc" },
        { "2c 06 dc 00 10", "00 dc 3f " TEXT16 },
        { "2c 08 dc 00 03 41 42 43", "00 dc 03" },  /* a new, shorter one */
        { "2c 06 dc 00 10", "00 dc 03 41 42 43" },
        { "2c 08 dc 00 00", "00 dc 00" },
        { "2c 06 dc 00 10", "00 dc 00" },
        { "2c 08 dc 00", "c7 dc" },
        { "2c 06 dc 00", "c7 dc" },
        { "2c 06 dc 00 10 00", "c7 dc" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 6.4.6.1 and 6.4.6.2 */
static void test_mc_id(void)
{
    static const SimCase cases[] = {
        /* "DCMI52540012AB34" */
        { "2c 09 dc 00 10",
          "00 dc 11 44 43 4d 49 35 32 35 34 30 30 31 32 41 42 33 34" },
        { "2c 09 dc 10 10", "00 dc 11 00" },
        { "2c 09 dc 11 10", "00 dc 11" },
        { "2c 09 dc 12 01", "c9 dc" },
        { "2c 09 dc 00 11", "c9 dc" },
        { "2c 0a dc 00 04 62 6d 63 00", "00 dc 04" },
        { "2c 09 dc 00 10", "00 dc 04 62 6d 63 00" },
        { "2c 0a dc 00 10 " TEXT16, "00 dc 10" },
        { "2c 0a dc 10 10 " TEXT16, "00 dc 20" },
        { "2c 0a dc 20 10 " TEXT16, "00 dc 30" },
        { "2c 09 dc 00 01", "00 dc 31 51" },
        /* The longest has 63 characters */
        { "2c 0a dc 30 10 " TEXT16, "cc dc" },
        { "2c 0a dc 30 10 51 45 4d 55 30 30 30 31 51 45 4d 55 30 30 30 00",
          "00 dc 40" },
        { "2c 09 dc 30 10",
          "00 dc 40 51 45 4d 55 30 30 30 31 51 45 4d 55 30 30 30 00" },
        { "2c 0a dc 31 10 " TEXT16, "c9 dc" },
        { "2c 0a dc 00 02 41", "c7 dc" },
        { "2c 0a dc 00", "c7 dc" },
        { "2c 09 dc 00", "c7 dc" },
        { "2c 09 dc 00 01 00", "c7 dc" },
    };

    run(",lan.macaddr=52:54:00:12:ab:34", cases, ARRAY_SIZE(cases));
}

/* Sections 6.7.1 and 6.7.2 */
static void test_thermal_limit(void)
{
    static const SimCase cases[] = {
        { "2c 0c dc 40 01", "00 dc 20 28 3c 00" },
        { "2c 0c dc 37 01", "00 dc 20 28 3c 00" },
        { "2c 0b dc 40 01 ff 2d 2c 01", "00 dc" },
        { "2c 0c dc 37 00", "00 dc 60 2d 2c 01" },
        { "2c 0b dc 41 01 20 2d 2c 01", "cc dc" },
        { "2c 0c dc 41 01", "cc dc" },
        { "2c 0b dc 40 01 20 2d 2c", "c7 dc" },
        { "2c 0b dc 40 01 20 2d 2c 01 00", "c7 dc" },
        { "2c 0c dc 40", "c7 dc" },
        { "2c 0c dc 40 01 00", "c7 dc" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 6.5.2 and 6.7.3 */
static void test_sensors(void)
{
    static const SimCase cases[] = {
        { "2c 07 dc 01 40 00 00", "00 dc 01 01 ?? ??" },
        { "2c 07 dc 01 37 00 00", "00 dc 01 01 ?? ??" },
        { "2c 07 dc 01 41 00 00", "00 dc 01 01 ?? ??" },
        { "2c 07 dc 01 41 01 00", "00 dc 01 01 ?? ??" },
        { "2c 07 dc 01 41 02 00", "00 dc 01 00" },
        { "2c 07 dc 01 41 00 02", "00 dc 01 00" },
        { "2c 07 dc 01 42 00 00", "00 dc 00 00" },
        { "2c 07 dc 01 43 00 00", "cc dc" },
        { "2c 07 dc 02 40 00 00", "cc dc" },
        { "2c 07 dc 01 40 00", "c7 dc" },
        { "2c 07 dc 01 40 00 00 00", "c7 dc" },
        { "2c 10 dc 01 40 00 00", "00 dc 01 01 18 01" },
        { "2c 10 dc 01 41 00 00", "00 dc 01 01 2a 01" },
        { "2c 10 dc 01 03 00 00", "00 dc 01 01 2a 01" },
        { "2c 10 dc 01 42 00 00", "00 dc 00 00" },
        { "2c 10 dc 01 1d 00 00", "cc dc" },
        { "2c 10 dc 02 40 00 00", "cc dc" },
        { "2c 10 dc 01 40 00", "c7 dc" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    set_sensor(vm, 0x01, 77);
    sim_check(vm, "2c 10 dc 01 41 00 00", "00 dc 01 01 4d 01");
    set_sensor(vm, 0x01, 200);
    sim_check(vm, "2c 10 dc 01 41 00 00", "00 dc 01 01 7f 01");
    sim_vm_end(vm);
}

/* The records that the sensor information names are of the right sensors */
static void test_sensor_records(void)
{
    SimVM *vm = sim_vm_start("", "");
    IPMIResponse info;
    g_autofree char *get = NULL;

    sim_call(vm, "2c 07 dc 01 40 00 00", &info);
    g_assert_cmpuint(info.len, ==, 8);
    get = g_strdup_printf("0a 23 00 00 %02x %02x 00 0b", info.msg[6],
                          info.msg[7]);
    /* Header; owner, LUN, sensor number, entity: the inlet's */
    sim_check(vm, get, "00 ?? ?? ?? ?? 51 01 ?? 20 00 02 37 01 ??");
    sim_vm_end(vm);
}

/*
 * The inlet's temperature, 48 degrees, as number 2: of the BMC itself, of
 * another controller, and of another LUN. The BMC reads its own only.
 */
static void test_sensors_of_others(void)
{
    static const char *const full =
        "0a 24 00 00 51 01 2b %s %s 02 37 %s 7f 68 01 01 00 00 00 00 00 00 "
        "00 01 00 00 01 00 00 00 00 00 01 %s 00 00 ff 00 00 00 00 00 00 00 "
        "00 00 00 00 00 c0";
    g_autofree char *own = g_strdup_printf(full, "20", "00", "01", "30");
    g_autofree char *satellite = g_strdup_printf(full, "40", "00", "02", "31");
    g_autofree char *lun = g_strdup_printf(full, "20", "01", "03", "32");
    SimVM *vm = sim_vm_start("", "");

    sim_clear_sdrs(vm);
    sim_check(vm, satellite, "00 ?? ??");
    sim_check(vm, lun, "00 ?? ??");
    sim_check(vm, "2c 07 dc 01 40 00 00", "00 dc 00 00");
    sim_check(vm, "2c 10 dc 01 40 00 00", "00 dc 00 00");
    sim_check(vm, own, "00 02 00");
    sim_check(vm, "2c 07 dc 01 40 00 00", "00 dc 01 01 02 00");
    sim_check(vm, "2c 10 dc 01 40 00 00", "00 dc 01 01 30 01");
    sim_vm_end(vm);
}

/* Sections 6.1.2 and 6.1.3 */
static void test_config(void)
{
    static const SimCase cases[] = {
        { "2c 13 dc 01 00", "00 dc 01 05 02 00" },
        { "2c 13 dc 02 00", "00 dc 01 05 02 01" },
        { "2c 13 dc 03 00", "00 dc 01 05 02 04" },
        { "2c 13 dc 04 00", "00 dc 01 05 02 78 00" },
        { "2c 13 dc 05 00", "00 dc 01 05 02 40 00" },
        { "2c 12 dc 01 00 01", "00 dc" },
        { "2c 13 dc 01 00", "00 dc 01 05 02 00" },
        { "2c 12 dc 01 00 02", "cc dc" },
        { "2c 12 dc 02 00 ff", "00 dc" },
        { "2c 13 dc 02 00", "00 dc 01 05 02 83" },
        { "2c 12 dc 03 00 0a", "00 dc" },
        { "2c 13 dc 03 00", "00 dc 01 05 02 0a" },
        { "2c 12 dc 04 00 34 12", "00 dc" },
        { "2c 13 dc 04 00", "00 dc 01 05 02 34 12" },
        { "2c 12 dc 05 00 78 56", "00 dc" },
        { "2c 13 dc 05 00", "00 dc 01 05 02 78 56" },
        { "2c 12 dc 05 00 78", "c7 dc" },
        { "2c 12 dc 00 00 00", "cc dc" },
        { "2c 12 dc 06 00 00", "cc dc" },
        { "2c 13 dc 00 00", "cc dc" },
        { "2c 13 dc 06 00", "cc dc" },
        { "2c 12 dc 05", "c7 dc" },
        { "2c 13 dc 05", "c7 dc" },
        { "2c 13 dc 05 00 00", "c7 dc" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/dcmi/group", test_group);
    qtest_add_func("/ipmi-sim/dcmi/capabilities", test_capabilities);
    qtest_add_func("/ipmi-sim/dcmi/power-reading", test_power_reading);
    qtest_add_func("/ipmi-sim/dcmi/power-of-another-sensor",
                   test_power_of_another_sensor);
    qtest_add_func("/ipmi-sim/dcmi/power-limit", test_power_limit);
    qtest_add_func("/ipmi-sim/dcmi/asset-tag", test_asset_tag);
    qtest_add_func("/ipmi-sim/dcmi/mc-id", test_mc_id);
    qtest_add_func("/ipmi-sim/dcmi/thermal-limit", test_thermal_limit);
    qtest_add_func("/ipmi-sim/dcmi/sensors", test_sensors);
    qtest_add_func("/ipmi-sim/dcmi/sensor-records", test_sensor_records);
    qtest_add_func("/ipmi-sim/dcmi/sensors-of-others",
                   test_sensors_of_others);
    qtest_add_func("/ipmi-sim/dcmi/config", test_config);
    return g_test_run();
}
