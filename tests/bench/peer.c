/*
 * A BMC that does nothing but answer, as fast as a process can
 *
 * It takes one connection on a listening socket that it inherits, answers
 * each message with as many data bytes as came, in one write, and ends when
 * the other side does. It allows interrupts if it is told to.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "frame.h"
#include "pattern.h"

enum { SEQ, NETFN_LUN, CMD, REQUEST_DATA, CODE = 3, ANSWER_DATA };

static void send_all(int fd, const uint8_t *wire, size_t len)
{
    ssize_t sent = send(fd, wire, len, MSG_NOSIGNAL);

    /* A whole answer always fits into the socket: one is on its way at most. */
    if (sent != (ssize_t)len) {
        err(EXIT_FAILURE, "send");
    }
}

static void answer(int fd, const FrameReader *request)
{
    size_t data_len = request->len - REQUEST_DATA - 1;
    uint8_t msg[FRAME_MAX + 1];
    uint8_t wire[2 * sizeof(msg) + 3];

    msg[SEQ] = request->bytes[SEQ];
    msg[NETFN_LUN] = request->bytes[NETFN_LUN] | 1 << 2;
    msg[CMD] = request->bytes[CMD];
    msg[CODE] = 0;
    for (size_t i = 0; i < data_len; i++) {
        msg[ANSWER_DATA + i] =
            bench_answer_byte(request->bytes[REQUEST_DATA + i]);
    }
    send_all(fd, wire, frame_encode(wire, msg, ANSWER_DATA + data_len));
}

static void take(int fd, FrameReader *reader, uint8_t byte)
{
    uint8_t end = frame_feed(reader, byte);

    if (end == FRAME_END_MSG) {
        if (!frame_is_good(reader, REQUEST_DATA)) {
            errx(EXIT_FAILURE, "a damaged request");
        }
        answer(fd, reader);
    }
    if (end) {
        frame_restart(reader);
    }
}

/* Hosts keep their interrupt off until the BMC allows it. */
static void allow_interrupt(int fd)
{
    static const uint8_t command[] = { 0x05, FRAME_END_CMD };

    send_all(fd, command, sizeof(command));
}

static void serve(int fd)
{
    static FrameReader reader;
    uint8_t buf[4096];
    ssize_t got;

    while ((got = read(fd, buf, sizeof(buf))) > 0) {
        for (ssize_t i = 0; i < got; i++) {
            take(fd, &reader, buf[i]);
        }
    }
}

int main(int argc, char **argv)
{
    int fd;

    if (argc != 3) {
        errx(EXIT_FAILURE, "usage: %s LISTENING_FD INTERRUPTS", argv[0]);
    }
    fd = accept(atoi(argv[1]), NULL, NULL);
    if (fd < 0) {
        err(EXIT_FAILURE, "accept");
    }
    if (atoi(argv[2])) {
        allow_interrupt(fd);
    }
    serve(fd);
    return EXIT_SUCCESS;
}
