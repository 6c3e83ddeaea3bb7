/*
 * Scripted peer for IPMI over a chardev: either end of the VM protocol
 *
 * A test plays the BMC towards ipmi-bmc-extern, or the host towards
 * ipmi-host-extern, over a unix socket. The framing here is written apart
 * from QEMU's own, so that one checks the other.
 *
 * All functions that wait do so with a generous deadline, and end the test
 * with a message if it passes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_WIRE_H
#define TESTS_QTEST_IPMI_WIRE_H

#include "libqtest.h"

/* Control commands, by their first byte */
enum {
    WIRE_CMD_NOATTN       = 0x00,
    WIRE_CMD_ATTN         = 0x01,
    WIRE_CMD_ATTN_IRQ     = 0x02,
    WIRE_CMD_POWEROFF     = 0x03,
    WIRE_CMD_RESET        = 0x04,
    WIRE_CMD_ENABLE_IRQ   = 0x05,
    WIRE_CMD_DISABLE_IRQ  = 0x06,
    WIRE_CMD_NMI          = 0x07,
    WIRE_CMD_CAPABILITIES = 0x08,
    WIRE_CMD_SHUTDOWN     = 0x09,
    WIRE_CMD_VERSION      = 0xff,
};

/* Bytes that mean something in the stream */
enum {
    WIRE_END_MESSAGE = 0xa0,
    WIRE_END_COMMAND = 0xa1,
    WIRE_ESCAPE      = 0xaa,
};

/* Most bytes of a message: netfn/lun, cmd, data */
#define WIRE_MSG_MAX 300

/**
 * WireFrame: what came from QEMU
 * @command: a control command, not a message
 * @seq: sequence number of a message
 * @data: a message from netfn/lun on, without checksum; a command from its
 *        id on
 * @len: number of bytes in @data
 */
typedef struct WireFrame {
    bool command;
    uint8_t seq;
    uint8_t data[1024];
    size_t len;
} WireFrame;

typedef struct IPMIWire IPMIWire;

/**
 * ipmi_wire_new: make a place for a socket; nothing listens yet
 *
 * Returns: to be freed with ipmi_wire_free().
 */
IPMIWire *ipmi_wire_new(void);

/* Closes all and removes the socket */
void ipmi_wire_free(IPMIWire *w);

/* Path of the socket */
const char *ipmi_wire_path(const IPMIWire *w);

/*
 * Connections. A wire has one at a time.
 */

/* Listen, for QEMU to connect. Works before and after QEMU starts */
void ipmi_wire_listen(IPMIWire *w);

/* Do not listen any more; the connection stays */
void ipmi_wire_stop_listening(IPMIWire *w);

/* Wait until QEMU has connected */
void ipmi_wire_accept(IPMIWire *w);

/* Connect to QEMU, which listens or is about to */
void ipmi_wire_connect(IPMIWire *w);

/* End the connection; what was received and not looked at is dropped */
void ipmi_wire_close(IPMIWire *w);

/* Never read again, and let QEMU know; sending still works */
void ipmi_wire_shutdown_read(IPMIWire *w);

/*
 * Sending
 */

/* Append the wire form of a message to @out */
void ipmi_wire_put_message(GByteArray *out, uint8_t seq, const void *msg,
                           size_t len);

/* Append the wire form of a command to @out */
void ipmi_wire_put_command(GByteArray *out, const void *cmd, size_t len);

/* Send all bytes as they are. QEMU must read them for this to return */
void ipmi_wire_send_raw(IPMIWire *w, const void *bytes, size_t len);

/**
 * ipmi_wire_try_send_raw: send what there is room for just now
 * @w: the wire
 * @bytes: the bytes
 * @len: their number
 *
 * Returns: how many were taken, maybe none.
 */
size_t ipmi_wire_try_send_raw(IPMIWire *w, const void *bytes, size_t len);

void ipmi_wire_send_message(IPMIWire *w, uint8_t seq, const void *msg,
                            size_t len);

/* Send a command of one byte */
void ipmi_wire_send_command(IPMIWire *w, uint8_t id);

/* Send a command of one byte and an argument */
void ipmi_wire_send_command_arg(IPMIWire *w, uint8_t id, uint8_t arg);

/*
 * Receiving
 */

/* Wait for the next frame; it must be well-formed */
void ipmi_wire_recv(IPMIWire *w, WireFrame *frame);

/**
 * ipmi_wire_try_recv: take a frame if there is one
 * @w: the wire
 * @frame: filled in
 *
 * Returns: false if no whole frame has come. Does not wait.
 */
bool ipmi_wire_try_recv(IPMIWire *w, WireFrame *frame);

/* Wait for the next frame, which must be a message */
void ipmi_wire_recv_message(IPMIWire *w, WireFrame *frame);

/* Wait for the next frame, which must be this message */
void ipmi_wire_expect_message(IPMIWire *w, uint8_t seq, const void *msg,
                              size_t len);

/* Wait for the next frame, which must be this command of one byte */
void ipmi_wire_expect_command(IPMIWire *w, uint8_t id);

/* Wait for these very bytes */
void ipmi_wire_expect_raw(IPMIWire *w, const void *bytes, size_t len);

/* Wait until QEMU ends the connection */
void ipmi_wire_expect_closed(IPMIWire *w);

/**
 * ipmi_wire_expect_nothing: check that QEMU has sent no more
 * @w: the wire
 * @qts: the QEMU at the other end; first it gets to do all that it has to
 */
void ipmi_wire_expect_nothing(IPMIWire *w, QTestState *qts);

/* Number of bytes from QEMU that nobody has looked at; does not wait */
size_t ipmi_wire_unread(IPMIWire *w);

/*
 * Time
 */

/**
 * ipmi_wire_settle: let QEMU see and act upon all that was sent to it
 * @qts: the QEMU
 *
 * QEMU serves the test's own commands and its chardevs in one loop, so that
 * after some of the former the latter have had their turn; no time is
 * measured, and virtual time moves by some nanoseconds only. Up to 16 KiB are
 * seen to.
 */
void ipmi_wire_settle(QTestState *qts);

/* Let milliseconds of virtual time pass */
void ipmi_wire_step_ms(QTestState *qts, int64_t ms);

/**
 * ipmi_wire_wait: wait until something is true
 * @cond: the condition, called again and again
 * @opaque: its argument
 * @what: named in the message if it does not become true
 */
void ipmi_wire_wait(bool (*cond)(void *opaque), void *opaque,
                    const char *what);

#endif
