/*
 * ipmi-bt-interface: what the BT front-ends of all buses have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_BT_H
#define HW_IPMI_INTERFACE_BT_H

#include "exec/memory.h"
#include "hw/irq.h"
#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/channel/bt_bmc.h"

/**
 * IPMIBtPort: the host's port of a BT channel, embedded by a front-end
 * @bt: the channel with QEMU as the BMC
 * @bmc: who answers requests (property bmc)
 * @io: the registers
 * @irq: interrupt line; NULL if there is none
 * @uuid: number of the interface in firmware tables
 * @name: for traces; the canonical path of the device
 */
typedef struct IPMIBtPort {
    BTBmc bt;
    IPMIBmc *bmc;
    MemoryRegion io;
    qemu_irq irq;
    uint32_t uuid;
    char *name;
} IPMIBtPort;

#define TYPE_IPMI_BT_INTERFACE "ipmi-bt-interface"
typedef struct IPMIBtInterfaceClass IPMIBtInterfaceClass;
DECLARE_CLASS_CHECKERS(IPMIBtInterfaceClass, IPMI_BT_INTERFACE,
                       TYPE_IPMI_BT_INTERFACE)

/**
 * IPMIBtInterfaceClass: an ipmi-interface whose methods are there already
 * @port: where the front-end keeps its port
 */
struct IPMIBtInterfaceClass {
    IPMIInterfaceClass parent_class;

    IPMIBtPort *(*port)(IPMIInterface *ii);
};

/**
 * ipmi_bt_port_realize: connect a port with its BMC and make its registers
 * @port: the port; @port->bmc is set, and @port->irq may be set later
 * @dev: the front-end, an ipmi-bt-interface
 * @size: bytes that the registers take; those past the third read as 0xff
 * @errp: set if the property bmc is missing or wrong
 *
 * Returns: true on success.
 */
bool ipmi_bt_port_realize(IPMIBtPort *port, DeviceState *dev, uint64_t size,
                          Error **errp);

/**
 * ipmi_bt_port_unrealize: undo ipmi_bt_port_realize()
 * @port: the port
 * @dev: the front-end
 */
void ipmi_bt_port_unrealize(IPMIBtPort *port, DeviceState *dev);

/**
 * ipmi_bt_port_reset: the machine is reset
 * @port: the port
 */
void ipmi_bt_port_reset(IPMIBtPort *port);

/**
 * ipmi_bt_port_get_fwinfo: fill in what does not depend on the bus
 * @port: the port
 * @info: the firmware's view
 */
void ipmi_bt_port_get_fwinfo(IPMIBtPort *port, IPMIFwInfo *info);

#endif
