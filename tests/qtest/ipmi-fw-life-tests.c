/*
 * Tests of responders and ipmi-host-extern: resets, connections, set-up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "ipmi-fw-fixture.h"

/* What the host is told about ATTN in a phase */
static uint8_t attention(const FWPhase *phase)
{
    return phase->attention ? WIRE_CMD_ATTN_IRQ : WIRE_CMD_NOATTN;
}

/*
 * Resets
 */

/* The BMC machine: the host gets an answer to each request, and NOATTN */
static void test_bmc_reset(FW *t, const FWPhase *phase)
{
    qtest_system_reset(t->qts);
    fw_expect_open(t, phase, CC_BMC_INIT);
    if (phase->attention) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    t->fw->check_reset(t);
    g_assert_false(fw_irq(t));
    /* Neither can the old requests time out, nor are new ones heard yet */
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_send(t, 0x31, 0x18, 0x42);
    fw_expect_code(t, 0x31, 0x18, 0x42, CC_BMC_INIT);
    fw_listen(t);
    fw_check_works(t);
}

/* Firmware that does not notice a reset goes on with what it was doing */
static void test_bmc_reset_unnoticed(FW *t, const FWPhase *phase)
{
    qtest_system_reset(t->qts);
    fw_expect_open(t, phase, CC_BMC_INIT);
    if (phase->attention) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    t->fw->babble(t);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_listen(t);
    fw_check_works(t);
}

/* The host machine: it forgets its requests, and ATTN is reported anew */
static void test_host_reset(FW *t, const FWPhase *phase)
{
    ipmi_wire_send_command(t->host, WIRE_CMD_RESET);
    ipmi_wire_expect_command(t->host, attention(phase));
    t->fw->go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/* It does not wait for the firmware to be done with the old request */
static void test_host_reset_at_once(FW *t, const FWPhase *phase)
{
    ipmi_wire_send_command(t->host, WIRE_CMD_RESET);
    fw_send_marked(t, 0x31, 0x99);
    ipmi_wire_expect_command(t->host, attention(phase));
    ipmi_wire_settle(t->qts);
    t->fw->go_on(t, phase);
    fw_expect_mark(t, 0x31, 0x99);
    fw_check_works(t);
}

/* The firmware ceases to listen, and begins again */
static void test_disable(FW *t, const FWPhase *phase)
{
    t->fw->deaf(t);
    fw_expect_open(t, phase, CC_BMC_INIT);
    fw_send(t, 0x44, 0x18, 0x42);
    fw_expect_code(t, 0x44, 0x18, 0x42, CC_BMC_INIT);
    t->fw->go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_listen(t);
    fw_check_works(t);
}

/*
 * Connections
 */

static void reconnect(FW *t, const FWPhase *phase)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    fw_connect(t, attention(phase));
}

/* The firmware is done before the host comes back */
static void test_disconnect_early(FW *t, const FWPhase *phase)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    t->fw->go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    fw_connect(t, attention(phase));
    fw_check_works(t);
}

