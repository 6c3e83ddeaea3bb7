/*
 * VM protocol over a chardev
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/ipmi/vm/link.h"
#include "hw/ipmi/trace.h"

/*
 * Sending
 */

static size_t vm_link_tx_used(const VMLink *link)
{
    return link->tx_tail - link->tx_head;
}

static void vm_link_stop_watch(VMLink *link)
{
    if (link->watch) {
        g_source_remove(link->watch);
        link->watch = 0;
    }
}

static void vm_link_drop_tx(VMLink *link)
{
    vm_link_stop_watch(link);
    link->tx_head = link->tx_tail = 0;
    link->refused = false;
}

static void vm_link_flush(VMLink *link);

static gboolean vm_link_writable(void *do_not_use, GIOCondition cond,
                                 void *opaque)
{
    VMLink *link = opaque;
    bool was_high = vm_link_tx_used(link) > VM_LINK_TX_HIGH;

    link->watch = 0;
    vm_link_flush(link);
    if (was_high) {
        qemu_chr_fe_accept_input(&link->chr);
    }
    if (link->refused && !link->watch && link->ops->drained) {
        link->refused = false;
        link->ops->drained(link->opaque);
    }
    return G_SOURCE_REMOVE;
}

/* Hands on what it can; a watch takes care of the rest */
static void vm_link_flush(VMLink *link)
{
    uint32_t generation = link->generation;
    size_t len = vm_link_tx_used(link);
    int sent, error;

    if (link->watch || !len) {
        return;
    }
    sent = qemu_chr_fe_write(&link->chr, link->tx + link->tx_head, len);
    error = errno;
    if (generation != link->generation) {
        return;
    }
    trace_ipmi_link_sent(link->name, len, sent);
    if (sent < 0 && error != EAGAIN) {
        /* It would fail again at once; the end of reading ends the rest */
        vm_link_drop_tx(link);
        return;
    }
    link->tx_head += MAX(sent, 0);
    if (link->tx_head == link->tx_tail) {
        link->tx_head = link->tx_tail = 0;
        return;
    }
    link->watch = qemu_chr_fe_add_watch(&link->chr, G_IO_OUT | G_IO_HUP,
                                        vm_link_writable, link);
    if (!link->watch) {
        /* Nothing will ever tell that it takes more */
        vm_link_drop_tx(link);
    }
}

/* Returns room behind the bytes to send; NULL if they would exceed @limit */
static uint8_t *vm_link_reserve(VMLink *link, size_t len, size_t limit)
{
    size_t used = vm_link_tx_used(link);

    if (!link->connected) {
        return NULL;
    }
    if (used + len > limit) {
        link->refused = true;
        trace_ipmi_link_full(link->name, used);
        return NULL;
    }
    if (link->tx_tail + len > VM_LINK_TX_SIZE) {
        memmove(link->tx, link->tx + link->tx_head, used);
        link->tx_head = 0;
        link->tx_tail = used;
    }
    return link->tx + link->tx_tail;
}

bool vm_link_send_message(VMLink *link, uint8_t seq, const uint8_t *msg,
                          size_t len)
{
    uint8_t *out = vm_link_reserve(link, VM_WIRE_MAX, VM_LINK_TX_SIZE);

    if (!out) {
        return false;
    }
    trace_ipmi_link_message_out(link->name, seq, msg[0], msg[1], len);
    link->tx_tail += vm_encode_message(out, seq, msg, len);
    vm_link_flush(link);
    return true;
}

bool vm_link_send_error(VMLink *link, uint8_t seq, const uint8_t *req,
                        size_t len, uint8_t cc)
{
    IPMIMsg rsp;

    ipmi_msg_error_response(&rsp, req, len, cc);
    return vm_link_send_message(link, seq, rsp.data, rsp.len);
}

/* However many there are, commands leave the upper part to messages */
static bool vm_link_queue_command(VMLink *link, const uint8_t *cmd, size_t len)
{
    uint8_t *out = vm_link_reserve(link, 2 * len + 1, VM_LINK_TX_HIGH);

    if (!out) {
        return false;
    }
    trace_ipmi_link_command_out(link->name, cmd[0], len > 1 ? cmd[1] : 0);
    link->tx_tail += vm_encode_command(out, cmd, len);
    return true;
}

bool vm_link_send_command(VMLink *link, uint8_t id)
{
    bool done = vm_link_queue_command(link, &id, 1);

    vm_link_flush(link);
    return done;
}

void vm_link_greet(VMLink *link, const uint8_t *cmd, size_t len)
{
    const uint8_t version[] = { VM_CMD_VERSION, VM_PROTOCOL_VERSION };

    vm_link_queue_command(link, version, sizeof(version));
    vm_link_queue_command(link, cmd, len);
}

/*
 * Receiving
 */

void vm_link_unknown_command(VMLink *link, uint8_t cmd)
{
    trace_ipmi_link_unknown_command(link->name, cmd, ++link->unknown_commands);
}

static int vm_link_can_read(void *opaque)
{
    VMLink *link = opaque;

    if (link->ops->ready && !link->ops->ready(link->opaque)) {
        return 0;
    }
    return vm_link_tx_used(link) > VM_LINK_TX_HIGH ? 0 : VM_LINK_RX_MAX;
}

