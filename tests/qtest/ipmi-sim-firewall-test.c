/*
 * Test of ipmi-bmc-sim: which commands there are, and turning them off
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-sim.h"

#define FF4  "ff ff ff ff"
#define FF12 FF4 " " FF4 " " FF4
#define FF16 FF12 " " FF4
#define ZERO4  "00 00 00 00"
#define ZERO12 ZERO4 " " ZERO4 " " ZERO4
#define ZERO16 ZERO12 " " ZERO4

/* Bytes of a response that say which commands there are */
#define MASK 3

/* A command that is there answers, be it that the request is wrong */
static bool answers(SimVM *vm, uint8_t netfn, uint8_t lun, uint8_t cmd)
{
    g_autofree char *req = g_strdup_printf("%02x.%d %02x " FF16 " " FF16,
                                           netfn, lun, cmd);
    IPMIResponse rsp;

    sim_call(vm, req, &rsp);
    return rsp.msg[2] != 0xc1 && rsp.msg[2] != 0xc2;
}

/*
 * Section 21.3, against what happens. The requests are too long for nearly
 * all commands, so they do no harm.
 */
static void check_support(SimVM *vm, uint8_t netfn, uint8_t lun)
{
    for (int half = 0; half < 2; half++) {
        g_autofree char *req = g_strdup_printf("06 0a 0e %02x %02x",
                                               netfn | half << 6, lun);
        IPMIResponse rsp;

        sim_call(vm, req, &rsp);
        g_assert_cmphex(rsp.msg[2], ==, 0);
        g_assert_cmpuint(rsp.len, ==, MASK + 16);
        for (int i = 0; i < 128; i++) {
            bool absent = rsp.msg[MASK + i / 8] & (1 << i % 8);
            uint8_t cmd = i + half * 128;

            /* The interface answers this one itself, whatever the LUN */
            if (!lun || netfn != 0x06 || cmd != 0x36) {
                g_assert_cmpint(answers(vm, netfn, lun, cmd), ==, !absent);
            }
        }
    }
}

static void test_support(void)
{
    SimVM *vm = sim_vm_start("", "");

    check_support(vm, 0x00, 0);
    check_support(vm, 0x04, 0);
    check_support(vm, 0x06, 0);
    check_support(vm, 0x0a, 0);
    check_support(vm, 0x0c, 0);
    check_support(vm, 0x08, 0);
    check_support(vm, 0x08, 2);
    check_support(vm, 0x06, 1);
    check_support(vm, 0x0a, 3);
    sim_vm_end(vm);
}

