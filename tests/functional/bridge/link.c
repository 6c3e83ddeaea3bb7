/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Link: the host's end of a README.vm connection. Connects, greets,
 * frames and unframes; starts afresh whenever the connection is lost.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bridge.h"

#define END_OF_MESSAGE 0xa0
#define END_OF_COMMAND 0xa1
#define ESCAPE 0xaa
#define ESCAPED_BIT 0x10

#define COMMAND_CAPABILITIES 0x08
#define COMMAND_VERSION 0xff
#define VERSION 1
/* power off, reset, interrupt, NMI, attention, graceful shutdown */
#define CAPABILITIES 0x3f

#define RETRY_MS 250

void link_init(Link *link, uint16_t port, void *owner)
{
    memset(link, 0, sizeof(*link));
    link->fd = -1;
    link->port = port;
    link->owner = owner;
}

static void link_close(Link *link)
{
    bool was_up = link->up;

    if (link->fd >= 0) {
        close(link->fd);
    }
    link_init(link, link->port, link->owner);
    link->retry_at = now_ms() + RETRY_MS;
    if (was_up) {
        say("link: lost the firmware");
        relay_link_down(link->owner);
    }
}

void link_connect(Link *link)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(link->port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int one = 1;

    if (link->fd >= 0 || now_ms() < link->retry_at) {
        return;
    }
    link->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0 || (connect(link->fd, (struct sockaddr *)&address,
                                 sizeof(address)) < 0 &&
                         errno != EINPROGRESS)) {
        link_close(link);
        return;
    }
    setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

static void put_escaped(Link *link, uint8_t byte)
{
    if (byte == END_OF_MESSAGE || byte == END_OF_COMMAND || byte == ESCAPE) {
        link->tx[link->tx_len++] = ESCAPE;
        byte |= ESCAPED_BIT;
    }
    link->tx[link->tx_len++] = byte;
}

static void flush(Link *link)
{
    ssize_t sent;

    if (link->tx_len == 0) {
        return;
    }
    sent = send(link->fd, link->tx, link->tx_len, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            link_close(link);
        }
        return;
    }
    link->tx_len -= sent;
    memmove(link->tx, link->tx + sent, link->tx_len);
}

bool link_send(Link *link, uint8_t seq, const Message *message)
{
    uint8_t sum = seq;
    size_t worst = 2 * (message->len + 2) + 1;

    if (!link->up || link->tx_len + worst > sizeof(link->tx)) {
        return false;
    }
    put_escaped(link, seq);
    for (size_t i = 0; i < message->len; i++) {
        put_escaped(link, message->data[i]);
        sum += message->data[i];
    }
    put_escaped(link, -sum);
    link->tx[link->tx_len++] = END_OF_MESSAGE;
    flush(link);
    return true;
}

static void greet(Link *link)
{
    static const uint8_t hello[] = {
        COMMAND_VERSION, VERSION, END_OF_COMMAND,
        COMMAND_CAPABILITIES, CAPABILITIES, END_OF_COMMAND,
    };
    int error = 0;
    socklen_t len = sizeof(error);

    if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0 ||
        error) {
        link_close(link);
        return;
    }
    say("link: connected to the firmware");
    link->up = true;
    memcpy(link->tx, hello, sizeof(hello));
    link->tx_len = sizeof(hello);
    flush(link);
}

static void take_message(Link *link)
{
    Message message = { 0 };
    uint8_t sum = 0;

    for (size_t i = 0; i < link->rx_len; i++) {
        sum += link->rx[i];
    }
    if (link->rx_len < 4 || sum != 0) {
        say("link: dropped a bad frame of %zu bytes", link->rx_len);
        return;
    }
    message.len = link->rx_len - 2;
    memcpy(message.data, link->rx + 1, message.len);
    relay_link_message(link->owner, link->rx[0], &message);
}

static void end_frame(Link *link, uint8_t mark)
{
    bool good = link->rx_len > 0 && !link->overlong && !link->escaped;

    if (good && mark == END_OF_MESSAGE) {
        take_message(link);
    } else if (good) {
        relay_link_command(link->owner, link->rx[0]);
    }
    link->rx_len = 0;
    link->overlong = false;
    link->escaped = false;
}

static void take_byte(Link *link, uint8_t byte)
{
    if (byte == END_OF_MESSAGE || byte == END_OF_COMMAND) {
        end_frame(link, byte);
    } else if (byte == ESCAPE) {
        link->escaped = true;
    } else if (link->rx_len == sizeof(link->rx)) {
        link->overlong = true;
    } else {
        link->rx[link->rx_len++] = link->escaped ? byte & ~ESCAPED_BIT : byte;
        link->escaped = false;
    }
}

static void receive(Link *link)
{
    uint8_t bytes[512];
    ssize_t len = recv(link->fd, bytes, sizeof(bytes), 0);

    if (len < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (len <= 0) {
        link_close(link);
        return;
    }
    /* What a frame causes may close the link under us */
    for (ssize_t i = 0; i < len && link->up; i++) {
        take_byte(link, bytes[i]);
    }
}

short link_events(const Link *link)
{
    return link->up && link->tx_len == 0 ? POLLIN : POLLIN | POLLOUT;
}

void link_ready(Link *link, short events)
{
    if (!link->up) {
        if (events) {
            greet(link);
        }
        return;
    }
    if (events & POLLOUT) {
        flush(link);
    }
    if (link->up && (events & (POLLIN | POLLHUP | POLLERR))) {
        receive(link);
    }
}
