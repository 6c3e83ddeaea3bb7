/*
 * aspeed-ipmi-ibt: the BT interface of Aspeed BMCs, within the LPC block
 *
 * An ipmi-responder, at offset 0x140 of the LPC controller of AST2400,
 * AST2500 and AST2600. One sysbus interrupt: H2B_ATN set or H_BUSY dropped
 * by the host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_ASPEED_IPMI_IBT_H
#define HW_IPMI_ASPEED_IPMI_IBT_H

#include "hw/sysbus.h"
#include "hw/ipmi/ipmi_responder.h"
#include "hw/ipmi/channel/bt_host.h"

#define TYPE_ASPEED_IPMI_IBT "aspeed-ipmi-ibt"
OBJECT_DECLARE_SIMPLE_TYPE(AspeedIPMIIbt, ASPEED_IPMI_IBT)

/**
 * AspeedIPMIIbt:
 * @bt: the channel with QEMU as the host; holds BT_CTRL, the buffers, and
 *      BTCR1 and BTCR2 as interrupt enable and status
 * @port: who has requests
 * @iomem: the registers
 * @irq: the line to the BMC's interrupt controller
 * @cr0: BTCR0
 * @cr3: BTCR3
 */
struct AspeedIPMIIbt {
    SysBusDevice parent_obj;

    BTHost bt;
    IPMIResponderPort port;
    MemoryRegion iomem;
    qemu_irq irq;
    uint32_t cr0;
    uint32_t cr3;
};

#endif
