/*
 * What the BMC's bare-metal firmware and its channels need of each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BENCH_BMC_H
#define BENCH_BMC_H

#include <stdbool.h>
#include <stdint.h>

/* Network function and LUN, command; an answer's completion code behind. */
enum { NETFN_LUN, CMD, REQUEST_DATA, CODE = 2, ANSWER_DATA };

/* ARM Generic Interrupt Controller v2: the numbers of shared interrupts */
#define GIC_SPI(n)      (32 + (n))

/* Has the core woken up by an interrupt, which is never taken. */
void gic_enable(uint32_t distributor, uint32_t cpu_interface, unsigned irq);

static inline void sleep_once(void)
{
    asm volatile("wfi");
}

/*
 * The channel to the host; one of several files has it.
 * channel_set_up: called first
 * channel_receive: waits for a request; returns its length, of which no more
 *                  than @max bytes are stored
 * channel_send: sends the answer, unless the host has lost interest
 */
void channel_set_up(void);
unsigned channel_receive(uint8_t *msg, unsigned max);
void channel_send(const uint8_t *msg, unsigned len);

#endif
