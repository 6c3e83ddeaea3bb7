/*
 * Test of all IPMI interfaces and ipmi-bmc-extern: made right or wrong,
 * several of them, and plugged in while the machine runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <sys/wait.h>
#include "qobject/qdict.h"
#include "ipmi-bench.h"

#define CC_INIT 0xd2

/* ACPI PCI hotplug of the pc machine: a bit a slot, written to eject */
#define ACPI_EJECT 0xae08

#define CHARDEV(id) " -chardev null,id=" id
#define BMC(id)     CHARDEV("c" id) " -device ipmi-bmc-extern,chardev=c" id \
                    ",id=" id

/*
 * QEMU on its own, without a qtest connection
 */

static void start(const char *args, GPid *pid, int *in, int *err)
{
    g_autofree char *line = g_strdup_printf(
        "%s -accel qtest -display none -qmp stdio " IPMI_BENCH_MACHINE "%s",
        g_getenv("QTEST_QEMU_BINARY"), args);
    g_auto(GStrv) argv = NULL;
    GError *error = NULL;

    g_assert_true(g_shell_parse_argv(line, NULL, &argv, NULL));
    g_spawn_async_with_pipes(NULL, argv, NULL,
                             G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                             G_SPAWN_STDOUT_TO_DEV_NULL,
                             NULL, NULL, pid, in, NULL, err, &error);
    g_assert_no_error(error);
}

static char *read_all(int fd)
{
    GString *text = g_string_new(NULL);
    char buf[512];
    ssize_t len;

    while ((len = read(fd, buf, sizeof(buf))) > 0) {
        g_string_append_len(text, buf, len);
    }
    close(fd);
    return g_string_free(text, FALSE);
}

/* Runs QEMU with QMP commands; returns what it wrote to stderr */
static char *run(const char *args, const char *commands, int *status)
{
    g_autofree char *script = g_strdup_printf(
        "{'execute': 'qmp_capabilities'} %s {'execute': 'quit'}\n", commands);
    char *text;
    GPid pid;
    int in, err;

    start(args, &pid, &in, &err);
    if (write(in, script, strlen(script)) < 0) {
        /* It has ended already, see main() about the signal */
        g_test_message("QEMU has not read its commands");
    }
    text = read_all(err);
    close(in);
    g_assert_cmpint(waitpid(pid, status, 0), ==, pid);
    g_test_message("%s", text);
    return text;
}

/*
 * Refused
 */

/* With KIND in it: for each kind of channel */
static const struct {
    const char *args;
    const char *message;
} refused[] = {
    { "-device isa-ipmi-KIND", "property 'bmc' must name" },
    { "-device pci-ipmi-KIND", "property 'bmc' must name" },
    { BMC("b") " -device isa-ipmi-KIND,bmc=b"
      " -device isa-ipmi-KIND,bmc=b,ioport=0xca0,irq=9",
      "property 'bmc': b is in use" },
    { BMC("b") " -device isa-ipmi-KIND,bmc=b -device pci-ipmi-KIND,bmc=b",
      "property 'bmc': b is in use" },
    { BMC("b") " -device pci-ipmi-KIND,bmc=b -device isa-ipmi-KIND,bmc=b",
      "property 'bmc': b is in use" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b -device isa-ipmi-kcs,bmc=b",
      "property 'bmc': b is in use" },
    { BMC("b") " -device pci-ipmi-kcs,bmc=b -device pci-ipmi-bt,bmc=b",
      "property 'bmc': b is in use" },
    { "-device isa-ipmi-KIND,bmc=nobody", "bmc=nobody" },
    { "-device isa-ipmi-KIND,bmc=b" BMC("b"), "bmc=b" },
    { "-device pci-testdev,id=t -device isa-ipmi-KIND,bmc=t", "'bmc'" },
    { BMC("b") " -device isa-ipmi-KIND,bmc=b,irq=16", "property 'irq'" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b,ioport=0xfffe",
      "property 'ioport' must leave room for 3" },
    { BMC("b") " -device isa-ipmi-kcs,bmc=b,ioport=0xffff",
      "property 'ioport' must leave room for 2" },
    { BMC("b") " -device isa-ipmi-KIND,bmc=b,ioport=0x100e4",
      "property 'ioport'" },
    { "-device ipmi-bmc-extern", "property 'chardev'" },
    { "-device ipmi-bmc-extern,chardev=nobody", "chardev=nobody" },
    { BMC("b") " -device ipmi-bmc-extern,chardev=cb", "chardev" },
    { CHARDEV("c") " -device ipmi-bmc-extern,chardev=c,response-timeout-ms=0",
      "property 'response-timeout-ms'" },
    { "-device ipmi-bmc-sim,slave_addr=0x21", "slave_addr: 0x21 is odd" },
    { "-device ipmi-bmc-sim,slave_addr=0xff", "slave_addr: 0xff is odd" },
    { "-device ipmi-bmc-sim,device_rev=0x10", "device_rev: 0x10 is more" },
    { "-device ipmi-bmc-sim,fwrev1=0x80", "fwrev1: 0x80 is more" },
    { "-device ipmi-bmc-sim,mfg_id=0x100000", "mfg_id: 0x100000 is more" },
    { "-device ipmi-bmc-sim,lan.channel=12", "lan.channel: 12 is not" },
    { "-device ipmi-bmc-sim,lan.ipsrc=5", "lan.ipsrc: 5 is not" },
    { "-device ipmi-bmc-sim,lan.ipaddr=192.0.2", "lan.ipaddr: '192.0.2' is" },
    { "-device ipmi-bmc-sim,lan.netmask=", "lan.netmask: '' is no" },
    { "-device ipmi-bmc-sim,lan.defgw_ipaddr=::1", "lan.defgw_ipaddr: '::1'" },
    { "-device ipmi-bmc", "non-abstract" },
    { "-device isa-ipmi", "non-abstract" },
    { "-device pci-ipmi", "non-abstract" },
};