/* It answers when the host is there again, yet has not asked anything */
static void test_disconnect_late(FW *t, const FWPhase *phase)
{
    reconnect(t, phase);
    t->fw->go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/* And when the host has asked anew, with the same number */
static void test_disconnect_ask(FW *t, const FWPhase *phase)
{
    reconnect(t, phase);
    fw_send_marked(t, 0x31, 0x99);
    ipmi_wire_settle(t->qts);
    t->fw->go_on(t, phase);
    fw_expect_mark(t, 0x31, 0x99);
    fw_check_works(t);
}

/* Attention that comes up or goes away while nobody listens */
static void test_attention_unheard(FW *t)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    t->fw->set_attention(t);
    fw_connect(t, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    qtest_system_reset(t->qts);
    fw_connect(t, WIRE_CMD_NOATTN);
}

/* The host's socket is there first, and QEMU keeps trying when it is gone */
static void test_client(const FWBoard *board)
{
    static const uint8_t greeting[] = {
        0xff, 0x01, 0xa1, 0x05, 0xa1, 0x00, 0xa1,
    };
    FW *t = fw_new(board);
    g_autofree char *chardev = g_strdup_printf("socket,path=%s,"
                                               "reconnect-ms=20",
                                               ipmi_wire_path(t->host));

    ipmi_wire_listen(t->host);
    fw_launch(t, chardev, "", "");
    fw_listen(t);
    for (int i = 0; i < 3; i++) {
        ipmi_wire_accept(t->host);
        ipmi_wire_expect_raw(t->host, greeting, sizeof(greeting));
        fw_check_works(t);
        fw_send(t, 0x05, 0x18, 0x42);
        fw_next(t, &t->taken);
        ipmi_wire_close(t->host);
        if (i == 1) {
            ipmi_wire_stop_listening(t->host);
            ipmi_wire_settle(t->qts);
            ipmi_wire_listen(t->host);
        }
    }
    fw_stop(t);
}

/* All of the firmware's life without a host at the other end */
static void lonely_life(FW *t)
{
    for (int i = 0; i < 2; i++) {
        fw_listen(t);
        t->fw->babble(t);
        t->fw->set_attention(t);
        ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
        qtest_system_reset(t->qts);
        t->fw->check_reset(t);
    }
    fw_stop(t);
}

static void lonely_life_with(const FWBoard *board, const char *chardev)
{
    FW *t = fw_new(board);

    fw_launch(t, chardev, "", "");
    lonely_life(t);
}

static void test_never_connected(const FWBoard *board)
{
    FW *t = fw_new(board);
    g_autofree char *server = g_strdup_printf("socket,path=%s,server=on,"
                                              "wait=off",
                                              ipmi_wire_path(t->host));
    g_autofree char *client = g_strdup_printf("socket,path=%s,"
                                              "reconnect-ms=20",
                                              ipmi_wire_path(t->host));

    lonely_life_with(board, server);
    lonely_life_with(board, client);
    ipmi_wire_free(t->host);
    g_free(t);
}

/* Chardevs that are connected from the start, and answer nothing */
static void test_other_chardevs(const FWBoard *board)
{
    lonely_life_with(board, "null");
    lonely_life_with(board, "ringbuf");
}

/* Bytes that are there before the machine is */
static void test_early_data(const FWBoard *board)
{
    static const uint8_t rest[] = { 0xff, 0x01, 0xa1, 0x05, 0xa1, 0x00, 0xa1 };
    FW *t = fw_new(board);
    g_autofree char *chardev = g_strdup_printf("socket,path=%s",
                                               ipmi_wire_path(t->host));

    ipmi_wire_listen(t->host);
    fw_launch(t, chardev, "", "-S");
    ipmi_wire_accept(t->host);
    fw_send(t, 0x01, 0x18, 0x42);
    ipmi_wire_expect_raw(t->host, rest, sizeof(rest));
    fw_expect_code(t, 0x01, 0x18, 0x42, CC_BMC_INIT);
    qtest_qmp_assert_success(t->qts, "{ 'execute': 'cont' }");
    fw_listen(t);
    fw_check_works(t);
    fw_stop(t);
}

/* The chardev is exchanged under a running machine */
static void test_chardev_change(FW *t, const FWPhase *phase)
{
    IPMIWire *old = t->host;

    t->host = ipmi_wire_new();
    qtest_qmp_assert_success(t->qts, "{ 'execute': 'chardev-change',"
        " 'arguments': { 'id': 'host', 'backend': { 'type': 'socket',"
        " 'data': { 'addr': { 'type': 'unix', 'data': { 'path': %s } },"
        " 'server': true, 'wait': false } } } }", ipmi_wire_path(t->host));
    ipmi_wire_expect_closed(old);
    ipmi_wire_free(old);
    fw_connect(t, attention(phase));
    t->fw->go_on(t, phase);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
}

/*
 * Set-up
 */

static void expect_no_hotplug(QDict *rsp)
{
    const char *desc;

    g_assert_true(qdict_haskey(rsp, "error"));
    desc = qdict_get_str(qdict_get_qdict(rsp, "error"), "desc");
    g_assert_nonnull(strstr(desc, "does not support hotplugging"));
    qobject_unref(rsp);
}

/* A host neither goes nor comes while the firmware has its request */
static void test_hotplug(FW *t)
{
    fw_listen(t);
    fw_send_marked(t, 0x31, 0x99);
    fw_next(t, &t->taken);
    for (int i = 0; i < 2; i++) {
        expect_no_hotplug(qtest_qmp(t->qts, "{ 'execute': 'device_del',"
            " 'arguments': { 'id': '/machine/peripheral-anon/device[0]' } }"));
        expect_no_hotplug(qtest_qmp(t->qts, "{ 'execute': 'device_add',"
            " 'arguments': { 'driver': 'ipmi-host-extern', 'id': 'more',"
            " 'chardev': 'host', 'responder': %s } }", t->board->responder));
    }
    fw_answer_mark(t);
    fw_expect_mark(t, 0x31, 0x99);
    fw_check_works(t);
}

/* QMP can unrealize a part of a chip; the firmware still has its registers */
static void test_unrealized(FW *t)
{
    fw_listen(t);
    for (int realized = 0; realized < 2; realized++) {
        qtest_qmp_assert_success(t->qts, "{ 'execute': 'qom-set',"
            " 'arguments': { 'path': %s, 'property': 'realized',"
            " 'value': %i } }", t->board->responder, realized);
        fw_check_works(t);
    }
}

/*
 * QEMU must end by itself, with a message that holds @text. If it does not,
 * "quit" ends it, with another status.
 */
static void check_refused(const FWBoard *board, const char *args,
                          const char *text)
{
    g_auto(GStrv) parts = g_strsplit(args, "RESPONDER", -1);
    g_autofree char *real_args = g_strjoinv(board->responder, parts);
    g_autofree char *script =
        g_strdup_printf("echo quit | %s -accel qtest -nodefaults -machine %s %s"
                        " -display none -monitor stdio %s 2>&1",
                        getenv("QTEST_QEMU_BINARY"), board->machine,
                        board->options, real_args);
    const char *argv[] = { "/bin/sh", "-c", script, NULL };
    g_autofree char *out = NULL;
    int status;

    g_test_message("%s", script);
    g_assert_true(g_spawn_sync(NULL, (char **)argv, NULL, 0, NULL, NULL, &out,
                               NULL, &status, NULL));
    g_test_message("%s", out);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
    g_assert_nonnull(strstr(out, text));
}

#define HOST "-device ipmi-host-extern"
#define NULL_CHR "-chardev null,id=c "

static void test_refused(const FWBoard *board)
{
    static const struct {
        const char *args;
        const char *text;
    } wrong[] = {
        { NULL_CHR HOST ",chardev=c", "property 'responder' must" },
        { HOST ",responder=RESPONDER", "property 'chardev' must" },
        { HOST ",responder=RESPONDER,chardev=x",
          "ipmi-host-extern.chardev' can't find" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc/x", "not found" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc",
          "'responder', expected: ipmi-responder" },
        { NULL_CHR HOST ",chardev=c,responder=RESPONDER,"
          "response-timeout-ms=0", "property 'response-timeout-ms' must" },
        { NULL_CHR "-chardev null,id=d " HOST ",chardev=c,"
          "responder=RESPONDER " HOST ",chardev=d,"
          "responder=RESPONDER", "property 'responder': /machine" },
        { NULL_CHR HOST ",chardev=c,responder=RESPONDER "
          "-serial chardev:c", "ipmi-host-extern.chardev' can't take" },
    };

    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        check_refused(board, wrong[i].args, wrong[i].text);
    }
}

