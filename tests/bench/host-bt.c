/*
 * The host's bare-metal program: the BT interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "host.h"

#define PORT_CTRL       0xe4
#define PORT_DATA       0xe5
#define PORT_INTMASK    0xe6

enum { B2H_IRQ_EN = 1, B2H_IRQ = 2 };
enum { CLR_WR_PTR = 1, CLR_RD_PTR = 2, H2B_ATN = 4, B2H_ATN = 8,
       H_BUSY = 0x40, B_BUSY = 0x80 };

static uint16_t ctrl, data, intmask;
static uint8_t seq;

static void bt_acknowledge(void)
{
    outb(intmask, B2H_IRQ_EN | B2H_IRQ);
}

/* Who polls leaves the interrupt off: nobody would take it back. */
static void bt_set_up(void)
{
    ctrl = port_of(PORT_CTRL);
    data = port_of(PORT_DATA);
    intmask = port_of(PORT_INTMASK);
    outb(intmask, B2H_IRQ | (sleep ? B2H_IRQ_EN : 0));
}

static void bt_send(const uint8_t *msg, unsigned len)
{
    wait_for(ctrl, B_BUSY | H2B_ATN, 0);
    outb(ctrl, CLR_WR_PTR);
    outb(data, len + 1);
    outb(data, msg[NETFN_LUN]);
    outb(data, ++seq);
    for (unsigned i = CMD; i < len; i++) {
        outb(data, msg[i]);
    }
    outb(ctrl, H2B_ATN);
}

static unsigned bt_receive(uint8_t *msg, unsigned max)
{
    unsigned len;
    uint8_t got_seq;

    wait_for_answer(ctrl, B_BUSY | B2H_ATN, B2H_ATN);
    outb(ctrl, H_BUSY);
    outb(ctrl, B2H_ATN);
    outb(ctrl, CLR_RD_PTR);
    len = inb(data) - 1;
    len = alone ? max : len;
    msg[NETFN_LUN] = inb(data);
    got_seq = inb(data);
    for (unsigned i = CMD; i < len && i < max; i++) {
        msg[i] = inb(data);
    }
    outb(ctrl, H_BUSY);
    return alone || got_seq == seq ? len : 0;
}

const Interface bt_interface = {
    .set_up = bt_set_up,
    .send = bt_send,
    .receive = bt_receive,
    .acknowledge = bt_acknowledge,
};