static char *with_kind(const char *args, const char *kind)
{
    g_auto(GStrv) parts = g_strsplit(args, "KIND", -1);

    return g_strjoinv(kind, parts);
}

static void check_refused(const char *args, const char *message)
{
    g_autofree char *text = NULL;
    int status;

    g_test_message("arguments: %s", args);
    text = run(args, "", &status);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
    g_assert_nonnull(strstr(text, message));
}

static void test_refused(void)
{
    for (int i = 0; i < ARRAY_SIZE(refused); i++) {
        g_autofree char *bt = with_kind(refused[i].args, "bt");
        g_autofree char *kcs = with_kind(refused[i].args, "kcs");

        check_refused(bt, refused[i].message);
        if (!g_str_equal(bt, kcs)) {
            check_refused(kcs, refused[i].message);
        }
    }
}

/*
 * Accepted
 */

static int count(const char *text, const char *part)
{
    int n = 0;

    while ((text = strstr(text, part))) {
        text += strlen(part);
        n++;
    }
    return n;
}

/* Says nothing, or warns that @idle BMCs have no interface */
static void check_accepted(const char *args, int idle)
{
    g_autofree char *text = NULL;
    int status;

    text = run(args, "{'execute': 'system_reset'}"
               "{'execute': 'query-status'}", &status);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 0);
    g_assert_cmpint(count(text, "stays idle"), ==, idle);
    g_assert_cmpint(count(text, "'bmc'"), ==, idle);
    g_assert_cmpint(count(text, "\n"), ==, idle);
}

static void test_accepted(void)
{
    check_accepted(BMC("b") " -device isa-ipmi-bt,bmc=b", 0);
    check_accepted(BMC("b") " -device pci-ipmi-bt,bmc=b", 0);
    check_accepted(BMC("b") " -device isa-ipmi-kcs,bmc=b", 0);
    check_accepted(BMC("b") " -device pci-ipmi-kcs,bmc=b", 0);
    check_accepted(BMC("b") " -device isa-ipmi-bt,bmc=b,irq=0", 0);
    check_accepted(BMC("b") " -device isa-ipmi-kcs,bmc=b,irq=0", 0);
    check_accepted(BMC("b") " -device isa-ipmi-bt,bmc=b,ioport=0xfffd", 0);
    check_accepted(BMC("b") " -device isa-ipmi-kcs,bmc=b,ioport=0xfffe", 0);
    check_accepted(BMC("a") BMC("b") " -device isa-ipmi-kcs,bmc=b"
                   " -device isa-ipmi-bt,bmc=a,ioport=0xca4", 0);
    check_accepted("-chardev ringbuf,id=r"
                   " -device ipmi-bmc-extern,chardev=r,id=b"
                   " -device isa-ipmi-kcs,bmc=b", 0);
}

