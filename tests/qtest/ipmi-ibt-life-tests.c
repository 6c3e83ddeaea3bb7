/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: resets, connections, set-up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-fixture.h"

/* What the host is told about ATTN in a phase */
static uint8_t attention(IBTPhase phase)
{
    return phase == IBT_ATTENTION ? WIRE_CMD_ATTN_IRQ : WIRE_CMD_NOATTN;
}

/*
 * Resets
 */

static void check_registers_reset(IBT *t)
{
    for (unsigned reg = IBT_CR0; reg <= IBT_INTMASK; reg += 4) {
        g_assert_cmphex(ibt_read(t->qts, reg), ==,
                        reg == IBT_DATA ? 0xff : 0);
    }
    g_assert_false(ibt_irq(t));
}

/* The BMC machine: the host gets an answer to each request, and NOATTN */
static void test_bmc_reset(IBT *t, IBTPhase phase)
{
    qtest_system_reset(t->qts);
    ibt_expect_open(t, phase, CC_BMC_INIT);
    if (phase == IBT_ATTENTION) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    check_registers_reset(t);
    /* Neither can the old requests time out, nor are new ones heard yet */
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_send(t, 0x31, 0x18, 0x42);
    ibt_expect_code(t, 0x31, 0x18, 0x42, CC_BMC_INIT);
    ibt_listen(t->qts);
    ibt_check_works(t);
}

/* Firmware that does not notice a reset goes on with what it was doing */
static void test_bmc_reset_unnoticed(IBT *t, IBTPhase phase)
{
    static const uint8_t rest[] = { 0x01, 0x42, 0x00, 0x00, 0x00 };

    qtest_system_reset(t->qts);
    ibt_expect_open(t, phase, CC_BMC_INIT);
    if (phase == IBT_ATTENTION) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    for (int i = 0; i < ARRAY_SIZE(rest); i++) {
        ibt_read(t->qts, IBT_DATA);
        ibt_write(t->qts, IBT_DATA, rest[i]);
    }
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN | IBT_B_BUSY);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_listen(t->qts);
    ibt_check_works(t);
}

/* The host machine: it forgets its requests, and ATTN is reported anew */
static void test_host_reset(IBT *t, IBTPhase phase)
{
    ipmi_wire_send_command(t->host, WIRE_CMD_RESET);
    ipmi_wire_expect_command(t->host, attention(phase));
    ibt_go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/* It does not wait for the firmware to be done with the old request */
static void test_host_reset_at_once(IBT *t, IBTPhase phase)
{
    ipmi_wire_send_command(t->host, WIRE_CMD_RESET);
    ibt_send_marked(t, 0x31, 0x99);
    ipmi_wire_expect_command(t->host, attention(phase));
    ipmi_wire_settle(t->qts);
    ibt_go_on(t, phase);
    ibt_expect_mark(t, 0x31, 0x99);
    ibt_check_works(t);
}

/* The firmware ceases to listen, and begins again */
static void test_disable(IBT *t, IBTPhase phase)
{
    ibt_write(t->qts, IBT_CR0, 0);
    ibt_expect_open(t, phase, CC_BMC_INIT);
    ibt_send(t, 0x44, 0x18, 0x42);
    ibt_expect_code(t, 0x44, 0x18, 0x42, CC_BMC_INIT);
    ibt_go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_listen(t->qts);
    ibt_check_works(t);
}

/*
 * Connections
 */

static void reconnect(IBT *t, IBTPhase phase)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_connect(t, attention(phase));
}

/* The firmware is done before the host comes back */
static void test_disconnect_early(IBT *t, IBTPhase phase)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ibt_connect(t, attention(phase));
    ibt_check_works(t);
}

