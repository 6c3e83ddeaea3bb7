/*
 * The BMC's bare-metal firmware: answers what comes over its channel
 *
 * It does what a firmware's driver has to do for a request and no more: the
 * answer has as many data bytes as the request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "bmc.h"
#include "pattern.h"

#define GICD_CTLR           0x000
#define GICD_ISENABLER(n)   (0x100 + (n) / 32 * 4)
#define GICD_ITARGETSR(n)   (0x800 + (n) / 4 * 4)
#define GICC_CTLR           0x000
#define GICC_PMR            0x004

static uint8_t message[ANSWER_DATA + BENCH_MAX_DATA];

static void gic_write(uint32_t address, uint32_t value)
{
    /* volatile: a device's register, each access counts */
    *(volatile uint32_t *)address = value;
}

void gic_enable(uint32_t distributor, uint32_t cpu_interface, unsigned irq)
{
    gic_write(cpu_interface + GICC_PMR, 0xff);
    gic_write(cpu_interface + GICC_CTLR, 1);
    gic_write(distributor + GICD_ITARGETSR(irq), 1 << irq % 4 * 8);
    gic_write(distributor + GICD_ISENABLER(irq), 1 << irq % 32);
    gic_write(distributor + GICD_CTLR, 1);
}

/* The answer's data takes the request's place, from the end: it is longer. */
static void make_answer(unsigned data_len)
{
    for (unsigned i = data_len; i--; ) {
        message[ANSWER_DATA + i] =
            bench_answer_byte(message[REQUEST_DATA + i]);
    }
    message[NETFN_LUN] |= 1 << 2;
    message[CODE] = 0;
}

void bmc_main(void)
{
    channel_set_up();
    for (;;) {
        unsigned len = channel_receive(message, sizeof(message));
        unsigned data_len = len - REQUEST_DATA;

        /* Too short for a message, or longer than the answer could be. */
        if (len < REQUEST_DATA || data_len > BENCH_MAX_DATA) {
            continue;
        }
        make_answer(data_len);
        channel_send(message, ANSWER_DATA + data_len);
    }
}