static void test_idle(void)
{
    check_accepted(BMC("b"), 1);
    check_accepted("-chardev ringbuf,id=r -device ipmi-bmc-extern,chardev=r",
                   1);
    check_accepted(BMC("a") BMC("b") BMC("c") " -device pci-ipmi-bt,bmc=b",
                   2);
}

/*
 * Several
 */

static void expect_state(IPMIBench *b, unsigned state)
{
    g_assert_cmphex(ipmi_driver_state(&b->drv), ==, state);
}

/* Requests at the same time, answered in another order */
static void check_requests(IPMIBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        const uint8_t req[] = { 0x18, 0x01, i };

        ipmi_bench_request(&b[i], 0x40 + i, req, sizeof(req));
    }
    for (int i = n - 1; i >= 0; i--) {
        const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0xf0 + i };

        expect_state(&b[i], IPMI_PENDING);
        ipmi_wire_send_message(b[i].wire, b[i].last_id, rsp, sizeof(rsp));
        ipmi_driver_expect(&b[i].drv, 0x40 + i, rsp, sizeof(rsp));
    }
}

static void check_attention(IPMIBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        ipmi_bench_command(&b[i], WIRE_CMD_ENABLE_IRQ);
        b[i].fe->kind->enable_irq(&b[i].drv);
    }
    for (int i = 0; i < n; i++) {
        ipmi_bench_command(&b[i], WIRE_CMD_ATTN_IRQ);
        for (int j = 0; j < n; j++) {
            g_assert_cmpint(ipmi_bench_irq(&b[j]), ==, i == j);
            expect_state(&b[j], i == j ? IPMI_ATTENTION : 0);
        }
        ipmi_bench_end_attention(&b[i]);
    }
}

/* One BMC goes away, and the others do not notice */
static void check_disconnect(IPMIBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        ipmi_bench_begin(&b[i], i);
    }
    ipmi_wire_close(b[1].wire);
    ipmi_driver_expect_error(&b[1].drv, 1, ipmi_bench_req, CC_INIT);
    ipmi_bench_accept(&b[1]);
    for (int i = 0; i < n; i++) {
        if (i != 1) {
            expect_state(&b[i], IPMI_PENDING);
            ipmi_bench_answer(&b[i]);
            ipmi_driver_expect(&b[i].drv, i, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        }
        ipmi_bench_check(&b[i]);
    }
}

static void check_several(int n)
{
    IPMIBench b[IPMI_BENCH_MANY];

    ipmi_bench_open_many(b, ipmi_bench_many, n, "");
    ipmi_bench_watch_irq(&b[0]);
    check_requests(b, n);
    check_attention(b, n);
    check_disconnect(b, n);
    qtest_system_reset(b[0].qts);
    for (int i = 0; i < n; i++) {
        ipmi_bench_set_up(&b[i]);
        ipmi_wire_expect_command(b[i].wire, WIRE_CMD_RESET);
        ipmi_wire_expect_nothing(b[i].wire, b[i].qts);
    }
    check_requests(b, n);
    ipmi_bench_close_many(b, n);
}

static void test_two(void)
{
    check_several(2);
}

static void test_many(void)
{
    check_several(IPMI_BENCH_MANY);
}

/* What a driver finds a PCI device by (IPMI 2.0 appendix C3) */
static void test_pci_config(const void *front_end)
{
    const IPMIFrontEnd *fe = front_end;
    uint8_t prog_if = g_str_equal(fe->kind->name, "kcs") ? 1 : 2;
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, "", "");
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x00), ==, 0x11121234);
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x08), ==,
                    0x0c070001 | prog_if << 8);
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x10), ==, fe->base | 1);
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x14), ==, 0);
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x2c), ==, 0x11001af4);
    /* INTA */
    g_assert_cmphex(ipmi_bench_pci_config(&b, 0x3c) >> 8, ==, 1);
    ipmi_bench_close(&b);
}

