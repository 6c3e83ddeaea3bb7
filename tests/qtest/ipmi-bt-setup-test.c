/*
 * Test of isa-ipmi-bt, pci-ipmi-bt and ipmi-bmc-extern: made right or wrong,
 * several of them, and plugged in while the machine runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <sys/wait.h>
#include "qobject/qdict.h"
#include "ipmi-bt-bench.h"

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
        "%s -accel qtest -display none -qmp stdio " BT_BENCH_MACHINE "%s",
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

static const struct {
    const char *args;
    const char *message;
} refused[] = {
    { "-device isa-ipmi-bt", "property 'bmc' must name" },
    { "-device pci-ipmi-bt", "property 'bmc' must name" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b"
      " -device isa-ipmi-bt,bmc=b,ioport=0xca0,irq=9",
      "property 'bmc': b is in use" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b -device pci-ipmi-bt,bmc=b",
      "property 'bmc': b is in use" },
    { BMC("b") " -device pci-ipmi-bt,bmc=b -device isa-ipmi-bt,bmc=b",
      "property 'bmc': b is in use" },
    { "-device isa-ipmi-bt,bmc=nobody", "bmc=nobody" },
    { "-device isa-ipmi-bt,bmc=b" BMC("b"), "bmc=b" },
    { "-device pci-testdev,id=t -device isa-ipmi-bt,bmc=t", "'bmc'" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b,irq=16", "property 'irq'" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b,ioport=0xfffe",
      "property 'ioport'" },
    { BMC("b") " -device isa-ipmi-bt,bmc=b,ioport=0x100e4",
      "property 'ioport'" },
    { "-device ipmi-bmc-extern", "property 'chardev'" },
    { "-device ipmi-bmc-extern,chardev=nobody", "chardev=nobody" },
    { BMC("b") " -device ipmi-bmc-extern,chardev=cb", "chardev" },
    { CHARDEV("c") " -device ipmi-bmc-extern,chardev=c,response-timeout-ms=0",
      "property 'response-timeout-ms'" },
    { "-device ipmi-bmc", "non-abstract" },
};

static void test_refused(void)
{
    for (int i = 0; i < ARRAY_SIZE(refused); i++) {
        g_autofree char *text = NULL;
        int status;

        g_test_message("arguments: %s", refused[i].args);
        text = run(refused[i].args, "", &status);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), ==, 1);
        g_assert_nonnull(strstr(text, refused[i].message));
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
    check_accepted(BMC("b") " -device isa-ipmi-bt,bmc=b,irq=0", 0);
    check_accepted(BMC("b") " -device isa-ipmi-bt,bmc=b,ioport=0xfffd", 0);
    check_accepted(BMC("a") BMC("b") " -device isa-ipmi-bt,bmc=b"
                   " -device isa-ipmi-bt,bmc=a,ioport=0xca0", 0);
    check_accepted("-chardev ringbuf,id=r"
                   " -device ipmi-bmc-extern,chardev=r,id=b"
                   " -device isa-ipmi-bt,bmc=b", 0);
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

/* Requests at the same time, answered in another order */
static void check_requests(BTBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        const uint8_t req[] = { 0x18, 0x01, i };

        bt_bench_request(&b[i], 0x40 + i, req, sizeof(req));
    }
    for (int i = n - 1; i >= 0; i--) {
        const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0xf0 + i };

        g_assert_cmphex(bt_bench_ctrl(&b[i]), ==, B_BUSY);
        ipmi_wire_send_message(b[i].wire, b[i].last_id, rsp, sizeof(rsp));
        bt_driver_expect(&b[i].bt, 0x40 + i, rsp, sizeof(rsp));
    }
}

static void check_attention(BTBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        bt_bench_command(&b[i], WIRE_CMD_ENABLE_IRQ);
        bt_bench_set_intmask(&b[i], B2H_IRQ_EN);
    }
    for (int i = 0; i < n; i++) {
        bt_bench_command(&b[i], WIRE_CMD_ATTN_IRQ);
        for (int j = 0; j < n; j++) {
            g_assert_cmphex(bt_bench_ctrl(&b[j]), ==, i == j ? SMS_ATN : 0);
            g_assert_cmpint(bt_bench_irq(&b[j]), ==, i == j);
        }
        bt_bench_command(&b[i], WIRE_CMD_NOATTN);
        bt_bench_set_intmask(&b[i], B2H_IRQ_EN | B2H_IRQ);
    }
}

/* One BMC goes away, and the others do not notice */
static void check_disconnect(BTBench *b, int n)
{
    for (int i = 0; i < n; i++) {
        bt_bench_begin(&b[i], i);
    }
    ipmi_wire_close(b[1].wire);
    bt_driver_expect_error(&b[1].bt, 1, bt_bench_req, CC_INIT);
    bt_bench_accept(&b[1]);
    for (int i = 0; i < n; i++) {
        if (i != 1) {
            g_assert_cmphex(bt_bench_ctrl(&b[i]), ==, B_BUSY);
            bt_bench_answer(&b[i]);
            bt_driver_expect(&b[i].bt, i, bt_bench_rsp, sizeof(bt_bench_rsp));
        }
        bt_bench_check(&b[i]);
    }
}

static void check_several(int n)
{
    BTBench b[4];

    bt_bench_open_many(b, bt_bench_four, n, "");
    bt_bench_watch_irq(&b[0]);
    check_requests(b, n);
    check_attention(b, n);
    check_disconnect(b, n);
    qtest_system_reset(b[0].qts);
    for (int i = 0; i < n; i++) {
        bt_bench_set_up(&b[i]);
        ipmi_wire_expect_command(b[i].wire, WIRE_CMD_RESET);
        ipmi_wire_expect_nothing(b[i].wire, b[i].qts);
    }
    check_requests(b, n);
    bt_bench_close_many(b, n);
}

