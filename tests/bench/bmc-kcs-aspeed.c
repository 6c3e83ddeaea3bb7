/*
 * KCS channel 3 of an AST2600
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "bmc.h"
#include "bmc-kcs.h"

#define LPC_BASE        0x1e789000u
#define GICD_BASE       0x40461000u
#define GICC_BASE       0x40462000u
#define KCS3_INTERRUPT  GIC_SPI(140)

enum { HICR0 = 0x00, HICR2 = 0x08, HICR4 = 0x10, IDR3 = 0x2c, ODR3 = 0x38,
       STR3 = 0x44 };
enum { HICR0_LPC3E = 0x80, HICR2_IBFIE3 = 0x08, HICR4_KCSENBL = 0x04 };

static void put(unsigned offset, uint32_t value)
{
    /* volatile: device registers, each access counts */
    *(volatile uint32_t *)(LPC_BASE + offset) = value;
}

static uint32_t get(unsigned offset)
{
    /* volatile: as above */
    return *(volatile uint32_t *)(LPC_BASE + offset);
}

void kcs_enable(void)
{
    gic_enable(GICD_BASE, GICC_BASE, KCS3_INTERRUPT);
    put(HICR2, get(HICR2) | HICR2_IBFIE3);
    put(HICR4, get(HICR4) | HICR4_KCSENBL);
    put(HICR0, get(HICR0) | HICR0_LPC3E);
}

uint8_t kcs_status(void)
{
    return get(STR3);
}

void kcs_set_status(uint8_t value)
{
    put(STR3, value);
}

uint8_t kcs_input(void)
{
    return get(IDR3);
}

void kcs_output(uint8_t value)
{
    put(ODR3, value);
}