/*
 * While the machine runs
 */

/* Name of the front-end's device, which is a PCI device */
static char *pci_name(const IPMIFrontEnd *fe)
{
    return g_strdup_printf("pci-ipmi-%s", fe->kind->name);
}

static void plug(IPMIBench *b)
{
    g_autofree char *name = pci_name(b->fe);
    g_autofree char *addr = g_strdup_printf("%d", b->fe->slot);

    qtest_qmp_assert_success(b->qts, "{'execute': 'device_add',"
                             " 'arguments': {'driver': %s, 'id': 'plugged',"
                             " 'bmc': 'bmc1', 'addr': %s}}", name, addr);
    ipmi_bench_set_up(b);
}

static void unplug(IPMIBench *b)
{
    qtest_qmp_device_del_send(b->qts, "plugged");
    qtest_outl(b->qts, ACPI_EJECT, 1 << b->fe->slot);
    qtest_qmp_eventwait(b->qts, "DEVICE_DELETED");
}

static void check_not_plugged(QTestState *qts, const char *driver,
                              const char *bmc, const char *message)
{
    QDict *error = qtest_qmp_assert_failure_ref(
        qts, "{'execute': 'device_add', 'arguments': {'driver': %s,"
        " 'id': 'x', %s: %s}}", driver,
        g_str_equal(driver, "ipmi-bmc-extern") ? "chardev" : "bmc", bmc);

    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), message));
    qobject_unref(error);
}

static void check_not_pluggable(IPMIBench *b)
{
    g_autofree char *name = pci_name(b->fe);

    check_not_plugged(b->qts, name, "bmc0", "property 'bmc'");
    check_not_plugged(b->qts, name, "bmc7", "bmc7");
    check_not_plugged(b->qts, "ipmi-bmc-extern", "c1", "ipmi-bmc-extern");
}

