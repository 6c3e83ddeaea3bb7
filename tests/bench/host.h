/*
 * What the host's bare-metal program and its interfaces need of each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BENCH_HOST_H
#define BENCH_HOST_H

#include <stdbool.h>
#include <stdint.h>

/* Network function and LUN, command; an answer's completion code behind. */
enum { NETFN_LUN, CMD, REQUEST_DATA, CODE = 2, ANSWER_DATA };

/* A port that exists, is dispatched as any other, and does nothing. */
#define PORT_NOTHING    0x80

/*
 * An interface to the BMC. When the ports are taken the time of alone, it
 * makes the accesses that its protocol cannot do without, to PORT_NOTHING.
 * set_up: called first
 * send: sends a request
 * receive: waits for the answer; returns its length, of which no more than
 *          @max bytes are stored. Alone it is as long as @max
 * acknowledge: takes the interrupt back
 */
typedef struct Interface {
    void (*set_up)(void);
    void (*send)(const uint8_t *msg, unsigned len);
    unsigned (*receive)(uint8_t *msg, unsigned max);
    void (*acknowledge)(void);
} Interface;

extern const Interface bt_interface, kcs_interface;

/*
 * alone: the ports do nothing
 * sleep: 1 waits for an answer's interrupt; 0 polls
 */
extern uint32_t alone, sleep;

static inline void outb(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t inb(uint16_t port)
{
    uint8_t value;

    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static inline uint16_t port_of(uint16_t port)
{
    return alone ? PORT_NOTHING : port;
}

/*
 * Polls @port until the bits under @mask read @value; returns what it read.
 * Alone it reads once.
 */
uint8_t wait_for(uint16_t port, uint8_t mask, uint8_t value);

/* Does the same, but sleeps before, if that is wanted. */
uint8_t wait_for_answer(uint16_t port, uint8_t mask, uint8_t value);

#endif
