/*
 * Tests of responders and ipmi-host-extern: bad peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-fw-fixture.h"

/*
 * Frames
 */

static void send_bytes(FW *t, uint8_t first, size_t len, uint8_t last)
{
    g_autofree uint8_t *bytes = g_malloc(len);

    memset(bytes, first, len);
    bytes[len - 1] = last;
    ipmi_wire_send_raw(t->host, bytes, len);
}

/* Nothing comes of a bad frame, and the next good one is not harmed by it */
static void check_dropped(FW *t)
{
    ipmi_wire_expect_nothing(t->host, t->qts);
    t->fw->check_idle(t);
    fw_check_works(t);
}

static void test_bad_frames(FW *t)
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

    fw_listen(t);
    for (int i = 0; i < ARRAY_SIZE(frames); i++) {
        ipmi_wire_send_raw(t->host, frames[i].bytes, frames[i].len);
        check_dropped(t);
    }
}

/* A good checksum does not make it shorter */
static void check_overlong(FW *t, size_t size)
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

static void test_overlong(FW *t)
{
    static const size_t sizes[] = { 301, 302, 500, 1000, 5000, 70000 };

    fw_listen(t);
    for (int i = 0; i < ARRAY_SIZE(sizes); i++) {
        check_overlong(t, sizes[i]);
    }
}

/* Commands that are not for a BMC, or for nobody */
static void test_commands(FW *t)
{
    fw_listen(t);
    for (int id = 0; id < 256; id++) {
        if (id != WIRE_CMD_RESET) {
            ipmi_wire_send_command(t->host, id);
            ipmi_wire_send_command_arg(t->host, id, 0xa0);
        }
    }
    check_dropped(t);
    /* Capabilities were among them, the last one without those of interest */
    t->fw->set_attention(t);
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN);
}

static void test_byte_by_byte(FW *t)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t caps[] = { WIRE_CMD_CAPABILITIES, 0x3f };
    const uint8_t msg[] = { 0x18, 0x42, 0xa0, 0xa1, 0xaa, 0xab };

    fw_listen(t);
    ipmi_wire_put_command(bytes, caps, sizeof(caps));
    ipmi_wire_put_message(bytes, 0xaa, msg, sizeof(msg));
    for (int i = 0; i < bytes->len; i++) {
        t->fw->check_idle(t);
        ipmi_wire_send_raw(t->host, &bytes->data[i], 1);
        ipmi_wire_settle(t->qts);
    }
    fw_next(t, &t->taken);
    g_assert_cmpmem(t->taken.msg, t->taken.len, msg, sizeof(msg));
    fw_answer(t, &t->taken, 0, NULL, 0);
    fw_expect_code(t, 0xaa, 0x18, 0x42, 0);
}

static void test_all_at_once(FW *t)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t caps[] = { WIRE_CMD_CAPABILITIES, 0x10 };
    const uint8_t junk[] = { 0x77, WIRE_ESCAPE, WIRE_END_MESSAGE };
    const uint8_t msg[] = { 0x18, 0x42 };

    fw_listen(t);
    ipmi_wire_put_command(bytes, caps, sizeof(caps));
    for (int i = 0; i < 5; i++) {
        ipmi_wire_put_message(bytes, i, msg, sizeof(msg));
        g_byte_array_append(bytes, junk, sizeof(junk));
    }
    ipmi_wire_send_raw(t->host, bytes->data, bytes->len);
    for (int i = 0; i < 5; i++) {
        fw_next(t, &t->taken);
        fw_answer(t, &t->taken, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, 0x42, 0);
    }
    fw_check_works(t);
}

/* Half a frame does not live on in the next connection */
static void test_close_in_frame(FW *t)
{
    static const char *const halves[] = {
        "\x01\x18\x42", "\x01\x18\xaa", "\xaa", "\x08",
    };

    fw_listen(t);
    for (int i = 0; i < ARRAY_SIZE(halves); i++) {
        ipmi_wire_send_raw(t->host, halves[i], strlen(halves[i]));
        ipmi_wire_settle(t->qts);
        ipmi_wire_close(t->host);
        ipmi_wire_settle(t->qts);
        fw_connect(t, WIRE_CMD_NOATTN);
        check_dropped(t);
    }
    /* Nor does one that ends too late to be finished by it */
    send_bytes(t, 0x55, 5000, 0x55);
    ipmi_wire_settle(t->qts);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    fw_connect(t, WIRE_CMD_NOATTN);
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
    FW *t;
    GByteArray *bytes;
    size_t ends[FLOOD_REQUESTS];
    size_t sent;
    unsigned wanted;
    unsigned count;
    unsigned served;
    bool answered[FLOOD_REQUESTS];
    int attn;
} Flood;

static Flood *flood_new(FW *t)
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
    FW *t = flood->t;
    WireFrame frame;

    if (flood->sent < flood->ends[flood->wanted - 1]) {
        flood_send(flood, flood->ends[flood->wanted - 1]);
    }
    if (t->fw->pending(t)) {
        fw_next(t, &t->taken);
        fw_answer(t, &t->taken, 0, NULL, 0);
        flood->served++;
    }
    while (ipmi_wire_try_recv(t->host, &frame)) {
        flood_take_answer(flood, &frame);
    }
    return flood->count == flood->wanted;
}

static void test_flood(FW *t)
{
    Flood *flood = flood_new(t);

    fw_listen(t);
    flood_until_stall(flood);
    /* Meanwhile QEMU is well, and what is new is told in the end */
    g_assert_true(fw_irq(t));
    t->fw->set_attention(t);
    ipmi_wire_wait(flood_drain, flood, "an answer to each request");
    g_assert_cmpuint(flood->served, >=, FW_QUEUE_SIZE);
    g_assert_cmphex(flood->attn, ==, WIRE_CMD_ATTN_IRQ);
    fw_check_works(t);
    flood_free(flood);
}

/* The clock goes on over requests whose answers nobody fetches */
static void test_flood_timeout(FW *t)
{
    Flood *flood = flood_new(t);

    fw_listen(t);
    flood_until_stall(flood);
    fw_next(t, &t->taken);
    for (int i = 0; i < 10; i++) {
        ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    }
    fw_answer(t, &t->taken, 0, NULL, 0);
    qtest_system_reset(t->qts);
    ipmi_wire_close(t->host);
    ipmi_wire_settle(t->qts);
    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_check_works(t);
    flood_free(flood);
}

void fw_add_peer_tests(const FWBoard *board)
{
    fw_add(board, "peer/bad-frames", test_bad_frames);
    fw_add(board, "peer/overlong", test_overlong);
    fw_add(board, "peer/commands", test_commands);
    fw_add(board, "peer/byte-by-byte", test_byte_by_byte);
    fw_add(board, "peer/all-at-once", test_all_at_once);
    fw_add(board, "peer/close-in-frame", test_close_in_frame);
    fw_add(board, "peer/flood", test_flood);
    fw_add(board, "peer/flood-timeout", test_flood_timeout);
}