/* It answers when the host is there again, yet has not asked anything */
static void test_disconnect_late(IBT *t, IBTPhase phase)
{
    reconnect(t, phase);
    ibt_go_on(t, phase);
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/* And when the host has asked anew, with the same number */
static void test_disconnect_ask(IBT *t, IBTPhase phase)
{
    reconnect(t, phase);
    ibt_send_marked(t, 0x31, 0x99);
    ipmi_wire_settle(t->qts);
    ibt_go_on(t, phase);
    ibt_expect_mark(t, 0x31, 0x99);
    ibt_check_works(t);
}

/* Attention that comes up or goes away while nobody listens */
static void test_attention_unheard(IBT *t)
{
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    ibt_connect(t, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    qtest_system_reset(t->qts);
    ibt_connect(t, WIRE_CMD_NOATTN);
}

/* The host's socket is there first, and QEMU keeps trying when it is gone */
static void test_client(const IBTBoard *board)
{
    static const uint8_t greeting[] = {
        0xff, 0x01, 0xa1, 0x05, 0xa1, 0x00, 0xa1,
    };
    IBT *t = ibt_new(board);
    g_autofree char *chardev = g_strdup_printf("socket,path=%s,"
                                               "reconnect-ms=20",
                                               ipmi_wire_path(t->host));

    ipmi_wire_listen(t->host);
    ibt_launch(t, chardev, "", "");
    ibt_listen(t->qts);
    for (int i = 0; i < 3; i++) {
        ipmi_wire_accept(t->host);
        ipmi_wire_expect_raw(t->host, greeting, sizeof(greeting));
        ibt_check_works(t);
        ibt_send(t, 0x05, 0x18, 0x42);
        ibt_next(t->qts, &t->taken);
        ipmi_wire_close(t->host);
        if (i == 1) {
            ipmi_wire_stop_listening(t->host);
            ipmi_wire_settle(t->qts);
            ipmi_wire_listen(t->host);
        }
    }
    ibt_stop(t);
}

/* All of the firmware's life without a host at the other end */
static void lonely_life(const IBTBoard *board, const char *chardev)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };
    IBT *t = ibt_new(board);

    ibt_launch(t, chardev, "", "");
    for (int i = 0; i < 2; i++) {
        ibt_listen(t->qts);
        for (int val = 0; val < 256; val++) {
            ibt_write(t->qts, IBT_CTRL, val);
            ibt_respond(t->qts, val, rsp, sizeof(rsp));
        }
        ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_SMS_ATN);
        qtest_system_reset(t->qts);
        check_registers_reset(t);
    }
    ibt_stop(t);
}

static void test_never_connected(const IBTBoard *board)
{
    IBT *t = ibt_new(board);
    g_autofree char *server = g_strdup_printf("socket,path=%s,server=on,"
                                              "wait=off",
                                              ipmi_wire_path(t->host));
    g_autofree char *client = g_strdup_printf("socket,path=%s,"
                                              "reconnect-ms=20",
                                              ipmi_wire_path(t->host));

    lonely_life(board, server);
    lonely_life(board, client);
    ipmi_wire_free(t->host);
    g_free(t);
}

/* Chardevs that are connected from the start, and answer nothing */
static void test_other_chardevs(const IBTBoard *board)
{
    lonely_life(board, "null");
    lonely_life(board, "ringbuf");
}

/* Bytes that are there before the machine is */
static void test_early_data(const IBTBoard *board)
{
    static const uint8_t rest[] = { 0xff, 0x01, 0xa1, 0x05, 0xa1, 0x00, 0xa1 };
    IBT *t = ibt_new(board);
    g_autofree char *chardev = g_strdup_printf("socket,path=%s",
                                               ipmi_wire_path(t->host));

    ipmi_wire_listen(t->host);
    ibt_launch(t, chardev, "", "-S");
    ipmi_wire_accept(t->host);
    ibt_send(t, 0x01, 0x18, 0x42);
    ipmi_wire_expect_raw(t->host, rest, sizeof(rest));
    ibt_expect_code(t, 0x01, 0x18, 0x42, CC_BMC_INIT);
    ibt_listen(t->qts);
    ibt_check_works(t);
    ibt_stop(t);
}

