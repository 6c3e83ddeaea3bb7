/*
 * ipmi-port: what the interfaces of all buses and channels have in common
 *
 * An interface is a bus (isa.h, pci.h) and a channel (bt.h, kcs.h). Both know
 * the port between them, and neither knows the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_PORT_H
#define HW_IPMI_INTERFACE_PORT_H

#include "exec/memory.h"
#include "hw/irq.h"
#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/channel/bt_bmc.h"
#include "hw/ipmi/channel/kcs_bmc.h"

typedef struct IPMIPortKind IPMIPortKind;

/**
 * IPMIPort: the host's port of a channel, embedded by a front-end
 * @kind: what channel it is
 * @bmc: who answers requests (property bmc)
 * @io: the registers
 * @irq: interrupt line; NULL if there is none
 * @uuid: number of the interface in firmware tables
 * @name: for traces; the canonical path of the device
 * @bt: the channel with QEMU as the BMC, if it is BT
 * @kcs: the same if it is KCS
 */
typedef struct IPMIPort {
    const IPMIPortKind *kind;
    IPMIBmc *bmc;
    MemoryRegion io;
    qemu_irq irq;
    uint32_t uuid;
    char *name;

    union {
        BTBmc bt;
        KCSBmc kcs;
    };
} IPMIPort;

/**
 * IPMIPortKind: a kind of channel
 * @name: for firmware tables, which have it in small letters
 * @smbios_type: IPMI_SMBIOS_*
 * @pci_prog_if: programming interface of a PCI device (IPMI 2.0 appendix C3)
 * @nr_regs: number of registers, a byte each
 * @init: make the channel as after power-on
 * @reset: the machine is reset
 * @read: the guest reads a register
 * @write: the guest writes a register
 * @irq_moves: whether an access to a register can move the interrupt line.
 *             With some it cannot, and these are the frequent ones
 * @irq: level of the interrupt line, 1 for active
 * @response: see ipmi_interface_response(); false if it was dropped
 * @fail: see ipmi_interface_fail()
 * @set_atn: see ipmi_interface_set_atn()
 * @set_irq_enable: see ipmi_interface_set_irq_enable()
 */
struct IPMIPortKind {
    const char *name;
    int smbios_type;
    uint8_t pci_prog_if;
    unsigned nr_regs;

    void (*init)(IPMIPort *port);
    void (*reset)(IPMIPort *port);
    uint8_t (*read)(IPMIPort *port, unsigned reg);
    void (*write)(IPMIPort *port, unsigned reg, uint8_t val);
    bool (*irq_moves)(const IPMIPort *port, unsigned reg, bool write);
    bool (*irq)(const IPMIPort *port);
    bool (*response)(IPMIPort *port, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);
    void (*fail)(IPMIPort *port, uint8_t cc);
    void (*set_atn)(IPMIPort *port, bool set, bool irq);
    void (*set_irq_enable)(IPMIPort *port, bool enable);
};

#define TYPE_IPMI_PORT_INTERFACE "ipmi-port-interface"
typedef struct IPMIPortInterfaceClass IPMIPortInterfaceClass;
DECLARE_CLASS_CHECKERS(IPMIPortInterfaceClass, IPMI_PORT_INTERFACE,
                       TYPE_IPMI_PORT_INTERFACE)

/**
 * IPMIPortInterfaceClass: an ipmi-interface whose methods are there already
 * @port: where the front-end keeps its port; set by the bus
 * @kind: what is behind it; set by the device
 */
struct IPMIPortInterfaceClass {
    IPMIInterfaceClass parent_class;

    IPMIPort *(*port)(IPMIInterface *ii);
    const IPMIPortKind *kind;
};

/*
 * For a bus
 */

/**
 * ipmi_port_kind: the channel of a front-end, realized or not
 * @dev: the front-end, an ipmi-port-interface
 */
const IPMIPortKind *ipmi_port_kind(DeviceState *dev);

/**
 * ipmi_port_realize: connect a port with its BMC and make its registers
 * @port: the port; @port->bmc is set, and @port->irq may be set later
 * @dev: the front-end, an ipmi-port-interface
 * @size: bytes that the registers take; what is past them reads as 0xff
 * @errp: set if the property bmc is missing or wrong
 *
 * Returns: true on success.
 */
bool ipmi_port_realize(IPMIPort *port, DeviceState *dev, uint64_t size,
                       Error **errp);

/**
 * ipmi_port_unrealize: undo ipmi_port_realize()
 * @port: the port
 * @dev: the front-end
 */
void ipmi_port_unrealize(IPMIPort *port, DeviceState *dev);

/**
 * ipmi_port_reset: the machine is reset
 * @port: the port
 */
void ipmi_port_reset(IPMIPort *port);

/**
 * ipmi_port_get_fwinfo: fill in what does not depend on the bus
 * @port: the port
 * @info: the firmware's view
 */
void ipmi_port_get_fwinfo(IPMIPort *port, IPMIFwInfo *info);

/*
 * For a kind of channel, with a port as the opaque argument of its role
 */

/**
 * ipmi_port_request: a request is complete
 * @opaque: the port
 * @msg_id: comes back with the answer
 * @req: netfn/lun, cmd, data
 * @len: number of bytes in @req, at least 2
 */
void ipmi_port_request(void *opaque, uint8_t msg_id,
                       const uint8_t *req, size_t len);

/**
 * ipmi_port_guest_error: the guest broke a rule of the channel
 * @opaque: the port
 * @what: a few words on it
 */
void ipmi_port_guest_error(void *opaque, const char *what);

#endif
