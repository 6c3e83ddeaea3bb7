/*
 * Unit tests of the VM protocol codec
 *
 * The reference below is written another way than the codec: it holds whole
 * frames in growing arrays, splits before it unescapes, and names the wire's
 * bytes by number. What either makes of a byte stream is put down as text,
 * one event a line, and the two texts are compared.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/vm/codec.h"

#define GUARD 0x5a

/* --- the reference ------------------------------------------------------ */

static GByteArray *bytes_new(const void *data, size_t len)
{
    GByteArray *bytes = g_byte_array_new();

    g_byte_array_append(bytes, data, len);
    return bytes;
}

static void add_byte(GByteArray *bytes, uint8_t byte)
{
    g_byte_array_append(bytes, &byte, 1);
}

/* Appends @len bytes of @data as they travel */
static void ref_escape(GByteArray *wire, const uint8_t *data, size_t len)
{
    static const uint8_t pairs[][3] = {
        { 0xa0, 0xaa, 0xb0 }, { 0xa1, 0xaa, 0xb1 }, { 0xaa, 0xaa, 0xba },
    };

    for (size_t i = 0; i < len; i++) {
        size_t p = 0;

        while (p < ARRAY_SIZE(pairs) && pairs[p][0] != data[i]) {
            p++;
        }
        if (p < ARRAY_SIZE(pairs)) {
            g_byte_array_append(wire, &pairs[p][1], 2);
        } else {
            g_byte_array_append(wire, &data[i], 1);
        }
    }
}

/* Appends a frame that holds just @data, right or wrong */
static void ref_frame(GByteArray *wire, const void *data, size_t len,
                      uint8_t marker)
{
    ref_escape(wire, data, len);
    add_byte(wire, marker);
}

static unsigned int ref_sum(const GByteArray *bytes)
{
    unsigned int sum = 0;

    for (guint i = 0; i < bytes->len; i++) {
        sum += bytes->data[i];
    }
    return sum % 256;
}

static void ref_message(GByteArray *wire, uint8_t seq, const void *msg,
                        size_t len)
{
    g_autoptr(GByteArray) frame = bytes_new(&seq, 1);

    g_byte_array_append(frame, msg, len);
    add_byte(frame, (256 - ref_sum(frame)) % 256);
    ref_frame(wire, frame->data, frame->len, 0xa0);
}

static void log_bytes(GString *log, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_string_append_printf(log, " %02x", data[i]);
    }
    g_string_append_c(log, '\n');
}

/* Undoes the escapes of one frame; false if it ends within one */
static bool ref_unescape(GByteArray *frame, const uint8_t *wire, size_t len)
{
    size_t i = 0;

    while (i < len) {
        if (wire[i] != 0xaa) {
            add_byte(frame, wire[i++]);
        } else if (i + 1 == len) {
            return false;
        } else {
            add_byte(frame, wire[i + 1] & 0xef);
            i += 2;
        }
    }
    return true;
}

static void ref_log_message(GString *log, const GByteArray *frame)
{
    if (frame->len > 302) {
        g_string_append_printf(log, "overlong seq %02x\n", frame->data[0]);
    } else if (frame->len == 0) {
        g_string_append(log, "empty\n");
    } else if (frame->len < 4) {
        g_string_append(log, "short\n");
    } else if (ref_sum(frame) != 0) {
        g_string_append(log, "checksum\n");
    } else {
        g_string_append_printf(log, "message %02x:", frame->data[0]);
        log_bytes(log, frame->data + 1, frame->len - 2);
    }
}

static void ref_log_command(GString *log, const GByteArray *frame)
{
    if (frame->len > 302) {
        g_string_append(log, "overlong\n");
    } else if (frame->len == 0) {
        g_string_append(log, "empty\n");
    } else {
        g_string_append(log, "command:");
        log_bytes(log, frame->data, frame->len);
    }
}

static char *ref_decode(const uint8_t *wire, size_t len)
{
    GString *log = g_string_new(NULL);
    size_t start = 0;

    for (size_t i = 0; i < len; i++) {
        g_autoptr(GByteArray) frame = g_byte_array_new();

        if ((wire[i] & 0xfe) != 0xa0) {
            continue;
        }
        if (!ref_unescape(frame, wire + start, i - start)) {
            g_string_append(log, "escape\n");
        } else if (wire[i] == 0xa0) {
            ref_log_message(log, frame);
        } else {
            ref_log_command(log, frame);
        }
        start = i + 1;
    }
    return g_string_free(log, FALSE);
}

