/*
 * VM protocol framing: messages and control commands on a byte stream
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/vm/codec.h"

static size_t put_escaped(uint8_t *out, uint8_t byte)
{
    switch (byte) {
    case VM_END_OF_MESSAGE:
    case VM_END_OF_COMMAND:
    case VM_ESCAPE:
        out[0] = VM_ESCAPE;
        out[1] = byte | VM_ESCAPE_BIT;
        return 2;
    default:
        out[0] = byte;
        return 1;
    }
}

static size_t put_all_escaped(uint8_t *out, const uint8_t *bytes, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++) {
        n += put_escaped(out + n, bytes[i]);
    }
    return n;
}

size_t vm_encode_message(uint8_t *out, uint8_t seq, const uint8_t *msg,
                         size_t len)
{
    size_t n;

    if (len < IPMI_MSG_MIN || len > IPMI_MSG_MAX) {
        return 0;
    }
    n = put_escaped(out, seq);
    n += put_all_escaped(out + n, msg, len);
    /* seq counts like any other byte, wherever it lies in memory */
    n += put_escaped(out + n, ipmi_checksum(msg, len) - seq);
    out[n++] = VM_END_OF_MESSAGE;
    return n;
}

size_t vm_encode_command(uint8_t *out, const uint8_t *cmd, size_t len)
{
    size_t n;

    if (len == 0 || len > VM_FRAME_MAX) {
        return 0;
    }
    n = put_all_escaped(out, cmd, len);
    out[n++] = VM_END_OF_COMMAND;
    return n;
}

void vm_decoder_reset(VMDecoder *dec)
{
    dec->len = 0;
    dec->escaped = false;
    dec->overrun = false;
}

static void store(VMDecoder *dec, uint8_t byte)
{
    if (dec->escaped) {
        dec->escaped = false;
        byte &= ~VM_ESCAPE_BIT;
    } else if (byte == VM_ESCAPE) {
        dec->escaped = true;
        return;
    }
    if (dec->len < VM_FRAME_MAX) {
        dec->buf[dec->len++] = byte;
    } else {
        dec->overrun = true;
    }
}

static VMFrameError check_frame(const VMDecoder *dec, bool message)
{
    if (dec->escaped) {
        return VM_FRAME_ERR_ESCAPE;
    }
    if (dec->overrun) {
        return VM_FRAME_ERR_OVERLONG;
    }
    if (dec->len == 0) {
        return VM_FRAME_ERR_EMPTY;
    }
    if (message && dec->len < VM_FRAME_MIN) {
        return VM_FRAME_ERR_SHORT;
    }
    /* The checksum covers itself: what is left over is not zero if it fails */
    if (message && ipmi_checksum(dec->buf, dec->len) != 0) {
        return VM_FRAME_ERR_CHECKSUM;
    }
    return VM_FRAME_OK;
}

static void describe_frame(const VMDecoder *dec, bool message, VMFrame *frame)
{
    frame->data = dec->buf;
    frame->len = dec->len;

    switch (frame->error) {
    case VM_FRAME_OK:
        frame->type = message ? VM_FRAME_MESSAGE : VM_FRAME_COMMAND;
        break;
    case VM_FRAME_ERR_EMPTY:
        frame->type = VM_FRAME_NONE;
        return;
    default:
        frame->type = VM_FRAME_BAD;
        break;
    }

    if (message && (frame->error == VM_FRAME_OK ||
                    frame->error == VM_FRAME_ERR_OVERLONG)) {
        frame->has_seq = true;
        frame->seq = dec->buf[0];
    }
    if (frame->type == VM_FRAME_MESSAGE) {
        frame->data = dec->buf + 1;
        frame->len = dec->len - 2;
    }
}

static void end_frame(VMDecoder *dec, uint8_t marker, VMFrame *frame)
{
    bool message = marker == VM_END_OF_MESSAGE;

    frame->error = check_frame(dec, message);
    describe_frame(dec, message, frame);
    if (frame->error != VM_FRAME_OK) {
        dec->dropped[frame->error]++;
    }
    /* The bytes stay where they are for @frame */
    vm_decoder_reset(dec);
}

size_t vm_decode(VMDecoder *dec, const uint8_t *in, size_t len,
                 VMFrame *frame)
{
    *frame = (VMFrame) { .type = VM_FRAME_NONE };

    for (size_t i = 0; i < len; i++) {
        if (in[i] == VM_END_OF_MESSAGE || in[i] == VM_END_OF_COMMAND) {
            end_frame(dec, in[i], frame);
            return i + 1;
        }
        store(dec, in[i]);
    }
    return len;
}

const char *vm_frame_error_name(VMFrameError error)
{
    switch (error) {
    case VM_FRAME_OK:
        return "none";
    case VM_FRAME_ERR_EMPTY:
        return "empty";
    case VM_FRAME_ERR_SHORT:
        return "short";
    case VM_FRAME_ERR_CHECKSUM:
        return "checksum";
    case VM_FRAME_ERR_OVERLONG:
        return "overlong";
    case VM_FRAME_ERR_ESCAPE:
        return "escape";
    default:
        return "unknown";
    }
}
