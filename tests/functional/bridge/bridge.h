/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bridge that runs in a BMC: it carries IPMI requests from the device
 * that the host reaches us through (the front) to the firmware's socket
 * (the link, README.vm framing) and the answers back.
 */
#ifndef BRIDGE_H
#define BRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The longest that the kernel's devices take */
#define MESSAGE_MAX 1000

#define NETFN_RESPONSE 0x04     /* the response bit, in netfn << 2 */

#define CC_TIMEOUT 0xc3
#define CC_CANNOT_RETURN 0xca
#define CC_NOT_READY 0xd2

/* netfn << 2 | lun, command, data */
typedef struct Message {
    size_t len;
    uint8_t data[MESSAGE_MAX];
} Message;

/* Front: what the host's driver talks to */

typedef struct Front Front;

typedef struct FrontOps {
    const char *name;
    /* Takes one request: 1 if there was one, 0 if not, -1 if gone */
    int (*receive)(Front *front, Message *request);
    /* 1 when sent, 0 when it must wait, -1 when it can never be sent */
    int (*send)(Front *front, const Message *response);
    /* Tells the host that the firmware wants to be asked, or no longer */
    void (*attention)(Front *front, bool set);
} FrontOps;

struct Front {
    int fd;
    const FrontOps *ops;
    uint8_t seq;
};

bool front_open(Front *front, const char *kind, const char *path);
/* Is this the kind of error that goes away by itself? */
bool front_worth_retrying(int error);
extern const FrontOps bt_front;
extern const FrontOps kcs_front;

/* Link: the firmware's socket */

#define LINK_RX_MAX (MESSAGE_MAX + 2)
#define LINK_TX_MAX 2048

typedef struct Link {
    int fd;
    uint16_t port;
    bool up;
    bool escaped;
    bool overlong;
    size_t rx_len;
    size_t tx_len;
    int64_t retry_at;
    uint8_t rx[LINK_RX_MAX];
    uint8_t tx[LINK_TX_MAX];
    void *owner;
} Link;

void link_init(Link *link, uint16_t port, void *owner);
void link_connect(Link *link);
short link_events(const Link *link);
void link_ready(Link *link, short events);
bool link_send(Link *link, uint8_t seq, const Message *message);

/* What the link tells its owner */
void relay_link_message(void *owner, uint8_t seq, const Message *message);
void relay_link_command(void *owner, uint8_t command);
void relay_link_down(void *owner);

/* Long inventory reads in pieces that the firmware can answer */

typedef struct Split {
    bool active;
    uint8_t device;
    uint16_t offset;
    uint8_t left;
    Message answer;
} Split;

bool split_start(Split *split, const Message *request);
void split_next(const Split *split, Message *request);
bool split_take(Split *split, const Message *response);

/* Relay: one request at a time between the two */

typedef struct Relay {
    Front front;
    Link link;
    Split split;
    bool pending;
    bool sending;
    uint8_t seq;
    int64_t deadline;
    Message request;
    Message response;
} Relay;

void relay_run(Relay *relay);

int64_t now_ms(void);
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
