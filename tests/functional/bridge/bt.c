/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Front: the kernel's BT device, which hands over whole messages as
 * length, netfn << 2 | lun, sequence, command, data.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bridge.h"

#define BT_HEADER 4
#define BT_FRAME_MAX 256
#define BT_SET_ATTENTION _IO(0xb1, 0x00)

static bool worth_retrying(int error)
{
    /* The driver says EIO when the host changed its mind in between */
    return error == EAGAIN || error == EINTR || error == EIO ||
           error == ERESTART;
}

static int bt_receive(Front *front, Message *request)
{
    uint8_t frame[BT_FRAME_MAX];
    ssize_t len = read(front->fd, frame, sizeof(frame));

    if (len < 0) {
        return worth_retrying(errno) ? 0 : -1;
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
    return worth_retrying(errno) ? 0 : -1;
}

static void bt_attention(Front *front)
{
    if (ioctl(front->fd, BT_SET_ATTENTION) < 0) {
        say("bt: cannot set attention: %s", strerror(errno));
    }
}

const FrontOps bt_front = {
    .name = "bt",
    .receive = bt_receive,
    .send = bt_send,
    .attention = bt_attention,
};

/* A socket stands in for the device where there is no BMC around us */
static int connect_unix(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof(address.sun_path)) {
        return -1;
    }
    strcpy(address.sun_path, path);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
        fcntl(fd, F_SETFL, O_NONBLOCK) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool front_open(Front *front, const char *kind, const char *path)
{
    static const FrontOps *const known[] = { &bt_front };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (strcmp(known[i]->name, kind) == 0) {
            front->ops = known[i];
        }
    }
    if (!front->ops) {
        say("unknown kind of device: %s", kind);
        return false;
    }
    if (strncmp(path, "unix:", 5) == 0) {
        front->fd = connect_unix(path + 5);
    } else {
        front->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    }
    if (front->fd < 0) {
        say("cannot open %s: %s", path, strerror(errno));
    }
    return front->fd >= 0;
}
