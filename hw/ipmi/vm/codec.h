/*
 * VM protocol framing: messages and control commands on a byte stream
 *
 * This is the protocol that OpenIPMI describes in lanserv/README.vm, and it
 * is the same in both directions. Everything up to an end marker is a frame;
 * the marker tells a message from a command. Bytes in a frame that look like
 * a marker are escaped. Pure functions over plain structs: no chardev, no
 * QOM, no allocation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_VM_CODEC_H
#define HW_IPMI_VM_CODEC_H

#include "hw/ipmi/message.h"

/* Bytes with a meaning of their own */
enum {
    VM_END_OF_MESSAGE = 0xa0,
    VM_END_OF_COMMAND = 0xa1,
    VM_ESCAPE         = 0xaa,
    /* Set in a byte that follows VM_ESCAPE, cleared again on receive */
    VM_ESCAPE_BIT     = 0x10,
};

/* First byte of a command frame; 0x0a and 0x0b are taken too, but not ours */
enum {
    VM_CMD_NOATTN            = 0x00,
    VM_CMD_ATTN              = 0x01,
    VM_CMD_ATTN_IRQ          = 0x02,
    VM_CMD_POWEROFF          = 0x03,
    VM_CMD_RESET             = 0x04,
    VM_CMD_ENABLE_IRQ        = 0x05,
    VM_CMD_DISABLE_IRQ       = 0x06,
    VM_CMD_SEND_NMI          = 0x07,
    VM_CMD_CAPABILITIES      = 0x08,    /* one byte of VM_CAP_* follows */
    VM_CMD_GRACEFUL_SHUTDOWN = 0x09,
    VM_CMD_VERSION           = 0xff,    /* VM_PROTOCOL_VERSION follows */
};

#define VM_PROTOCOL_VERSION 1

/* What a host machine can do; 0x40 is taken by others */
enum {
    VM_CAP_POWEROFF          = 0x01,
    VM_CAP_RESET             = 0x02,
    VM_CAP_IRQ               = 0x04,
    VM_CAP_NMI               = 0x08,
    VM_CAP_ATTN              = 0x10,
    VM_CAP_GRACEFUL_SHUTDOWN = 0x20,
};

/* Sequence number, message and checksum, before escaping */
#define VM_FRAME_MAX (1 + IPMI_MSG_MAX + 1)
/* Sequence number, netfn/lun, cmd and checksum */
#define VM_FRAME_MIN (1 + IPMI_MSG_MIN + 1)
/* The longest frame with every byte escaped, and its end marker */
#define VM_WIRE_MAX  (2 * VM_FRAME_MAX + 1)

typedef enum VMFrameType {
    VM_FRAME_NONE,              /* no whole frame yet, or an empty one */
    VM_FRAME_MESSAGE,
    VM_FRAME_COMMAND,
    VM_FRAME_BAD,               /* a frame to drop; VMFrame.error says why */
} VMFrameType;

typedef enum VMFrameError {
    VM_FRAME_OK,
    VM_FRAME_ERR_EMPTY,         /* nothing before the end marker */
    VM_FRAME_ERR_SHORT,         /* a message under VM_FRAME_MIN bytes */
    VM_FRAME_ERR_CHECKSUM,
    VM_FRAME_ERR_OVERLONG,      /* more than VM_FRAME_MAX bytes */
    VM_FRAME_ERR_ESCAPE,        /* the end marker follows an escape */
    VM_FRAME_ERR__MAX,
} VMFrameError;

/**
 * VMDecoder: what is known of the frame that is coming in
 * @buf: the bytes so far, without escapes
 * @len: their number, at most VM_FRAME_MAX
 * @escaped: the last byte was VM_ESCAPE
 * @overrun: bytes were dropped, for want of room
 * @dropped: frames not handed out as message or command, by VMFrameError
 *
 * An all-zero VMDecoder is ready for use.
 */
typedef struct VMDecoder {
    uint8_t buf[VM_FRAME_MAX];
    uint16_t len;
    bool escaped;
    bool overrun;
    uint32_t dropped[VM_FRAME_ERR__MAX];
} VMDecoder;

/**
 * VMFrame: what vm_decode() found
 * @type: the kind of frame
 * @error: for VM_FRAME_BAD the reason; for VM_FRAME_NONE
 *         VM_FRAME_ERR_EMPTY if an empty frame was passed over; else
 *         VM_FRAME_OK
 * @has_seq: @seq is valid. True for a message and for an overlong message,
 *           whose user is still waiting for an answer; never for a frame that
 *           fails its checksum
 * @seq: sequence number
 * @data: a message from its netfn/lun byte on, without the checksum; a
 *        command from its id on; a bad frame's bytes as far as kept
 * @len: number of bytes in @data
 *
 * @data points into the decoder and is valid until the next call with it.
 */
typedef struct VMFrame {
    VMFrameType type;
    VMFrameError error;
    bool has_seq;
    uint8_t seq;
    const uint8_t *data;
    size_t len;
} VMFrame;

/**
 * vm_encode_message: frame a message
 * @out: room for VM_WIRE_MAX bytes
 * @seq: sequence number
 * @msg: the message from its netfn/lun byte on
 * @len: its length
 *
 * Returns: the number of bytes in @out; 0 if @len is not within IPMI_MSG_MIN
 * and IPMI_MSG_MAX, since the other end would drop the frame.
 */
size_t vm_encode_message(uint8_t *out, uint8_t seq, const uint8_t *msg,
                         size_t len);

/**
 * vm_encode_command: frame a control command
 * @out: room for 2 * @len + 1 bytes
 * @cmd: VM_CMD_* and what belongs to it
 * @len: number of bytes in @cmd
 *
 * Returns: the number of bytes in @out; 0 if @len is 0 or over VM_FRAME_MAX.
 */
size_t vm_encode_command(uint8_t *out, const uint8_t *cmd, size_t len);

/**
 * vm_decoder_reset: forget a frame that has begun, as on each new connection
 * @dec: the decoder
 *
 * The counters keep their values.
 */
void vm_decoder_reset(VMDecoder *dec);

/**
 * vm_decode: take bytes up to and including the first end marker
 * @dec: the decoder
 * @in: the bytes received
 * @len: their number
 * @frame: filled in; VM_FRAME_NONE if there was no marker
 *
 * Call it again with the rest until all is consumed. At least one byte is
 * consumed if there is one.
 *
 * Returns: the number of bytes consumed, which is @len without a marker.
 */
size_t vm_decode(VMDecoder *dec, const uint8_t *in, size_t len,
                 VMFrame *frame);

/**
 * vm_frame_error_name: a word for a trace
 * @error: the error
 *
 * Returns: a static string.
 */
const char *vm_frame_error_name(VMFrameError error);

#endif
