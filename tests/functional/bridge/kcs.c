/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Front: the kernel's KCS device, which hands over whole messages as
 * netfn << 2 | lun, command, data: no length, no sequence.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bridge.h"

#define KCS_REQUEST_MIN 2
#define KCS_RESPONSE_MIN 3
#define KCS_SET_ATTENTION _IO(0xb1, 0x00)
#define KCS_CLEAR_ATTENTION _IO(0xb1, 0x01)

static int kcs_receive(Front *front, Message *request)
{
    /* A byte more than the longest message, to tell the next longer one */
    uint8_t bytes[MESSAGE_MAX + 1];
    ssize_t len = read(front->fd, bytes, sizeof(bytes));

    if (len < 0) {
        return front_worth_retrying(errno) ? 0 : -1;
    }
    if (len == 0) {
        return -1;
    }
    if (len < KCS_REQUEST_MIN || len > MESSAGE_MAX) {
        say("kcs: dropped a message of %zd bytes", len);
        return 0;
    }
    memcpy(request->data, bytes, len);
    request->len = len;
    return 1;
}

static int kcs_send(Front *front, const Message *response)
{
    if (response->len < KCS_RESPONSE_MIN) {
        return -1;
    }
    if (write(front->fd, response->data, response->len) ==
        (ssize_t)response->len) {
        return 1;
    }
    /* EINVAL: the host gave up, so nobody waits for this answer */
    return front_worth_retrying(errno) ? 0 : -1;
}

static void kcs_attention(Front *front, bool set)
{
    if (ioctl(front->fd, set ? KCS_SET_ATTENTION : KCS_CLEAR_ATTENTION) < 0) {
        say("kcs: cannot %s attention: %s", set ? "set" : "clear",
            strerror(errno));
    }
}

const FrontOps kcs_front = {
    .name = "kcs",
    .receive = kcs_receive,
    .send = kcs_send,
    .attention = kcs_attention,
};