/* --- the codec, put down as text ---------------------------------------- */

static void check_frame_invariants(const VMDecoder *dec, const VMFrame *frame)
{
    bool bad = frame->type == VM_FRAME_BAD;
    bool none = frame->type == VM_FRAME_NONE;

    if (frame->type == VM_FRAME_MESSAGE) {
        g_assert_cmpuint(frame->len, >=, IPMI_MSG_MIN);
        g_assert_cmpuint(frame->len, <=, IPMI_MSG_MAX);
        g_assert_true(frame->has_seq);
    }
    if (frame->type == VM_FRAME_COMMAND) {
        g_assert_cmpuint(frame->len, >=, 1);
        g_assert_false(frame->has_seq);
    }
    if (!bad && !none) {
        g_assert_cmpint(frame->error, ==, VM_FRAME_OK);
    }
    if (bad) {
        g_assert_cmpint(frame->error, >, VM_FRAME_ERR_EMPTY);
        g_assert_cmpint(frame->error, <, VM_FRAME_ERR__MAX);
    }
    if (frame->len) {
        g_assert_true(frame->data >= dec->buf);
        g_assert_true(frame->data + frame->len <= dec->buf + VM_FRAME_MAX);
    }
}

static void log_frame(GString *log, const VMFrame *frame)
{
    switch (frame->type) {
    case VM_FRAME_NONE:
        if (frame->error != VM_FRAME_OK) {
            g_string_append_printf(log, "%s\n",
                                   vm_frame_error_name(frame->error));
        }
        break;
    case VM_FRAME_MESSAGE:
        g_string_append_printf(log, "message %02x:", frame->seq);
        log_bytes(log, frame->data, frame->len);
        break;
    case VM_FRAME_COMMAND:
        g_string_append(log, "command:");
        log_bytes(log, frame->data, frame->len);
        break;
    case VM_FRAME_BAD:
        g_string_append(log, vm_frame_error_name(frame->error));
        if (frame->has_seq) {
            g_string_append_printf(log, " seq %02x", frame->seq);
        }
        g_string_append_c(log, '\n');
        break;
    }
}

static size_t find_marker(const uint8_t *in, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (in[i] == 0xa0 || in[i] == 0xa1) {
            return i + 1;
        }
    }
    return len;
}

/* Feeds one piece as the link would, and checks how much each call takes */
static void feed(VMDecoder *dec, const uint8_t *in, size_t len, GString *log)
{
    while (len) {
        VMFrame frame;
        size_t used = vm_decode(dec, in, len, &frame);

        g_assert_cmpuint(used, ==, find_marker(in, len));
        check_frame_invariants(dec, &frame);
        log_frame(log, &frame);
        in += used;
        len -= used;
    }
}

static char *decode_all(const uint8_t *wire, size_t len)
{
    VMDecoder dec = { 0 };
    GString *log = g_string_new(NULL);

    feed(&dec, wire, len, log);
    return g_string_free(log, FALSE);
}

static char *decode_at_once(const GByteArray *wire)
{
    return decode_all(wire->data, wire->len);
}

static void assert_decodes_as(const GByteArray *wire, const char *want)
{
    g_autofree char *got = decode_at_once(wire);

    g_assert_cmpstr(got, ==, want);
}

static void assert_like_reference(const GByteArray *wire)
{
    g_autofree char *want = ref_decode(wire->data, wire->len);

    assert_decodes_as(wire, want);
}

/* --- encoding ----------------------------------------------------------- */

/* Encodes, compares with the reference, then decodes what came out */
static void check_message(uint8_t seq, const uint8_t *msg, size_t len)
{
    g_autoptr(GByteArray) want = g_byte_array_new();
    uint8_t wire[VM_WIRE_MAX + 16];
    VMDecoder dec = { 0 };
    VMFrame frame;
    size_t n;

    memset(wire, GUARD, sizeof(wire));
    n = vm_encode_message(wire, seq, msg, len);
    ref_message(want, seq, msg, len);
    g_assert_cmpmem(wire, n, want->data, want->len);
    for (size_t i = n; i < sizeof(wire); i++) {
        g_assert_cmphex(wire[i], ==, GUARD);
    }

    g_assert_cmpuint(vm_decode(&dec, wire, n, &frame), ==, n);
    g_assert_cmpint(frame.type, ==, VM_FRAME_MESSAGE);
    g_assert_cmphex(frame.seq, ==, seq);
    g_assert_cmpmem(frame.data, frame.len, msg, len);
}

