/*
 * pci-ipmi: an interface behind a PCI BAR
 *
 * IPMI 2.0 appendix C3: class code 0Ch (serial bus), 07h (IPMI), and the
 * kind of channel, with the registers from the start of BAR 0 on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/interface/pci.h"
#include "hw/qdev-properties.h"

/* Of all kinds; the class tells them apart */
#define PCI_IPMI_DEVICE_ID 0x1112

#define PCI_IPMI_BAR_SIZE  8

static IPMIPort *pci_ipmi_port(IPMIInterface *ii)
{
    return &PCI_IPMI(ii)->port;
}

static void pci_ipmi_realize(PCIDevice *pci, Error **errp)
{
    IPMIPort *port = &PCI_IPMI(pci)->port;

    if (!ipmi_port_realize(port, DEVICE(pci), PCI_IPMI_BAR_SIZE, errp)) {
        return;
    }
    pci_config_set_prog_interface(pci->config, port->kind->pci_prog_if);
    pci_config_set_interrupt_pin(pci->config, 1);
    port->irq = pci_allocate_irq(pci);
    pci_register_bar(pci, 0, PCI_BASE_ADDRESS_SPACE_IO, &port->io);
}

static void pci_ipmi_exit(PCIDevice *pci)
{
    IPMIPort *port = &PCI_IPMI(pci)->port;

    qemu_free_irq(port->irq);
    ipmi_port_unrealize(port, DEVICE(pci));
}

static void pci_ipmi_reset_hold(Object *obj, ResetType type)
{
    ipmi_port_reset(&PCI_IPMI(obj)->port);
}

static const Property pci_ipmi_properties[] = {
    DEFINE_PROP_LINK("bmc", PCIIPMI, port.bmc, TYPE_IPMI_BMC, IPMIBmc *),
};

static void pci_ipmi_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(oc);

    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, pci_ipmi_properties);
    RESETTABLE_CLASS(oc)->phases.hold = pci_ipmi_reset_hold;
    IPMI_PORT_INTERFACE_CLASS(oc)->port = pci_ipmi_port;

    pc->realize = pci_ipmi_realize;
    pc->exit = pci_ipmi_exit;
    pc->vendor_id = PCI_VENDOR_ID_QEMU;
    pc->device_id = PCI_IPMI_DEVICE_ID;
    pc->revision = 1;
    pc->class_id = PCI_CLASS_SERIAL_IPMI;
}

static const TypeInfo pci_ipmi_types[] = {
    {
        .name = TYPE_PCI_IPMI,
        .parent = TYPE_PCI_DEVICE,
        .abstract = true,
        .instance_size = sizeof(PCIIPMI),
        .class_init = pci_ipmi_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_PORT_INTERFACE },
            { INTERFACE_CONVENTIONAL_PCI_DEVICE },
            { }
        },
    },
};

DEFINE_TYPES(pci_ipmi_types)
