/*
 * Scripted peer for IPMI over a chardev
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "ipmi-wire.h"

#define DEADLINE_S  60
#define POLL_STEP_US 200
/* Turns of QEMU's loop after which a few buffers full have been served */
#define SETTLE_TURNS 16

/* Ends the test as a failed assertion does, which cleans up behind it */
#define give_up(...) do { \
    g_autofree char *text_ = g_strdup_printf(__VA_ARGS__); \
    g_assertion_message(G_LOG_DOMAIN, __FILE__, __LINE__, G_STRFUNC, text_); \
} while (0)

struct IPMIWire {
    char *dir;
    char *path;
    int listener;
    int fd;
    GByteArray *rx;
};

/*
 * Time
 */

static int64_t deadline(void)
{
    return g_get_monotonic_time() + DEADLINE_S * G_USEC_PER_SEC;
}

void ipmi_wire_wait(bool (*cond)(void *opaque), void *opaque,
                    const char *what)
{
    int64_t end = deadline();

    while (!cond(opaque)) {
        if (g_get_monotonic_time() > end) {
            give_up("gave up waiting: %s", what);
        }
        g_usleep(POLL_STEP_US);
    }
}

void ipmi_wire_settle(QTestState *qts)
{
    for (int i = 0; i < SETTLE_TURNS; i++) {
        qtest_clock_step(qts, 1);
    }
}

void ipmi_wire_step_ms(QTestState *qts, int64_t ms)
{
    qtest_clock_step(qts, ms * 1000 * 1000);
}

/* False if the deadline passed first */
static bool wait_fd(int fd, short events, int64_t end)
{
    struct pollfd pfd = { .fd = fd, .events = events };
    int64_t left = end - g_get_monotonic_time();

    return left > 0 && poll(&pfd, 1, left / 1000 + 1) > 0;
}

/*
 * Connections
 */

static void remove_files(void *opaque)
{
    IPMIWire *w = opaque;

    g_unlink(w->path);
    g_rmdir(w->dir);
}

IPMIWire *ipmi_wire_new(void)
{
    IPMIWire *w = g_new0(IPMIWire, 1);

    w->dir = g_dir_make_tmp("ipmi-XXXXXX", NULL);
    g_assert_nonnull(w->dir);
    w->path = g_build_filename(w->dir, "socket", NULL);
    w->listener = -1;
    w->fd = -1;
    w->rx = g_byte_array_new();
    qtest_add_abrt_handler(remove_files, w);
    return w;
}

void ipmi_wire_free(IPMIWire *w)
{
    ipmi_wire_close(w);
    ipmi_wire_stop_listening(w);
    qtest_remove_abrt_handler(w);
    remove_files(w);
    g_byte_array_unref(w->rx);
    g_free(w->path);
    g_free(w->dir);
    g_free(w);
}

const char *ipmi_wire_path(const IPMIWire *w)
{
    return w->path;
}

static int new_socket(const IPMIWire *w, struct sockaddr_un *addr)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    g_assert_cmpint(fd, >=, 0);
    *addr = (struct sockaddr_un) { .sun_family = AF_UNIX };
    g_assert_cmpuint(strlen(w->path), <, sizeof(addr->sun_path));
    strcpy(addr->sun_path, w->path);
    return fd;
}

static void set_connection(IPMIWire *w, int fd)
{
    g_assert_cmpint(fd, >=, 0);
    g_assert_true(g_unix_set_fd_nonblocking(fd, true, NULL));
    w->fd = fd;
}

void ipmi_wire_listen(IPMIWire *w)
{
    struct sockaddr_un addr;

    g_assert_cmpint(w->listener, ==, -1);
    g_unlink(w->path);
    w->listener = new_socket(w, &addr);
    g_assert_cmpint(bind(w->listener, (struct sockaddr *)&addr,
                         sizeof(addr)), ==, 0);
    g_assert_cmpint(listen(w->listener, 1), ==, 0);
}

void ipmi_wire_stop_listening(IPMIWire *w)
{
    if (w->listener >= 0) {
        close(w->listener);
        w->listener = -1;
        g_unlink(w->path);
    }
}

void ipmi_wire_accept(IPMIWire *w)
{
    g_assert_cmpint(w->fd, ==, -1);
    if (!wait_fd(w->listener, POLLIN, deadline())) {
        give_up("QEMU does not connect");
    }
    set_connection(w, accept(w->listener, NULL, NULL));
}