/* The responder without any host: as if nobody were at the other end */
static void test_no_host(const FWBoard *board)
{
    FW *t = fw_new(board);

    t->qts = qtest_initf("-nodefaults -machine %s %s", board->machine,
                         board->options);
    lonely_life(t);
}

void fw_add_life_tests(const FWBoard *board)
{
    fw_add_phases(board, "bmc-reset", test_bmc_reset);
    fw_add_phases(board, "bmc-reset-unnoticed", test_bmc_reset_unnoticed);
    fw_add_phases(board, "host-reset", test_host_reset);
    fw_add_phases(board, "host-reset-at-once", test_host_reset_at_once);
    fw_add_phases(board, "disable", test_disable);
    fw_add_phases(board, "disconnect/early", test_disconnect_early);
    fw_add_phases(board, "disconnect/late", test_disconnect_late);
    fw_add_phases(board, "disconnect/ask", test_disconnect_ask);
    fw_add_phases(board, "chardev-change", test_chardev_change);
    fw_add(board, "connect/attention", test_attention_unheard);
    fw_add_bare(board, "connect/client", test_client);
    fw_add_bare(board, "connect/never", test_never_connected);
    fw_add_bare(board, "connect/other-chardevs", test_other_chardevs);
    fw_add_bare(board, "connect/early-data", test_early_data);
    fw_add(board, "set-up/hotplug", test_hotplug);
    fw_add(board, "set-up/unrealized", test_unrealized);
    fw_add_bare(board, "set-up/refused", test_refused);
    fw_add_bare(board, "set-up/no-host", test_no_host);
}
