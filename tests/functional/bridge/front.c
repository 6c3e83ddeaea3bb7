/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Front: which device it is, and how it is opened. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bridge.h"

bool front_worth_retrying(int error)
{
    /* The drivers say EIO when the host changed its mind in between */
    return error == EAGAIN || error == EINTR || error == EIO ||
           error == ERESTART;
}

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
    static const FrontOps *const known[] = { &bt_front, &kcs_front };

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