/* Interrupts as the BMC has enabled them, once and for all interfaces */
static void check_plugged(IPMIBench *b, uint8_t old_id)
{
    const IPMIDriverOps *ops = b->fe->kind;

    check_not_plugged(b->qts, "pci-ipmi-bt", "bmc1", "property 'bmc'");
    check_not_plugged(b->qts, "pci-ipmi-kcs", "bmc1", "property 'bmc'");
    ops->enable_irq(&b->drv);
    ops->clear_attention(&b->drv);
    ops->end_irq(&b->drv);
    g_assert_false(ipmi_bench_irq(b));
    ipmi_bench_begin(b, 0x44);
    /* An answer to what the interface before it has asked */
    g_assert_cmphex(b->last_id, !=, old_id);
    ipmi_wire_send_message(b->wire, old_id, ipmi_bench_rsp,
                           sizeof(ipmi_bench_rsp));
    ipmi_bench_settle(b);
    g_assert_cmphex(ipmi_driver_state(&b->drv) & ~IPMI_ATTENTION, ==,
                    IPMI_PENDING);
    ipmi_bench_answer(b);
    g_assert_true(ipmi_bench_irq(b));
    ipmi_driver_expect(&b->drv, 0x44, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
}

/* What the BMC says holds for the interface that comes after it */
static void test_hotplug(const void *fe)
{
    IPMIBench b = { .fe = fe, .wire = ipmi_wire_new() };

    ipmi_wire_listen(b.wire);
    b.qts = qtest_initf(IPMI_BENCH_MACHINE "-chardev null,id=c0"
                        " -device ipmi-bmc-extern,id=bmc0,chardev=c0"
                        " -device isa-ipmi-bt,bmc=bmc0"
                        " -chardev socket,id=c1,path=%s,reconnect-ms=10"
                        " -device ipmi-bmc-extern,id=bmc1,chardev=c1",
                        ipmi_wire_path(b.wire));
    ipmi_bench_watch_irq(&b);
    ipmi_bench_accept(&b);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    ipmi_bench_command(&b, WIRE_CMD_ATTN);
    for (int i = 0; i < 5; i++) {
        uint8_t old_id = b.last_id;

        check_not_pluggable(&b);
        plug(&b);
        ipmi_driver_wait_state(&b.drv, IPMI_ATTENTION, IPMI_ATTENTION);
        check_plugged(&b, old_id);
        ipmi_bench_begin(&b, i);
        unplug(&b);
        ipmi_wire_step_ms(b.qts, 5000);
    }
    ipmi_bench_close(&b);
}

/* Wakes QEMU after a moment in which more has come for it to do */
static gpointer wake(gpointer opaque)
{
    g_usleep(20 * 1000);
    kill(qtest_pid(opaque), SIGCONT);
    return NULL;
}

/* The guest lets the interface go in the very moment when bytes come for it */
static void test_unplug_race(const void *front_end)
{
    const IPMIFrontEnd *fe = front_end;
    IPMIBench b;

    for (int i = 0; i < 10; i++) {
        GThread *waker;

        ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, "", "");
        ipmi_bench_accept(&b);
        ipmi_bench_begin(&b, i);
        qtest_qmp_device_del_send(b.qts, "if0");
        kill(qtest_pid(b.qts), SIGSTOP);
        ipmi_wire_send_command(b.wire, WIRE_CMD_ENABLE_IRQ);
        ipmi_wire_send_command(b.wire, WIRE_CMD_ATTN_IRQ);
        ipmi_wire_send_message(b.wire, b.last_id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        waker = g_thread_new("waker", wake, b.qts);
        qtest_outl(b.qts, ACPI_EJECT, 1 << fe->slot);
        g_thread_join(waker);
        qtest_qmp_eventwait(b.qts, "DEVICE_DELETED");
        ipmi_wire_step_ms(b.qts, 5000);
        ipmi_bench_close(&b);
    }
}

static void set_realized(IPMIBench *b, bool realized)
{
    qtest_qmp_assert_success(b->qts, "{'execute': 'qom-set', 'arguments':"
                             " {'path': '/machine/peripheral/if0',"
                             " 'property': 'realized', 'value': %i}}",
                             realized);
}

/* Nothing is left of an interface that QMP unrealizes, and it can come back */
static void test_unrealized(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, "", "");
    ipmi_bench_accept(&b);
    for (int i = 0; i < 3; i++) {
        ipmi_bench_begin(&b, i);
        set_realized(&b, false);
        for (int reg = 0; reg < 3; reg++) {
            ipmi_driver_write(&b.drv, reg, 0x61);
            g_assert_cmphex(ipmi_driver_read(&b.drv, reg), ==, 0xff);
        }
        ipmi_wire_send_message(b.wire, b.last_id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
        set_realized(&b, true);
        g_assert_cmphex(ipmi_driver_state(&b.drv), ==, 0);
        ipmi_bench_begin(&b, i);
        ipmi_bench_answer(&b);
        ipmi_driver_expect(&b.drv, i, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    }
    ipmi_bench_close(&b);
}

static void add_isa(const char *path, void (*fn)(const void *front_end))
{
    for (int i = 0; i < IPMI_BENCH_MANY; i++) {
        const IPMIFrontEnd *fe = &ipmi_bench_many[i];
        g_autofree char *name = g_strdup_printf("/ipmi-%s/isa-%d/setup/%s",
                                                fe->kind->name, i, path);

        if (!fe->slot) {
            qtest_add_data_func(name, fe, fn);
        }
    }
}

static void add_pci(const char *path, void (*fn)(const void *front_end))
{
    for (int i = 0; i < IPMI_BENCH_MANY; i++) {
        const IPMIFrontEnd *fe = &ipmi_bench_many[i];
        g_autofree char *name = g_strdup_printf("/ipmi-%s/slot-%d/setup/%s",
                                                fe->kind->name, fe->slot,
                                                path);

        if (fe->slot) {
            qtest_add_data_func(name, fe, fn);
        }
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi/setup/refused", test_refused);
    qtest_add_func("/ipmi/setup/accepted", test_accepted);
    qtest_add_func("/ipmi/setup/idle", test_idle);
    qtest_add_func("/ipmi/setup/two", test_two);
    qtest_add_func("/ipmi/setup/many", test_many);
    add_isa("unrealized", test_unrealized);
    add_pci("pci-config", test_pci_config);
    add_pci("hotplug", test_hotplug);
    add_pci("unplug-race", test_unplug_race);
    return g_test_run();
}
