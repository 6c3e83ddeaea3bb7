/*
 * Requests of a host that does not wait for answers, first in, first out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_HOST_QUEUE_H
#define HW_IPMI_HOST_QUEUE_H

#include "hw/ipmi/message.h"

#define IPMI_HOST_QUEUE_SIZE 8

/**
 * IPMIHostRequest:
 * @seq: the host's sequence number
 * @deadline: when it must be answered, in milliseconds of virtual time
 * @msg: netfn/lun, cmd, data
 */
typedef struct IPMIHostRequest {
    uint8_t seq;
    int64_t deadline;
    IPMIMsg msg;
} IPMIHostRequest;

/**
 * IPMIHostQueue: a ring; all zero is an empty one
 * @head: the request that came first
 * @count: number of requests, at most IPMI_HOST_QUEUE_SIZE
 * @items: the requests, from @head on
 */
typedef struct IPMIHostQueue {
    uint32_t head;
    uint32_t count;
    IPMIHostRequest items[IPMI_HOST_QUEUE_SIZE];
} IPMIHostQueue;

/**
 * ipmi_host_queue_push: add a request behind the others
 * @queue: the queue
 * @seq: the host's sequence number
 * @deadline: when it must be answered
 * @msg: netfn/lun, cmd, data; copied
 * @len: number of bytes in @msg, at most IPMI_MSG_MAX
 *
 * Returns: false if the queue is full.
 */
bool ipmi_host_queue_push(IPMIHostQueue *queue, uint8_t seq, int64_t deadline,
                          const uint8_t *msg, size_t len);

/**
 * ipmi_host_queue_first: the request that came first
 * @queue: the queue
 *
 * Returns: the request, valid until it is popped; NULL if there is none.
 */
const IPMIHostRequest *ipmi_host_queue_first(const IPMIHostQueue *queue);

/**
 * ipmi_host_queue_pop: remove the request that came first
 * @queue: the queue, not empty
 */
void ipmi_host_queue_pop(IPMIHostQueue *queue);

/**
 * ipmi_host_queue_clear: remove all requests
 * @queue: the queue
 */
void ipmi_host_queue_clear(IPMIHostQueue *queue);

#endif
