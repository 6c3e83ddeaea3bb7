/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: bad firmware, bad peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-fixture.h"

/*
 * Firmware
 */

/* A request is there, taken, and its answer is to be given in many ways */
static void begin_answer(IBT *t, IBTRequest *req)
{
    ibt_listen(t->qts);
    ibt_send(t, 0x61, 0x18, 0x42);
    ibt_next(t->qts, req);
}

/* None of the ways was good; the right answer is, and once only */
static void end_answer(IBT *t, const IBTRequest *req)
{
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    ibt_answer(t->qts, req, 0x12, NULL, 0);
    ibt_expect_code(t, 0x61, 0x18, 0x42, 0x12);
    ibt_answer(t->qts, req, 0x13, NULL, 0);
    ibt_check_works(t);
}

static void test_wrong_header(IBT *t)
{
    IBTRequest req;

    begin_answer(t, &req);
    for (int i = 0; i < 256; i++) {
        const uint8_t seq[] = { 4, 0x1c, i, 0x42, 0x00 };
        const uint8_t netfn[] = { 4, i, req.seq, 0x42, 0x00 };
        const uint8_t cmd[] = { 4, 0x1c, req.seq, i, 0x00 };

        if (i != req.seq) {
            ibt_put_raw(t->qts, seq, sizeof(seq));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
        if ((i & ~3) != 0x1c) {
            ibt_put_raw(t->qts, netfn, sizeof(netfn));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
        if (i != 0x42) {
            ibt_put_raw(t->qts, cmd, sizeof(cmd));
            ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        }
    }
    end_answer(t, &req);
}

/* Fewer bytes than the length byte says, or than a response has */
static void test_wrong_length(IBT *t)
{
    IBTRequest req;

    begin_answer(t, &req);
    for (int len = 0; len < 256; len++) {
        const uint8_t frame[] = { len, 0x1c, req.seq, 0x42, 0x00 };

        ibt_put_raw(t->qts, frame, sizeof(frame) - (len == 4));
        ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
        ipmi_wire_expect_nothing(t->host, t->qts);
    }
    end_answer(t, &req);
}

/* Bytes behind those that the length byte counts do not belong to it */
static void test_extra_bytes(IBT *t)
{
    IBTRequest req;
    uint8_t frame[100] = { 4, 0x1c, 0, 0x42, 0x34, 0x99, 0x99 };

    begin_answer(t, &req);
    frame[2] = req.seq;
    ibt_put_raw(t->qts, frame, sizeof(frame));
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ibt_expect_code(t, 0x61, 0x18, 0x42, 0x34);
    ibt_check_works(t);
}

/* Answers that nobody has asked for, and B2H_ATN without any */
static void test_unasked(IBT *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ibt_respond(t->qts, 0, rsp, sizeof(rsp));
    ibt_listen(t->qts);
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    for (int seq = 0; seq < 256; seq++) {
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
}

/* An answer to a request that waits, as it was never shown */
static void test_unseen(IBT *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    ibt_listen(t->qts);
    ibt_enter(t, IBT_BLOCKED);
    for (int seq = 0; seq < 256; seq++) {
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
    ibt_go_on(t, IBT_BLOCKED);
    ibt_expect_served(t, IBT_BLOCKED);
    ibt_check_works(t);
}

/* Firmware that does not clear H2B_ATN gets its answer through all the same */
static void test_h2b_not_cleared(IBT *t)
{
    const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    ibt_listen(t->qts);
    for (int i = 0; i < 2; i++) {
        uint8_t seq;

        ibt_send(t, i, 0x18, 0x42);
        ibt_wait_request(t->qts);
        ibt_read(t->qts, IBT_DATA);
        ibt_read(t->qts, IBT_DATA);
        seq = ibt_read(t->qts, IBT_DATA);
        ibt_respond(t->qts, seq, rsp, sizeof(rsp));
        ibt_expect_code(t, i, 0x18, 0x42, 0);
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
        /* And no new request before it is */
        ibt_send(t, 0x70 + i, 0x18, 0x42);
        ipmi_wire_settle(t->qts);
        ibt_write(t->qts, IBT_CTRL, IBT_CLR_RD_PTR);
        ibt_read(t->qts, IBT_DATA);
        ibt_read(t->qts, IBT_DATA);
        g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, seq);
        ibt_write(t->qts, IBT_CTRL, IBT_H2B_ATN);
        ibt_next(t->qts, &t->taken);
        g_assert_cmphex(t->taken.msg[2], ==, 0x70 + i);
        ibt_answer(t->qts, &t->taken, 0, NULL, 0);
        ibt_expect_code(t, 0x70 + i, 0x18, 0x42, 0);
    }
}

/*
 * Frames
 */

static void send_bytes(IBT *t, uint8_t first, size_t len, uint8_t last)
{
    g_autofree uint8_t *bytes = g_malloc(len);

    memset(bytes, first, len);
    bytes[len - 1] = last;
    ipmi_wire_send_raw(t->host, bytes, len);
}

/* Nothing comes of a bad frame, and the next good one is not harmed by it */
static void check_dropped(IBT *t)
{
    ipmi_wire_expect_nothing(t->host, t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    ibt_check_works(t);
}

static void test_bad_frames(IBT *t)
{
    static const struct {
        size_t len;
        uint8_t bytes[8];
    } frames[] = {
        { 1, { 0xa0 } },                                /* empty */
        { 1, { 0xa1 } },
        { 4, { 0xa0, 0xa1, 0xa1, 0xa0 } },
        { 2, { 0x01, 0xa0 } },                          /* short */
        { 3, { 0x01, 0xff, 0xa0 } },
        { 4, { 0x01, 0x18, 0xe7, 0xa0 } },
        { 6, { 0x01, 0x18, 0x42, 0x5a, 0x00, 0xa0 } },  /* checksum */
        { 5, { 0x01, 0x18, 0x42, 0xa6, 0xa0 } },
        { 6, { 0x01, 0x18, 0x42, 0xa5, 0xaa, 0xa0 } },  /* escape at end */
        { 2, { 0xaa, 0xa0 } },
        { 2, { 0xaa, 0xa1 } },
        { 3, { 0x04, 0xaa, 0xa1 } },
        { 3, { 0xaa, 0xaa, 0xa0 } },
    };

    ibt_listen(t->qts);
    for (int i = 0; i < ARRAY_SIZE(frames); i++) {
        ipmi_wire_send_raw(t->host, frames[i].bytes, frames[i].len);
        check_dropped(t);
    }
}

/* A good checksum does not make it shorter */
static void check_overlong(IBT *t, size_t size)
{
    g_autofree uint8_t *msg = g_malloc0(size);

    msg[0] = 0x18;
    msg[1] = 0x42;
    ipmi_wire_send_message(t->host, 0x01, msg, size);
    check_dropped(t);
    send_bytes(t, 0x18, size, WIRE_END_MESSAGE);
    check_dropped(t);
    send_bytes(t, 0x0c, size, WIRE_END_COMMAND);
    check_dropped(t);
    /* Escapes only: they come in pairs, and the last one ends the frame */
    send_bytes(t, WIRE_ESCAPE, size, WIRE_END_MESSAGE);
    check_dropped(t);
}

static void test_overlong(IBT *t)
{
    static const size_t sizes[] = { 301, 302, 500, 1000, 5000, 70000 };

    ibt_listen(t->qts);
    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        check_overlong(t, sizes[i]);
    }
}

/* Commands that are not for a BMC, or for nobody */
static void test_commands(IBT *t)
{
    ibt_listen(t->qts);
    for (int id = 0; id < 256; id++) {
        if (id != WIRE_CMD_RESET) {
            ipmi_wire_send_command(t->host, id);
            ipmi_wire_send_command_arg(t->host, id, 0xa0);
        }
    }
    check_dropped(t);
    /* Capabilities were among them, the last one without those of interest */
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN);
}

static void test_byte_by_byte(IBT *t)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t caps[] = { WIRE_CMD_CAPABILITIES, 0x3f };
    const uint8_t msg[] = { 0x18, 0x42, 0xa0, 0xa1, 0xaa, 0xab };

    ibt_listen(t->qts);
    ipmi_wire_put_command(bytes, caps, sizeof(caps));
    ipmi_wire_put_message(bytes, 0xaa, msg, sizeof(msg));
    for (int i = 0; i < bytes->len; i++) {
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
        ipmi_wire_send_raw(t->host, &bytes->data[i], 1);
        ipmi_wire_settle(t->qts);
    }
    ibt_next(t->qts, &t->taken);
    g_assert_cmpmem(t->taken.msg, t->taken.len, msg, sizeof(msg));
    ibt_answer(t->qts, &t->taken, 0, NULL, 0);
    ibt_expect_code(t, 0xaa, 0x18, 0x42, 0);
}

static void test_all_at_once(IBT *t)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t caps[] = { WIRE_CMD_CAPABILITIES, 0x10 };
    const uint8_t junk[] = { 0x77, WIRE_ESCAPE, WIRE_END_MESSAGE };
    const uint8_t msg[] = { 0x18, 0x42 };

    ibt_listen(t->qts);
    ipmi_wire_put_command(bytes, caps, sizeof(caps));
    for (int i = 0; i < 5; i++) {
        ipmi_wire_put_message(bytes, i, msg, sizeof(msg));
        g_byte_array_append(bytes, junk, sizeof(junk));
    }
    ipmi_wire_send_raw(t->host, bytes->data, bytes->len);
    for (int i = 0; i < 5; i++) {
        ibt_next(t->qts, &t->taken);
        ibt_answer(t->qts, &t->taken, 0, NULL, 0);
        ibt_expect_code(t, i, 0x18, 0x42, 0);
    }
    ibt_check_works(t);
}

