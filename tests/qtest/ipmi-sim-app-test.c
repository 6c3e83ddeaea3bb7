/*
 * Test of ipmi-bmc-sim: identity and health of the BMC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-sim.h"

#define UUID      "00112233-4455-4677-8899-aabbccddeeff"
#define UUID_IPMI "ff ee dd cc bb aa 99 88 77 46 55 44 33 22 11 00"

/* Section 20.1 */
static void test_device_id(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "06 01", "00 20 00 00 00 02 bf 00 00 00 00 00 00 00 00 00");
    sim_check(vm, "06 01 00", "c7");
    sim_vm_end(vm);
}

static void test_device_id_properties(void)
{
    SimVM *vm = sim_vm_start(",device_id=0x12,device_rev=3,fwrev1=0x45,"
                             "fwrev2=0x67,ipmi_version=0x51,mfg_id=0x0a1b2c,"
                             "product_id=0x3d4e", "");

    sim_check(vm, "06 01", "00 12 03 45 67 51 bf 2c 1b 0a 4e 3d 00 00 00 00");
    sim_vm_end(vm);
}

/* The answer of QEMU 10.0, byte for byte */
static void test_device_id_like_10_0(void)
{
    SimVM *vm = sim_vm_start(",x-like-10.0=on", "");

    sim_check(vm, "06 01", "00 20 00 00 00 02 07 00 00 00 00 00");
    sim_check(vm, "06 01 00", "00 20 00 00 00 02 07 00 00 00 00 00");
    sim_check(vm, "06 2e", "c7");
    sim_vm_end(vm);
}

