/*
 * The BMC's bare-metal firmware: the iBT of an AST2600
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "bmc.h"

#define IBT_BASE        0x1e789140u
#define GICD_BASE       0x40461000u
#define GICC_BASE       0x40462000u
#define IBT_INTERRUPT   GIC_SPI(143)

enum { IBT_CR0 = 0x00, IBT_CR1 = 0x04, IBT_CR2 = 0x08, IBT_CTRL = 0x10,
       IBT_DATA = 0x14 };
enum { CR0_IO_BASE = 0xe4 << 16, CR0_SIRQ = 10 << 12, CR0_CLEAR_READ = 8,
       CR0_CLEAR_WRITE = 4, CR0_ENABLE = 1 };
enum { CLR_WR_PTR = 1, CLR_RD_PTR = 2, H2B_ATN = 4, B2H_ATN = 8,
       H_BUSY = 0x40, B_BUSY = 0x80 };
enum { IRQ_H2B = 0x01, IRQ_HBUSY = 0x40 };

static uint8_t seq;

static void put(unsigned offset, uint32_t value)
{
    /* volatile: device registers, each access counts */
    *(volatile uint32_t *)(IBT_BASE + offset) = value;
}

static uint8_t get(unsigned offset)
{
    /* volatile: as above */
    return *(volatile uint32_t *)(IBT_BASE + offset);
}

/*
 * Sleep until the bits under @mask read @value. What happens after the status
 * was cleared raises the interrupt again, so that the core does not sleep.
 */
static void wait_for(uint8_t mask, uint8_t value)
{
    put(IBT_CR2, IRQ_H2B | IRQ_HBUSY);
    while ((get(IBT_CTRL) & mask) != value) {
        sleep_once();
        put(IBT_CR2, IRQ_H2B | IRQ_HBUSY);
    }
}

static void set_busy(bool busy)
{
    if (!(get(IBT_CTRL) & B_BUSY) == busy) {
        put(IBT_CTRL, B_BUSY);
    }
}

void channel_set_up(void)
{
    gic_enable(GICD_BASE, GICC_BASE, IBT_INTERRUPT);
    put(IBT_CR1, IRQ_H2B | IRQ_HBUSY);
    put(IBT_CR0, CR0_IO_BASE | CR0_SIRQ | CR0_CLEAR_READ | CR0_CLEAR_WRITE |
                 CR0_ENABLE);
    set_busy(false);
}

/* The byte that BT has beside the message stands behind the first of it. */
unsigned channel_receive(uint8_t *msg, unsigned max)
{
    unsigned len;

    wait_for(H2B_ATN, H2B_ATN);
    set_busy(true);
    put(IBT_CTRL, H2B_ATN);
    put(IBT_CTRL, CLR_RD_PTR);
    len = get(IBT_DATA) - 1;
    msg[NETFN_LUN] = get(IBT_DATA);
    seq = get(IBT_DATA);
    for (unsigned i = CMD; i < len && i < max; i++) {
        msg[i] = get(IBT_DATA);
    }
    set_busy(false);
    return len;
}

void channel_send(const uint8_t *msg, unsigned len)
{
    wait_for(H_BUSY | B2H_ATN, 0);
    put(IBT_CTRL, CLR_WR_PTR);
    put(IBT_DATA, len + 1);
    put(IBT_DATA, msg[NETFN_LUN]);
    put(IBT_DATA, seq);
    for (unsigned i = CMD; i < len; i++) {
        put(IBT_DATA, msg[i]);
    }
    put(IBT_CTRL, B2H_ATN);
}
