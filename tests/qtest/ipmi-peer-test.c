/*
 * Test of all IPMI interfaces: a BMC that is slow, wrong or rude
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "ipmi-bench.h"
#include "ipmi-snapshot.h"

#define CC_BUSY         0xc0
#define CC_TIMEOUT      0xc3
#define CC_TRUNCATED    0xc6
#define CC_INIT         0xd2
#define CC_CANNOT_FIT   0xca

#define LONG_FRAME 5000

static void expect_state(IPMIBench *b, unsigned state)
{
    g_assert_cmphex(ipmi_driver_state(&b->drv), ==, state);
}

static void send_raw(IPMIBench *b, const void *bytes, size_t len)
{
    ipmi_wire_send_raw(b->wire, bytes, len);
    ipmi_bench_settle(b);
}

#define SEND(b, ...) do { \
    const uint8_t bytes_[] = { __VA_ARGS__ }; \
    send_raw(b, bytes_, sizeof(bytes_)); \
} while (0)

static void send_answer(IPMIBench *b, uint8_t id)
{
    ipmi_wire_send_message(b->wire, id, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    ipmi_bench_settle(b);
}

/* The request is still pending, and a right answer ends that */
static void check_pending(IPMIBench *b, uint8_t seq)
{
    expect_state(b, IPMI_PENDING);
    ipmi_bench_answer(b);
    ipmi_driver_expect(&b->drv, seq, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
}

/*
 * Time
 */

static void check_timeout(IPMIBench *b, int64_t ms)
{
    ipmi_bench_begin(b, 0x15);
    ipmi_wire_step_ms(b->qts, ms - 1);
    expect_state(b, IPMI_PENDING);
    ipmi_wire_step_ms(b->qts, 1);
    expect_state(b, IPMI_RESPONSE);
    ipmi_driver_expect_error(&b->drv, 0x15, ipmi_bench_req, CC_TIMEOUT);
    /* One answer a request, ever */
    send_answer(b, b->last_id);
    ipmi_wire_step_ms(b->qts, 3 * ms);
    expect_state(b, 0);
    ipmi_bench_check(b);
}

static void test_timeout(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    check_timeout(&b, 4000);
    check_timeout(&b, 4000);
    ipmi_bench_close(&b);
}

static void test_timeout_property(const void *fe)
{
    IPMIBench b;

    ipmi_bench_start(&b, fe, IPMI_CONNECT_AGAIN, ",response-timeout-ms=123",
                     "");
    ipmi_bench_accept(&b);
    check_timeout(&b, 123);
    ipmi_bench_close(&b);
}

/* Nothing runs behind the greeting, or behind an answer in time */
static void test_no_timeout(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_wire_step_ms(b.qts, 20000);
    expect_state(&b, 0);
    ipmi_bench_begin(&b, 1);
    ipmi_wire_step_ms(b.qts, 3999);
    check_pending(&b, 1);
    ipmi_wire_step_ms(b.qts, 20000);
    expect_state(&b, 0);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Each id comes up, also those that are escaped on the wire */
static void test_timeout_of_any_id(const void *fe)
{
    static const uint8_t special[] = { 0xa0, 0xa1, 0xaa, 0xb0, 0xb1, 0xba };
    uint8_t seen[256] = { };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 256 + 6; i++) {
        const uint8_t req[] = { special[i % 6], special[i / 6 % 6],
                                special[i / 36 % 6] };
        uint8_t id = ipmi_bench_request(&b, i, req, sizeof(req));

        seen[id] = 1;
        ipmi_wire_step_ms(b.qts, 4000);
        ipmi_driver_expect_error(&b.drv, i, req, CC_TIMEOUT);
    }
    for (int id = 0; id < 256; id++) {
        g_assert_cmpint(seen[id], ==, 1);
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/*
 * Answers that are none
 */

/* Neither taken, nor does the real one's time stop */
static void test_wrong_id(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x25);
    for (int id = 0; id < 256; id++) {
        if (id != b.last_id) {
            ipmi_wire_send_message(b.wire, id, ipmi_bench_rsp,
                                   sizeof(ipmi_bench_rsp));
        }
    }
    ipmi_bench_settle(&b);
    check_pending(&b, 0x25);
    ipmi_bench_begin(&b, 0x26);
    ipmi_wire_step_ms(b.qts, 3999);
    send_answer(&b, b.last_id - 1);
    expect_state(&b, IPMI_PENDING);
    ipmi_wire_step_ms(b.qts, 1);
    ipmi_driver_expect_error(&b.drv, 0x26, ipmi_bench_req, CC_TIMEOUT);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_unasked(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int id = 0; id < 256; id++) {
        ipmi_wire_send_message(b.wire, id, ipmi_bench_rsp,
                               sizeof(ipmi_bench_rsp));
    }
    ipmi_bench_settle(&b);
    expect_state(&b, 0);
    ipmi_bench_check(&b);
    send_answer(&b, b.last_id);
    expect_state(&b, 0);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/*
 * Frames
 */

static void test_bad_frames(const void *fe)
{
    IPMIBench b;
    uint8_t id;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x35);
    id = b.last_id;
    g_assert_cmphex(id, <, 0x80);
    /* Empty */
    SEND(&b, 0xa0, 0xa0, 0xa1, 0xa0, 0xa1, 0xa1);
    /* Short, with a checksum that is right */
    SEND(&b, 0x00, 0xa0, id, -id, 0xa0, id, 0x1c, -id - 0x1c, 0xa0);
    /* No completion code */
    SEND(&b, id, 0x1c, 0x01, -id - 0x1d, 0xa0);
    /* Wrong checksum, by one and by every bit */
    SEND(&b, id, 0x1c, 0x01, 0x00, -id - 0x1d + 1, 0xa0);
    SEND(&b, id, 0x1c, 0x01, 0x00, ~(-id - 0x1d), 0xa0);
    /* A message that ends like a command */
    SEND(&b, 0x7e, 0x1c, 0x01, 0x00, 0x65, 0xa1);
    check_pending(&b, 0x35);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* An end marker behind an escape ends the frame, and the escape too */
static void test_ends_in_escape(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 64; i++) {
        ipmi_bench_begin(&b, i);
        SEND(&b, b.last_id, 0x1c, 0x01, 0x00, 0xaa, 0xa0);
        check_pending(&b, i);
        ipmi_bench_begin(&b, i);
        SEND(&b, 0x02, 0xaa, 0xa1);
        check_pending(&b, i);
    }
    ipmi_bench_close(&b);
}

/* Bytes of @id, netfn/lun, cmd, and so on, up to @len before the marker */
static GByteArray *long_frame(uint8_t id, size_t len, uint8_t marker)
{
    GByteArray *out = g_byte_array_new();
    const uint8_t start[] = { id, 0x1c, 0x01, 0x00 };

    g_byte_array_append(out, start, sizeof(start));
    g_byte_array_set_size(out, len + 1);
    memset(out->data + sizeof(start), 0x55, len - sizeof(start));
    out->data[len] = marker;
    return out;
}

static void test_long_frames(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x45);
    for (size_t len = WIRE_MSG_MAX + 3; len <= LONG_FRAME; len += 4697) {
        g_autoptr(GByteArray) message = long_frame(b.last_id - 1, len, 0xa0);
        g_autoptr(GByteArray) command = long_frame(b.last_id, len, 0xa1);

        send_raw(&b, message->data, message->len);
        send_raw(&b, command->data, command->len);
    }
    check_pending(&b, 0x45);
    for (size_t len = WIRE_MSG_MAX + 3; len <= LONG_FRAME; len += 4697) {
        g_autoptr(GByteArray) answer = NULL;

        ipmi_bench_begin(&b, 0x46);
        answer = long_frame(b.last_id, len, 0xa0);
        send_raw(&b, answer->data, answer->len);
        ipmi_driver_expect_error(&b.drv, 0x46, ipmi_bench_req, CC_TRUNCATED);
        send_answer(&b, b.last_id);
        expect_state(&b, 0);
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* One byte more than the protocol allows; one less the channel may not have */
static void test_longest_frame(const void *fe)
{
    uint8_t rsp[WIRE_MSG_MAX + 1] = { 0x1c, 0x01 };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 1);
    ipmi_wire_send_message(b.wire, b.last_id, rsp, WIRE_MSG_MAX);
    if (b.fe->kind->msg_max < WIRE_MSG_MAX) {
        ipmi_driver_expect_error(&b.drv, 1, ipmi_bench_req, CC_CANNOT_FIT);
    } else {
        ipmi_driver_expect(&b.drv, 1, rsp, WIRE_MSG_MAX);
    }
    ipmi_bench_begin(&b, 2);
    ipmi_wire_send_message(b.wire, b.last_id, rsp, WIRE_MSG_MAX + 1);
    ipmi_driver_expect_error(&b.drv, 2, ipmi_bench_req, CC_TRUNCATED);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Commands that mean nothing to a host, with and without arguments */
static void test_unknown_commands(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_bench_begin(&b, 0x55);
    for (int id = 0x0a; id < 0x100; id++) {
        ipmi_wire_send_command(b.wire, id);
        ipmi_wire_send_command_arg(b.wire, id, 0xa1);
    }
    ipmi_wire_send_command(b.wire, WIRE_CMD_CAPABILITIES);
    ipmi_wire_send_command_arg(b.wire, WIRE_CMD_CAPABILITIES, 0xff);
    ipmi_bench_settle(&b);
    check_pending(&b, 0x55);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Whatever it is, the link recovers at the next marker. No commands */
static void test_noise(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    uint8_t noise[4096];
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < sizeof(noise); i++) {
            do {
                noise[i] = g_rand_int(rand) >> (i & 3) * 8;
            } while (noise[i] == 0xa1);
        }
        noise[sizeof(noise) - 1] = 0xa0;
        send_raw(&b, noise, sizeof(noise));
        ipmi_bench_check(&b);
    }
    ipmi_bench_close(&b);
}

/* A greeting, attention and an answer, @step bytes at a time */
static void check_chunks(IPMIBench *b, size_t step)
{
    static const uint8_t greeting[] = {
        0xff, 0x01, 0xa1, 0x05, 0xa1, 0x01, 0xa1,
    };
    const uint8_t rsp[] = { 0x1c, 0x01, 0xa0, 0xa1, 0xaa, 0xb0, 0x00 };
    g_autoptr(GByteArray) out = g_byte_array_new();
    size_t whole;

    ipmi_bench_begin(b, step);
    g_byte_array_append(out, greeting, sizeof(greeting));
    ipmi_wire_put_message(out, b->last_id, rsp, sizeof(rsp));
    whole = out->len;
    /* Once more, to be dropped */
    ipmi_wire_put_message(out, b->last_id, rsp, sizeof(rsp));
    for (size_t i = 0; i < out->len; i += step) {
        g_assert_cmphex(ipmi_driver_state(&b->drv) & IPMI_PENDING, ==,
                        i < whole ? IPMI_PENDING : 0);
        send_raw(b, out->data + i, MIN(step, out->len - i));
    }
    expect_state(b, IPMI_ATTENTION | IPMI_RESPONSE);
    ipmi_driver_expect(&b->drv, step, rsp, sizeof(rsp));
    expect_state(b, IPMI_ATTENTION);
    ipmi_bench_end_attention(b);
}

static void test_chunks(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (size_t step = 1; step <= 32; step++) {
        check_chunks(&b, step);
    }
    ipmi_bench_close(&b);
}

static void test_close_in_frame(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 4; i++) {
        g_autoptr(GByteArray) flood = long_frame(1, LONG_FRAME, 0x55);

        ipmi_bench_begin(&b, i);
        switch (i) {
        case 0:
            SEND(&b, b.last_id, 0x1c, 0x01);
            break;
        case 1:
            SEND(&b, b.last_id, 0x1c, 0xaa);
            break;
        case 2:
            send_raw(&b, flood->data, flood->len);
            break;
        case 3:
            SEND(&b, 0x05);
            break;
        }
        ipmi_wire_close(b.wire);
        ipmi_bench_accept(&b);
        ipmi_driver_expect_error(&b.drv, i, ipmi_bench_req, CC_INIT);
        ipmi_bench_check(&b);
    }
    ipmi_bench_close(&b);
}

/*
 * A BMC that does not read
 */

static void check_seq(IPMIBench *b, const IPMIResponse *rsp, uint8_t seq)
{
    if (b->fe->kind->numbered) {
        g_assert_cmphex(rsp->seq, ==, seq);
    }
}

/* A long request whose bytes are all escaped; returns the code that it got */
static uint8_t request_unread(IPMIBench *b, uint8_t seq)
{
    uint8_t req[IPMI_DRIVER_MSG_MAX];
    size_t len = b->fe->kind->msg_max;
    IPMIResponse rsp;

    memset(req, 0xa0, len);
    ipmi_driver_request(&b->drv, seq, req, len);
    if (!ipmi_driver_has_response(&b->drv)) {
        ipmi_wire_step_ms(b->qts, 4000);
    }
    ipmi_driver_response(&b->drv, &rsp);
    check_seq(b, &rsp, seq);
    g_assert_cmpuint(rsp.len, ==, 3);
    g_assert_cmphex(rsp.msg[0], ==, 0xa4);
    g_assert_cmphex(rsp.msg[1], ==, 0xa0);
    return rsp.msg[2];
}

/* Fills all that lies between guest and BMC; returns what is on its way */
static int fill_up(IPMIBench *b)
{
    int sent = 0, refused = 0;

    while (refused < 20) {
        uint8_t cc = request_unread(b, sent + refused);

        if (cc == CC_BUSY) {
            refused++;
        } else {
            g_assert_cmphex(cc, ==, CC_TIMEOUT);
            /* Once full, it stays full */
            g_assert_cmpint(refused, ==, 0);
            sent++;
        }
        g_assert_cmpint(sent, <, 100000);
    }
    g_assert_cmpint(sent, >, 0);
    return sent;
}

/* All that was accepted arrives whole and in order, and nothing else */
static void drain(IPMIBench *b, int messages)
{
    WireFrame frame;

    for (int i = 0; i < messages; i++) {
        ipmi_wire_recv_message(b->wire, &frame);
        g_assert_cmpuint(frame.len, ==, b->fe->kind->msg_max);
        g_assert_true(i == 0 || frame.seq == (uint8_t)(b->last_id + 1));
        b->last_id = frame.seq;
    }
}

static void test_not_reading(const void *fe)
{
    IPMIBench b;
    int sent;

    ipmi_bench_open(&b, fe);
    sent = fill_up(&b);
    drain(&b, sent);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Resets that could not be told when they happened are told in the end */
static void test_reset_not_reading(const void *fe)
{
    WireFrame frame;
    IPMIBench b;
    int sent;

    ipmi_bench_open(&b, fe);
    sent = fill_up(&b);
    for (int i = 0; i < 10; i++) {
        qtest_system_reset(b.qts);
    }
    ipmi_bench_set_up(&b);
    drain(&b, sent);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    ipmi_bench_settle(&b);
    while (ipmi_wire_try_recv(b.wire, &frame)) {
        g_assert_true(frame.command);
        g_assert_cmphex(frame.data[0], ==, WIRE_CMD_RESET);
    }
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* Nor does the reset that comes with a snapshot get lost */
static void test_snapshot_not_reading(const void *fe)
{
    IPMISnapshots shots;
    IPMIBench b;
    int sent;

    ipmi_bench_open(&b, fe);
    ipmi_snapshots_init(&shots, b.qts);
    ipmi_snapshot_save(&shots, "idle");
    sent = fill_up(&b);
    g_assert_true(ipmi_snapshot_load(&shots, "idle"));
    ipmi_bench_set_up(&b);
    drain(&b, sent);
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
    ipmi_snapshots_free(&shots);
}

static void test_close_not_reading(const void *fe)
{
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    fill_up(&b);
    ipmi_wire_close(b.wire);
    ipmi_bench_accept(&b);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A BMC that sends still, but has shut down its reading half */
static void test_no_reading_half(const void *fe)
{
    IPMIResponse rsp;
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    ipmi_wire_shutdown_read(b.wire);
    for (int seq = 0; seq < 3; seq++) {
        ipmi_driver_request(&b.drv, seq, ipmi_bench_req,
                            sizeof(ipmi_bench_req));
        ipmi_bench_settle(&b);
        ipmi_wire_step_ms(b.qts, 4000);
        ipmi_driver_response(&b.drv, &rsp);
        check_seq(&b, &rsp, seq);
        g_assert_true(rsp.msg[2] == CC_INIT || rsp.msg[2] == CC_TIMEOUT);
    }
    ipmi_wire_close(b.wire);
    ipmi_bench_accept(&b);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* A request behind a lot that nobody has asked for */
static void test_flood(const void *fe)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    const uint8_t attention[] = { WIRE_CMD_ATTN_IRQ };
    IPMIBench b;

    ipmi_bench_open(&b, fe);
    for (int i = 0; i < 2000; i++) {
        ipmi_wire_put_command(out, attention, sizeof(attention));
        ipmi_wire_put_message(out, 0x80 | i, ipmi_bench_rsp,
                              sizeof(ipmi_bench_rsp));
    }
    for (int i = 0; i < 10; i++) {
        ipmi_wire_send_raw(b.wire, out->data, out->len);
    }
    ipmi_bench_check(&b);
    g_assert_cmphex(b.last_id, <, 0x80);
    expect_state(&b, IPMI_ATTENTION);
    ipmi_bench_close(&b);
}

/*
 * Chassis
 */

static void open_with(IPMIBench *b, const void *fe, const char *more)
{
    ipmi_bench_start(b, fe, IPMI_CONNECT_AGAIN, "", more);
    ipmi_bench_accept(b);
}

static void expect_event(IPMIBench *b, const char *name, const char *reason)
{
    QDict *event = qtest_qmp_eventwait_ref(b->qts, name);

    if (reason) {
        QDict *data = qdict_get_qdict(event, "data");

        g_assert_cmpstr(qdict_get_str(data, "reason"), ==, reason);
        g_assert_true(qdict_get_bool(data, "guest"));
    }
    qobject_unref(event);
}

static void test_power_off(const void *fe)
{
    IPMIBench b;

    open_with(&b, fe, "-no-shutdown");
    ipmi_wire_send_command(b.wire, WIRE_CMD_POWEROFF);
    expect_event(&b, "SHUTDOWN", "guest-shutdown");
    ipmi_bench_close(&b);
}

static void test_power_reset(const void *fe)
{
    IPMIBench b;

    open_with(&b, fe, "");
    ipmi_wire_send_command(b.wire, WIRE_CMD_RESET);
    expect_event(&b, "RESET", "guest-reset");
    ipmi_wire_expect_command(b.wire, WIRE_CMD_RESET);
    ipmi_wire_expect_nothing(b.wire, b.qts);
    ipmi_bench_set_up(&b);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

static void test_power_down(const void *fe)
{
    IPMIBench b;

    open_with(&b, fe, "");
    ipmi_wire_send_command(b.wire, WIRE_CMD_SHUTDOWN);
    expect_event(&b, "POWERDOWN", NULL);
    ipmi_bench_check(&b);
    ipmi_bench_close(&b);
}

/* What follows a power command in the same read is not lost */
static void test_power_in_one_read(const void *fe)
{
    const uint8_t soft[] = { WIRE_CMD_SHUTDOWN };
    g_autoptr(GByteArray) out = g_byte_array_new();
    IPMIBench b;

    open_with(&b, fe, "");
    ipmi_bench_begin(&b, 3);
    ipmi_wire_put_command(out, soft, sizeof(soft));
    ipmi_wire_put_message(out, b.last_id, ipmi_bench_rsp,
                          sizeof(ipmi_bench_rsp));
    ipmi_wire_send_raw(b.wire, out->data, out->len);
    ipmi_driver_expect(&b.drv, 3, ipmi_bench_rsp, sizeof(ipmi_bench_rsp));
    expect_event(&b, "POWERDOWN", NULL);
    ipmi_bench_close(&b);
}

static bool log_has(const char *path, const char *text)
{
    g_autofree char *log = NULL;

    return g_file_get_contents(path, &log, NULL, NULL) && strstr(log, text);
}

/* No guest, no event: only the trace tells of an NMI */
static void test_nmi(const void *fe)
{
    g_autofree char *dir = g_dir_make_tmp("ipmi-nmi-XXXXXX", NULL);
    g_autofree char *log = g_build_filename(dir, "log", NULL);
    g_autofree char *more = g_strdup_printf("-trace ipmi_chassis -D %s", log);
    IPMIBench b;

    open_with(&b, fe, more);
    ipmi_wire_send_command(b.wire, WIRE_CMD_SHUTDOWN);
    expect_event(&b, "POWERDOWN", NULL);
    g_assert_false(log_has(log, "ipmi_chassis op 2"));
    ipmi_wire_send_command(b.wire, WIRE_CMD_NMI);
    ipmi_bench_settle(&b);
    ipmi_bench_check(&b);
    if (!log_has(log, "ipmi_chassis op 3 done 1")) {
        g_test_skip("QEMU does not trace to its log");
    } else {
        g_assert_true(log_has(log, "ipmi_chassis op 2 done 1"));
    }
    ipmi_bench_close(&b);
    g_unlink(log);
    g_rmdir(dir);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add("timeout/default", test_timeout);
    ipmi_bench_add("timeout/property", test_timeout_property);
    ipmi_bench_add("timeout/none", test_no_timeout);
    ipmi_bench_add("timeout/any-id", test_timeout_of_any_id);
    ipmi_bench_add("answer/wrong-id", test_wrong_id);
    ipmi_bench_add("answer/unasked", test_unasked);
    ipmi_bench_add("frame/bad", test_bad_frames);
    ipmi_bench_add("frame/ends-in-escape", test_ends_in_escape);
    ipmi_bench_add("frame/long", test_long_frames);
    ipmi_bench_add("frame/longest", test_longest_frame);
    ipmi_bench_add("frame/unknown-commands", test_unknown_commands);
    ipmi_bench_add("frame/noise", test_noise);
    ipmi_bench_add("frame/chunks", test_chunks);
    ipmi_bench_add("frame/close-within", test_close_in_frame);
    ipmi_bench_add("not-reading/requests", test_not_reading);
    ipmi_bench_add("not-reading/reset", test_reset_not_reading);
    ipmi_bench_add("not-reading/snapshot", test_snapshot_not_reading);
    ipmi_bench_add("not-reading/close", test_close_not_reading);
    ipmi_bench_add("not-reading/shut-down", test_no_reading_half);
    ipmi_bench_add("flood", test_flood);
    ipmi_bench_add("power/off", test_power_off);
    ipmi_bench_add("power/reset", test_power_reset);
    ipmi_bench_add("power/down", test_power_down);
    ipmi_bench_add("power/in-one-read", test_power_in_one_read);
    ipmi_bench_add("power/nmi", test_nmi);
    return g_test_run();
}