void ipmi_wire_connect(IPMIWire *w)
{
    int64_t end = deadline();
    struct sockaddr_un addr;
    int fd = new_socket(w, &addr);

    g_assert_cmpint(w->fd, ==, -1);
    while (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
        if (g_get_monotonic_time() > end) {
            give_up("no connection to QEMU: %s", strerror(errno));
        }
        g_usleep(POLL_STEP_US);
    }
    set_connection(w, fd);
}

void ipmi_wire_close(IPMIWire *w)
{
    if (w->fd >= 0) {
        close(w->fd);
        w->fd = -1;
    }
    g_byte_array_set_size(w->rx, 0);
}

void ipmi_wire_shutdown_read(IPMIWire *w)
{
    g_assert_cmpint(shutdown(w->fd, SHUT_RD), ==, 0);
}

/*
 * Sending
 */

static void put_byte(GByteArray *out, uint8_t byte)
{
    if (byte == WIRE_END_MESSAGE || byte == WIRE_END_COMMAND ||
        byte == WIRE_ESCAPE) {
        const uint8_t pair[] = { WIRE_ESCAPE, byte + 0x10 };

        g_byte_array_append(out, pair, sizeof(pair));
    } else {
        g_byte_array_append(out, &byte, 1);
    }
}

static void put_marker(GByteArray *out, uint8_t marker)
{
    g_byte_array_append(out, &marker, 1);
}

void ipmi_wire_put_message(GByteArray *out, uint8_t seq, const void *msg,
                           size_t len)
{
    const uint8_t *bytes = msg;
    unsigned sum = seq;

    put_byte(out, seq);
    for (size_t i = 0; i < len; i++) {
        put_byte(out, bytes[i]);
        sum += bytes[i];
    }
    put_byte(out, 0x100 - sum % 0x100);
    put_marker(out, WIRE_END_MESSAGE);
}

void ipmi_wire_put_command(GByteArray *out, const void *cmd, size_t len)
{
    const uint8_t *bytes = cmd;

    for (size_t i = 0; i < len; i++) {
        put_byte(out, bytes[i]);
    }
    put_marker(out, WIRE_END_COMMAND);
}