static void test_encode_every_byte(void)
{
    uint8_t msg[6];

    for (int value = 0; value < 256; value++) {
        for (size_t pos = 0; pos < sizeof(msg); pos++) {
            memset(msg, 0x21, sizeof(msg));
            msg[pos] = value;
            check_message(0x42, msg, sizeof(msg));
        }
        check_message(value, msg, sizeof(msg));
        memset(msg, value, sizeof(msg));
        check_message(value, msg, sizeof(msg));
    }
}

static void test_encode_every_checksum(void)
{
    for (int value = 0; value < 256; value++) {
        uint8_t msg[] = { 0x18, 0x01, 0 };
        uint8_t wire[VM_WIRE_MAX];
        size_t n;

        /* seq and the three bytes add up to what @value makes 0 */
        msg[2] = 0 - value - 0x07 - 0x18 - 0x01;
        check_message(0x07, msg, sizeof(msg));

        n = vm_encode_message(wire, 0x07, msg, sizeof(msg));
        if (value == 0xa0 || value == 0xa1 || value == 0xaa) {
            g_assert_cmphex(wire[n - 3], ==, 0xaa);
            g_assert_cmphex(wire[n - 2], ==, value | 0x10);
        } else {
            g_assert_cmphex(wire[n - 2], ==, value);
        }
        g_assert_cmphex(wire[n - 1], ==, 0xa0);
    }
}

static void test_encode_every_length(void)
{
    uint8_t msg[IPMI_MSG_MAX + 5];
    uint8_t wire[VM_WIRE_MAX];

    for (int pattern = 0; pattern < 256; pattern += 0x0a) {
        for (size_t len = 0; len <= sizeof(msg); len++) {
            for (size_t i = 0; i < len; i++) {
                msg[i] = pattern + (pattern % 4 ? i : 0);
            }
            if (len < 2 || len > 300) {
                g_assert_cmpuint(vm_encode_message(wire, 1, msg, len), ==, 0);
            } else {
                check_message(len, msg, len);
            }
        }
    }
}

/* All of seq, message and checksum escaped: no frame is longer than this */
static void test_encode_longest(void)
{
    uint8_t msg[300];
    uint8_t wire[VM_WIRE_MAX];

    memset(msg, 0xa0, sizeof(msg));
    memset(msg, 0xaa, 6);
    memset(msg + 6, 0xa1, 3);
    check_message(0xa0, msg, sizeof(msg));
    g_assert_cmpuint(vm_encode_message(wire, 0xa0, msg, sizeof(msg)), ==,
                     2 * 302 + 1);
    g_assert_cmpuint(sizeof(wire), ==, 2 * 302 + 1);
    g_assert_cmphex(wire[2 * 302 - 1], ==, 0xb1);
}

static void check_command(const uint8_t *cmd, size_t len)
{
    g_autoptr(GByteArray) want = g_byte_array_new();
    g_autofree uint8_t *wire = g_malloc(2 * len + 1);
    VMDecoder dec = { 0 };
    VMFrame frame;
    size_t n = vm_encode_command(wire, cmd, len);

    ref_frame(want, cmd, len, 0xa1);
    g_assert_cmpmem(wire, n, want->data, want->len);
    g_assert_cmpuint(vm_decode(&dec, wire, n, &frame), ==, n);
    g_assert_cmpint(frame.type, ==, VM_FRAME_COMMAND);
    g_assert_cmpmem(frame.data, frame.len, cmd, len);
}