/* Section 21.2 */
static void test_netfns(void)
{
    static const SimCase cases[] = {
        { "06 09 0e", "00 02 6d ?? ?? 00 " ZERO12 },
        { "06 09 01", "00 02 6d ?? ?? 00 " ZERO12 },
        { "06 09 00", "cc" },
        { "06 09 02", "cc" },
        { "06 09", "c7" },
        { "06 09 0e 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

static const SimCase codes_cases[] = {
    { "06 0a 0e 06 01", "00 " FF16 },   /* nothing on this LUN */
    { "06 0a 0e 08 00", "00 " FF16 },
    { "06 0a 0e 2c 00 03", "00 " FF16 },
    { "06 0a 0e 2c 00", "c7" },         /* whose group? */
    { "06 0a 0e 2e 00 01 02 03", "00 " FF16 },
    { "06 0a 0e 2e 00", "c7" },
    { "06 0a 0e 86 00", "cc" },
    { "06 0a 02 06 00", "cc" },
    { "06 0a 0e 06", "c7" },
    { "06 0a 0e 06 00 00", "c7" },
    { "06 0b 0e 06 00 01", "00 00 20 11 " ZERO4 },
    { "06 0b 0e 06 00 ff", "cc" },
    { "06 0b 0e 06 01 01", "cc" },
    { "06 0b 0e 06 00", "c7" },
    /* Of commands 00h to 0Fh, Get Device ID and these stay */
    { "06 0c 0e 06 00", "00 ?? 01 *" },
    { "06 0c 0e 08 00", "00 " ZERO16 },
    { "06 0c 0e 06", "c7" },
    { "06 0d 0e 06 00 01", "00 " ZERO4 },
    { "06 0d 0e 06 00 ff", "cc" },
    { "06 0d 0e 06 00", "c7" },
    { "06 61 0e 08 00", "00 " ZERO16 },
    { "06 61 0e 06", "c7" },
    { "06 62 0e 06 00 01 " FF4, "00" },
    { "06 62 0e 06 00 01 fe ff ff ff", "80" },
    { "06 62 0e 06 00 ff " FF4, "cc" },
    { "06 62 0e 06 00 01", "c7" },
    { "06 63 0e 06 00 01", "00 " FF4 },
    { "06 63 0e 06 00 ff", "cc" },
    { "06 63 0e 06 00", "c7" },
    { "06 64 0e 00 00", "cb" },
    { "06 64 02 00 00", "cc" },
    { "06 64 0e", "c7" },
};

static void test_codes(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, codes_cases, ARRAY_SIZE(codes_cases));
    sim_vm_end(vm);
}

/* Section 21.7, with what Get Command Enables has said and changes to it */
static void set_enables(SimVM *vm, uint8_t channel, uint8_t netfn,
                        uint8_t cmd, bool enable, const char *expected)
{
    uint8_t req[] = { 0x18, 0x60, channel, netfn, 0, [20] = 0 };
    g_autofree char *get = g_strdup_printf("06 61 %02x %02x 00", channel,
                                           netfn);
    IPMIResponse rsp;

    sim_call(vm, get, &rsp);
    g_assert_cmpuint(rsp.len, ==, MASK + 16);
    memcpy(req + 5, rsp.msg + MASK, 16);
    if (enable) {
        req[5 + cmd / 8] |= 1 << cmd % 8;
    } else {
        req[5 + cmd / 8] &= ~(1 << cmd % 8);
    }
    sim_check_bytes(vm, req, sizeof(req), expected);
}

static void test_enables(void)
{
    SimVM *vm = sim_vm_start("", "");

    set_enables(vm, 0x0e, 0x06, 0x37, false, "00");
    sim_check(vm, "06 37", "d4");
    sim_check(vm, "06 37 00", "d4");
    sim_check(vm, "06 08", "00 *");
    /* It is there all the same, and a restart does not bring it back */
    sim_check(vm, "06 0b 0e 06 00 37", "00 *");
    sim_check(vm, "06 02", "00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 37", "d4");
    set_enables(vm, 0x0f, 0x06, 0x37, true, "00");
    sim_check(vm, "06 37", "00 *");

    /* Off for the LAN channel is on here */
    set_enables(vm, 0x01, 0x0c, 0x02, false, "00");
    sim_check(vm, "0c 02 01 00 00 00", "00 *");

    /* What must stay, and what is not there */
    set_enables(vm, 0x0e, 0x06, 0x01, false, "80");
    set_enables(vm, 0x0e, 0x06, 0x60, false, "80");
    set_enables(vm, 0x0e, 0x06, 0x61, false, "80");
    set_enables(vm, 0x0e, 0x06, 0x00, true, "80");
    sim_check(vm, "06 01", "00 *");

    sim_check(vm, "06 60 0e 06 00 " ZERO12, "c7");
    sim_check(vm, "06 60 0e 06 00 " ZERO16 " 00", "c7");
    sim_check(vm, "06 60 02 06 00 " ZERO16, "cc");
    sim_check(vm, "06 60 0e 86 00 " ZERO16, "cc");
    sim_check(vm, "06 60 0e 08 00 " ZERO16, "00");
    sim_check(vm, "06 60 0e 2c 00 " ZERO16 " 03", "00");
    sim_check(vm, "06 60 0e 2c 00 " ZERO16, "c7");
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/firewall/support", test_support);
    qtest_add_func("/ipmi-sim/firewall/netfns", test_netfns);
    qtest_add_func("/ipmi-sim/firewall/codes", test_codes);
    qtest_add_func("/ipmi-sim/firewall/enables", test_enables);
    return g_test_run();
}
