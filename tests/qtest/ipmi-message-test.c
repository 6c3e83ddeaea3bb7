/*
 * Test of all IPMI interfaces: messages of many lengths and each value, and
 * who may interrupt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bench.h"
#include "ipmi-bt-driver.h"
#include "ipmi-kcs-driver.h"

static void test_greeting(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_ONCE, "", "");
    ipmi_bench_accept(&b);
    /* The reset that starts the machine is not told to the BMC */
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_close(&b);
}

static void fill_pattern(uint8_t *bytes, size_t len, uint8_t first)
{
    for (size_t i = 0; i < len; i++) {
        bytes[i] = first + i;
    }
}

static bool is_edge(size_t len, size_t max)
{
    return len < 10 || len + 10 > max;
}

static void test_lengths(const void *fe)
{
    size_t max = ((const IPMIFrontEnd *)fe)->kind->msg_max;
    uint8_t req[IPMI_DRIVER_MSG_MAX], rsp[IPMI_DRIVER_MSG_MAX + 1];
    uint8_t last = 0;
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    /* The channels' own tests have every length */
    for (size_t len = 2; len <= max; len += is_edge(len, max) ? 1 : 7) {
        fill_pattern(req, len, len * 5);
        fill_pattern(rsp, len + 1, 0xff - len * 3);
        req[0] = 0x18;
        rsp[0] = 0x1c;
        req[1] = rsp[1] = 0x01;
        ipmi_bench_exchange(&b, len, req, len, rsp,
                            MIN(len + 1, max));
        if (len > 2) {
            g_assert_cmphex(b.last_id, ==, (uint8_t)(last + 1));
        }
        last = b.last_id;
    }
    ipmi_bench_close(&b);
}

/* Each value in each place: netfn/lun, sequence number, cmd, data */
static void test_values(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int v = 0; v < 256; v++) {
        const uint8_t req[] = { v, v, v, 0xff - v };
        const uint8_t rsp[] = { v | 4, v, v, 0xff - v };

        ipmi_bench_exchange(&b, v, req, sizeof(req), rsp, sizeof(rsp));
    }
    ipmi_bench_close(&b);
}

/* Until the BMC says that it can take interrupts, there are none */
static void test_irq_off_at_start(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_watch_irq(&b);
    b.drv.ops->enable_irq(&b.drv);
    ipmi_bench_begin(&b, 1);
    ipmi_bench_answer(&b);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    g_assert_true(ipmi_bench_irq(&b));
    ipmi_bench_command(&b, WIRE_CMD_DISABLE_IRQ);
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_driver_expect(&b.drv, 1, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    g_assert_false(ipmi_bench_irq(&b));
    ipmi_bench_close(&b);
}

/* The property irq says that there is no line */
static void test_irq_none(const void *opaque)
{
    const IPMIDriverOps *kind = opaque;
    g_autofree char *device = g_strdup_printf("isa-ipmi-%s,irq=0,ioport=0xca8",
                                              kind->name);
    const IPMIFrontEnd no_irq = {
        .kind = kind,
        .device = device,
        .base = 0xca8,
        .irq = 5,
    };
    IPMIBench b;

    ipmi_bench_open(&b, &no_irq);
    ipmi_bench_watch_irq(&b);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    kind->enable_irq(&b.drv);
    ipmi_bench_begin(&b, 1);
    ipmi_bench_answer(&b);
    if (kind == &ipmi_bt_driver) {
        /* The register has it all the same */
        g_assert_cmphex(bt_driver_intmask(&b.drv), ==, B2H_IRQ_EN | B2H_IRQ);
    }
    g_assert_false(qtest_get_irq(b.qts, 5));
    g_assert_false(qtest_get_irq(b.qts, 0));
    ipmi_driver_expect(&b.drv, 1, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add("greeting", test_greeting);
    ipmi_bench_add("message/lengths", test_lengths);
    ipmi_bench_add("message/values", test_values);
    ipmi_bench_add("irq/off-at-start", test_irq_off_at_start);
    qtest_add_data_func("/ipmi-bt/isa/irq/none", &ipmi_bt_driver,
                        test_irq_none);
    qtest_add_data_func("/ipmi-kcs/isa/irq/none", &ipmi_kcs_driver,
                        test_irq_none);
    return g_test_run();
}