static void test_encode_commands(void)
{
    uint8_t cmd[VM_FRAME_MAX + 5];
    uint8_t wire[2 * sizeof(cmd) + 1];

    for (int id = 0; id < 256; id++) {
        cmd[0] = id;
        check_command(cmd, 1);
        for (int arg = 0; arg < 256; arg++) {
            cmd[1] = arg;
            check_command(cmd, 2);
        }
    }
    for (size_t len = 0; len <= sizeof(cmd); len++) {
        memset(cmd, 0xa1, sizeof(cmd));
        if (len == 0 || len > 302) {
            g_assert_cmpuint(vm_encode_command(wire, cmd, len), ==, 0);
        } else {
            check_command(cmd, len);
        }
    }
}

/* Bytes as other implementations send them */
static void test_encode_known(void)
{
    static const uint8_t version[] = { VM_CMD_VERSION, VM_PROTOCOL_VERSION };
    static const uint8_t caps[] = {
        VM_CMD_CAPABILITIES,
        VM_CAP_POWEROFF | VM_CAP_RESET | VM_CAP_IRQ | VM_CAP_NMI |
        VM_CAP_ATTN | VM_CAP_GRACEFUL_SHUTDOWN,
    };
    static const uint8_t get_device_id[] = { IPMI_NETFN_APP << 2, 0x01 };
    static const uint8_t enable_irq[] = { VM_CMD_ENABLE_IRQ };
    uint8_t wire[VM_WIRE_MAX];
    size_t n = 0;

    n += vm_encode_command(wire, version, sizeof(version));
    n += vm_encode_command(wire + n, caps, sizeof(caps));
    g_assert_cmpmem(wire, n, "\xff\x01\xa1\x08\x3f\xa1", 6);

    n = vm_encode_message(wire, 0x05, get_device_id, sizeof(get_device_id));
    g_assert_cmpmem(wire, n, "\x05\x18\x01\xe2\xa0", 5);

    n = vm_encode_message(wire, 0xa0, get_device_id, sizeof(get_device_id));
    g_assert_cmpmem(wire, n, "\xaa\xb0\x18\x01\x47\xa0", 6);

    n = vm_encode_command(wire, enable_irq, sizeof(enable_irq));
    g_assert_cmpmem(wire, n, "\x05\xa1", 2);
}

/* --- decoding ----------------------------------------------------------- */

typedef struct StreamCase {
    const char *name;
    const char *wire;
    size_t len;
    const char *want;
} StreamCase;

#define STREAM(name, wire, want) { name, wire, sizeof(wire) - 1, want }

/* A good frame that follows a bad one; bit 4 of its first byte is set */
#define GOOD "\x11\x1c\x01\x00\xd2\xa0"
#define GOOD_TEXT "message 11: 1c 01 00\n"

static const StreamCase stream_cases[] = {
    STREAM("nothing", "", ""),
    STREAM("good", GOOD, GOOD_TEXT),
    STREAM("smallest", "\x00\x18\x01\xe7\xa0", "message 00: 18 01\n"),
    STREAM("empty message", "\xa0" GOOD, "empty\n" GOOD_TEXT),
    STREAM("empty command", "\xa1" GOOD, "empty\n" GOOD_TEXT),
    STREAM("several empty", "\xa0\xa1\xa1\xa0\xa0" GOOD,
           "empty\nempty\nempty\nempty\nempty\n" GOOD_TEXT),
    STREAM("one byte", "\x05\xa0" GOOD, "short\n" GOOD_TEXT),
    STREAM("two bytes", "\x05\xfb\xa0" GOOD, "short\n" GOOD_TEXT),
    STREAM("three bytes, right sum", "\x05\x18\xe3\xa0" GOOD,
           "short\n" GOOD_TEXT),
    STREAM("one byte, zero", "\x00\xa0" GOOD, "short\n" GOOD_TEXT),
    STREAM("bad checksum", "\x05\x18\x01\xe3\xa0" GOOD,
           "checksum\n" GOOD_TEXT),
    STREAM("escaped end of message", "\x05\x18\x01\xaa\xa0" GOOD,
           "escape\n" GOOD_TEXT),
    STREAM("escaped end of command", "\xff\x01\xaa\xa1" GOOD,
           "escape\n" GOOD_TEXT),
    STREAM("right message, escaped end", "\x05\x18\x01\xe2\xaa\xa0" GOOD,
           "escape\n" GOOD_TEXT),
    STREAM("only an escape", "\xaa\xa0\xaa\xa1" GOOD,
           "escape\nescape\n" GOOD_TEXT),
    STREAM("escape twice, then end", "\xaa\xaa\xa1", "command: aa\n"),
    STREAM("escape thrice, then end", "\xaa\xaa\xaa\xa1" GOOD,
           "escape\n" GOOD_TEXT),
    STREAM("needless escapes", "\xaa\x00\xaa\x10\xaa\x55\xaa\xff\xa1",
           "command: 00 00 45 ef\n"),
    STREAM("message ended as command", "\x05\x18\x01\xe2\xa1",
           "command: 05 18 01 e2\n"),
    STREAM("command ended as message", "\xff\x01\xa0" GOOD,
           "short\n" GOOD_TEXT),
    STREAM("unknown commands", "\x0a\xa1\x0b\xa1\x80\x01\x02\xa1",
           "command: 0a\ncommand: 0b\ncommand: 80 01 02\n"),
    STREAM("greeting and response in one", "\xff\x01\xa1\x00\xa1\x05\xa1" GOOD,
           "command: ff 01\ncommand: 00\ncommand: 05\n" GOOD_TEXT),
    STREAM("no end yet", GOOD "\x12\x1c\x01", GOOD_TEXT),
};

