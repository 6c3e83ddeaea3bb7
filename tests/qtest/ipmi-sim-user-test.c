/*
 * Test of ipmi-bmc-sim: channels, users and payloads
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"
#include "ipmi-sim.h"

#define ZERO4  "00 00 00 00"
#define ZERO16 ZERO4 " " ZERO4 " " ZERO4 " " ZERO4
#define ZERO20 ZERO16 " " ZERO4
#define KEY20  "01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14"
/* "admin" */
#define NAME   "61 64 6d 69 6e 00 00 00 00 00 00 00 00 00 00 00"
#define PASS16 "73 65 63 72 65 74 00 00 00 00 00 00 00 00 00 00"
#define PASS20 PASS16 " 00 00 00 31"

static void run(const char *props, const SimCase *cases, size_t n)
{
    SimVM *vm = sim_vm_start(props, "");

    sim_check_all(vm, cases, n);
    sim_vm_end(vm);
}

/* Section 22.24 */
static void test_channel_info(void)
{
    static const SimCase cases[] = {
        { "06 42 00", "00 00 01 01 00 f2 1b 00 00 00" },
        { "06 42 01", "00 01 04 01 80 f2 1b 00 00 00" },
        { "06 42 0f", "00 0f 0c 08 00 f2 1b 00 ff ff" },
        { "06 42 0e", "00 0f 0c 08 00 f2 1b 00 ff ff" },
        { "06 42 fe", "00 0f *" },          /* reserved bits */
        { "06 42 02", "cc" },
        { "06 42 0b", "cc" },
        { "06 42 0c", "cc" },
        { "06 42 0d", "cc" },
        { "06 42", "c7" },
        { "06 42 00 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

static void test_channel_irq(void)
{
    SimVM vm = { };

    vm.qts = qtest_init(SIM_MACHINE SIM_DEVICE
                        " -device isa-ipmi-bt,bmc=bmc0,irq=5");
    vm.bt.qts = vm.qts;
    vm.bt.base = 0xe4;
    sim_check(&vm, "06 42 0f", "00 0f 0c 08 00 f2 1b 00 05 05");
    qtest_quit(vm.qts);
}

static void test_channel_number(void)
{
    static const SimCase moved[] = {
        { "06 42 01", "cc" },
        { "06 42 0b", "00 0b 04 *" },
        { "06 41 0b 40", "00 02 04" },
        { "0c 02 01 00 00 00", "cc" },
        { "0c 02 0b 00 00 00", "00 11 00" },
        { "0c 22 0b 07 00 00", "00 11 0b" },
    };
    static const SimCase off[] = {
        { "06 42 00", "00 00 *" },
        { "06 42 01", "cc" },
        { "06 41 01 40", "cc" },
        { "0c 02 01 00 00 00", "cc" },
        { "0c 22 01 01 00 00", "cc" },
        { "06 38 01 04", "cc" },
    };

    run(",lan.channel=11", moved, ARRAY_SIZE(moved));
    run(",lan.channel=0", off, ARRAY_SIZE(off));
}

/* Sections 22.22 and 22.23 */
static const SimCase channel_access_cases[] = {
    { "06 41 01 40", "00 02 04" },      /* kept */
    { "06 41 01 80", "00 02 04" },      /* in effect */
    { "06 40 01 40 00", "00" },         /* kept: off */
    { "06 41 01 40", "00 00 04" },
    { "06 41 01 80", "00 02 04" },
    { "06 40 01 ba 83", "00" },         /* in effect: all bits, operator */
    { "06 41 01 80", "00 3a 03" },
    { "06 41 01 40", "00 00 04" },
    { "06 40 01 00 42", "00" },         /* kept: only the privilege */
    { "06 41 01 40", "00 00 02" },
    { "06 40 01 00 00", "00" },         /* nothing */
    { "06 41 01 40", "00 00 02" },
    { "06 41 01 80", "00 3a 03" },
    { "06 02", "00" },                  /* a restart: what is kept */
    { "06 41 01 80", "00 00 02" },
    { "06 40 01 41 00", "83" },         /* before boot */
    { "06 40 01 43 00", "83" },         /* shared */
    { "06 40 01 c2 00", "cc" },
    { "06 40 01 02 c4", "cc" },
    { "06 40 01 02 40", "cc" },         /* no privilege */
    { "06 40 01 02 46", "cc" },
    { "06 40 00 42 44", "82" },         /* without sessions */
    { "06 40 0f 42 44", "82" },
    { "06 40 0e 42 44", "82" },
    { "06 40 05 42 44", "cc" },
    { "06 40 01 42", "c7" },
    { "06 40 01 42 44 00", "c7" },
    { "06 41 00 40", "82" },
    { "06 41 0f 40", "82" },
    { "06 41 05 40", "cc" },
    { "06 41 01 00", "cc" },
    { "06 41 01 c0", "cc" },
    { "06 41 01", "c7" },
    { "06 41 01 40 00", "c7" },
};

static void test_channel_access(void)
{
    run("", channel_access_cases, ARRAY_SIZE(channel_access_cases));
}

/* Section 22.13 */
static void test_auth_capabilities(void)
{
    static const SimCase cases[] = {
        { "06 38 81 04", "00 01 b7 00 03 00 00 00 00" },
        { "06 38 01 04", "00 01 37 00 00 00 00 00 00" },
        { "06 38 8e 02", "00 0f 01 00 00 00 00 00 00" },
        { "06 38 00 02", "00 00 01 00 00 00 00 00 00" },
        { "06 40 01 9a 00", "00" },         /* no authentication */
        { "06 38 01 04", "00 01 37 18 00 00 00 00 00" },
        { "06 56 01 01 01 " KEY20, "00 02" },
        { "06 45 02 " NAME, "00" },
        { "06 38 01 04", "00 01 37 38 00 00 00 00 00" },
        { "06 47 02 01", "00" },            /* somebody who has a name */
        { "06 38 01 04", "00 01 37 3c 00 00 00 00 00" },
        { "06 47 01 01", "00" },            /* somebody without anything */
        { "06 38 01 04", "00 01 37 3d 00 00 00 00 00" },
        { "06 47 01 02 " NAME, "00" },      /* with a password */
        { "06 38 01 04", "00 01 37 3e 00 00 00 00 00" },
        { "06 47 02 00", "00" },
        { "06 38 01 04", "00 01 37 3a 00 00 00 00 00" },
        { "06 38 03 04", "cc" },
        { "06 38 01 00", "cc" },
        { "06 38 01 06", "cc" },
        { "06 38 01", "c7" },
        { "06 38 01 04 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Section 22.15 */
static void test_cipher_suites(void)
{
    static const SimCase cases[] = {
        { "06 54 01 00 80",
          "00 01 c0 00 00 40 80 c0 01 01 40 80 c0 02 01 41 80 c0" },
        { "06 54 01 01 80", "00 01 c0 00 *" },
        /* 16 suites of 5 bytes end with the fifth piece */
        { "06 54 01 00 84",
          "00 01 81 c0 0d 02 43 82 c0 0e 02 43 83 c0 0f 03 40 80" },
        { "06 54 01 00 85", "00 01" },
        { "06 54 01 00 bf", "00 01" },
        /* Algorithms: none, SHA1, MD5, SHA256; and so on */
        { "06 54 01 00 00",
          "00 01 00 01 02 03 40 41 42 43 80 81 82 83" },
        { "06 54 01 00 01", "00 01" },
        { "06 54 0f 00 80", "cc" },
        { "06 54 02 00 80", "cc" },
        { "06 54 01 02 80", "cc" },
        { "06 54 01 00", "c7" },
        { "06 54 01 00 80 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Section 22.20 */
static void test_session_info(void)
{
    static const SimCase cases[] = {
        { "06 3d 00", "00 00 04 00" },
        { "06 3d 01", "00 00 04 00" },
        { "06 3d 3f", "00 00 04 00" },
        { "06 3d 40", "cc" },
        { "06 3d fd", "cc" },
        { "06 3d fe 01", "00 00 04 00" },
        { "06 3d ff 01 02 03 04", "00 00 04 00" },
        { "06 3d", "c7" },
        { "06 3d 00 00", "c7" },
        { "06 3d fe", "c7" },
        { "06 3d ff 01", "c7" },
        { "06 3d ff 01 02 03 04 05", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Section 22.25 */
static void test_security_keys(void)
{
    static const SimCase cases[] = {
        { "06 56 01 00 00", "00 02 " ZERO20 },
        { "06 56 01 00 01", "00 02 " ZERO20 },
        { "06 56 01 01 01 " KEY20, "00 02" },
        { "06 56 01 00 01", "00 02 " KEY20 },
        { "06 56 01 00 00", "00 02 " ZERO20 },
        { "06 56 01 01 00 01", "81 02" },
        { "06 56 01 01 00 " KEY20 " 15", "82 02" },
        { "06 56 01 02 00", "00 01" },      /* lock it */
        { "06 56 01 00 00", "00 01 " ZERO20 },
        { "06 56 01 01 00 " KEY20, "80 01" },
        { "06 56 01 02 00", "80 01" },
        { "06 56 01 01 01 " ZERO20, "00 02" },
        { "06 56 01 03 00", "cc" },
        { "06 56 01 00 02", "cc" },
        { "06 56 0f 00 00", "cc" },
        { "06 56 01 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 22.26 and 22.27 */
static const SimCase user_access_cases[] = {
    { "06 44 01 01", "00 10 80 01 0f" },
    { "06 44 01 10", "00 10 80 01 0f" },
    { "06 44 0e 02", "00 10 80 01 0f" },
    { "06 43 91 02 04", "00" },         /* messaging, administrator */
    { "06 44 01 02", "00 10 80 01 14" },
    { "06 44 0f 02", "00 10 80 01 0f" },
    { "06 43 01 02 03", "00" },         /* flags stay */
    { "06 44 01 02", "00 10 80 01 13" },
    { "06 43 f1 02 0f 05", "00" },
    { "06 44 01 02", "00 10 80 01 7f" },
    { "06 43 8f 02 05", "00" },
    { "06 44 0f 02", "00 10 80 01 05" },
    { "06 43 91 02 00", "cc" },
    { "06 43 91 02 06", "cc" },
    { "06 43 91 02 0e", "cc" },
    { "06 43 91 00 04", "c9" },
    { "06 43 91 11 04", "c9" },
    { "06 43 92 02 04", "cc" },
    { "06 43 90 02 04", "cc" },
    { "06 43 91 02", "c7" },
    { "06 43 91 02 04 00 00", "c7" },
    { "06 44 01 00", "c9" },
    { "06 44 01 11", "c9" },
    { "06 44 05 01", "cc" },
    { "06 44 00 01", "cc" },
    { "06 44 01", "c7" },
    { "06 44 01 01 00", "c7" },
    /* Whether and how many are enabled */
    { "06 47 03 01", "00" },
    { "06 47 04 01", "00" },
    { "06 44 01 03", "00 10 42 01 0f" },
    { "06 47 03 00", "00" },
    { "06 44 01 03", "00 10 81 01 0f" },
    { "06 44 01 04", "00 10 41 01 0f" },
};

static void test_user_access(void)
{
    run("", user_access_cases, ARRAY_SIZE(user_access_cases));
}

/* Sections 22.28 and 22.29 */
static void test_user_name(void)
{
    static const SimCase cases[] = {
        { "06 46 02", "00 " ZERO16 },
        { "06 45 02 " NAME, "00" },
        { "06 46 02", "00 " NAME },
        { "06 46 42", "00 " NAME },         /* reserved bits */
        { "06 45 10 " NAME, "00" },
        { "06 46 10", "00 " NAME },
        { "06 45 02 " ZERO16, "00" },
        { "06 46 02", "00 " ZERO16 },
        { "06 45 01 " NAME, "cc" },         /* has none, for ever */
        { "06 45 01 " ZERO16, "00" },
        { "06 46 01", "00 " ZERO16 },
        { "06 45 00 " NAME, "c9" },
        { "06 45 11 " NAME, "c9" },
        { "06 45 02", "c7" },
        { "06 45 02 " NAME " 00", "c7" },
        { "06 46 00", "c9" },
        { "06 46 11", "c9" },
        { "06 46", "c7" },
        { "06 46 02 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Section 22.30 */
static void test_user_password(void)
{
    static const SimCase cases[] = {
        { "06 47 02 03 " ZERO16, "00" },    /* nobody has set one */
        { "06 47 02 02 " PASS16, "00" },
        { "06 47 02 03 " PASS16, "00" },
        { "06 47 02 03 " ZERO16, "80" },
        { "06 47 82 03 " PASS20, "81" },
        { "06 47 82 03 " PASS16 " " ZERO4, "81" },
        { "06 47 82 02 " PASS20, "00" },
        { "06 47 82 03 " PASS20, "00" },
        { "06 47 82 03 " PASS16 " " ZERO4, "80" },
        { "06 47 02 03 " PASS16, "81" },
        { "06 47 02 02 " PASS16, "00" },
        { "06 47 02 03 " PASS16, "00" },
        { "06 47 03 03 " PASS16, "80" },    /* that is somebody else */
        { "06 47 02 01", "00" },
        { "06 47 02 01 " PASS16, "00" },
        { "06 47 02 00 " ZERO16, "00" },
        { "06 47 02 03 " PASS16, "00" },    /* none of this has changed it */
        { "06 47 02 02", "c7" },
        { "06 47 02 02 " PASS20, "c7" },
        { "06 47 82 02 " PASS16, "c7" },
        { "06 47 82 03 " PASS16, "c7" },
        { "06 47 02 03", "c7" },
        { "06 47 02", "c7" },
        { "06 47 82 02 " PASS20 " 00", "c7" },
        { "06 47 00 01", "c9" },
        { "06 47 11 01", "c9" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 24.6 and 24.7 */
static void test_payload_access(void)
{
    static const SimCase cases[] = {
        { "06 4d 01 02", "00 00 00 00 00" },
        { "06 4c 01 02 02 00 81 00", "00" },
        { "06 4d 01 02", "00 02 00 81 00" },
        { "06 4d 0f 02", "00 00 00 00 00" },
        { "06 4c 01 02 0c 00 00 00", "00" },
        { "06 4d 01 02", "00 0e 00 81 00" },
        { "06 4c 01 42 06 00 01 00", "00" },    /* disable */
        { "06 4d 01 02", "00 08 00 80 00" },
        { "06 4c 01 02 01 00 00 00", "00" },    /* reserved: IPMI itself */
        { "06 4d 01 02", "00 08 00 80 00" },
        { "06 4c 01 82 02 00 00 00", "cc" },
        { "06 4c 01 c2 02 00 00 00", "cc" },
        { "06 4c 01 00 02 00 00 00", "c9" },
        { "06 4c 02 02 02 00 00 00", "cc" },
        { "06 4c 01 02 02 00 00", "c7" },
        { "06 4c 01 02 02 00 00 00 00", "c7" },
        { "06 4d 01 00", "c9" },
        { "06 4d 01 11", "c9" },
        { "06 4d 03 02", "cc" },
        { "06 4d 01", "c7" },
        { "06 4d 01 02 00", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* Sections 24.1 to 24.5, 24.8, 24.9 */
static void test_payloads(void)
{
    static const SimCase cases[] = {
        { "06 48 01 01 00 00 00 00", "d5" },
        { "06 48 01 01", "c7" },
        { "06 49 01 01 00 00 00 00", "80" },
        { "06 49 02 01 00 00 00 00", "cc" },
        { "06 49 01", "c7" },
        { "06 4a 01", "00 01 00 00" },
        { "06 4a 00", "cc" },
        { "06 4a 02", "cc" },
        { "06 4a", "c7" },
        { "06 4b 01 01", "00 " ZERO4 " " ZERO4 " " ZERO4 },
        { "06 4b 01 00", "c9" },
        { "06 4b 01 02", "c9" },
        { "06 4b 02 01", "cc" },
        { "06 4b 01", "c7" },
        { "06 4e 01", "00 03 00 3f 00 00 00 00 00" },
        { "06 4e 0f", "cc" },
        { "06 4e 02", "cc" },
        { "06 4e", "c7" },
        { "06 4f 01 00", "00 10" },
        { "06 4f 01 01", "00 10" },
        { "06 4f 01 10", "00 10" },
        { "06 4f 01 15", "00 10" },
        { "06 4f 01 02", "80" },
        { "06 4f 01 16", "80" },
        { "06 4f 01 20", "80" },
        { "06 4f 0f 01", "cc" },
        { "06 4f 01", "c7" },
    };

    run("", cases, ARRAY_SIZE(cases));
}

/* From outside, without passwords */
static void test_users_property(void)
{
    SimVM *vm = sim_vm_start("", "");
    QDict *rsp, *user;
    QList *users;

    sim_check(vm, "06 45 03 " NAME, "00");
    sim_check(vm, "06 43 91 03 04", "00");
    sim_check(vm, "06 47 03 02 " PASS16, "00");
    sim_check(vm, "06 47 03 01", "00");
    sim_check(vm, "06 4c 01 03 02 00 00 00", "00");
    /* A name that is no text */
    sim_check(vm, "06 45 05 ff 22 0a 41 00 42 00 00 00 00 00 00 00 00 00 00",
              "00");

    rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments': "
                    "{'path': %s, 'property': 'users'}}", SIM_QOM);
    users = qdict_get_qlist(rsp, "return");
    g_assert_nonnull(users);
    g_assert_cmpuint(qlist_size(users), ==, 2);

    user = qobject_to(QDict, qlist_entry_obj(qlist_first(users)));
    g_assert_cmpint(qdict_get_int(user, "id"), ==, 3);
    g_assert_cmpstr(qdict_get_str(user, "name"), ==, "admin");
    g_assert_true(qdict_get_bool(user, "enabled"));
    g_assert_cmpint(qdict_get_int(user, "privilege"), ==, 4);
    g_assert_true(qdict_get_bool(user, "messaging"));
    g_assert_true(qdict_get_bool(user, "sol"));
    g_assert_cmpuint(qdict_size(user), ==, 6);

    user = qobject_to(QDict, qlist_entry_obj(qlist_next(qlist_first(users))));
    g_assert_cmpint(qdict_get_int(user, "id"), ==, 5);
    g_assert_cmpstr(qdict_get_str(user, "name"), ==, "?\"?A");
    g_assert_false(qdict_get_bool(user, "enabled"));
    qobject_unref(rsp);
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/channel/info", test_channel_info);
    qtest_add_func("/ipmi-sim/channel/irq", test_channel_irq);
    qtest_add_func("/ipmi-sim/channel/number", test_channel_number);
    qtest_add_func("/ipmi-sim/channel/access", test_channel_access);
    qtest_add_func("/ipmi-sim/channel/auth-capabilities",
                   test_auth_capabilities);
    qtest_add_func("/ipmi-sim/channel/cipher-suites", test_cipher_suites);
    qtest_add_func("/ipmi-sim/channel/session-info", test_session_info);
    qtest_add_func("/ipmi-sim/channel/security-keys", test_security_keys);
    qtest_add_func("/ipmi-sim/user/access", test_user_access);
    qtest_add_func("/ipmi-sim/user/name", test_user_name);
    qtest_add_func("/ipmi-sim/user/password", test_user_password);
    qtest_add_func("/ipmi-sim/user/payload-access", test_payload_access);
    qtest_add_func("/ipmi-sim/user/payloads", test_payloads);
    qtest_add_func("/ipmi-sim/user/property", test_users_property);
    return g_test_run();
}
