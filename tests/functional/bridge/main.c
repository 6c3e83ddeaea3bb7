/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bridge KIND DEVICE PORT: carry requests of a DEVICE (bt, kcs) to a port. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bridge.h"

int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void say(const char *format, ...)
{
    va_list args;

    fputs("bridge: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

int main(int argc, char **argv)
{
    static Relay relay;
    int port = argc == 4 ? atoi(argv[3]) : 0;

    if (port <= 0 || port > 65535) {
        fprintf(stderr, "usage: bridge KIND DEVICE PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    link_init(&relay.link, port, &relay);
    if (!front_open(&relay.front, argv[1], argv[2])) {
        return 1;
    }
    relay_run(&relay);
    return 1;
}