/* Sections 20.2 to 20.4 */
static void test_reset_and_self_test(void)
{
    static const SimCase cases[] = {
        { "06 02", "00" },
        { "06 02 00", "c7" },
        { "06 03", "00" },
        { "06 03 00", "c7" },
        { "06 04", "00 55 00" },
        { "06 04 00", "c7" },
        /* Enables, and an event that has filled the buffer */
        { "06 2e 0f", "00" },
        { "04 02 41 04 01 30 01 00", "00" },
        { "06 03", "00" },
        { "06 2f", "00 0f" },
        { "06 31", "00 02" },
        { "06 02", "00" },
        { "06 2f", "00 08" },
        { "06 31", "00 00" },
        { "06 35", "80" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/* A BMC that restarts cancels reservations, one that cleans up keeps them */
static void test_reservations(void)
{
    SimVM *vm = sim_vm_start("", "");
    uint16_t sel = sim_reserve(vm, "0a 42"), sdr = sim_reserve(vm, "0a 22");

    sim_check(vm, "06 03", "00");
    sim_check_reserved(vm, sel, "0a 47 RR RR 43 4c 52 aa", "00 01");
    sim_check_reserved(vm, sdr, "0a 27 RR RR 43 4c 52 aa", "00 01");
    sel = sim_reserve(vm, "0a 42");
    sdr = sim_reserve(vm, "0a 22");
    sim_check(vm, "06 02", "00");
    sim_check_reserved(vm, sel, "0a 47 RR RR 43 4c 52 aa", "c5");
    sim_check_reserved(vm, sdr, "0a 27 RR RR 43 4c 52 aa", "c5");
    sim_vm_end(vm);
}

static void set_realized(SimVM *vm, bool realized)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'qom-set', 'arguments': "
                             "{'path': '" SIM_QOM "', 'property': "
                             "'realized', 'value': %i}}", realized);
}

/* QMP can take the BMC away from an interface, and give it back */
static void test_unrealized(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_check(vm, "06 24 44 00 00 00 e8 03", "00");
    sim_check(vm, "06 22", "00");
    set_realized(vm, false);
    for (int i = 0; i < 2; i++) {
        sim_check(vm, "0a 40", "c0");
        sim_check(vm, "06 01", "c0");
        qtest_system_reset(vm->qts);
    }
    qtest_clock_step(vm->qts, 200 * 1000000000LL);
    set_realized(vm, true);
    sim_check(vm, "06 01", "00 20 *");
    sim_check(vm, "06 22", "80");
    /* No more SDRs than at first */
    sim_check(vm, "0a 20", "00 51 0c 00 *");
    sim_check(vm, "04 2d 20", "00 1e c0 c0");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 07", "00 *");
    sim_vm_end(vm);
}

/* A BMC at another address is so wherever it says where it is */
static void test_slave_address(void)
{
    static const SimCase cases[] = {
        { "00 00", "00 06 30 30 30 30 30" },
        { "00 05 06 30 30 30 44", "00" },
        { "00 00", "00 06 30 30 30 44 30" },
        { "04 01", "00 30 00" },
        { "2c 01 dc 03", "00 dc 01 05 02 30 00" },
        /* Get Device ID to the satellite, and what it answers to 30h */
        { "06 34 00 40 18 a8 30 06 01 c9", "00" },
        { "06 33", "00 00 1e b2 40 04 01 00 *" },
        { "06 34 00 40 18 a8 20 06 01 d9", "00" },
        { "06 33", "80" },
    };
    SimVM *vm = sim_vm_start(",slave_addr=0x30", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/* Sections 20.6 and 20.7 */
static void test_acpi_state(void)
{
    static const SimCase cases[] = {
        { "06 07", "00 00 00" },
        { "06 06 85 03", "00" },            /* only the system */
        { "06 07", "00 05 00" },
        { "06 06 03 83", "00" },            /* only the device */
        { "06 07", "00 05 03" },
        { "06 06 ff ff", "00" },            /* no change */
        { "06 07", "00 05 03" },
        { "06 06 aa aa", "00" },            /* unknown */
        { "06 07", "00 2a 2a" },
        { "06 06 8a 80", "00" },
        { "06 07", "00 0a 00" },
        { "06 06 8b 80", "cc" },
        { "06 06 9f 80", "cc" },
        { "06 06 a0 80", "00" },
        { "06 06 a1 80", "00" },
        { "06 06 a2 80", "cc" },
        { "06 06 80 84", "cc" },            /* neither of the two */
        { "06 07", "00 21 00" },
        { "06 06 80", "c7" },
        { "06 06 80 80 80", "c7" },
        { "06 07 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    qtest_system_reset(vm->qts);
    sim_check(vm, "06 07", "00 00 00");
    sim_vm_end(vm);
}

/* Sections 20.8 and 22.14 */
static void test_guid_property(void)
{
    SimVM *vm = sim_vm_start(",guid=" UUID, "-uuid "
                             "99999999-9999-4999-8999-999999999999");

    sim_check(vm, "06 08", "00 " UUID_IPMI);
    sim_check(vm, "06 37", "00 " UUID_IPMI);
    sim_check(vm, "06 08 00", "c7");
    sim_check(vm, "06 37 00", "c7");
    sim_vm_end(vm);
}

static void test_guid_of_vm(void)
{
    SimVM *vm = sim_vm_start("", "-uuid " UUID);
    IPMIResponse first, second;

    sim_check(vm, "06 37", "00 " UUID_IPMI);
    sim_call(vm, "06 08", &first);
    g_assert_cmpuint(first.len, ==, 3 + 16);
    sim_vm_end(vm);

    /* That of the device is the same the next time */
    vm = sim_vm_start("", "-uuid " UUID);
    sim_call(vm, "06 08", &second);
    g_assert_cmpmem(first.msg, first.len, second.msg, second.len);
    sim_vm_end(vm);
}

/* Two BMCs of a VM have one system, but are not one device */
static void test_guid_of_two(void)
{
    SimVM *vm = sim_vm_start("", "-uuid " UUID
                             " -device ipmi-bmc-sim,id=bmc1"
                             " -device isa-ipmi-bt,bmc=bmc1,irq=0,"
                             "ioport=0x100");
    SimVM other = { .qts = vm->qts,
                    .bt = { .qts = vm->qts, .base = 0x100 } };
    IPMIResponse first, second;

    sim_check(&other, "06 37", "00 " UUID_IPMI);
    sim_call(vm, "06 08", &first);
    sim_call(&other, "06 08", &second);
    g_assert_cmpuint(second.len, ==, first.len);
    g_assert_cmpint(memcmp(first.msg, second.msg, first.len), !=, 0);
    sim_vm_end(vm);
}

/* Section 22.9: this interface is of another kind, with its own command */
static void test_interface_capabilities(void)
{
    static const SimCase cases[] = {
        { "06 57 00", "cc" },
        { "06 57 01", "cc" },
        { "06 57 02", "cc" },
        { "06 57 03", "cc" },
        { "06 57", "c7" },
        { "06 57 00 00", "c7" },
        { "06 36", "00 *" },
        { "06 0b 0e 06 00 36", "00 *" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/*
 * The same behind a KCS interface. There is no BT, and so not the command of
 * section 22.10; nor is there a serial one, with those of section 25.
 */
static void test_interface_capabilities_kcs(void)
{
    static const SimCase cases[] = {
        { "06 57 00", "cc" },               /* SSIF */
        { "06 57 01", "00 00 00 ff" },
        { "06 57 02", "cc" },
        { "06 57 03", "cc" },
        { "06 57", "c7" },
        { "06 36", "c1" },
        { "06 0b 0e 06 00 36", "cc" },      /* nor is it discovered */
        { "0c 10 0e 03 00", "c1" },
        { "0c 11 0e 03 00 00", "c1" },
    };
    SimVM *vm = sim_vm_start("", " -device ipmi-bmc-sim,id=bmc1"
                             " -device isa-ipmi-kcs,bmc=bmc1,irq=0");
    SimVM kcs = {
        .qts = vm->qts,
        .bt = { .ops = &ipmi_kcs_driver, .qts = vm->qts, .base = 0xca2 },
    };

    sim_check_all(&kcs, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/* Section 22.11 */
static void test_master_write_read(void)
{
    static const SimCase cases[] = {
        { "06 52 01 a0 10 00", "83" },
        { "06 52 01 a0 10", "83" },
        { "06 52 01 a0", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/* What is no command, and groups that are not there (section 5.1) */
static void test_unknown(void)
{
    static const SimCase cases[] = {
        { "06 00", "c1" },
        { "06 ff", "c1" },
        { "2c 00 00", "c1" },               /* PICMG */
        { "2c 00 03", "c1" },               /* VSO */
        { "2c 01", "c1" },
        { "0c 10 0e 03 00", "c1" },         /* serial/modem, section 25 */
        { "0c 11 0e 03 00 00", "c1" },
        { "30 01", "c1" },
        { "3e 01 02 03", "c1" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/* Table 5-2: what there is, but not on that LUN */
static void test_luns(void)
{
    static const SimCase cases[] = {
        { "06.1 01", "c2" },
        { "06.2 01", "c2" },
        { "06.3 01", "c2" },
        { "06.3 01 00", "c2" },
        { "04.1 2d 01", "c2" },
        { "2c.1 01 dc 01", "c2 dc" },
        { "06.1 00", "c1" },
        { "2c.1 01 00 01", "c1" },
        { "30.2 01", "c1" },
        { "06.0 01", "00 *" },
    };
    SimVM *vm = sim_vm_start("", "");

    sim_check_all(vm, cases, ARRAY_SIZE(cases));
    sim_vm_end(vm);
}

/*
 * Section 28.11: a reset by the guest is one of its software, but not when
 * the machine has only just been started for another cause and the guest has
 * not asked anything yet: then its firmware does it
 */
static void guest_reset(SimVM *vm)
{
    /* Reset control register of the PC */
    qtest_outb(vm->qts, 0xcf9, 0x02);
    qtest_outb(vm->qts, 0xcf9, 0x06);
    qtest_qmp_eventwait(vm->qts, "RESET");
}

static void test_restart_cause(void)
{
    const uint8_t chassis_reset[] = { 0x00, 0x02, 0x03 };
    SimVM *vm = sim_vm_start("", "");

    /* The interface is reset too, maybe before the answer is there */
    ipmi_driver_request(&vm->bt, 0, chassis_reset, sizeof(chassis_reset));
    qtest_qmp_eventwait(vm->qts, "RESET");
    guest_reset(vm);
    sim_check(vm, "00 07", "00 01 ??");
    guest_reset(vm);
    sim_check(vm, "00 07", "00 0a ??");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 07", "00 02 ??");
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/app/device-id", test_device_id);
    qtest_add_func("/ipmi-sim/app/device-id/properties",
                   test_device_id_properties);
    qtest_add_func("/ipmi-sim/app/device-id/like-10.0",
                   test_device_id_like_10_0);
    qtest_add_func("/ipmi-sim/app/reset-and-self-test",
                   test_reset_and_self_test);
    qtest_add_func("/ipmi-sim/app/reservations", test_reservations);
    qtest_add_func("/ipmi-sim/app/unrealized", test_unrealized);
    qtest_add_func("/ipmi-sim/app/slave-address", test_slave_address);
    qtest_add_func("/ipmi-sim/app/acpi-state", test_acpi_state);
    qtest_add_func("/ipmi-sim/app/guid/property", test_guid_property);
    qtest_add_func("/ipmi-sim/app/guid/of-vm", test_guid_of_vm);
    qtest_add_func("/ipmi-sim/app/guid/of-two", test_guid_of_two);
    qtest_add_func("/ipmi-sim/app/interface-capabilities",
                   test_interface_capabilities);
    qtest_add_func("/ipmi-sim/app/interface-capabilities/kcs",
                   test_interface_capabilities_kcs);
    qtest_add_func("/ipmi-sim/app/master-write-read", test_master_write_read);
    qtest_add_func("/ipmi-sim/app/unknown", test_unknown);
    qtest_add_func("/ipmi-sim/app/luns", test_luns);
    qtest_add_func("/ipmi-sim/app/restart-cause", test_restart_cause);
    return g_test_run();
}
