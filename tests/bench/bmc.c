/*
 * The BMC's bare-metal firmware: answers what comes over the iBT
 *
 * It does what a firmware's driver has to do for a request and no more: the
 * answer has as many data bytes as the request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <stdint.h>

#include "pattern.h"

#define IBT_BASE        0x1e789140u
#define IBT_DEPTH       256
#define IBT_INTERRUPT   (32 + 143)

/* ARM Generic Interrupt Controller v2: distributor and CPU interface */
#define GICD_BASE           0x40461000u
#define GICD_CTLR           GICD_BASE
#define GICD_ISENABLER(n)   (GICD_BASE + 0x100 + (n) / 32 * 4)
#define GICD_ITARGETSR(n)   (GICD_BASE + 0x800 + (n) / 4 * 4)
#define GICC_BASE           0x40462000u
#define GICC_CTLR           GICC_BASE
#define GICC_PMR            (GICC_BASE + 4)

enum { IBT_CR0 = 0x00, IBT_CR1 = 0x04, IBT_CR2 = 0x08, IBT_CTRL = 0x10,
       IBT_DATA = 0x14 };
enum { CR0_IO_BASE = 0xe4 << 16, CR0_SIRQ = 10 << 12, CR0_CLEAR_READ = 8,
       CR0_CLEAR_WRITE = 4, CR0_ENABLE = 1 };
enum { CLR_WR_PTR = 1, CLR_RD_PTR = 2, H2B_ATN = 4, B2H_ATN = 8,
       H_BUSY = 0x40, B_BUSY = 0x80 };
enum { IRQ_H2B = 0x01, IRQ_HBUSY = 0x40 };
enum { LEN, NETFN_LUN, SEQ, CMD, REQUEST_DATA, CODE = 4, ANSWER_DATA };

#define REQUEST_HEADER  (REQUEST_DATA - 1)
#define ANSWER_HEADER   (ANSWER_DATA - 1)

static uint8_t message[IBT_DEPTH];

static void put(unsigned offset, uint32_t value)
{
    /* volatile: device registers, each access counts */
    *(volatile uint32_t *)(IBT_BASE + offset) = value;
}

static void gic_write(uint32_t address, uint32_t value)
{
    /* volatile: as above */
    *(volatile uint32_t *)address = value;
}

static uint8_t get(unsigned offset)
{
    /* volatile: as above */
    return *(volatile uint32_t *)(IBT_BASE + offset);
}

/*
 * Sleep until the bits under @mask read @value. What happens after the status
 * was cleared raises the interrupt again, so that the core does not sleep.
 * Interrupts are masked: they only wake the core, nothing is taken.
 */
static void wait_for(uint8_t mask, uint8_t value)
{
    put(IBT_CR2, IRQ_H2B | IRQ_HBUSY);
    while ((get(IBT_CTRL) & mask) != value) {
        asm volatile("wfi");
        put(IBT_CR2, IRQ_H2B | IRQ_HBUSY);
    }
}

static void enable_interrupt(void)
{
    gic_write(GICC_PMR, 0xff);
    gic_write(GICC_CTLR, 1);
    gic_write(GICD_ITARGETSR(IBT_INTERRUPT),
              1 << IBT_INTERRUPT % 4 * 8);
    gic_write(GICD_ISENABLER(IBT_INTERRUPT), 1 << IBT_INTERRUPT % 32);
    gic_write(GICD_CTLR, 1);
    put(IBT_CR1, IRQ_H2B | IRQ_HBUSY);
}

static void set_busy(bool busy)
{
    if (!(get(IBT_CTRL) & B_BUSY) == busy) {
        put(IBT_CTRL, B_BUSY);
    }
}

static void take_request(void)
{
    set_busy(true);
    put(IBT_CTRL, H2B_ATN);
    put(IBT_CTRL, CLR_RD_PTR);
    message[LEN] = get(IBT_DATA);
    for (unsigned i = 1; i <= message[LEN]; i++) {
        message[i] = get(IBT_DATA);
    }
    set_busy(false);
}

static void send_answer(unsigned data_len)
{
    wait_for(H_BUSY | B2H_ATN, 0);
    put(IBT_CTRL, CLR_WR_PTR);
    put(IBT_DATA, ANSWER_HEADER + data_len);
    put(IBT_DATA, message[NETFN_LUN] | 1 << 2);
    put(IBT_DATA, message[SEQ]);
    put(IBT_DATA, message[CMD]);
    put(IBT_DATA, 0);
    for (unsigned i = 0; i < data_len; i++) {
        put(IBT_DATA, bench_answer_byte(message[REQUEST_DATA + i]));
    }
    put(IBT_CTRL, B2H_ATN);
}

static void answer(void)
{
    unsigned data_len = message[LEN] - REQUEST_HEADER;

    /* Too short for a message, or longer than the answer could be. */
    if (message[LEN] < REQUEST_HEADER || data_len > BENCH_MAX_DATA) {
        return;
    }
    send_answer(data_len);
}

void bmc_main(void)
{
    enable_interrupt();
    put(IBT_CR0, CR0_IO_BASE | CR0_SIRQ | CR0_CLEAR_READ | CR0_CLEAR_WRITE |
                 CR0_ENABLE);
    set_busy(false);
    for (;;) {
        wait_for(H2B_ATN, H2B_ATN);
        take_request();
        answer();
    }
}