static void test_decode_table(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(stream_cases); i++) {
        const StreamCase *c = &stream_cases[i];
        g_autoptr(GByteArray) wire = bytes_new(c->wire, c->len);

        g_test_message("%s", c->name);
        assert_decodes_as(wire, c->want);
        assert_like_reference(wire);
    }
}

static void check_split(const StreamCase *c, size_t first, size_t second)
{
    const uint8_t *wire = (const uint8_t *)c->wire;
    VMDecoder dec = { 0 };
    g_autoptr(GString) log = g_string_new(NULL);

    feed(&dec, wire, first, log);
    feed(&dec, wire + first, second - first, log);
    feed(&dec, wire + second, c->len - second, log);
    g_assert_cmpstr(log->str, ==, c->want);
}

static void test_decode_every_split(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(stream_cases); i++) {
        const StreamCase *c = &stream_cases[i];

        g_test_message("%s", c->name);
        for (size_t first = 0; first <= c->len; first++) {
            for (size_t second = first; second <= c->len; second++) {
                check_split(c, first, second);
            }
        }
    }
}

static void check_bytewise(const GByteArray *wire)
{
    g_autofree char *want = ref_decode(wire->data, wire->len);
    g_autoptr(GString) log = g_string_new(NULL);
    VMDecoder dec = { 0 };

    for (guint i = 0; i < wire->len; i++) {
        feed(&dec, wire->data + i, 1, log);
    }
    g_assert_cmpstr(log->str, ==, want);
}

static void test_decode_bytewise(void)
{
    g_autoptr(GByteArray) wire = g_byte_array_new();
    uint8_t msg[IPMI_MSG_MAX];

    for (size_t len = 2; len <= sizeof(msg); len++) {
        for (size_t i = 0; i < len; i++) {
            msg[i] = len + 3 * i;
        }
        ref_message(wire, len, msg, len);
        ref_frame(wire, msg, len % 7 + 1, 0xa1);
    }
    assert_like_reference(wire);
    check_bytewise(wire);
}

/* What follows an escape loses bit 4, unless it is a marker */
static void test_decode_every_escape(void)
{
    for (int value = 0; value < 256; value++) {
        uint8_t bytes[] = { 0xaa, value, 0x33, 0xa1 };
        g_autoptr(GByteArray) wire = bytes_new(bytes, sizeof(bytes));
        g_autofree char *want = NULL;

        if (value == 0xa0 || value == 0xa1) {
            want = g_strdup("escape\ncommand: 33\n");
        } else {
            want = g_strdup_printf("command: %02x 33\n", value & ~0x10);
        }
        assert_decodes_as(wire, want);
        assert_like_reference(wire);
    }
}

