/*
 * What the benchmark's guests and peers say to each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BENCH_PATTERN_H
#define BENCH_PATTERN_H

#include <stdint.h>

/* A network function and a command that no part of QEMU answers itself. */
#define BENCH_NETFN_LUN     (0x30 << 2)
#define BENCH_RSP_NETFN_LUN (0x31 << 2)
#define BENCH_CMD           0x42

/* A BT message is at most 255 bytes, of which an answer's header takes 4. */
#define BENCH_MAX_DATA      251

/*
 * Each round has other bytes, and over time every byte stands at every place,
 * so that what has to be escaped on the wire comes at its natural rate.
 */
static inline uint8_t bench_request_byte(uint32_t round, unsigned i)
{
    return round * 31 + i * 7;
}

/* An answer is not an echo: a request that comes back unchanged is wrong. */
static inline uint8_t bench_answer_byte(uint8_t request_byte)
{
    return request_byte ^ 0x55;
}

#endif