/* The chardev is exchanged under a running machine */
static void test_chardev_change(IBT *t, IBTPhase phase)
{
    IPMIWire *old = t->host;

    t->host = ipmi_wire_new();
    qtest_qmp_assert_success(t->qts, "{ 'execute': 'chardev-change',"
        " 'arguments': { 'id': 'host', 'backend': { 'type': 'socket',"
        " 'data': { 'addr': { 'type': 'unix', 'data': { 'path': %s } },"
        " 'server': true, 'wait': false } } } }", ipmi_wire_path(t->host));
    ipmi_wire_expect_closed(old);
    ipmi_wire_free(old);
    ibt_connect(t, attention(phase));
    ibt_go_on(t, phase);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/*
 * Set-up
 */

/*
 * QEMU must end by itself, with a message that holds @text. If it does not,
 * "quit" ends it, with another status.
 */
static void check_refused(const IBTBoard *board, const char *args,
                          const char *text)
{
    g_autofree char *script =
        g_strdup_printf("echo quit | %s -accel qtest -machine %s -display none"
                        " -monitor stdio %s 2>&1", getenv("QTEST_QEMU_BINARY"),
                        board->machine, args);
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

static void test_refused(const IBTBoard *board)
{
    static const struct {
        const char *args;
        const char *text;
    } wrong[] = {
        { NULL_CHR HOST ",chardev=c", "property 'responder' must" },
        { HOST ",responder=/machine/soc/ibt", "property 'chardev' must" },
        { HOST ",responder=/machine/soc/ibt,chardev=x",
          "ipmi-host-extern.chardev' can't find" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc/x", "not found" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc/lpc",
          "'responder', expected: ipmi-responder" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc/ibt,"
          "response-timeout-ms=0", "property 'response-timeout-ms' must" },
        { NULL_CHR "-chardev null,id=d " HOST ",chardev=c,"
          "responder=/machine/soc/ibt " HOST ",chardev=d,"
          "responder=/machine/soc/ibt", "property 'responder': /machine" },
        { NULL_CHR HOST ",chardev=c,responder=/machine/soc/ibt "
          "-serial chardev:c", "ipmi-host-extern.chardev' can't take" },
    };

    for (int i = 0; i < ARRAY_SIZE(wrong); i++) {
        check_refused(board, wrong[i].args, wrong[i].text);
    }
}

/* The iBT without any host: as if nobody were at the other end */
static void test_no_host(const IBTBoard *board)
{
    QTestState *qts = qtest_initf("-machine %s", board->machine);
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    ibt_listen(qts);
    for (int val = 0; val < 256; val++) {
        ibt_write(qts, IBT_CTRL, val);
        ibt_respond(qts, val, rsp, sizeof(rsp));
    }
    g_assert_cmphex(ibt_read(qts, IBT_CTRL), ==, IBT_SMS_ATN);
    qtest_system_reset(qts);
    g_assert_cmphex(ibt_read(qts, IBT_CTRL), ==, 0);
    qtest_quit(qts);
}

void ibt_add_life_tests(const IBTBoard *board)
{
    ibt_add_phases(board, "bmc-reset", test_bmc_reset);
    ibt_add_phases(board, "bmc-reset-unnoticed", test_bmc_reset_unnoticed);
    ibt_add_phases(board, "host-reset", test_host_reset);
    ibt_add_phases(board, "host-reset-at-once", test_host_reset_at_once);
    ibt_add_phases(board, "disable", test_disable);
    ibt_add_phases(board, "disconnect/early", test_disconnect_early);
    ibt_add_phases(board, "disconnect/late", test_disconnect_late);
    ibt_add_phases(board, "disconnect/ask", test_disconnect_ask);
    ibt_add_phases(board, "chardev-change", test_chardev_change);
    ibt_add(board, "connect/attention", test_attention_unheard);
    ibt_add_bare(board, "connect/client", test_client);
    ibt_add_bare(board, "connect/never", test_never_connected);
    ibt_add_bare(board, "connect/other-chardevs", test_other_chardevs);
    ibt_add_bare(board, "connect/early-data", test_early_data);
    ibt_add_bare(board, "set-up/refused", test_refused);
    ibt_add_bare(board, "set-up/no-host", test_no_host);
}
