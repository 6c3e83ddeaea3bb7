/*
 * Fuzzer of the VM protocol codec
 *
 * Input: a byte that seeds the splits, then a stream. The stream is decoded
 * in one go and in pieces, which must tell the same, and what comes out is
 * encoded and decoded once more. The mutator puts in whole frames, right and
 * wrong ones, since chance alone seldom finds a checksum; so no files of
 * seeds are needed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/vm/codec.h"
#include "fuzz.h"

static uint32_t mix(uint32_t hash, uint32_t value)
{
    return (hash ^ value) * 16777619;
}

static uint32_t mix_frame(uint32_t hash, const VMFrame *frame)
{
    hash = mix(hash, frame->type);
    hash = mix(hash, frame->error);
    hash = mix(hash, frame->has_seq);
    hash = mix(hash, frame->seq);
    hash = mix(hash, frame->len);
    for (size_t i = 0; i < frame->len; i++) {
        hash = mix(hash, frame->data[i]);
    }
    return hash;
}

static void check_bounds(const VMDecoder *dec, const VMFrame *frame)
{
    fuzz_require(dec->len <= VM_FRAME_MAX);
    fuzz_require(frame->len <= VM_FRAME_MAX);
    if (frame->len) {
        fuzz_require(frame->data >= dec->buf);
        fuzz_require(frame->data + frame->len <= dec->buf + VM_FRAME_MAX);
    }
    if (frame->type == VM_FRAME_MESSAGE) {
        fuzz_require(frame->has_seq && frame->error == VM_FRAME_OK);
        fuzz_require(frame->len >= IPMI_MSG_MIN && frame->len <= IPMI_MSG_MAX);
    }
}

/* What was decoded can be sent on, and arrives as it was */
static void check_round_trip(const VMFrame *frame)
{
    uint8_t wire[VM_WIRE_MAX];
    VMDecoder dec = { 0 };
    VMFrame again;
    size_t n;

    if (frame->type == VM_FRAME_MESSAGE) {
        n = vm_encode_message(wire, frame->seq, frame->data, frame->len);
    } else if (frame->type == VM_FRAME_COMMAND) {
        n = vm_encode_command(wire, frame->data, frame->len);
    } else {
        return;
    }
    fuzz_require(n > frame->len && n <= VM_WIRE_MAX);
    fuzz_require(vm_decode(&dec, wire, n, &again) == n);
    fuzz_require(again.type == frame->type && again.seq == frame->seq);
    fuzz_require(again.len == frame->len);
    fuzz_require(memcmp(again.data, frame->data, frame->len) == 0);
}

static uint32_t feed(VMDecoder *dec, const uint8_t *in, size_t len,
                     uint32_t hash)
{
    while (len) {
        VMFrame frame;
        size_t used = vm_decode(dec, in, len, &frame);

        fuzz_require(used >= 1 && used <= len);
        check_bounds(dec, &frame);
        check_round_trip(&frame);
        /* Where a piece ends shows as a call without a frame; pass it over */
        if (frame.type != VM_FRAME_NONE || frame.error != VM_FRAME_OK) {
            hash = mix_frame(hash, &frame);
        }
        in += used;
        len -= used;
    }
    return hash;
}

static uint32_t feed_in_pieces(VMDecoder *dec, const uint8_t *in, size_t len,
                               uint32_t random)
{
    uint32_t hash = 0;

    while (len) {
        size_t wanted = fuzz_random(&random) % 64 + 1;
        size_t piece = MIN(wanted, len);
        /* On the heap and no longer than needed, for ASan's sake */
        g_autofree uint8_t *copy = g_malloc(piece);

        memcpy(copy, in, piece);
        hash = feed(dec, copy, piece, hash);
        in += piece;
        len -= piece;
    }
    return hash;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    VMDecoder whole = { 0 };
    VMDecoder pieces = { 0 };

    if (size == 0) {
        return 0;
    }
    fuzz_require(feed(&whole, data + 1, size - 1, 0) ==
                 feed_in_pieces(&pieces, data + 1, size - 1, data[0]));
    fuzz_require(whole.len == pieces.len);
    fuzz_require(whole.escaped == pieces.escaped);
    fuzz_require(whole.overrun == pieces.overrun);
    fuzz_require(memcmp(whole.dropped, pieces.dropped,
                        sizeof(whole.dropped)) == 0);

    return 0;
}

/* A frame of random length, mostly near a limit, at times broken */
static size_t make_frame(uint8_t *wire, uint32_t *random)
{
    static const uint16_t lengths[] = { 1, 2, 3, 4, 30, 299, 300 };
    uint8_t bytes[IPMI_MSG_MAX];
    size_t len = lengths[fuzz_random(random) % ARRAY_SIZE(lengths)];
    size_t n;

    for (size_t i = 0; i < len; i++) {
        bytes[i] = fuzz_random(random) % 4 ? fuzz_random(random)
                                           : 0xa0 + fuzz_random(random) % 12;
    }
    if (fuzz_random(random) % 4 == 0) {
        n = vm_encode_command(wire, bytes, len);
    } else {
        n = vm_encode_message(wire, fuzz_random(random), bytes, len);
    }
    if (n && fuzz_random(random) % 4 == 0) {
        wire[fuzz_random(random) % n] ^= 1 << fuzz_random(random) % 8;
    }
    return n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
                               unsigned int seed)
{
    uint32_t random = seed;
    uint8_t wire[VM_WIRE_MAX];
    size_t n, at;

    if (fuzz_random(&random) % 4) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    n = make_frame(wire, &random);
    if (size == 0 || n > max_size - size) {
        return LLVMFuzzerMutate(data, size, max_size);
    }
    at = 1 + fuzz_random(&random) % size;
    memmove(data + at + n, data + at, size - at);
    memcpy(data + at, wire, n);
    return size + n;
}