/* One wrong bit anywhere is noticed, and only that frame is lost */
static void test_decode_every_bit_wrong(void)
{
    static const uint8_t good[] = {
        0x9f, 0x1c, 0xa0, 0x00, 0xaa, 0xa1, 0x5b,
    };
    g_autoptr(GByteArray) whole = bytes_new(good, sizeof(good));

    /* The frame the flips start from must be right itself */
    whole->data[6] -= ref_sum(whole);

    for (size_t bit = 0; bit < 8 * sizeof(good); bit++) {
        g_autoptr(GByteArray) frame = bytes_new(whole->data, whole->len);
        g_autoptr(GByteArray) wire = g_byte_array_new();

        ref_frame(wire, frame->data, frame->len, 0xa0);
        frame->data[bit / 8] ^= 1 << bit % 8;
        ref_frame(wire, frame->data, frame->len, 0xa0);
        g_byte_array_append(wire, (const uint8_t *)GOOD, sizeof(GOOD) - 1);
        assert_decodes_as(wire,
                          "message 9f: 1c a0 00 aa a1\n"
                          "checksum\n"
                          GOOD_TEXT);
    }
}

/* Every length around the limit, with a checksum that is right */
static void test_decode_every_length(void)
{
    for (size_t len = 0; len <= VM_FRAME_MAX + 5; len++) {
        for (int value = 0x9f; value <= 0xab; value++) {
            g_autoptr(GByteArray) frame = g_byte_array_new();
            g_autoptr(GByteArray) wire = g_byte_array_new();

            while (frame->len + 1 < len) {
                add_byte(frame, value);
            }
            if (len) {
                add_byte(frame, 0 - ref_sum(frame));
            }
            ref_frame(wire, frame->data, frame->len, 0xa0);
            ref_frame(wire, frame->data, frame->len, 0xa1);
            g_byte_array_append(wire, (const uint8_t *)GOOD, sizeof(GOOD) - 1);
            assert_like_reference(wire);
        }
    }
}

/* More than 64 KiB, so that no counter may wrap into a valid length */
static void test_decode_overlong(void)
{
    static const size_t lengths[] = {
        303, 304, 604, 605, 606, 5000, 65535, 65536, 65540, 65838, 200000,
    };

    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        g_autoptr(GByteArray) wire = g_byte_array_new();
        g_autofree uint8_t *zeroes = g_malloc0(lengths[i]);

        zeroes[0] = 0xa1;
        ref_frame(wire, zeroes, lengths[i], 0xa0);
        g_byte_array_append(wire, (const uint8_t *)GOOD, sizeof(GOOD) - 1);
        ref_frame(wire, zeroes, lengths[i], 0xa1);
        g_byte_array_append(wire, (const uint8_t *)GOOD, sizeof(GOOD) - 1);
        assert_decodes_as(wire, "overlong seq a1\n" GOOD_TEXT
                                "overlong\n" GOOD_TEXT);
        check_bytewise(wire);
    }
}

static void test_decode_overlong_in_escape(void)
{
    g_autoptr(GByteArray) wire = g_byte_array_new();

    for (int i = 0; i < 400; i++) {
        add_byte(wire, 0x30);
    }
    g_byte_array_append(wire, (const uint8_t *)"\xaa\xa0" GOOD,
                        2 + sizeof(GOOD) - 1);
    assert_decodes_as(wire, "escape\n" GOOD_TEXT);
}

/* The limit counts unescaped bytes: the last one may be an escaped one */
static void test_decode_limit_in_escape(void)
{
    uint8_t frame[VM_FRAME_MAX + 1] = { 0 };
    g_autoptr(GByteArray) fits = g_byte_array_new();
    g_autoptr(GByteArray) over = g_byte_array_new();
    g_autofree char *text = NULL;

    frame[1] = 0x60;
    frame[VM_FRAME_MAX - 1] = 0xa0;
    ref_frame(fits, frame, VM_FRAME_MAX, 0xa0);
    text = decode_at_once(fits);
    g_assert_true(g_str_has_prefix(text, "message 00: 60 00"));
    assert_like_reference(fits);

    frame[VM_FRAME_MAX - 1] = 0;
    frame[VM_FRAME_MAX] = 0xa0;
    ref_frame(over, frame, VM_FRAME_MAX + 1, 0xa0);
    assert_decodes_as(over, "overlong seq 00\n");
}

