/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Front: the kernel's BT device, which hands over whole messages as
 * length, netfn << 2 | lun, sequence, command, data.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bridge.h"

#define BT_HEADER 4
#define BT_FRAME_MAX 256
#define BT_SET_ATTENTION _IO(0xb1, 0x00)

static int bt_receive(Front *front, Message *request)
{
    uint8_t frame[BT_FRAME_MAX];
    ssize_t len = read(front->fd, frame, sizeof(frame));

    if (len < 0) {
        return front_worth_retrying(errno) ? 0 : -1;
    }
    if (len == 0) {
        return -1;
    }
    if (len < BT_HEADER || frame[0] != len - 1) {
        say("bt: dropped a frame of %zd bytes with length %d", len, frame[0]);
        return 0;
    }
    front->seq = frame[2];
    request->data[0] = frame[1];
    memcpy(request->data + 1, frame + 3, len - 3);
    request->len = len - 2;
    return 1;
}

static int bt_send(Front *front, const Message *response)
{
    uint8_t frame[BT_FRAME_MAX] = { 0 };
    size_t len = response->len + 2;

    if (response->len < 3 || len > sizeof(frame)) {
        return -1;
    }
    frame[0] = len - 1;
    frame[1] = response->data[0];
    frame[2] = front->seq;
    memcpy(frame + 3, response->data + 1, response->len - 1);
    if (write(front->fd, frame, len) == (ssize_t)len) {
        return 1;
    }
    return front_worth_retrying(errno) ? 0 : -1;
}

/* It is the host that clears a BT attention */
static void bt_attention(Front *front, bool set)
{
    if (set && ioctl(front->fd, BT_SET_ATTENTION) < 0) {
        say("bt: cannot set attention: %s", strerror(errno));
    }
}

const FrontOps bt_front = {
    .name = "bt",
    .receive = bt_receive,
    .send = bt_send,
    .attention = bt_attention,
};
