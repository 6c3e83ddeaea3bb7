/*
 * The wire of the IPMI VM protocol, as much of it as the benchmark needs
 *
 * On purpose this shares nothing with the tree's own codec: the benchmark has
 * to judge what the tree's devices send.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BENCH_FRAME_H
#define BENCH_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_END_MSG   0xa0
#define FRAME_END_CMD   0xa1
#define FRAME_ESCAPE    0xaa
#define FRAME_FLIP      0x10

/* Sequence, network function, command, completion code and checksum. */
#define FRAME_MAX       (255 + 5)
#define FRAME_MAX_WIRE  (2 * FRAME_MAX + 1)

typedef struct FrameReader {
    uint8_t bytes[FRAME_MAX];
    size_t len;
    bool escaped;
    bool overlong;
} FrameReader;

static inline bool frame_is_special(uint8_t byte)
{
    return byte == FRAME_END_MSG || byte == FRAME_END_CMD ||
           byte == FRAME_ESCAPE;
}

static inline size_t frame_put(uint8_t *wire, size_t at, uint8_t byte)
{
    if (frame_is_special(byte)) {
        wire[at++] = FRAME_ESCAPE;
        byte |= FRAME_FLIP;
    }
    wire[at++] = byte;
    return at;
}

/* Returns how many bytes of @wire (room for FRAME_MAX_WIRE) were used. */
static inline size_t frame_encode(uint8_t *wire, const uint8_t *msg, size_t len)
{
    uint8_t sum = 0;
    size_t at = 0;

    for (size_t i = 0; i < len; i++) {
        sum += msg[i];
        at = frame_put(wire, at, msg[i]);
    }
    at = frame_put(wire, at, -sum);
    wire[at++] = FRAME_END_MSG;
    return at;
}

static inline void frame_store(FrameReader *reader, uint8_t byte)
{
    if (reader->len == sizeof(reader->bytes)) {
        reader->overlong = true;
        return;
    }
    if (reader->escaped) {
        byte &= ~FRAME_FLIP;
        reader->escaped = false;
    }
    reader->bytes[reader->len++] = byte;
}

/*
 * Takes one byte of the wire. Returns FRAME_END_MSG or FRAME_END_CMD when it
 * ends a frame, which the caller has to look at and then to drop with
 * frame_restart(); otherwise 0.
 */
static inline uint8_t frame_feed(FrameReader *reader, uint8_t byte)
{
    if (byte == FRAME_END_MSG || byte == FRAME_END_CMD) {
        return byte;
    }
    if (byte == FRAME_ESCAPE) {
        reader->escaped = true;
    } else {
        frame_store(reader, byte);
    }
    return 0;
}

static inline void frame_restart(FrameReader *reader)
{
    reader->len = 0;
    reader->escaped = false;
    reader->overlong = false;
}

/* Is it a whole message of at least @min bytes, not counting the checksum? */
static inline bool frame_is_good(const FrameReader *reader, size_t min)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < reader->len; i++) {
        sum += reader->bytes[i];
    }
    return !reader->escaped && !reader->overlong && sum == 0 &&
           reader->len >= min + 1;
}

#endif