/* Half a frame does not live on in the next connection */
static void test_close_in_frame(IBT *t)
{
    static const char *const halves[] = {
        "\x01\x18\x42", "\x01\x18\xaa", "\xaa", "\x08",
    };

    ibt_listen(t->qts);
    for (int i = 0; i < ARRAY_SIZE(halves); i++) {
        ipmi_wire_send_raw(t->host, halves[i], strlen(halves[i]));
        ipmi_wire_settle(t->qts);
        ipmi_wire_close(t->host);
        ipmi_wire_settle(t->qts);
        ibt_connect(t, WIRE_CMD_NOATTN);
        check_dropped(t);
    }
    /* Nor does one that ends too late to be finished by it */
    send_bytes(t, 0x55, 5000, 0x55);
    ipmi_wire_settle(t->qts);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_connect(t, WIRE_CMD_NOATTN);
    check_dropped(t);
}

/*
 * A peer that sends and sends, and does not read
 */

/*
 * More than both sockets and QEMU's own buffers hold together, so that QEMU
 * has to stop reading before all is sent. It is the number of seq and cmd.
 */
#define FLOOD_REQUESTS 0x10000
#define FLOOD_DATA     200
/* Times in a row that nothing is taken, with QEMU having had its turn */
#define FLOOD_STALLS   20
#define FLOOD_NETFN    0xe0

