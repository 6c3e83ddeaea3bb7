/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Relay: one request at a time from the front to the link, one answer
 * for each, whatever the firmware does.
 */
#include <poll.h>
#include <string.h>

#include "bridge.h"

/* Below the 4 seconds after which the host's side gives up by itself */
#define ANSWER_MS 3000
/* How long an answer waits for a host that does not take it */
#define TAKE_MS 5000
/* The device may call us up in vain; this keeps that from spinning */
#define PAUSE_MS 10
#define IDLE_MS 1000

#define ATTENTION_CLEAR 0x00
#define ATTENTION_QUIET 0x01
#define ATTENTION 0x02

static const char *const commands[] = {
    [ATTENTION_CLEAR] = "attention clear",
    [ATTENTION_QUIET] = "attention, no interrupt",
    [ATTENTION] = "attention", [0x03] = "power off", [0x04] = "reset",
    [0x05] = "interrupt on", [0x06] = "interrupt off", [0x07] = "NMI",
    [0x09] = "graceful shutdown",
};

static void flush_answer(Relay *relay)
{
    int done = relay->front.ops->send(&relay->front, &relay->response);

    if (done < 0) {
        say("relay: an answer of %zu bytes cannot be sent",
            relay->response.len);
    }
    relay->sending = done == 0;
}

static void answer(Relay *relay, const Message *response)
{
    relay->pending = false;
    relay->split.active = false;
    relay->response = *response;
    relay->sending = true;
    relay->deadline = now_ms() + TAKE_MS;
    flush_answer(relay);
}

static void answer_error(Relay *relay, uint8_t code)
{
    Message response = { .len = 3 };

    response.data[0] = relay->request.data[0] | NETFN_RESPONSE;
    response.data[1] = relay->request.data[1];
    response.data[2] = code;
    say("relay: answering %02x %02x with %02x", relay->request.data[0],
        relay->request.data[1], code);
    answer(relay, &response);
}

static void ask(Relay *relay, const Message *request)
{
    relay->seq++;
    relay->pending = true;
    relay->deadline = now_ms() + ANSWER_MS;
    if (!link_send(&relay->link, relay->seq, request) && relay->pending) {
        answer_error(relay, CC_NOT_READY);
    }
}

static void take_request(Relay *relay)
{
    Message piece;

    /* A host that asks anew has forgotten what it asked before */
    relay->pending = false;
    relay->sending = false;
    if (split_start(&relay->split, &relay->request)) {
        split_next(&relay->split, &piece);
        ask(relay, &piece);
    } else {
        ask(relay, &relay->request);
    }
}

void relay_link_message(void *owner, uint8_t seq, const Message *message)
{
    Relay *relay = owner;
    Message piece;

    if (!relay->pending || seq != relay->seq || message->len < 3 ||
        message->data[0] != (relay->request.data[0] | NETFN_RESPONSE) ||
        message->data[1] != relay->request.data[1]) {
        say("relay: dropped an answer that nobody waits for");
        return;
    }
    if (!relay->split.active) {
        answer(relay, message);
    } else if (split_take(&relay->split, message)) {
        piece = relay->split.answer;
        answer(relay, &piece);
    } else {
        split_next(&relay->split, &piece);
        ask(relay, &piece);
    }
}

void relay_link_command(void *owner, uint8_t command)
{
    Relay *relay = owner;
    size_t known = sizeof(commands) / sizeof(commands[0]);

    if (command <= ATTENTION) {
        relay->front.ops->attention(&relay->front,
                                    command != ATTENTION_CLEAR);
    }
    if (command < known && commands[command]) {
        say("firmware: %s", commands[command]);
    }
}

void relay_link_down(void *owner)
{
    Relay *relay = owner;

    /* What it wanted is not known any more; it tells when it is back */
    relay->front.ops->attention(&relay->front, false);
    if (relay->pending) {
        answer_error(relay, CC_NOT_READY);
    }
}

static void check_deadline(Relay *relay)
{
    if (now_ms() < relay->deadline) {
        return;
    }
    if (relay->pending) {
        answer_error(relay, CC_TIMEOUT);
    } else if (relay->sending) {
        say("relay: the host does not take its answer");
        relay->sending = false;
    }
}

static int wait_ms(const Relay *relay)
{
    int64_t until = now_ms() + IDLE_MS;

    if ((relay->pending || relay->sending) && relay->deadline < until) {
        until = relay->deadline;
    }
    if (relay->link.fd < 0 && relay->link.retry_at < until) {
        until = relay->link.retry_at;
    }
    until -= now_ms();
    return until > 0 ? until : 0;
}

/* False when the device has gone for good */
static bool front_ready(Relay *relay, short events)
{
    int got = 0;

    if (events & POLLIN) {
        got = relay->front.ops->receive(&relay->front, &relay->request);
        if (got > 0) {
            take_request(relay);
            return true;
        }
    } else if (relay->sending && (events & POLLOUT)) {
        flush_answer(relay);
        got = !relay->sending;
    }
    if (got == 0) {
        poll(NULL, 0, PAUSE_MS);
    }
    return got >= 0 && !(events & (POLLHUP | POLLERR | POLLNVAL));
}

void relay_run(Relay *relay)
{
    struct pollfd fds[2];

    for (;;) {
        link_connect(&relay->link);
        fds[0].fd = relay->front.fd;
        fds[0].events = relay->sending ? POLLIN | POLLOUT : POLLIN;
        fds[1].fd = relay->link.fd;
        fds[1].events = link_events(&relay->link);
        if (poll(fds, 2, wait_ms(relay)) < 0) {
            continue;
        }
        if (fds[0].revents && !front_ready(relay, fds[0].revents)) {
            say("relay: the device is gone");
            return;
        }
        if (fds[1].revents && fds[1].fd == relay->link.fd) {
            link_ready(&relay->link, fds[1].revents);
        }
        check_deadline(relay);
    }
}