static void vm_link_bad_frame(VMLink *link, const VMFrame *frame)
{
    trace_ipmi_link_bad_frame(link->name, vm_frame_error_name(frame->error),
                              link->decoder.dropped[frame->error]);
    if (frame->error == VM_FRAME_ERR_OVERLONG && frame->has_seq &&
        link->ops->overlong) {
        link->ops->overlong(link->opaque, frame->seq);
    }
}

static void vm_link_frame(VMLink *link, const VMFrame *frame)
{
    switch (frame->type) {
    case VM_FRAME_NONE:
        break;
    case VM_FRAME_MESSAGE:
        trace_ipmi_link_message_in(link->name, frame->seq, frame->data[0],
                                   frame->data[1], frame->len);
        link->ops->message(link->opaque, frame->seq, frame->data, frame->len);
        break;
    case VM_FRAME_COMMAND:
        trace_ipmi_link_command_in(link->name, frame->data[0],
                                   frame->len > 1 ? frame->data[1] : 0);
        link->ops->command(link->opaque, frame->data, frame->len);
        break;
    case VM_FRAME_BAD:
        vm_link_bad_frame(link, frame);
        break;
    }
}

static void vm_link_read(void *opaque, const uint8_t *buf, int size)
{
    VMLink *link = opaque;
    uint32_t generation = link->generation;
    size_t len = size;

    while (len && generation == link->generation) {
        VMFrame frame;
        size_t used = vm_decode(&link->decoder, buf, len, &frame);

        buf += used;
        len -= used;
        vm_link_frame(link, &frame);
    }
}

/*
 * Response timer
 */

int64_t vm_link_deadline(const VMLink *link)
{
    return qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) + link->response_timeout_ms;
}

/*
 * To set a timer wakes the main loop up, which costs as much as a request. So
 * one that is set already stays, and looks at @deadline when it expires.
 */
void vm_link_start_timer(VMLink *link, int64_t deadline)
{
    link->deadline = deadline;
    if (!timer_pending(link->timer) ||
        timer_expire_time_ns(link->timer) > deadline * SCALE_MS) {
        timer_mod(link->timer, deadline);
    }
}

void vm_link_stop_timer(VMLink *link)
{
    link->deadline = VM_LINK_NO_DEADLINE;
}

static void vm_link_timer_expired(void *opaque)
{
    VMLink *link = opaque;

    if (qemu_clock_get_ms(QEMU_CLOCK_VIRTUAL) >= link->deadline) {
        link->deadline = VM_LINK_NO_DEADLINE;
        link->ops->timeout(link->opaque);
    } else if (link->deadline != VM_LINK_NO_DEADLINE) {
        timer_mod(link->timer, link->deadline);
    }
}

/*
 * Connections
 */

static void vm_link_set_connected(VMLink *link, bool connected)
{
    bool was_connected = link->connected;

    link->generation++;
    link->connected = connected;
    vm_decoder_reset(&link->decoder);
    vm_link_drop_tx(link);
    trace_ipmi_link_connected(link->name, connected);
    if (was_connected && link->ops->closed) {
        link->ops->closed(link->opaque);
    }
    if (connected) {
        link->ops->opened(link->opaque);
        vm_link_flush(link);
    }
}

static void vm_link_event(void *opaque, QEMUChrEvent event)
{
    switch (event) {
    case CHR_EVENT_OPENED:
        vm_link_set_connected(opaque, true);
        break;
    case CHR_EVENT_CLOSED:
        vm_link_set_connected(opaque, false);
        break;
    case CHR_EVENT_BREAK:
    case CHR_EVENT_MUX_IN:
    case CHR_EVENT_MUX_OUT:
        break;
    }
}

static int vm_link_be_change(void *opaque)
{
    VMLink *link = opaque;

    if (link->connected) {
        vm_link_set_connected(link, false);
    }
    qemu_chr_fe_set_handlers(&link->chr, vm_link_can_read, vm_link_read,
                             vm_link_event, vm_link_be_change, link, NULL,
                             true);
    return 0;
}

bool vm_link_realize(VMLink *link, Object *owner, const VMLinkOps *ops,
                     void *opaque, Error **errp)
{
    if (!qemu_chr_fe_backend_connected(&link->chr)) {
        error_setg(errp, "property 'chardev' must name a character device");
        return false;
    }
    if (!link->response_timeout_ms) {
        error_setg(errp, "property 'response-timeout-ms' must not be 0");
        return false;
    }
    link->name = object_get_canonical_path(owner);
    link->ops = ops;
    link->opaque = opaque;
    link->timer = timer_new_ms(QEMU_CLOCK_VIRTUAL, vm_link_timer_expired,
                               link);
    link->deadline = VM_LINK_NO_DEADLINE;
    vm_link_be_change(link);
    return true;
}

void vm_link_unrealize(VMLink *link)
{
    qemu_chr_fe_deinit(&link->chr, false);
    vm_link_drop_tx(link);
    link->connected = false;
    g_clear_pointer(&link->timer, timer_free);
    g_clear_pointer(&link->name, g_free);
}
