/*
 * npcm7xx-ipmi-kcs: the KCS interface of Nuvoton's NPCM7xx and NPCM8xx BMCs
 *
 * Three channels, each a child that is an ipmi-responder: kcs1 to kcs3. One
 * sysbus interrupt for all of them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_NPCM7XX_IPMI_KCS_H
#define HW_IPMI_NPCM7XX_IPMI_KCS_H

#include "hw/sysbus.h"
#include "hw/ipmi/kcs_responder.h"

#define TYPE_NPCM7XX_IPMI_KCS "npcm7xx-ipmi-kcs"
OBJECT_DECLARE_SIMPLE_TYPE(NPCM7xxIPMIKcs, NPCM7XX_IPMI_KCS)

#define NPCM7XX_KCS_NR_CHANNELS 3
/* Registers of 8 bits, two bytes apart; a part of the migration stream */
#define NPCM7XX_KCS_NR_REGS     0x30

/**
 * NPCM7xxIPMIKcs:
 * @kcs: the channels; they hold ST, DO and DI
 * @iomem: the registers
 * @irq: the line to the BMC's interrupt controller
 * @regs: all other registers, which are memory
 */
struct NPCM7xxIPMIKcs {
    SysBusDevice parent_obj;

    KCSResponder kcs[NPCM7XX_KCS_NR_CHANNELS];
    MemoryRegion iomem;
    qemu_irq irq;
    uint8_t regs[NPCM7XX_KCS_NR_REGS];
};

#endif