static void test_two(void)
{
    check_several(2);
}

static void test_four(void)
{
    check_several(4);
}

/*
 * While the machine runs
 */

static void plug(BTBench *b)
{
    qtest_qmp_device_add(b->qts, "pci-ipmi-bt", "bt", "{'bmc': 'bmc1',"
                         " 'addr': '5'}");
    bt_bench_set_up(b);
}

static void unplug(BTBench *b)
{
    qtest_qmp_device_del_send(b->qts, "bt");
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

static void check_not_pluggable(QTestState *qts)
{
    check_not_plugged(qts, "pci-ipmi-bt", "bmc0", "property 'bmc'");
    check_not_plugged(qts, "pci-ipmi-bt", "bmc7", "bmc7");
    check_not_plugged(qts, "ipmi-bmc-extern", "c1", "ipmi-bmc-extern");
}

/* Interrupts as the BMC has enabled them, once and for all interfaces */
static void check_plugged(BTBench *b, uint8_t old_id)
{
    check_not_plugged(b->qts, "pci-ipmi-bt", "bmc1", "property 'bmc'");
    bt_bench_set_intmask(b, B2H_IRQ_EN | B2H_IRQ);
    bt_bench_set_ctrl(b, SMS_ATN);
    bt_bench_set_intmask(b, B2H_IRQ_EN | B2H_IRQ);
    g_assert_false(bt_bench_irq(b));
    bt_bench_begin(b, 0x44);
    /* An answer to what the interface before it has asked */
    g_assert_cmphex(b->last_id, !=, old_id);
    ipmi_wire_send_message(b->wire, old_id, bt_bench_rsp,
                           sizeof(bt_bench_rsp));
    bt_bench_settle(b);
    g_assert_cmphex(bt_bench_ctrl(b), ==, B_BUSY);
    bt_bench_answer(b);
    g_assert_true(bt_bench_irq(b));
    bt_driver_expect(&b->bt, 0x44, bt_bench_rsp, sizeof(bt_bench_rsp));
}

/* What the BMC says holds for the interface that comes after it */
static void test_hotplug(void)
{
    BTBench b = { .fe = &bt_bench_four[3], .wire = ipmi_wire_new() };

    ipmi_wire_listen(b.wire);
    b.qts = qtest_initf(BT_BENCH_MACHINE "-chardev null,id=c0"
                        " -device ipmi-bmc-extern,id=bmc0,chardev=c0"
                        " -device isa-ipmi-bt,bmc=bmc0"
                        " -chardev socket,id=c1,path=%s,reconnect-ms=10"
                        " -device ipmi-bmc-extern,id=bmc1,chardev=c1",
                        ipmi_wire_path(b.wire));
    bt_bench_watch_irq(&b);
    bt_bench_accept(&b);
    bt_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    bt_bench_command(&b, WIRE_CMD_ATTN);
    for (int i = 0; i < 5; i++) {
        uint8_t old_id = b.last_id;

        check_not_pluggable(b.qts);
        plug(&b);
        bt_driver_wait_ctrl(&b.bt, SMS_ATN, SMS_ATN);
        check_plugged(&b, old_id);
        bt_bench_begin(&b, i);
        unplug(&b);
        ipmi_wire_step_ms(b.qts, 5000);
    }
    bt_bench_close(&b);
}

/* Wakes QEMU after a moment in which more has come for it to do */
static gpointer wake(gpointer opaque)
{
    g_usleep(20 * 1000);
    kill(qtest_pid(opaque), SIGCONT);
    return NULL;
}

/* The guest lets the interface go in the very moment when bytes come for it */
static void test_unplug_race(void)
{
    const BTFrontEnd *fe = &bt_bench_four[1];
    BTBench b;

    for (int i = 0; i < 10; i++) {
        GThread *waker;

        bt_bench_start(&b, fe, BT_CONNECT_AGAIN, "", "");
        bt_bench_accept(&b);
        bt_bench_begin(&b, i);
        qtest_qmp_device_del_send(b.qts, "bt0");
        kill(qtest_pid(b.qts), SIGSTOP);
        ipmi_wire_send_command(b.wire, WIRE_CMD_ENABLE_IRQ);
        ipmi_wire_send_command(b.wire, WIRE_CMD_ATTN_IRQ);
        ipmi_wire_send_message(b.wire, b.last_id, bt_bench_rsp,
                               sizeof(bt_bench_rsp));
        waker = g_thread_new("waker", wake, b.qts);
        qtest_outl(b.qts, ACPI_EJECT, 1 << fe->slot);
        g_thread_join(waker);
        qtest_qmp_eventwait(b.qts, "DEVICE_DELETED");
        ipmi_wire_step_ms(b.qts, 5000);
        bt_bench_close(&b);
    }
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-bt/setup/refused", test_refused);
    qtest_add_func("/ipmi-bt/setup/accepted", test_accepted);
    qtest_add_func("/ipmi-bt/setup/idle", test_idle);
    qtest_add_func("/ipmi-bt/setup/two", test_two);
    qtest_add_func("/ipmi-bt/setup/four", test_four);
    qtest_add_func("/ipmi-bt/setup/hotplug", test_hotplug);
    qtest_add_func("/ipmi-bt/setup/unplug-race", test_unplug_race);
    return g_test_run();
}
