/*
 * KCS channel 1 of an NPCM7xx
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "bmc.h"
#include "bmc-kcs.h"

#define KCS_BASE        0xf0007000u
#define GICD_BASE       0xf03ff000u
#define GICC_BASE       0xf03fe100u
#define KCS_INTERRUPT   GIC_SPI(9)

enum { ST = 0x0c, DO = 0x0e, DI = 0x10, CTL = 0x18 };
enum { CTL_IBFIE = 0x01 };

static void put(unsigned offset, uint8_t value)
{
    /* volatile: device registers, each access counts */
    *(volatile uint8_t *)(KCS_BASE + offset) = value;
}

static uint8_t get(unsigned offset)
{
    /* volatile: as above */
    return *(volatile uint8_t *)(KCS_BASE + offset);
}

void kcs_enable(void)
{
    gic_enable(GICD_BASE, GICC_BASE, KCS_INTERRUPT);
    put(CTL, get(CTL) | CTL_IBFIE);
}

uint8_t kcs_status(void)
{
    return get(ST);
}

void kcs_set_status(uint8_t value)
{
    put(ST, value);
}

uint8_t kcs_input(void)
{
    return get(DI);
}

void kcs_output(uint8_t value)
{
    put(DO, value);
}
