/*
 * IPMI messages: a bounded builder, network function helpers, the checksum
 *
 * A message is the bytes netfn << 2 | lun, cmd, data...; in a response the
 * completion code is the first byte of data. Nothing here knows QOM or an
 * interface, so the code builds alone with GLib as well as within QEMU.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_MESSAGE_H
#define HW_IPMI_MESSAGE_H

#include "hw/ipmi/ipmi_defs.h"

/* Most bytes of one message, the netfn/lun byte and cmd included */
#define IPMI_MSG_MAX     300
/* A request has at least netfn/lun and cmd, a response also its code */
#define IPMI_MSG_MIN     2
#define IPMI_MSG_RSP_MIN 3

/**
 * IPMIMsg: a message under construction
 * @len: number of valid bytes in @data, at most IPMI_MSG_MAX
 * @overrun: bytes were dropped since the last reset, for want of room
 * @data: the message
 *
 * An all-zero IPMIMsg is empty and ready for use.
 */
typedef struct IPMIMsg {
    uint16_t len;
    bool overrun;
    uint8_t data[IPMI_MSG_MAX];
} IPMIMsg;

/**
 * ipmi_msg_reset: make @msg empty
 * @msg: the message
 */
void ipmi_msg_reset(IPMIMsg *msg);

/**
 * ipmi_msg_put: append one byte
 * @msg: the message
 * @byte: the byte to append
 *
 * Returns: false, with @msg->overrun set, if @msg was full and @byte is lost.
 */
bool ipmi_msg_put(IPMIMsg *msg, uint8_t byte);

/**
 * ipmi_msg_put_bytes: append @len bytes
 * @msg: the message
 * @bytes: the bytes to append; may be NULL if @len is 0
 * @len: their number
 *
 * Does what @len calls of ipmi_msg_put() would: what fits is kept.
 *
 * Returns: false, with @msg->overrun set, if at least one byte is lost.
 */
bool ipmi_msg_put_bytes(IPMIMsg *msg, const void *bytes, size_t len);

/**
 * ipmi_msg_put_le16: append a number of 16 bits, its low byte first
 * @msg: the message
 * @val: the number
 *
 * Returns: as ipmi_msg_put_bytes().
 */
bool ipmi_msg_put_le16(IPMIMsg *msg, uint16_t val);

/**
 * ipmi_msg_error_response: replace @rsp by a response that has no data
 * @rsp: the message to fill
 * @req: the request to answer; may be NULL if @req_len is 0
 * @req_len: its length
 * @cc: the completion code
 *
 * The netfn is that of the request with the response bit set, lun and cmd are
 * taken over. A byte that a short request lacks counts as 0.
 */
void ipmi_msg_error_response(IPMIMsg *rsp, const uint8_t *req, size_t req_len,
                             uint8_t cc);

/**
 * ipmi_checksum: two's complement checksum, as in IPMB and serial framing
 * @buf: the bytes to protect
 * @len: their number
 *
 * Returns: the byte that makes the sum over @buf and itself 0, modulo 256.
 */
uint8_t ipmi_checksum(const uint8_t *buf, size_t len);

/* Network function held by @byte, a message's first byte */
static inline uint8_t ipmi_netfn(uint8_t byte)
{
    return byte >> 2;
}

/* Logical unit number held by @byte, a message's first byte */
static inline uint8_t ipmi_lun(uint8_t byte)
{
    return byte & 3;
}

/* First byte of a message; bits that do not belong to either are cut off */
static inline uint8_t ipmi_netfn_lun(uint8_t netfn, uint8_t lun)
{
    return netfn << 2 | (lun & 3);
}

/* Takes a network function as ipmi_netfn() returns it: odd means response */
static inline bool ipmi_netfn_is_response(uint8_t netfn)
{
    return netfn & 1;
}

#endif
