/*
 * VM protocol over a chardev: one connection at a time, bounded queues
 *
 * Both ends use it: a host machine towards its BMC, a BMC machine towards
 * its host. What a frame means is its user's affair.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_VM_LINK_H
#define HW_IPMI_VM_LINK_H

#include "chardev/char-fe.h"
#include "qemu/timer.h"
#include "hw/ipmi/vm/codec.h"

/* Bytes to send that the link keeps for a peer that does not read */
#define VM_LINK_TX_SIZE 16384
/* With more than this to send, the link does not read either */
#define VM_LINK_TX_HIGH 4096
/* Bytes that the link takes from the chardev in one go */
#define VM_LINK_RX_MAX  2048
/*
 * Shortest wire form of a message, and longest of an answer without data.
 * Whatever comes in one go can be answered at once, and some whole messages
 * besides, since the queue keeps room for it.
 */
#define VM_LINK_REQUEST_MIN 5
#define VM_LINK_ERROR_MAX   11

/**
 * VMLinkOps: what the link tells its user. All but @opened, @message,
 * @command and @timeout are optional
 * @opened: a peer has connected; time to greet it
 * @closed: the peer is gone; what was to be sent is dropped
 * @message: a message has come, netfn/lun first
 * @overlong: a message was too long to take; only its number is known
 * @command: a control command has come, its id first
 * @drained: what vm_link_send_*() had no room for may be tried again
 * @ready: whether the user can take anything yet; asked each time
 * @timeout: the time that vm_link_start_timer() was given is over
 */
typedef struct VMLinkOps {
    void (*opened)(void *opaque);
    void (*closed)(void *opaque);
    void (*message)(void *opaque, uint8_t seq, const uint8_t *msg, size_t len);
    void (*overlong)(void *opaque, uint8_t seq);
    void (*command)(void *opaque, const uint8_t *cmd, size_t len);
    void (*drained)(void *opaque);
    bool (*ready)(void *opaque);
    void (*timeout)(void *opaque);
} VMLinkOps;

/**
 * VMLink: one end of a connection
 * @chr: the chardev (property chardev)
 * @response_timeout_ms: milliseconds of virtual time for a response (property
 *                       response-timeout-ms)
 * @name: for traces; the canonical path of the device
 * @ops: the user's functions
 * @opaque: their first argument
 * @decoder: the frame that is coming in
 * @unknown_commands: how many have been passed over
 * @connected: a peer is there
 * @refused: a send found no room since the queue was last empty
 * @deadline: when @timer is to call, in milliseconds of virtual time, or
 *            VM_LINK_NO_DEADLINE
 * @generation: number of the connection, to notice that it ended meanwhile
 * @watch: source that waits until the chardev takes more, or 0
 * @tx: bytes to send, from @tx_head to @tx_tail
 */
typedef struct VMLink {
    CharBackend chr;
    uint32_t response_timeout_ms;
    char *name;
    QEMUTimer *timer;
    const VMLinkOps *ops;
    void *opaque;

    VMDecoder decoder;
    uint32_t unknown_commands;
    bool connected;
    bool refused;
    uint32_t generation;
    int64_t deadline;

    guint watch;
    uint32_t tx_head;
    uint32_t tx_tail;
    uint8_t tx[VM_LINK_TX_SIZE];
} VMLink;

#define VM_LINK_NO_DEADLINE INT64_MAX

/* Default of the property response-timeout-ms: hosts wait no longer */
#define VM_LINK_RESPONSE_TIMEOUT_MS 4000

/**
 * vm_link_realize: begin to use the chardev
 * @link: the link; its properties are set, all else is zero
 * @owner: the device, named in traces
 * @ops: the user's functions
 * @opaque: their first argument
 * @errp: set if a property is missing or wrong
 *
 * A peer that is connected already is announced by @ops->opened at once.
 *
 * Returns: true on success.
 */
bool vm_link_realize(VMLink *link, Object *owner, const VMLinkOps *ops,
                     void *opaque, Error **errp);

/**
 * vm_link_unrealize: undo vm_link_realize()
 * @link: the link
 */
void vm_link_unrealize(VMLink *link);

/**
 * vm_link_send_message: send a message
 * @link: the link
 * @seq: its sequence number
 * @msg: netfn/lun, cmd, data
 * @len: number of bytes in @msg, within IPMI_MSG_MIN and IPMI_MSG_MAX
 *
 * Returns: false if no peer is there or the queue is full; nothing is sent.
 */
bool vm_link_send_message(VMLink *link, uint8_t seq, const uint8_t *msg,
                          size_t len);

/**
 * vm_link_send_error: send a response that consists of a completion code
 * @link: the link
 * @seq: the request's sequence number
 * @req: the request, netfn/lun first
 * @len: number of bytes in @req; those that are missing count as 0
 * @cc: the completion code
 *
 * Returns: as vm_link_send_message() does.
 */
bool vm_link_send_error(VMLink *link, uint8_t seq, const uint8_t *req,
                        size_t len, uint8_t cc);

/**
 * vm_link_send_command: send a control command without arguments
 * @link: the link
 * @id: VM_CMD_*
 *
 * Returns: as vm_link_send_message() does.
 */
bool vm_link_send_command(VMLink *link, uint8_t id);

/**
 * vm_link_unknown_command: count and trace a command that means nothing here
 * @link: the link
 * @cmd: its id
 */
void vm_link_unknown_command(VMLink *link, uint8_t cmd);

/**
 * vm_link_greet: send the version, and a second command along with it
 * @link: the link. To be called from @ops->opened: the greeting goes out when
 *        that returns, in one piece with what else it sends
 * @cmd: the command's bytes
 * @len: number of bytes in @cmd
 */
void vm_link_greet(VMLink *link, const uint8_t *cmd, size_t len);

/**
 * vm_link_deadline: when the answer to a request of now is late
 * @link: the link
 *
 * Returns: milliseconds of virtual time.
 */
int64_t vm_link_deadline(const VMLink *link);

/**
 * vm_link_start_timer: have @ops->timeout called, once
 * @link: the link
 * @deadline: when, in milliseconds of virtual time
 */
void vm_link_start_timer(VMLink *link, int64_t deadline);

/**
 * vm_link_stop_timer: do not call @ops->timeout after all
 * @link: the link
 */
void vm_link_stop_timer(VMLink *link);

#endif
