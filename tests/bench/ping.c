/*
 * The socket's share of the lower limit: what a round costs without a VM
 *
 * Sends the same requests as the guest to the same peer, for a given time,
 * checks each answer and prints microseconds for one round.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "frame.h"
#include "pattern.h"

#define WARM_UP 1000

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int dial(const char *path)
{
    struct sockaddr_un addr = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    if (fd < 0) {
        err(EXIT_FAILURE, "socket");
    }
    if (strlen(path) >= sizeof(addr.sun_path)) {
        errx(EXIT_FAILURE, "%s: too long a path", path);
    }
    strcpy(addr.sun_path, path);
    if (connect(fd, (struct sockaddr *)&addr, sizeof(addr)) < 0) {
        err(EXIT_FAILURE, "%s", path);
    }
    return fd;
}

static void ask(int fd, uint32_t round, unsigned size)
{
    uint8_t msg[3 + BENCH_MAX_DATA] = { round, BENCH_NETFN_LUN, BENCH_CMD };
    uint8_t wire[FRAME_MAX_WIRE];
    size_t len;

    for (unsigned i = 0; i < size; i++) {
        msg[3 + i] = bench_request_byte(round, i);
    }
    len = frame_encode(wire, msg, 3 + size);
    if (write(fd, wire, len) != (ssize_t)len) {
        err(EXIT_FAILURE, "write");
    }
}

static void hear(int fd, FrameReader *reader)
{
    uint8_t buf[FRAME_MAX_WIRE];
    uint8_t end = 0;

    frame_restart(reader);
    while (end != FRAME_END_MSG) {
        ssize_t got = read(fd, buf, sizeof(buf));

        if (got <= 0) {
            err(EXIT_FAILURE, "read");
        }
        for (ssize_t i = 0; i < got; i++) {
            end = frame_feed(reader, buf[i]);
            if (end == FRAME_END_CMD) {
                frame_restart(reader);
            }
        }
    }
}

static void check(const FrameReader *reader, uint32_t round, unsigned size)
{
    const uint8_t *b = reader->bytes;
    bool good = frame_is_good(reader, 4) && reader->len == size + 5 &&
                b[0] == (uint8_t)round && b[1] == BENCH_RSP_NETFN_LUN &&
                b[2] == BENCH_CMD && b[3] == 0;

    for (unsigned i = 0; good && i < size; i++) {
        good = b[4 + i] == bench_answer_byte(bench_request_byte(round, i));
    }
    if (!good) {
        errx(EXIT_FAILURE, "a wrong answer in round %u", round);
    }
}

int main(int argc, char **argv)
{
    static FrameReader reader;
    uint32_t round = 0;
    double start = 0, end;
    unsigned size;
    int fd;

    if (argc != 4) {
        errx(EXIT_FAILURE, "usage: %s SOCKET SIZE SECONDS", argv[0]);
    }
    fd = dial(argv[1]);
    size = atoi(argv[2]);
    if (size > BENCH_MAX_DATA) {
        errx(EXIT_FAILURE, "at most %d bytes", BENCH_MAX_DATA);
    }
    do {
        ask(fd, round, size);
        hear(fd, &reader);
        check(&reader, round, size);
        end = now();
        if (++round == WARM_UP) {
            start = end;
        }
    } while (round <= WARM_UP || end - start < atof(argv[3]));
    printf("%.3f\n", (end - start) * 1e6 / (round - WARM_UP));
    return EXIT_SUCCESS;
}