/* A bad frame is handed out as it came, for a trace */
static void test_decode_bad_bytes(void)
{
    static const uint8_t wire[] = { 0x05, 0x18, 0xaa, 0xb0, 0x77, 0xa0 };
    VMDecoder dec = { 0 };
    VMFrame frame;

    vm_decode(&dec, wire, sizeof(wire), &frame);
    g_assert_cmpint(frame.type, ==, VM_FRAME_BAD);
    g_assert_cmpint(frame.error, ==, VM_FRAME_ERR_CHECKSUM);
    g_assert_false(frame.has_seq);
    g_assert_cmpmem(frame.data, frame.len, "\x05\x18\xa0\x77", 4);
}

static void test_decode_no_input(void)
{
    VMDecoder dec = { 0 };
    g_autoptr(GString) log = g_string_new(NULL);
    VMFrame frame;

    feed(&dec, (const uint8_t *)GOOD, 3, log);
    memset(&frame, 0xff, sizeof(frame));
    g_assert_cmpuint(vm_decode(&dec, NULL, 0, &frame), ==, 0);
    g_assert_cmpint(frame.type, ==, VM_FRAME_NONE);
    g_assert_cmpint(frame.error, ==, VM_FRAME_OK);
    g_assert_cmpuint(frame.len, ==, 0);
    feed(&dec, (const uint8_t *)GOOD + 3, 3, log);
    g_assert_cmpstr(log->str, ==, GOOD_TEXT);
}

/* --- reset and counters ------------------------------------------------- */

static void check_reset_after(const uint8_t *wire, size_t len)
{
    VMDecoder dec = { 0 };
    g_autoptr(GString) before = g_string_new(NULL);
    g_autoptr(GString) after = g_string_new(NULL);

    feed(&dec, wire, len, before);
    vm_decoder_reset(&dec);
    feed(&dec, (const uint8_t *)GOOD, sizeof(GOOD) - 1, after);
    g_assert_cmpstr(after->str, ==, GOOD_TEXT);
}

static void test_reset_anywhere(void)
{
    uint8_t msg[IPMI_MSG_MAX];
    g_autoptr(GByteArray) wire = g_byte_array_new();

    for (size_t i = 0; i < sizeof(msg); i++) {
        msg[i] = 0x9a + i % 18;
    }
    ref_message(wire, 0xaa, msg, sizeof(msg));
    /* Goes on into a frame that is too long */
    ref_escape(wire, msg, sizeof(msg));
    ref_escape(wire, msg, sizeof(msg));

    for (guint len = 0; len <= wire->len; len++) {
        check_reset_after(wire->data, len);
    }
}

static void test_counters(void)
{
    static const struct {
        const char *wire;
        VMFrameError error;
    } cases[] = {
        { "\xa0", VM_FRAME_ERR_EMPTY },
        { "\x01\x02\xa0", VM_FRAME_ERR_SHORT },
        { "\x01\x02\x03\x04\xa0", VM_FRAME_ERR_CHECKSUM },
        { "\x01\xaa\xa1", VM_FRAME_ERR_ESCAPE },
        { NULL, VM_FRAME_ERR_OVERLONG },
    };
    uint32_t want[VM_FRAME_ERR__MAX] = { 0 };
    g_autofree char *overlong = g_strdup_printf("%*s\xa1", 303, "");
    VMDecoder dec = { 0 };

    for (size_t i = 0; i < 3 * ARRAY_SIZE(cases); i++) {
        const char *wire = cases[i % ARRAY_SIZE(cases)].wire ?: overlong;
        g_autoptr(GString) log = g_string_new(NULL);

        feed(&dec, (const uint8_t *)wire, strlen(wire), log);
        feed(&dec, (const uint8_t *)GOOD, sizeof(GOOD) - 1, log);
        want[cases[i % ARRAY_SIZE(cases)].error]++;
        g_assert_cmpmem(dec.dropped, sizeof(dec.dropped), want, sizeof(want));
        vm_decoder_reset(&dec);
        g_assert_cmpmem(dec.dropped, sizeof(dec.dropped), want, sizeof(want));
    }
}

static void test_error_names(void)
{
    for (int a = VM_FRAME_OK; a < VM_FRAME_ERR__MAX; a++) {
        g_assert_nonnull(vm_frame_error_name(a));
        for (int b = VM_FRAME_OK; b < a; b++) {
            g_assert_cmpstr(vm_frame_error_name(a), !=,
                            vm_frame_error_name(b));
        }
    }
    g_assert_cmpstr(vm_frame_error_name(VM_FRAME_ERR__MAX), ==, "unknown");
}

