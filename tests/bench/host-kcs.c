/*
 * The host's bare-metal program: the KCS interface
 *
 * IPMI 2.0 figures 9-6 and 9-7, step by step. Where a figure waits and then
 * looks at the state, one read of the status does for both.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "host.h"

#define PORT_DATA       0xca2
#define PORT_STATUS     0xca3

enum { OBF = 1, IBF = 2, STATE = 0xc0 };
enum { IDLE_STATE = 0x00, READ_STATE = 0x40, WRITE_STATE = 0x80 };
enum { WRITE_START = 0x61, WRITE_END = 0x62, READ = 0x68 };

static uint16_t data, status;

static void kcs_set_up(void)
{
    data = port_of(PORT_DATA);
    status = port_of(PORT_STATUS);
}

/* The interrupt goes with the byte that is read. */
static void kcs_acknowledge(void)
{
}

/* Waits until the BMC has taken what was written last, and clears OBF. */
static bool may_write(void)
{
    uint8_t now = wait_for(status, IBF, 0);

    if ((now & STATE) != WRITE_STATE && !alone) {
        return false;
    }
    inb(data);
    return true;
}

/* A BMC that leaves the state in between gets no further; receive() tells. */
static void kcs_send(const uint8_t *msg, unsigned len)
{
    wait_for(status, IBF, 0);
    inb(data);
    outb(status, WRITE_START);
    for (unsigned i = 0; i < len - 1 && may_write(); i++) {
        outb(data, msg[i]);
    }
    if (may_write()) {
        outb(status, WRITE_END);
    }
    if (may_write()) {
        outb(data, msg[len - 1]);
    }
}

static bool is_over(uint8_t now, unsigned len, unsigned max)
{
    return alone ? len == max : (now & STATE) != READ_STATE;
}

static unsigned kcs_receive(uint8_t *msg, unsigned max)
{
    uint8_t now = wait_for_answer(status, IBF | OBF, OBF);
    unsigned len = 0;

    while (!is_over(now, len, max)) {
        uint8_t byte = inb(data);

        if (len < max) {
            msg[len] = byte;
        }
        len++;
        outb(data, READ);
        now = wait_for(status, IBF | OBF, OBF);
    }
    inb(data);
    return alone || (now & STATE) == IDLE_STATE ? len : 0;
}

const Interface kcs_interface = {
    .set_up = kcs_set_up,
    .send = kcs_send,
    .receive = kcs_receive,
    .acknowledge = kcs_acknowledge,
};
