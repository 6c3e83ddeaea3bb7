/*
 * Requests of a host that does not wait for answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/host/queue.h"

bool ipmi_host_queue_push(IPMIHostQueue *queue, uint8_t seq, int64_t deadline,
                          const uint8_t *msg, size_t len)
{
    IPMIHostRequest *r;

    if (queue->count == IPMI_HOST_QUEUE_SIZE) {
        return false;
    }
    r = &queue->items[(queue->head + queue->count) % IPMI_HOST_QUEUE_SIZE];
    r->seq = seq;
    r->deadline = deadline;
    ipmi_msg_reset(&r->msg);
    ipmi_msg_put_bytes(&r->msg, msg, len);
    queue->count++;
    return true;
}

const IPMIHostRequest *ipmi_host_queue_first(const IPMIHostQueue *queue)
{
    return queue->count ? &queue->items[queue->head] : NULL;
}

void ipmi_host_queue_pop(IPMIHostQueue *queue)
{
    queue->head = (queue->head + 1) % IPMI_HOST_QUEUE_SIZE;
    queue->count--;
}

void ipmi_host_queue_clear(IPMIHostQueue *queue)
{
    queue->head = 0;
    queue->count = 0;
}
