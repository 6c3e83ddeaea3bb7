/*
 * Test of ipmi-bmc-sim: what is configured by parameters (LAN, SOL, PEF,
 * system information)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "ipmi-sim.h"

#define SECOND 1000000000LL

#define ZERO3  "00 00 00"
#define ZERO4  "00 00 00 00"
#define ZERO6  ZERO3 " " ZERO3
#define ZERO9  ZERO3 " " ZERO6
#define ZERO12 ZERO6 " " ZERO6
#define ZERO16 ZERO12 " " ZERO4
#define ZERO18 ZERO16 " 00 00"
#define ZERO20 ZERO16 " " ZERO4
#define IPV6   "fe 80 00 00 00 00 00 00 01 02 03 04 05 06 07 08"
/* "qemu says hello to" and 16 bytes of it */
#define TEXT14 "71 65 6d 75 20 73 61 79 73 20 68 65 6c 6c"
#define TEXT16 "41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f 50"

static void run(const char *props, const SimCase *cases, size_t n)
{
    SimVM *vm = sim_vm_start(props, "");

    sim_check_all(vm, cases, n);
    sim_vm_end(vm);
}

static QDict *get_property(SimVM *vm, const char *name)
{
    QDict *rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments': "
                           "{'path': %s, 'property': %s}}", SIM_QOM, name);
    QDict *value = qdict_get_qdict(rsp, "return");

    g_assert_nonnull(value);
    qobject_ref(value);
    qobject_unref(rsp);
    return value;
}

/*
 * Parameters in general, with those of the LAN channel (sections 23.1, 23.2)
 */