/**
 * Flood:
 * @t: where it happens
 * @bytes: the requests on the wire, one after another
 * @ends: of each request, the place in @bytes behind it
 * @sent: bytes that were taken
 * @wanted: requests that were sent as a whole
 * @count: requests that were answered
 * @served: requests that the firmware has answered
 * @answered: which they are
 * @attn: the last word about ATTN, or -1
 */
typedef struct Flood {
    IBT *t;
    GByteArray *bytes;
    size_t ends[FLOOD_REQUESTS];
    size_t sent;
    unsigned wanted;
    unsigned count;
    unsigned served;
    bool answered[FLOOD_REQUESTS];
    int attn;
} Flood;

static Flood *flood_new(IBT *t)
{
    Flood *flood = g_new0(Flood, 1);

    flood->t = t;
    flood->attn = -1;
    flood->bytes = g_byte_array_new();
    for (int i = 0; i < FLOOD_REQUESTS; i++) {
        const uint8_t msg[2 + FLOOD_DATA] = { FLOOD_NETFN, i >> 8 };

        ipmi_wire_put_message(flood->bytes, i, msg, sizeof(msg));
        flood->ends[i] = flood->bytes->len;
    }
    return flood;
}

static void flood_free(Flood *flood)
{
    g_byte_array_unref(flood->bytes);
    g_free(flood);
}

/* Sends up to a place, as far as it goes */
static size_t flood_send(Flood *flood, size_t end)
{
    size_t taken = ipmi_wire_try_send_raw(flood->t->host,
                                          flood->bytes->data + flood->sent,
                                          end - flood->sent);

    flood->sent += taken;
    return taken;
}

/* Sends until QEMU does not read any more, and has had enough time to */
static void flood_until_stall(Flood *flood)
{
    for (int stalls = 0; stalls < FLOOD_STALLS; stalls++) {
        if (flood_send(flood, flood->bytes->len)) {
            stalls = 0;
        }
        g_assert_cmpuint(flood->sent, <, flood->bytes->len);
        ipmi_wire_settle(flood->t->qts);
    }
    while (flood->ends[flood->wanted] <= flood->sent) {
        flood->wanted++;
    }
    /* The one that was cut off belongs to it, and is yet to be completed */
    flood->wanted++;
    g_test_message("QEMU stopped after %u requests", flood->wanted);
}

