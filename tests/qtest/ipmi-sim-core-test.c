/*
 * Test of ipmi-bmc-sim: messages, chassis, power of the host
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-sim-outside.h"
#include "ipmi-wire.h"

#define CHECK_ALL(vm, cases) sim_check_all(vm, cases, ARRAY_SIZE(cases))

/*
 * Messages
 */

/* Sections 22.1 to 22.4 */
static void test_enables_and_flags(void)
{
    static const SimCase cases[] = {
        { "06 2f", "00 08" },
        { "06 2e 0f", "00" },
        { "06 2f", "00 0f" },
        { "06 2e e8", "00" },
        { "06 2e 10", "cc" },
        { "06 2e ff", "cc" },
        { "06 2f", "00 e8" },
        { "06 2e", "c7" },
        { "06 2e 08 00", "c7" },
        { "06 2f 00", "c7" },
        { "06 31", "00 00" },
        { "06 31 00", "c7" },
        { "06 30 ff", "00" },
        { "06 30", "c7" },
        { "06 30 00 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, cases);
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 2f", "00 08");
    sim_vm_end(vm);
}

static uint8_t sms_atn(SimVM *vm)
{
    return ipmi_driver_read(&vm->bt, BT_CTRL) & SMS_ATN;
}

#define EVENT_DATA "04 01 30 01 50 60 70"

/* Section 22.8: one event, the first one, until it is read or dropped */
static void test_event_buffer(void)
{
    static const SimCase fill[] = {
        { "06 35", "80" },
        { "04 02 41 " EVENT_DATA, "00" },
        { "06 31", "00 00" },
        { "06 35", "80" },
        { "06 2e 0c", "00" },
        { "04 02 41 " EVENT_DATA, "00" },
        { "06 31", "00 02" },
        { "04 02 41 04 01 31 01 51 61 71", "00" },
        { "06 35 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, fill);
    g_assert_cmphex(sms_atn(vm), ==, SMS_ATN);
    sim_check(vm, "06 35", "00 ?? ?? 02 ?? ?? ?? ?? 41 00 " EVENT_DATA);
    sim_check(vm, "06 35", "80");
    sim_check(vm, "06 31", "00 00");
    g_assert_cmphex(sms_atn(vm), ==, 0);

    sim_check(vm, "04 02 41 " EVENT_DATA, "00");
    g_assert_cmphex(sms_atn(vm), ==, SMS_ATN);
    sim_check(vm, "06 30 02", "00");
    g_assert_cmphex(sms_atn(vm), ==, 0);
    sim_check(vm, "06 35", "80");
    sim_vm_end(vm);
}

/* Get Device ID to the satellite, with the sequence number as a parameter */
#define TO_SATELLITE(seq, sum) "06 34 00 40 18 a8 20 " seq " 01 " sum
#define FROM_SATELLITE(seq, sum) \
    "00 00 1e c2 40 " seq " 01 00 00 00 01 00 51 00 00 00 00 00 00 " sum

/* Sections 22.5 to 22.7 */
static void test_satellite(void)
{
    static const SimCase cases[] = {
        { "06 33", "80" },
        { TO_SATELLITE("06", "d9"), "00" },
        { "06 31", "00 01" },
        { "06 33", FROM_SATELLITE("04", "69") },
        { "06 31", "00 00" },
        { "06 33", "80" },
        { "06 33 00", "c7" },
        /* It knows nothing else */
        { "06 34 00 40 18 a8 20 06 37 a3", "00" },
        { "06 33", "00 00 1e c2 40 04 37 c1 c4" },
        /* Found by a broadcast too */
        { "06 34 00 00 40 18 a8 20 0a 01 d5", "00" },
        { "06 33", "00 00 1e c2 40 08 01 *" },
        /* Responses to other LUNs, damaged and lost messages */
        { "06 34 00 40 18 a8 20 04 01 db", "00" },
        { "06 34 00 40 18 a9 20 06 01 d9", "00" },
        { "06 34 00 40 18 a8 20 06 01 d8", "00" },
        { "06 33", "80" },
        { "06 34 00 42 18 a6 20 06 01 d9", "83" },
        { "06 34 00 20 18 c8 20 06 01 d9", "83" },
        { "06 34 01 40 18 a8 20 06 01 d9", "cc" },
        { "06 34 0f 40 18 a8 20 06 01 d9", "cc" },
        { "06 34 10 40 18 a8 20 06 01 d9", "cc" },
        { "06 34 00 40 18 a8 20 06 01", "c7" },
        { "06 34 00", "c7" },
        { "06 34", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, cases);
    sim_vm_end(vm);
}

/* The queue has an end, and what it has no room for is not accepted */
static void test_queue(void)
{
    SimVM *vm = sim_vm_start("", "");
    int n = 0;

    for (int i = 0; i < 8; i++) {
        sim_check(vm, TO_SATELLITE("06", "d9"), "00");
    }
    sim_check(vm, TO_SATELLITE("06", "d9"), "c0");
    g_assert_cmphex(sms_atn(vm), ==, SMS_ATN);
    for (; n < 8; n++) {
        sim_check(vm, "06 31", "00 01");
        sim_check(vm, "06 33", FROM_SATELLITE("04", "69"));
    }
    sim_check(vm, "06 33", "80");
    g_assert_cmphex(sms_atn(vm), ==, 0);

    sim_check(vm, TO_SATELLITE("06", "d9"), "00");
    sim_check(vm, "06 30 01", "00");
    sim_check(vm, "06 33", "80");
    sim_check(vm, TO_SATELLITE("06", "d9"), "00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 31", "00 00");
    sim_check(vm, "06 33", "80");
    sim_vm_end(vm);
}

static void test_channel_receive(void)
{
    static const SimCase cases[] = {
        { "06 32 00 02", "00 00 01" },
        { "06 32 00 00", "00 00 00" },
        { "06 32 00 02", "00 00 00" },
        { TO_SATELLITE("06", "d9"), "00" },
        { "06 33", "80" },
        { "06 32 00 01", "00 00 01" },
        { TO_SATELLITE("06", "d9"), "00" },
        { "06 33", FROM_SATELLITE("04", "69") },
        { "06 32 00 03", "cc" },
        { "06 32 00 04", "cc" },
        { "06 32 0c 01", "cc" },
        { "06 32 00", "c7" },
        { "06 32 00 01 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, cases);
    sim_vm_end(vm);
}

/* What sets SMS_ATN interrupts only if the host has enabled that */
static void test_interrupt(void)
{
    SimVM vm = {
        .qts = qtest_init(SIM_MACHINE SIM_DEVICE
                          " -device isa-ipmi-bt,bmc=bmc0,irq=5"),
        .bt.base = 0xe4,
    };

    vm.bt.qts = vm.qts;
    qtest_irq_intercept_in(vm.qts, "ioapic");
    sim_check(&vm, "06 2e 0d", "00");
    ipmi_driver_write(&vm.bt, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    /* The event buffer's interrupt is off; that of a response is not it */
    sim_check(&vm, "04 02 41 " EVENT_DATA, "00");
    ipmi_driver_write(&vm.bt, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(qtest_get_irq(vm.qts, 5));
    sim_check(&vm, "06 30 02", "00");
    sim_check(&vm, "06 2e 0f", "00");
    sim_check(&vm, "06 24 04 30 01 3e 14 00", "00");
    sim_check(&vm, "06 22", "00");
    ipmi_driver_write(&vm.bt, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(qtest_get_irq(vm.qts, 5));
    sim_step(&vm, 1.1);
    g_assert_true(qtest_get_irq(vm.qts, 5));
    ipmi_driver_write(&vm.bt, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    sim_check(&vm, "06 31", "00 0a");
    sim_check(&vm, "06 2e 08", "00");
    sim_check(&vm, "06 30 08", "00");
    ipmi_driver_write(&vm.bt, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(qtest_get_irq(vm.qts, 5));
    qtest_quit(vm.qts);
}

/*
 * Chassis, section 28
 */

static const SimCase chassis_commands_cases[] = {
    { "00 00", "00 06 20 20 20 20 20" },
    { "00 05 02 30 31 32 33 34", "00" },
    { "00 00", "00 02 30 31 32 33 34" },
    { "00 05 03 40 41 42 43", "00" },
    { "00 00", "00 03 40 41 42 43 20" },
    { "00 05 10 40 41 42 43", "cc" },
    { "00 05 03 40 41 42", "c7" },
    { "00 05 03 40 41 42 43 44 45", "c7" },
    { "00 00 00", "c7" },
    { "00 01", "00 21 00 40 f0" },
    { "00 01 00", "c7" },
    { "00 06 00", "00 07" },
    { "00 01", "00 01 00 40 f0" },
    { "00 06 02", "00 07" },
    { "00 06 03", "00 07" },
    { "00 01", "00 41 00 40 f0" },
    { "00 06 04", "cc" },
    { "00 06", "c7" },
    { "00 0a 0d", "00" },
    { "00 01", "00 41 00 40 fd" },
    { "00 0a 03", "00" },
    { "00 01", "00 41 00 42 f3" },
    { "00 0a 10", "cc" },
    { "00 0a", "c7" },
    { "00 07", "00 03 00" },
    { "00 07 00", "c7" },
    { "00 0b", "c7" },
    { "00 02 06", "cc" },
    { "00 02 ff", "cc" },
    { "00 02", "c7" },
    { "00 02 03 00", "c7" },
    { "00 02 01", "00" },
    { "00 02 04", "00" },
    { "00 03 00", "c7" },
    { "00 0f 00", "c7" },
};

static void test_chassis_commands(void)
{
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, chassis_commands_cases);
    sim_vm_end(vm);
}

/* Section 28.5 */
static void test_identify(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check_str(vm, "identify", "off");
    sim_check(vm, "00 04", "00");
    sim_check(vm, "00 01", "00 21 00 50 f0");
    sim_check_str(vm, "identify", "timed");
    sim_step(vm, 14.9);
    sim_check(vm, "00 01", "00 21 00 50 f0");
    sim_step(vm, 0.2);
    sim_check(vm, "00 01", "00 21 00 40 f0");
    sim_check(vm, "00 04 02", "00");
    sim_step(vm, 2.1);
    sim_check_str(vm, "identify", "off");
    sim_check(vm, "00 04 00 01", "00");
    sim_step(vm, 1000);
    sim_check(vm, "00 01", "00 21 00 60 f0");
    sim_check_str(vm, "identify", "on");
    sim_check(vm, "00 04 00 02", "cc");
    sim_check(vm, "00 04 00 00 00", "c7");
    sim_check(vm, "00 04 00", "00");
    sim_check_str(vm, "identify", "off");
    sim_vm_end(vm);
}

/* Section 28.14 */
static void test_power_on_hours(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "00 0f", "00 3c 00 00 00 00");
    sim_step(vm, 3601);
    sim_check(vm, "00 0f", "00 3c 01 00 00 00");
    sim_step(vm, 3600.0 * 0x1ff);
    sim_check(vm, "00 0f", "00 3c 00 02 00 00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 0f", "00 3c 00 02 00 00");
    sim_vm_end(vm);
}

/* Who asks does so out of band, for the host is off */
static void test_power_off_and_on(void)
{
    SimVM *vm = sim_vm_start("", SIM_PAUSE);

    sim_check_bool(vm, "power", true);
    sim_check_str(vm, "restart-cause", "power-button");
    sim_check(vm, "00 02 00", "00");
    sim_wait_status(vm, "shutdown");
    sim_check_bool(vm, "power", false);
    sim_set_power(vm, false);
    sim_set_power(vm, true);
    sim_wait_status(vm, "running");
    sim_check_bool(vm, "power", true);
    sim_check(vm, "00 07", "00 01 0f");
    sim_check(vm, "00 01", "00 21 10 40 f0");

    sim_set_power(vm, false);
    sim_wait_status(vm, "shutdown");
    sim_set_power(vm, true);
    sim_wait_status(vm, "running");
    sim_vm_end(vm);
}

/* A command whose answer may not come, because the host is reset */
static void control(SimVM *vm, uint8_t cmd, uint8_t arg)
{
    const uint8_t req[] = { 0x00, cmd, arg };

    bt_driver_fill(&vm->bt, 1, req, cmd == 0x03 ? 2 : 3);
    ipmi_driver_write(&vm->bt, BT_CTRL, H2B_ATN);
}

/* Section 28.3, with no pause between off and on */
static void test_power_cycle(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "00 0b 00", "00");
    control(vm, 0x02, 0x02);
    qtest_qmp_eventwait(vm->qts, "STOP");
    qtest_qmp_eventwait(vm->qts, "RESUME");
    sim_check_str(vm, "restart-cause", "chassis-control");
    sim_check(vm, "00 01", "00 21 10 40 f0");
    sim_vm_end(vm);
}

/* A simulator that has not done it does not know who has */
static void test_power_cycle_of_another(void)
{
    SimVM *vm = sim_vm_start("", " -device ipmi-bmc-sim,id=bmc1"
                             " -device isa-ipmi-bt,bmc=bmc1,ioport=0x100,"
                             "irq=0");
    SimVM other = { .qts = vm->qts,
                    .bt = { .qts = vm->qts, .base = 0x100 } };

    sim_check(&other, "00 07", "00 03 00");
    sim_check(vm, "00 0b 00", "00");
    control(vm, 0x02, 0x02);
    qtest_qmp_eventwait(vm->qts, "STOP");
    qtest_qmp_eventwait(vm->qts, "RESUME");
    sim_check(&other, "00 07", "00 00 00");
    sim_check(vm, "00 07", "00 01 0f");
    sim_vm_end(vm);
}

/* Off for a second, if nothing comes between */
static void power_cycle(SimVM *vm)
{
    sim_check(vm, "00 0b 01", "00");
    sim_check(vm, "00 02 02", "00");
    sim_wait_status(vm, "shutdown");
}

/* While it is off it can be told to stay off, or to come on at once */
static void test_power_cycle_changed(void)
{
    SimVM *vm = sim_vm_start("", SIM_PAUSE);
    SimVM *later = sim_vm_start("", SIM_PAUSE);

    sim_check(vm, "00 0b ff", "00");
    sim_check(vm, "00 02 02", "00");
    sim_wait_status(vm, "shutdown");
    sim_set_power(vm, true);
    sim_wait_status(vm, "running");

    power_cycle(vm);
    sim_set_power(vm, false);
    /* When one comes on that went off after it, its own time is over */
    power_cycle(later);
    qtest_qmp_eventwait(later->qts, "RESUME");
    sim_wait_status(vm, "shutdown");
    sim_vm_end(later);
    sim_vm_end(vm);
}

/* Whatever restarts the host is seen */
static void test_restart_causes(void)
{
    SimVM *vm = sim_vm_start("", SIM_PAUSE);

    qtest_system_reset(vm->qts);
    sim_check(vm, "00 07", "00 02 00");
    qtest_outb(vm->qts, 0xcf9, 0x06);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "00 07", "00 0a 00");
    control(vm, 0x02, 0x03);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "00 07", "00 01 0f");
    control(vm, 0x03, 0);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "00 07", "00 01 0f");

    /* Off and on again past the BMC */
    sim_check(vm, "00 02 00", "00");
    sim_wait_status(vm, "shutdown");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'system_reset'}");
    sim_wait_status(vm, "prelaunch");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'cont'}");
    sim_check(vm, "00 07", "00 03 00");
    sim_check(vm, "00 01", "00 21 00 40 f0");
    sim_vm_end(vm);
}

static void test_soft_shutdown(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "00 02 05", "00");
    qtest_qmp_eventwait(vm->qts, "POWERDOWN");
    sim_vm_end(vm);
}

/*
 * Boot options, sections 28.12 and 28.13
 */

static const SimCase boot_options_cases[] = {
    { "00 09 05 00 00", "00 01 05 00 00 00 00 00" },
    { "00 08 00 01", "00" },
    { "00 08 00 01", "81" },
    { "00 09 00 00 00", "00 01 00 01" },
    { "00 08 00 00", "00" },
    { "00 08 00 01", "00" },
    { "00 08 00 02", "00" },
    { "00 09 00 00 00", "00 01 00 01" },
    { "00 08 00 00", "00" },
    { "00 09 00 00 00", "00 01 00 00" },
    { "00 08 00 03", "cc" },
    { "00 08 00 04", "cc" },
    { "00 08 01 55", "00" },
    { "00 09 01 00 00", "00 01 01 55" },
    { "00 08 02 03", "00" },
    { "00 08 02 04", "cc" },
    { "00 09 02 00 00", "00 01 02 03" },
    { "00 08 03 1f", "00" },
    { "00 08 03 20", "cc" },
    { "00 09 03 00 00", "00 01 03 1f" },
    { "00 08 04 ff 0f", "00" },
    { "00 08 04 03 f0", "00" },
    { "00 09 04 00 00", "00 01 04 00 0c" },
    { "00 08 05 e0 04 10 20 03", "00" },
    { "00 08 05 e1 04 10 20 03", "cc" },
    { "00 08 05 e0 04 10 20", "c7" },
    { "00 08 05 e0 04 10 20 03 00", "c7" },
    { "00 09 05 00 00", "00 01 05 e0 04 10 20 03" },
    /* The mark alone */
    { "00 08 85", "00" },
    { "00 09 05 00 00", "00 01 85 e0 04 10 20 03" },
    { "00 08 05", "00" },
    { "00 09 05 00 00", "00 01 05 e0 04 10 20 03" },
    { "00 08 06 01 02 03 04 05 06 07 08 09", "00" },
    { "00 08 06 11 02 03 04 05 06 07 08 09", "cc" },
    { "00 09 06 00 00", "00 01 06 01 02 03 04 05 06 07 08 09" },
    { "00 08 07 04 aa bb", "00" },
    { "00 08 07 05 aa bb", "c9" },
    { "00 08 07 00", "c7" },
    { "00 08 07 00 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10",
      "c7" },
    { "00 09 07 04 00",
      "00 01 07 04 aa bb 00 00 00 00 00 00 00 00 00 00 00 00 00 00" },
    { "00 09 07 05 00", "c9" },
    { "00 09 05 01 00", "c9" },
    { "00 09 05 00 01", "c9" },
    { "00 09 85 00 00", "cc" },
    { "00 08 08 00", "80" },
    { "00 08 60 00", "80" },
    { "00 09 08 00 00", "80" },
    { "00 09 05 00", "c7" },
    { "00 09 05 00 00 00", "c7" },
    { "00 08", "c7" },
};

static void test_boot_options(void)
{
    SimVM *vm = sim_vm_start("", "");

    CHECK_ALL(vm, boot_options_cases);
    sim_vm_end(vm);
}

static void test_boot_properties(void)
{
    g_autofree char *zeros = g_strnfill(2 * 16 * 4, '0');
    g_autofree char *mailbox = g_strdup_printf(
        "%sdeadbeef000000000000000000000000", zeros);
    SimVM *vm = sim_vm_start("", "");

    sim_check_bool(vm, "boot-valid", false);
    sim_check_str(vm, "boot-device", "none");
    sim_check(vm, "00 08 05 a0 08 00 00 00", "00");
    sim_check(vm, "00 08 07 04 de ad be ef", "00");
    sim_check_bool(vm, "boot-valid", true);
    sim_check_bool(vm, "boot-efi", true);
    sim_check_bool(vm, "boot-persistent", false);
    sim_check_str(vm, "boot-device", "disk");
    sim_check_str(vm, "boot-flags", "a008000000");
    sim_check_str(vm, "boot-mailbox", mailbox);
    sim_check(vm, "00 08 85", "00");
    sim_check_bool(vm, "boot-valid", false);
    sim_vm_end(vm);
}

#define FLAGS(valid) "00 01 05 " valid " 04 00 00 00"

static void check_boot(SimVM *vm, const char *clearing, const char *flags)
{
    sim_check(vm, clearing, "00");
    sim_check(vm, flags, "00");
}

/* For a minute, from when they are set or a Chassis Control command came */
static void test_boot_timeout(void)
{
    SimVM *vm = sim_vm_start("", "");

    check_boot(vm, "00 08 03 00", "00 08 05 80 04 00 00 00");
    sim_step(vm, 59);
    sim_check(vm, "00 09 05 00 00", FLAGS("80"));
    sim_check(vm, "00 02 01", "00");
    sim_step(vm, 59);
    sim_check(vm, "00 09 05 00 00", FLAGS("80"));
    sim_step(vm, 2);
    sim_check(vm, "00 09 05 00 00", FLAGS("00"));
    /* Not so if it is set otherwise, or if they are persistent */
    check_boot(vm, "00 08 03 08", "00 08 05 80 04 00 00 00");
    sim_step(vm, 100);
    sim_check(vm, "00 09 05 00 00", FLAGS("80"));
    check_boot(vm, "00 08 03 00", "00 08 05 c0 04 00 00 00");
    sim_step(vm, 100);
    sim_check(vm, "00 09 05 00 00", FLAGS("c0"));
    sim_vm_end(vm);
}

/* Flags are for the start that the BMC makes, not for others */
static void test_boot_clearing(void)
{
    SimVM *vm = sim_vm_start("", "");

    check_boot(vm, "00 08 03 00", "00 08 05 80 04 00 00 00");
    control(vm, 0x02, 0x03);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "00 09 05 00 00", FLAGS("80"));
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 09 05 00 00", FLAGS("00"));

    check_boot(vm, "00 08 03 02", "00 08 05 80 04 00 00 00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 09 05 00 00", FLAGS("80"));
    sim_check(vm, "06 24 04 01 00 00 01 00", "00");
    sim_check(vm, "06 22", "00");
    sim_step(vm, 0.2);
    qtest_qmp_eventwait(vm->qts, "RESET");
    sim_check(vm, "00 09 05 00 00", FLAGS("00"));

    check_boot(vm, "00 08 03 00", "00 08 05 c0 04 00 00 00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 09 05 00 00", FLAGS("c0"));
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/msg/enables-and-flags", test_enables_and_flags);
    qtest_add_func("/ipmi-sim/msg/event-buffer", test_event_buffer);
    qtest_add_func("/ipmi-sim/msg/satellite", test_satellite);
    qtest_add_func("/ipmi-sim/msg/queue", test_queue);
    qtest_add_func("/ipmi-sim/msg/channel-receive", test_channel_receive);
    qtest_add_func("/ipmi-sim/msg/interrupt", test_interrupt);
    qtest_add_func("/ipmi-sim/chassis/commands", test_chassis_commands);
    qtest_add_func("/ipmi-sim/chassis/identify", test_identify);
    qtest_add_func("/ipmi-sim/chassis/power-on-hours", test_power_on_hours);
    qtest_add_func("/ipmi-sim/chassis/off-and-on", test_power_off_and_on);
    qtest_add_func("/ipmi-sim/chassis/cycle", test_power_cycle);
    qtest_add_func("/ipmi-sim/chassis/cycle-of-another",
                   test_power_cycle_of_another);
    qtest_add_func("/ipmi-sim/chassis/cycle-changed",
                   test_power_cycle_changed);
    qtest_add_func("/ipmi-sim/chassis/restart-causes", test_restart_causes);
    qtest_add_func("/ipmi-sim/chassis/soft-shutdown", test_soft_shutdown);
    qtest_add_func("/ipmi-sim/boot/options", test_boot_options);
    qtest_add_func("/ipmi-sim/boot/properties", test_boot_properties);
    qtest_add_func("/ipmi-sim/boot/timeout", test_boot_timeout);
    qtest_add_func("/ipmi-sim/boot/clearing", test_boot_clearing);
    return g_test_run();
}