static void test_set_in_progress(void)
{
    static const SimCase cases[] = {
        { "0c 02 01 00 00 00", "00 11 00" },
        { "0c 01 01 00 01", "00" },
        { "0c 02 01 00 00 00", "00 11 01" },
        { "0c 01 01 00 01", "81" },         /* somebody else is about it */
        { "0c 01 01 00 02", "00" },         /* commit: nothing to do */
        { "0c 01 01 00 03", "cc" },
        { "0c 02 01 00 00 00", "00 11 01" },
        { "0c 01 01 03 0a 00 02 0f", "00" },
        { "0c 01 01 00 00", "00" },
        { "0c 02 01 00 00 00", "00 11 00" },
        { "0c 01 01 00 01", "00" },
        { "06 02", "00" },                  /* a restart ends it */
        { "0c 02 01 00 00 00", "00 11 00" },
        { "0c 01 01 00", "c7" },
        { "0c 01 01 00 00 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

static void test_parameters(void)
{
    static const SimCase cases[] = {
        { "0c 02 81 03 00 00", "00 11" },   /* only the revision */
        { "0c 02 81 00 00 00", "00 11" },
        { "0c 02 81 c0 00 00", "80" },
        { "0c 02 01 1b 00 00", "80" },
        { "0c 02 01 ff 00 00", "80" },
        { "0c 01 01 c0 00", "80" },
        { "0c 01 01 01 00", "82" },
        { "0c 01 01 11 00", "82" },
        { "0c 01 01 16 00", "82" },
        { "0c 01 01 17 00", "82" },
        { "0c 01 01 32 00", "82" },
        { "0c 01 01 3b 00", "82" },
        { "0c 01 01 03 0a 00 02", "c7" },
        { "0c 01 01 03 0a 00 02 0f 00", "c7" },
        { "0c 01 01", "c7" },
        { "0c 01 01 12", "c7" },            /* no set selector */
        { "0c 01 01 3a 00", "c7" },         /* no block selector */
        { "0c 01 01 12 09 00 00 00", "c9" },
        { "0c 02 01 12 09 00", "c9" },
        { "0c 01 0f 03 0a 00 02 0f", "cc" },
        { "0c 01 0e 03 0a 00 02 0f", "cc" },
        { "0c 01 02 03 0a 00 02 0f", "cc" },
        { "0c 02 0f 03 00 00", "cc" },
        { "0c 02 00 03 00 00", "cc" },
        { "0c 02 01 03 00", "c7" },
        { "0c 02 01 03 00 00 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* What is there without anything having been set; table 23-4 */
static const SimCase lan_defaults_cases[] = {
    { "0c 02 01 01 00 00", "00 11 37" },
    { "0c 02 01 02 00 00", "00 11 37 37 37 37 37" },
    { "0c 02 01 03 00 00", "00 11 00 00 00 00" },
    { "0c 02 01 04 00 00", "00 11 01" },
    { "0c 02 01 05 00 00", "00 11 ?? ?? ?? ?? ?? ??" },
    { "0c 02 01 06 00 00", "00 11 00 00 00 00" },
    { "0c 02 01 07 00 00", "00 11 40 40 10" },
    { "0c 02 01 08 00 00", "00 11 6f 02" },
    { "0c 02 01 09 00 00", "00 11 98 02" },
    { "0c 02 01 0a 00 00", "00 11 02" },
    { "0c 02 01 0b 00 00", "00 11 00" },
    { "0c 02 01 10 00 00", "00 11 70 75 62 6c 69 63 " ZERO12 },
    { "0c 02 01 11 00 00", "00 11 08" },
    { "0c 02 01 14 00 00", "00 11 00 00" },
    { "0c 02 01 16 00 00", "00 11 10" },
    { "0c 02 01 17 00 00", "00 11 00 00 01 02 03 04 05 06 07 08 09 0a "
      "0b 0c 0d 0e 0f" },
    { "0c 02 01 18 00 00", "00 11 00 44 44 44 44 44 44 44 44" },
    { "0c 02 01 32 00 00", "00 11 03" },
    { "0c 02 01 35 00 00", "00 11 40" },
    { "0c 02 01 37 00 00", "00 11 02 01 00" },
    { "0c 02 01 38 00 00", "00 11 00 00 " ZERO16 " 00 01" },
    { "0c 02 01 38 01 00", "00 11 01 00 " ZERO16 " 00 01" },
    { "0c 02 01 38 02 00", "c9" },
    { "0c 02 01 39 00 00", "00 11 01" },
    { "0c 02 01 3a 00 00", "00 11 00 00 " ZERO16 },
    { "0c 02 01 3a 00 01", "c9" },
    { "0c 02 01 3a 00 ff", "c9" },
    { "0c 02 01 3a 01 00", "c9" },
    { "0c 02 01 3b 00 00", "00 11 00 01 " ZERO16 " 00 01" },
    { "0c 02 01 3b 01 00", "c9" },
    { "0c 02 01 3c 00 00", "00 11 00" },
    { "0c 02 01 3d 00 01", "c9" },
    { "0c 02 01 3e 00 00", "00 11 00" },
    { "0c 02 01 3f 00 00", "80" },
    { "0c 02 01 49 00 00", "00 11 00" },
    { "0c 02 01 4a 00 00", "c9" },
    { "0c 02 01 4e 00 00", "c9" },
    { "0c 02 01 4f 00 00", "00 11 00" },
    { "0c 02 01 50 00 01", "80" },
};

static void test_lan_defaults(void)
{
    run("", lan_defaults_cases, ARRAY_SIZE(lan_defaults_cases));
}

/*
 * Each parameter that can be set: to a value, which is there then, and to
 * values that it does not take
 */
static const struct {
    const char *param;
    const char *value;
    const char *other;
    const char *bad;
    const char *bad_cc;
} lan_settable[] = {
    { "02", "15 00 37 01 10", "37 37 37 37 37", "08 00 00 00 00", "cc" },
    { "03", "c0 a8 01 02", "0a 00 00 01" },
    { "04", "02", "01", "05", "cc" },
    { "05", "52 54 00 12 34 56", "02 00 00 00 00 01" },
    { "06", "ff ff ff 00", "ff 00 00 00" },
    { "07", "20 00 08", "40 40 10" },
    { "08", "70 02", "6f 02" },
    { "09", "99 02", "98 02" },
    { "0a", "03", "00" },
    { "0b", "04", "ff" },
    { "0c", "c0 a8 01 fe", "0a 00 00 fe" },
    { "0d", "52 54 00 00 00 fe", ZERO6 },
    { "0e", "c0 a8 01 fd", "0a 00 00 fd" },
    { "0f", "52 54 00 00 00 fd", ZERO6 },
    { "10", TEXT16 " 51 52", "70 " ZERO16 " 00" },
    { "14", "64 80", "00 00", "ff 8f", "cc" },
    { "15", "07", "00" },
    { "18", "00 21 43 55 00 01 02 03 04", "00 44 44 44 44 44 44 44 44",
      "00 06 00 00 00 00 00 00 00", "cc" },
    { "1a", "01 05 0a 00 1e 00", "00 00 00 00 00 00" },
    { "33", "02", "01", "03", "cc" },
    { "34", "2e", "00" },
    { "35", "ff", "40" },
    { "36", "0f 12 34", "00 00 00" },
    { "40", "03", "00" },
    { "41", IPV6, ZERO16 },
    { "42", "52 54 00 00 00 01", ZERO6 },
    { "43", "80", "40", "81", "cc" },
    { "44", IPV6, ZERO16 },
    { "45", IPV6, ZERO16 },
    { "46", "52 54 00 00 00 02", ZERO6 },
    { "47", "40", "00", "ff", "cc" },
    { "48", IPV6, ZERO16 },
};

static void check_set(SimVM *vm, const char *param, const char *value,
                      const char *expected)
{
    g_autofree char *req = g_strdup_printf("0c 01 01 %s %s", param, value);

    sim_check(vm, req, expected);
}

static void check_get(SimVM *vm, const char *param, const char *value)
{
    g_autofree char *req = g_strdup_printf("0c 02 01 %s 00 00", param);
    g_autofree char *rsp = g_strdup_printf("00 11 %s", value);

    sim_check(vm, req, rsp);
}

static void test_lan_settings(void)
{
    SimVM *vm = sim_vm_start("", "");

    for (size_t i = 0; i < ARRAY_SIZE(lan_settable); i++) {
        const char *param = lan_settable[i].param;

        check_set(vm, param, lan_settable[i].value, "00");
        check_get(vm, param, lan_settable[i].value);
        if (lan_settable[i].bad) {
            check_set(vm, param, lan_settable[i].bad, lan_settable[i].bad_cc);
        }
        check_set(vm, param, "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f "
                  "10 11 12 13 14 15 16 17", "c7");
        check_get(vm, param, lan_settable[i].value);
    }
    /* None of them was another one's, and all outlive both kinds of reset */
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 02", "00");
    for (size_t i = 0; i < ARRAY_SIZE(lan_settable); i++) {
        check_get(vm, lan_settable[i].param, lan_settable[i].value);
        check_set(vm, lan_settable[i].param, lan_settable[i].other, "00");
    }
    for (size_t i = 0; i < ARRAY_SIZE(lan_settable); i++) {
        check_get(vm, lan_settable[i].param, lan_settable[i].other);
    }
    sim_vm_end(vm);
}

/* Reserved bits are not kept */
static void test_lan_reserved_bits(void)
{
    static const SimCase cases[] = {
        { "0c 01 01 04 f2", "00" },
        { "0c 02 01 04 00 00", "00 11 02" },
        { "0c 01 01 0a ff", "00" },
        { "0c 02 01 0a 00 00", "00 11 03" },
        { "0c 01 01 14 ff 7e", "00" },
        { "0c 02 01 14 00 00", "00 11 ff 0e" },
        { "0c 01 01 15 ff", "00" },
        { "0c 02 01 15 00 00", "00 11 07" },
        { "0c 01 01 18 ff " ZERO4 " " ZERO4, "00" },
        { "0c 02 01 18 00 00", "00 11 " ZERO9 },
        { "0c 01 01 36 ff 00 00", "00" },
        { "0c 02 01 36 00 00", "00 11 0f 00 00" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Those that have a table; the first destination is forgotten */
static void test_lan_tables(void)
{
    static const SimCase cases[] = {
        { "0c 01 01 12 01 86 05 03", "00" },
        { "0c 01 01 12 08 07 00 ff", "00" },
        { "0c 01 01 12 00 80 01 01", "00" },
        { "0c 01 01 12 02 01 00 00", "cc" },    /* a type that is none */
        { "0c 02 01 12 00 00", "00 11 00 80 01 01" },
        { "0c 02 01 12 01 00", "00 11 01 86 05 03" },
        { "0c 02 01 12 02 00", "00 11 02 00 00 00" },
        { "0c 02 01 12 08 00", "00 11 08 07 00 07" },
        { "0c 01 01 13 01 00 01 0a 00 00 63 52 54 00 00 00 63", "00" },
        { "0c 01 01 13 01 10 01 0a 00 00 63 52 54 00 00 00 63", "cc" },
        { "0c 02 01 13 01 00",
          "00 11 01 00 01 0a 00 00 63 52 54 00 00 00 63" },
        { "0c 02 01 13 00 00", "00 11 00 " ZERO12 },
        { "0c 01 01 19 03 10 64 00", "00" },
        { "0c 01 01 19 03 20 64 00", "cc" },
        { "0c 02 01 19 03 00", "00 11 03 10 64 00" },
        { "0c 01 01 38 01 80 " IPV6 " 40 00", "00" },
        { "0c 02 01 38 01 00", "00 11 01 80 " IPV6 " 40 00" },
        { "0c 01 01 38 01 00 " IPV6 " 40", "00" },
        { "0c 02 01 38 01 00", "00 11 01 00 " IPV6 " 40 01" },
        { "0c 01 01 38 01 80 " IPV6 " 81", "cc" },
        { "0c 01 01 38 01 81 " IPV6 " 40", "cc" },
        { "0c 01 01 38 02 80 " IPV6 " 40", "c9" },
        { "0c 01 01 38 01 80 " IPV6, "c7" },
        { "0c 01 01 3a 00 00 " IPV6, "00" },
        { "0c 02 01 3a 00 00", "00 11 00 00 " IPV6 },
        { "06 02", "00" },
        { "0c 02 01 12 00 00", "00 11 00 00 00 00" },
        { "0c 02 01 12 01 00", "00 11 01 86 05 03" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 23.3 and 23.4 */
static void test_lan_arp_and_statistics(void)
{
    static const SimCase cases[] = {
        { "0c 03 01 00", "00 02" },         /* responses are on */
        { "0c 03 01 02", "00 00" },
        { "0c 03 01 00", "00 02" },
        { "0c 01 01 0a 03", "00" },
        { "0c 03 01 00", "00 03" },
        { "0c 03 01 fd", "00 02" },
        { "0c 03 01 03", "00 00" },
        { "0c 03 0f 00", "cc" },
        { "0c 03 01", "c7" },
        { "0c 03 01 00 00", "c7" },
        { "0c 04 01 00", "00 " ZERO18 },
        { "0c 04 01 01", "00 " ZERO18 },
        { "0c 04 02 00", "cc" },
        { "0c 04 01", "c7" },
        { "0c 04 01 00 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

static void test_lan_properties(void)
{
    static const SimCase cases[] = {
        { "0c 02 01 03 00 00", "00 11 c0 a8 07 08" },
        { "0c 02 01 04 00 00", "00 11 02" },
        { "0c 02 01 05 00 00", "00 11 52 54 00 01 02 03" },
        { "0c 02 01 06 00 00", "00 11 ff ff fe 00" },
        { "0c 02 01 0c 00 00", "00 11 c0 a8 07 01" },
        { "0c 02 01 0d 00 00", "00 11 52 54 00 0a 0b 0c" },
    };

    run(",lan.ipaddr=192.168.7.8,lan.ipsrc=2,lan.macaddr=52:54:00:01:02:03,"
        "lan.netmask=255.255.254.0,lan.defgw_ipaddr=192.168.7.1,"
        "lan.defgw_macaddr=52:54:00:0a:0b:0c", cases, ARRAY_SIZE(cases));
}

/* From outside */
static void test_lan_readable(void)
{
    SimVM *vm = sim_vm_start(",lan.ipaddr=10.0.0.1", "");
    QDict *lan = get_property(vm, "lan");

    g_assert_cmpint(qdict_get_int(lan, "channel"), ==, 1);
    g_assert_cmpstr(qdict_get_str(lan, "ip"), ==, "10.0.0.1");
    g_assert_cmpstr(qdict_get_str(lan, "ip-source"), ==, "static");
    g_assert_false(qdict_get_bool(lan, "vlan-enabled"));
    qobject_unref(lan);

    sim_check(vm, "0c 01 01 03 0a 01 02 03", "00");
    sim_check(vm, "0c 01 01 04 02", "00");
    sim_check(vm, "0c 01 01 06 ff ff 00 00", "00");
    sim_check(vm, "0c 01 01 05 52 54 00 0a 0b 0c", "00");
    sim_check(vm, "0c 01 01 0c 0a 01 00 01", "00");
    sim_check(vm, "0c 01 01 14 64 80", "00");
    lan = get_property(vm, "lan");
    g_assert_cmpstr(qdict_get_str(lan, "ip"), ==, "10.1.2.3");
    g_assert_cmpstr(qdict_get_str(lan, "ip-source"), ==, "dhcp");
    g_assert_cmpstr(qdict_get_str(lan, "netmask"), ==, "255.255.0.0");
    g_assert_cmpstr(qdict_get_str(lan, "mac"), ==, "52:54:00:0a:0b:0c");
    g_assert_cmpstr(qdict_get_str(lan, "gateway-ip"), ==, "10.1.0.1");
    g_assert_true(qdict_get_bool(lan, "vlan-enabled"));
    g_assert_cmpint(qdict_get_int(lan, "vlan"), ==, 100);
    qobject_unref(lan);
    sim_vm_end(vm);
}

/*
 * Serial over LAN (section 26)
 */

static const SimCase sol_cases[] = {
    { "0c 22 01 00 00 00", "00 11 00" },
    { "0c 22 01 01 00 00", "00 11 01" },
    { "0c 22 01 02 00 00", "00 11 c2" },
    { "0c 22 01 03 00 00", "00 11 0a 60" },
    { "0c 22 01 04 00 00", "00 11 07 32" },
    { "0c 22 01 05 00 00", "00 11 0a" },
    { "0c 22 01 06 00 00", "00 11 0a" },
    { "0c 22 01 07 00 00", "00 11 01" },
    { "0c 22 01 08 00 00", "00 11 6f 02" },
    { "0c 22 01 09 00 00", "80" },
    { "0c 22 81 05 00 00", "00 11" },
    { "0c 22 0f 05 00 00", "cc" },
    { "0c 22 01 05 00", "c7" },
    { "0c 21 01 00 01", "00" },
    { "0c 21 01 00 01", "81" },
    { "0c 22 01 00 00 00", "00 11 01" },
    { "0c 21 01 00 00", "00" },
    { "0c 21 01 01 fe", "00" },
    { "0c 22 01 01 00 00", "00 11 00" },
    { "0c 21 01 02 b4", "00" },
    { "0c 22 01 02 00 00", "00 11 84" },
    { "0c 21 01 02 c1", "cc" },
    { "0c 21 01 02 c6", "cc" },
    { "0c 21 01 03 00 10", "cc" },
    { "0c 21 01 03 05 10", "00" },
    { "0c 22 01 03 00 00", "00 11 05 10" },
    { "0c 21 01 04 ff 64", "00" },
    { "0c 22 01 04 00 00", "00 11 07 64" },
    { "0c 21 01 05 06", "00" },
    { "0c 21 01 05 0b", "cc" },
    { "0c 21 01 05 05", "cc" },
    { "0c 21 01 06 00", "00" },
    { "0c 22 01 05 00 00", "00 11 06" },
    { "0c 22 01 06 00 00", "00 11 00" },
    { "0c 21 01 07 01", "82" },
    { "0c 21 01 08 70 02", "00" },
    { "0c 22 01 08 00 00", "00 11 70 02" },
    { "0c 21 01 09 00", "80" },
    { "0c 21 0f 01 01", "cc" },
    { "0c 21 01 01", "c7" },
    { "0c 21 01", "c7" },
    { "06 02", "00" },                  /* the volatile rate is new */
    { "0c 22 01 05 00 00", "00 11 06" },
    { "0c 22 01 06 00 00", "00 11 06" },
    { "0c 22 01 08 00 00", "00 11 70 02" },
    { "0c 20 00 01 01 00", "00" },
    { "0c 20 00 01 01", "c7" },
};

static void test_sol(void)
{
    run("", sol_cases, ARRAY_SIZE(sol_cases));
}

/*
 * Platform event filtering (section 30)
 */

static const SimCase pef_parameters_cases[] = {
    { "04 10", "00 51 2f 10" },
    { "04 10 00", "c7" },
    { "04 13 00 00 00", "00 11 00" },
    { "04 12 00 01", "00" },
    { "04 12 00 01", "81" },
    { "04 12 00 00", "00" },
    { "04 12 01 ff", "00" },
    { "04 13 01 00 00", "00 11 0f" },
    { "04 13 02 00 00", "00 11 2f" },
    { "04 12 02 c1", "00" },
    { "04 13 02 00 00", "00 11 01" },
    { "04 12 03 3c", "00" },
    { "04 13 03 00 00", "00 11 3c" },
    { "04 12 04 1e", "00" },
    { "04 13 04 00 00", "00 11 1e" },
    { "04 13 05 00 00", "00 11 10" },
    { "04 12 05 10", "82" },
    { "04 13 06 00 00", "c9" },
    { "04 13 06 01 00", "00 11 01 " ZERO20 },
    { "04 13 06 10 00", "00 11 10 " ZERO20 },
    { "04 13 06 11 00", "c9" },
    { "04 12 06 02 80 01 01 10 ff ff 01 ff 01 95 0a " ZERO9, "00" },
    { "04 13 06 02 00",
      "00 11 02 80 01 01 10 ff ff 01 ff 01 95 0a " ZERO9 },
    { "04 12 06 02 a0 01 01 10 ff ff 01 ff 01 95 0a " ZERO9, "cc" },
    { "04 12 06 02 80 01 01 21 ff ff 01 ff 01 95 0a " ZERO9, "cc" },
    { "04 12 06 11 80 01 01 10 ff ff 01 ff 01 95 0a " ZERO9, "c9" },
    { "04 12 06 02 80", "c7" },
    { "04 13 07 02 00", "00 11 02 80" },
    { "04 12 07 02 1f", "00" },         /* the same filter's first byte */
    { "04 13 06 02 00",
      "00 11 02 00 01 01 10 ff ff 01 ff 01 95 0a " ZERO9 },
    { "04 12 07 02 60", "cc" },
    { "04 13 08 00 00", "00 11 10" },
    { "04 12 08 10", "82" },
    { "04 12 09 01 18 11 00", "00" },
    { "04 13 09 01 00", "00 11 01 18 11 00" },
    { "04 12 09 10 1c 11 85", "00" },
    { "04 13 09 10 00", "00 11 10 1c 11 85" },
    { "04 12 09 01 1d 11 00", "cc" },
    { "04 12 09 11 18 11 00", "c9" },
    { "04 12 09 00 18 11 00", "c9" },
    { "04 13 0a 00 00", "00 11 00 " ZERO16 },
    { "04 12 0a ff " TEXT16, "00" },
    { "04 13 0a 00 00", "00 11 01 " TEXT16 },
    { "04 13 0b 00 00", "00 11 04" },
    { "04 12 0b 04", "82" },
    { "04 12 0c 01 82 83", "00" },
    { "04 13 0c 01 00", "00 11 01 02 03" },
    { "04 12 0c 05 00 00", "c9" },
    { "04 12 0d 04 04 " TEXT16, "00" },
    { "04 12 0d 01 02 41 42 00", "00" },
    { "04 13 0d 04 04", "00 11 04 04 " TEXT16 },
    { "04 13 0d 01 02", "00 11 01 02 41 42 " ZERO12 " 00 00" },
    { "04 13 0d 01 01", "00 11 01 01 " ZERO16 },
    { "04 12 0d 01 05 41", "c9" },
    { "04 12 0d 01 00 41", "c9" },
    { "04 12 0d 05 01 41", "c9" },
    { "04 12 0d 01 01", "c7" },
    { "04 13 0e 00 00", "80" },
    { "04 12 0f 00", "80" },
    { "04 13 86 00 00", "00 11" },
    { "04 13 06 01", "c7" },
    { "04 12", "c7" },
};

static void test_pef_parameters(void)
{
    run("", pef_parameters_cases, ARRAY_SIZE(pef_parameters_cases));
}

/* Sections 30.5 to 30.8 */
static void test_pef_commands(void)
{
    static const SimCase cases[] = {
        { "04 15", "00 ff ff ff ff ff ff 00 00 00 00" },
        { "04 14 00 34 12", "00" },
        { "04 14 01 78 56", "00" },
        { "0a 44 00 00 02 " ZERO4 " 20 00 04 01 01 6f 01 ff ff", "00 01 00" },
        { "04 15", "00 ?? ?? ?? ?? 01 00 34 12 78 56" },
        { "04 14 00 34", "c7" },
        { "04 15 00", "c7" },
        { "04 16 01 40 00", "00 00" },      /* status */
        { "04 16 01 00 00", "00" },         /* an alert */
        { "04 16 01 40 00", "00 01" },
        { "0c 01 01 12 02 80 05 03", "00" },
        { "04 16 01 02 84", "00" },         /* one to be acknowledged */
        { "04 16 01 40 00", "00 03" },
        { "04 16 01 80 00", "00" },
        { "04 16 01 40 00", "00 00" },
        { "04 16 01 c0 00", "cc" },
        { "04 16 01 09 00", "c9" },
        { "04 16 01 00 05", "c9" },
        { "04 16 0f 00 00", "cc" },
        { "04 16 01 00 00 20 04 01 01 6f 01 ff ff", "00" },
        { "04 16 01 00 00 20 04 01 01 6f 01 ff", "c7" },
        { "04 16 01 00 00 20 04 01 01 6f 01 ff ff 00", "c7" },
        { "04 16 01 00 00 20", "c7" },
        { "04 16 01 00", "c7" },
        { "04 17 " ZERO12, "00" },
        { "04 17 " ZERO9, "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/*
 * What is processed stays so when the log is cleared: IDs go on, so that no
 * new record has one of those
 */
static void test_pef_clear_sel(void)
{
    SimVM *vm = sim_vm_start("", "");

    for (int i = 0; i < 2; i++) {
        sim_check(vm, "0a 44 00 00 02 " ZERO4 " 20 00 04 01 01 6f 01 ff ff",
                  "00 ?? 00");
    }
    sim_check(vm, "04 14 00 02 00", "00");
    sim_check(vm, "04 14 01 01 00", "00");
    sim_clear_sel(vm);
    sim_check(vm, "04 15", "00 ?? ?? ?? ?? ff ff 02 00 01 00");
    sim_check(vm, "0a 44 00 00 02 " ZERO4 " 20 00 04 01 01 6f 01 ff ff",
              "00 03 00");
    sim_check(vm, "04 15", "00 ?? ?? ?? ?? 03 00 02 00 01 00");
    sim_vm_end(vm);
}

/* Section 30.2 */
static void test_pef_timer(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "04 11 ff", "00 00");
    sim_check(vm, "04 11 0a", "00 0a");
    qtest_clock_step(vm->qts, 3 * SECOND);
    sim_check(vm, "04 11 ff", "00 07");
    qtest_clock_step(vm->qts, SECOND / 2);
    sim_check(vm, "04 11 ff", "00 07");
    qtest_clock_step(vm->qts, 10 * SECOND);
    sim_check(vm, "04 11 ff", "00 00");
    sim_check(vm, "04 11 fe", "00 fe");
    sim_check(vm, "04 11 ff", "00 fe");
    qtest_system_reset(vm->qts);
    sim_check(vm, "04 11 ff", "00 00");
    sim_check(vm, "04 11 fd", "00 fd");
    sim_check(vm, "04 11 00", "00 00");
    sim_check(vm, "04 11", "c7");
    sim_vm_end(vm);
}

/*
 * System information (sections 22.14a, 22.14b)
 */

static void test_sysinfo(void)
{
    static const SimCase cases[] = {
        { "06 59 00 00 00 00", "00 11 00" },
        { "06 58 00 01", "00" },
        { "06 58 00 01", "81" },
        { "06 58 00 00", "00" },
        { "06 59 00 02 00 00", "00 11 00 " ZERO16 },
        { "06 58 02 00 00 1e " TEXT14, "00" },
        { "06 58 02 01 " TEXT16, "00" },
        { "06 59 00 02 00 00", "00 11 00 00 1e " TEXT14 },
        { "06 59 00 02 01 00", "00 11 01 " TEXT16 },
        { "06 59 00 02 0f 00", "00 11 0f " ZERO16 },
        { "06 59 00 02 10 00", "c9" },
        { "06 58 02 0f 41", "00" },
        { "06 59 00 02 0f 00", "00 11 0f 41 " ZERO12 " " ZERO3 },
        { "06 58 02 10 41", "c9" },
        { "06 58 02 00 03 01 41", "cc" },   /* an encoding that is none */
        { "06 58 02 00 00 ff 41", "cc" },   /* longer than there is room */
        { "06 58 02 00 f1 02 41", "00" },
        { "06 59 00 02 00 00",
          "00 11 00 01 02 41 " ZERO12 " 00" },
        { "06 58 02 00", "c7" },
        { "06 58 02 01 " TEXT16 " 00", "c7" },
        { "06 58 02", "c7" },
        { "06 58", "c7" },
        { "06 58 08 00 41", "80" },
        { "06 59 00 08 00 00", "80" },
        { "06 59 80 02 00 00", "00 11" },
        { "06 59 80 08 00 00", "80" },
        { "06 59 00 02 00", "c7" },
        { "06 59 00 02 00 00 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

static void test_sysinfo_texts(void)
{
    static const char *const names[] = {
        "firmware-version", "system-name", "primary-os-name", "os-name",
        "os-version", "bmc-url", "os-url",
    };
    SimVM *vm = sim_vm_start("", "");
    QDict *info;

    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        g_autofree char *req = g_strdup_printf("06 58 %02x 00 00 03 4f 53 %x",
                                               i + 1, 0x31 + i);

        sim_check(vm, req, "00");
    }
    info = get_property(vm, "system-info");
    g_assert_cmpuint(qdict_size(info), ==, ARRAY_SIZE(names));
    for (int i = 0; i < ARRAY_SIZE(names); i++) {
        g_autofree char *text = g_strdup_printf("OS%d", i + 1);

        g_assert_cmpstr(qdict_get_str(info, names[i]), ==, text);
    }
    qobject_unref(info);

    /* What was running is not any more */
    qtest_system_reset(vm->qts);
    info = get_property(vm, "system-info");
    g_assert_cmpstr(qdict_get_str(info, "primary-os-name"), ==, "OS3");
    g_assert_cmpstr(qdict_get_str(info, "os-name"), ==, "");
    g_assert_cmpstr(qdict_get_str(info, "os-version"), ==, "");
    g_assert_cmpstr(qdict_get_str(info, "os-url"), ==, "OS7");
    qobject_unref(info);
    sim_vm_end(vm);
}

/* A long text, one that is cut short, and bytes that are no text */
static void test_sysinfo_encodings(void)
{
    SimVM *vm = sim_vm_start("", "");
    QDict *info;

    sim_check(vm, "06 58 02 00 00 1e " TEXT14, "00");
    sim_check(vm, "06 58 02 01 " TEXT16, "00");
    sim_check(vm, "06 58 03 00 01 04 c3 a4 ff 41", "00");
    sim_check(vm, "06 58 04 00 00 04 0a 22 ff 41", "00");
    sim_check(vm, "06 58 06 00 00 fe 41 42", "00");
    info = get_property(vm, "system-info");
    g_assert_cmpstr(qdict_get_str(info, "system-name"), ==,
                    "qemu says hellABCDEFGHIJKLMNOP");
    g_assert_cmpstr(qdict_get_str(info, "primary-os-name"), ==,
                    "\xc3\xa4\xef\xbf\xbd" "A");
    g_assert_cmpstr(qdict_get_str(info, "os-name"), ==, "?\"?A");
    g_assert_cmpstr(qdict_get_str(info, "bmc-url"), ==, "AB");
    qobject_unref(info);
    sim_vm_end(vm);
}

/* A host that has died in the midst of it must not lock out the next one */
static void test_set_in_progress_reset(void)
{
    static const SimCase set[] = {
        { "0c 01 01 00 01", "00" },
        { "0c 21 01 00 01", "00" },
        { "04 12 00 01", "00" },
        { "06 58 00 01", "00" },
        { "00 08 00 01", "00" },
        { "0c 02 01 00 00 00", "00 11 01" },
        { "0c 22 01 00 00 00", "00 11 01" },
        { "04 13 00 00 00", "00 11 01" },
        { "06 59 00 00 00 00", "00 11 01" },
        { "00 09 00 00 00", "00 01 00 01" },
        { "0c 03 01 03", "00 00" },
    };
    static const SimCase after[] = {
        { "0c 02 01 00 00 00", "00 11 00" },
        { "0c 22 01 00 00 00", "00 11 00" },
        { "04 13 00 00 00", "00 11 00" },
        { "06 59 00 00 00 00", "00 11 00" },
        { "00 09 00 00 00", "00 01 00 00" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, set, ARRAY_SIZE(set));
    qtest_system_reset(vm->qts);
    sim_check_all(vm, after, ARRAY_SIZE(after));
    sim_check_all(vm, set, ARRAY_SIZE(set));
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/param/set-in-progress", test_set_in_progress);
    qtest_add_func("/ipmi-sim/param/set-in-progress-reset",
                   test_set_in_progress_reset);
    qtest_add_func("/ipmi-sim/param/codes", test_parameters);
    qtest_add_func("/ipmi-sim/lan/defaults", test_lan_defaults);
    qtest_add_func("/ipmi-sim/lan/settings", test_lan_settings);
    qtest_add_func("/ipmi-sim/lan/reserved-bits", test_lan_reserved_bits);
    qtest_add_func("/ipmi-sim/lan/tables", test_lan_tables);
    qtest_add_func("/ipmi-sim/lan/arp-and-statistics",
                   test_lan_arp_and_statistics);
    qtest_add_func("/ipmi-sim/lan/properties", test_lan_properties);
    qtest_add_func("/ipmi-sim/lan/readable", test_lan_readable);
    qtest_add_func("/ipmi-sim/sol", test_sol);
    qtest_add_func("/ipmi-sim/pef/parameters", test_pef_parameters);
    qtest_add_func("/ipmi-sim/pef/commands", test_pef_commands);
    qtest_add_func("/ipmi-sim/pef/clear-sel", test_pef_clear_sel);
    qtest_add_func("/ipmi-sim/pef/timer", test_pef_timer);
    qtest_add_func("/ipmi-sim/system-info/codes", test_sysinfo);
    qtest_add_func("/ipmi-sim/system-info/texts", test_sysinfo_texts);
    qtest_add_func("/ipmi-sim/system-info/encodings",
                   test_sysinfo_encodings);
    return g_test_run();
}