static void flood_take_answer(Flood *flood, const WireFrame *frame)
{
    unsigned id = frame->data[1] << 8 | frame->seq;

    if (frame->command) {
        flood->attn = frame->data[0];
        return;
    }
    g_assert_cmpuint(frame->len, ==, 3);
    g_assert_cmphex(frame->data[0], ==, FLOOD_NETFN | 0x04);
    g_assert_true(frame->data[2] == 0 || frame->data[2] == CC_NODE_BUSY);
    g_assert_cmpuint(id, <, flood->wanted);
    g_assert_false(flood->answered[id]);
    flood->answered[id] = true;
    flood->count++;
}

/* The peer reads again, and the firmware goes on with its work */
static bool flood_drain(void *opaque)
{
    Flood *flood = opaque;
    IBT *t = flood->t;
    WireFrame frame;

    if (flood->sent < flood->ends[flood->wanted - 1]) {
        flood_send(flood, flood->ends[flood->wanted - 1]);
    }
    if (ibt_read(t->qts, IBT_CTRL) & IBT_H2B_ATN) {
        ibt_take(t->qts, &t->taken);
        ibt_answer(t->qts, &t->taken, 0, NULL, 0);
        flood->served++;
    }
    while (ipmi_wire_try_recv(t->host, &frame)) {
        flood_take_answer(flood, &frame);
    }
    return flood->count == flood->wanted;
}

static void test_flood(IBT *t)
{
    Flood *flood = flood_new(t);

    ibt_listen(t->qts);
    flood_until_stall(flood);
    /* Meanwhile QEMU is well, and what is new is told in the end */
    g_assert_true(ibt_irq(t));
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    ipmi_wire_wait(flood_drain, flood, "an answer to each request");
    g_assert_cmpuint(flood->served, >=, IBT_QUEUE_SIZE);
    g_assert_cmphex(flood->attn, ==, WIRE_CMD_ATTN_IRQ);
    ibt_check_works(t);
    flood_free(flood);
}

/* The clock goes on over requests whose answers nobody fetches */
static void test_flood_timeout(IBT *t)
{
    Flood *flood = flood_new(t);

    ibt_listen(t->qts);
    flood_until_stall(flood);
    ibt_take(t->qts, &t->taken);
    for (int i = 0; i < 10; i++) {
        ipmi_wire_step_ms(t->qts, IBT_TIMEOUT_MS);
    }
    ibt_answer(t->qts, &t->taken, 0, NULL, 0);
    qtest_system_reset(t->qts);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    ibt_connect(t, WIRE_CMD_NOATTN);
    ibt_listen(t->qts);
    ibt_check_works(t);
    flood_free(flood);
}

/* Attention after attention, and the peer does not read; see the last one */
static void test_flood_attention(IBT *t)
{
    static const uint8_t get_flags[] = { 0x18, 0x31 };
    WireFrame frame;
    unsigned commands = 0;

    ibt_listen(t->qts);
    for (int i = 0; i < 20000; i++) {
        ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
    }
    ipmi_wire_send_message(t->host, 0x09, get_flags, sizeof(get_flags));
    ibt_next(t->qts, &t->taken);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    do {
        ipmi_wire_recv(t->host, &frame);
        g_assert_true(frame.command);
        commands++;
    } while (frame.data[0] != WIRE_CMD_NOATTN);
    g_assert_cmpuint(commands, <, 20000);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_answer(t->qts, &t->taken, 0, NULL, 0);
    ibt_expect_code(t, 0x09, 0x18, 0x31, 0);
    ibt_check_works(t);
}

void ibt_add_fault_tests(const IBTBoard *board)
{
    ibt_add(board, "firmware/wrong-header", test_wrong_header);
    ibt_add(board, "firmware/wrong-length", test_wrong_length);
    ibt_add(board, "firmware/extra-bytes", test_extra_bytes);
    ibt_add(board, "firmware/unasked", test_unasked);
    ibt_add(board, "firmware/unseen", test_unseen);
    ibt_add(board, "firmware/h2b-not-cleared", test_h2b_not_cleared);
    ibt_add(board, "peer/bad-frames", test_bad_frames);
    ibt_add(board, "peer/overlong", test_overlong);
    ibt_add(board, "peer/commands", test_commands);
    ibt_add(board, "peer/byte-by-byte", test_byte_by_byte);
    ibt_add(board, "peer/all-at-once", test_all_at_once);
    ibt_add(board, "peer/close-in-frame", test_close_in_frame);
    ibt_add(board, "peer/flood", test_flood);
    ibt_add(board, "peer/flood-timeout", test_flood_timeout);
    ibt_add(board, "peer/flood-attention", test_flood_attention);
}