size_t ipmi_wire_try_send_raw(IPMIWire *w, const void *bytes, size_t len)
{
    ssize_t ret;

    g_assert_cmpint(w->fd, >=, 0);
    ret = send(w->fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (ret < 0 && errno != EAGAIN) {
        give_up("cannot send to QEMU: %s", strerror(errno));
    }
    return MAX(ret, 0);
}

void ipmi_wire_send_raw(IPMIWire *w, const void *bytes, size_t len)
{
    const uint8_t *next = bytes;
    int64_t end = deadline();

    while (len) {
        size_t taken = ipmi_wire_try_send_raw(w, next, len);

        next += taken;
        len -= taken;
        if (len && !wait_fd(w->fd, POLLOUT, end)) {
            give_up("QEMU does not read");
        }
    }
}

void ipmi_wire_send_message(IPMIWire *w, uint8_t seq, const void *msg,
                            size_t len)
{
    g_autoptr(GByteArray) out = g_byte_array_new();

    ipmi_wire_put_message(out, seq, msg, len);
    ipmi_wire_send_raw(w, out->data, out->len);
}

static void send_command(IPMIWire *w, const uint8_t *cmd, size_t len)
{
    g_autoptr(GByteArray) out = g_byte_array_new();

    ipmi_wire_put_command(out, cmd, len);
    ipmi_wire_send_raw(w, out->data, out->len);
}

void ipmi_wire_send_command(IPMIWire *w, uint8_t id)
{
    send_command(w, &id, 1);
}

void ipmi_wire_send_command_arg(IPMIWire *w, uint8_t id, uint8_t arg)
{
    const uint8_t cmd[] = { id, arg };

    send_command(w, cmd, sizeof(cmd));
}

/*
 * Receiving
 */

/* Takes in what has come; false if the connection has ended */
static bool fill(IPMIWire *w)
{
    uint8_t buf[4096];
    ssize_t ret;

    g_assert_cmpint(w->fd, >=, 0);
    while ((ret = recv(w->fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
        g_byte_array_append(w->rx, buf, ret);
    }
    return ret < 0 && errno == EAGAIN;
}

/* Waits for more bytes than there are, or fails with @what */
static void fill_more(IPMIWire *w, int64_t end, const char *what)
{
    guint before = w->rx->len;

    if (!wait_fd(w->fd, POLLIN, end)) {
        give_up("QEMU does not send: %s", what);
    }
    if (!fill(w) && w->rx->len == before) {
        give_up("QEMU ended the connection: %s", what);
    }
}

/* Bytes up to and including the first end marker; 0 if there is none */
static size_t frame_size(const GByteArray *rx)
{
    for (size_t i = 0; i < rx->len; i++) {
        if (rx->data[i] == WIRE_END_MESSAGE ||
            rx->data[i] == WIRE_END_COMMAND) {
            return i + 1;
        }
    }
    return 0;
}

/* Undoes the escapes; returns the number of bytes in @out */
static size_t unescape(uint8_t *out, size_t room, const uint8_t *in,
                       size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        uint8_t byte = in[i];

        if (byte == WIRE_ESCAPE) {
            g_assert_cmpuint(++i, <, len);
            byte = in[i] - 0x10;
            g_assert_true(byte == WIRE_END_MESSAGE ||
                          byte == WIRE_END_COMMAND || byte == WIRE_ESCAPE);
        }
        g_assert_cmpuint(n, <, room);
        out[n++] = byte;
    }
    return n;
}

/* Splits a message's bytes into sequence number, body and checksum */
static void open_message(WireFrame *frame)
{
    uint8_t sum = 0;

    g_assert_cmpuint(frame->len, >=, 4);
    for (size_t i = 0; i < frame->len; i++) {
        sum += frame->data[i];
    }
    g_assert_cmphex(sum, ==, 0);
    frame->seq = frame->data[0];
    frame->len -= 2;
    memmove(frame->data, frame->data + 1, frame->len);
}

static void take_frame(IPMIWire *w, size_t size, WireFrame *frame)
{
    memset(frame, 0, sizeof(*frame));
    frame->command = w->rx->data[size - 1] == WIRE_END_COMMAND;
    frame->len = unescape(frame->data, sizeof(frame->data), w->rx->data,
                          size - 1);
    g_byte_array_remove_range(w->rx, 0, size);
    if (frame->command) {
        g_assert_cmpuint(frame->len, >=, 1);
    } else {
        open_message(frame);
    }
}

void ipmi_wire_recv(IPMIWire *w, WireFrame *frame)
{
    int64_t end = deadline();
    size_t size;

    while (!(size = frame_size(w->rx))) {
        fill_more(w, end, "a frame is expected");
    }
    take_frame(w, size, frame);
}

bool ipmi_wire_try_recv(IPMIWire *w, WireFrame *frame)
{
    size_t size;

    fill(w);
    size = frame_size(w->rx);
    if (size) {
        take_frame(w, size, frame);
    }
    return size;
}

void ipmi_wire_recv_message(IPMIWire *w, WireFrame *frame)
{
    ipmi_wire_recv(w, frame);
    if (frame->command) {
        give_up("got command 0x%02x, expected a message", frame->data[0]);
    }
}

void ipmi_wire_expect_message(IPMIWire *w, uint8_t seq, const void *msg,
                              size_t len)
{
    WireFrame frame;

    ipmi_wire_recv_message(w, &frame);
    g_assert_cmphex(frame.seq, ==, seq);
    g_assert_cmpmem(frame.data, frame.len, msg, len);
}

void ipmi_wire_expect_command(IPMIWire *w, uint8_t id)
{
    WireFrame frame;

    ipmi_wire_recv(w, &frame);
    if (!frame.command) {
        give_up("got a message with cmd 0x%02x, expected command 0x%02x",
                frame.data[1], id);
    }
    g_assert_cmphex(frame.data[0], ==, id);
    g_assert_cmpuint(frame.len, ==, 1);
}

void ipmi_wire_expect_raw(IPMIWire *w, const void *bytes, size_t len)
{
    int64_t end = deadline();

    while (w->rx->len < len) {
        fill_more(w, end, "certain bytes are expected");
    }
    g_assert_cmpmem(w->rx->data, len, bytes, len);
    g_byte_array_remove_range(w->rx, 0, len);
}

void ipmi_wire_expect_closed(IPMIWire *w)
{
    int64_t end = deadline();

    while (fill(w)) {
        if (!wait_fd(w->fd, POLLIN, end)) {
            give_up("QEMU does not end the connection");
        }
    }
}

size_t ipmi_wire_unread(IPMIWire *w)
{
    fill(w);
    return w->rx->len;
}

void ipmi_wire_expect_nothing(IPMIWire *w, QTestState *qts)
{
    ipmi_wire_settle(qts);
    if (ipmi_wire_unread(w)) {
        give_up("QEMU has sent %u bytes too many, the first is 0x%02x",
                w->rx->len, w->rx->data[0]);
    }
}