/* --- at random ---------------------------------------------------------- */

static uint8_t random_byte(void)
{
    static const uint8_t special[] = {
        0xa0, 0xa1, 0xaa, 0xaa, 0xb0, 0xb1, 0xba, 0x00,
    };

    if (g_test_rand_int_range(0, 3) == 0) {
        return special[g_test_rand_int_range(0, sizeof(special))];
    }
    return g_test_rand_int_range(0, 256);
}

static void add_random_frame(GByteArray *wire)
{
    uint8_t bytes[IPMI_MSG_MAX + 4];
    size_t len = g_test_rand_int_range(0, sizeof(bytes) + 1);

    if (g_test_rand_bit()) {
        len %= 8;
    }
    for (size_t i = 0; i < len; i++) {
        bytes[i] = random_byte();
    }
    switch (g_test_rand_int_range(0, 4)) {
    case 0:
        ref_message(wire, random_byte(), bytes, len);
        break;
    case 1:
        ref_frame(wire, bytes, len, 0xa1);
        break;
    case 2:
        ref_frame(wire, bytes, len, 0xa0);
        break;
    default:
        g_byte_array_append(wire, bytes, len);
        break;
    }
}

static void check_random_splits(const GByteArray *wire)
{
    g_autofree char *want = ref_decode(wire->data, wire->len);
    g_autoptr(GString) log = g_string_new(NULL);
    VMDecoder dec = { 0 };
    size_t done = 0;

    while (done < wire->len) {
        size_t piece = g_test_rand_int_range(1, 40);

        piece = MIN(piece, wire->len - done);
        feed(&dec, wire->data + done, piece, log);
        done += piece;
    }
    g_assert_cmpstr(log->str, ==, want);
}

static void test_random_streams(void)
{
    for (int round = 0; round < 2000; round++) {
        g_autoptr(GByteArray) wire = g_byte_array_new();

        for (int frames = 0; frames < 8; frames++) {
            add_random_frame(wire);
        }
        assert_like_reference(wire);
        check_random_splits(wire);
    }
}

static void add_encode_tests(void)
{
    g_test_add_func("/ipmi/codec/encode/every-byte", test_encode_every_byte);
    g_test_add_func("/ipmi/codec/encode/every-checksum",
                    test_encode_every_checksum);
    g_test_add_func("/ipmi/codec/encode/every-length",
                    test_encode_every_length);
    g_test_add_func("/ipmi/codec/encode/longest", test_encode_longest);
    g_test_add_func("/ipmi/codec/encode/commands", test_encode_commands);
    g_test_add_func("/ipmi/codec/encode/known", test_encode_known);
}

static void add_decode_tests(void)
{
    g_test_add_func("/ipmi/codec/decode/table", test_decode_table);
    g_test_add_func("/ipmi/codec/decode/every-split", test_decode_every_split);
    g_test_add_func("/ipmi/codec/decode/bytewise", test_decode_bytewise);
    g_test_add_func("/ipmi/codec/decode/every-escape",
                    test_decode_every_escape);
    g_test_add_func("/ipmi/codec/decode/every-bit-wrong",
                    test_decode_every_bit_wrong);
    g_test_add_func("/ipmi/codec/decode/every-length",
                    test_decode_every_length);
    g_test_add_func("/ipmi/codec/decode/overlong", test_decode_overlong);
    g_test_add_func("/ipmi/codec/decode/overlong-in-escape",
                    test_decode_overlong_in_escape);
    g_test_add_func("/ipmi/codec/decode/limit-in-escape",
                    test_decode_limit_in_escape);
    g_test_add_func("/ipmi/codec/decode/bad-bytes", test_decode_bad_bytes);
    g_test_add_func("/ipmi/codec/decode/no-input", test_decode_no_input);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    add_encode_tests();
    add_decode_tests();
    g_test_add_func("/ipmi/codec/reset/anywhere", test_reset_anywhere);
    g_test_add_func("/ipmi/codec/counters", test_counters);
    g_test_add_func("/ipmi/codec/error-names", test_error_names);
    g_test_add_func("/ipmi/codec/random-streams", test_random_streams);

    return g_test_run();
}
