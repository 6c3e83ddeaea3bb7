/*
 * pci-ipmi-bt: BT interface behind a PCI BAR
 *
 * IPMI 2.0 appendix C3: class code 0Ch (serial bus), 07h (IPMI), 02h (BT),
 * with the registers from the start of BAR 0 on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/pci/pci_device.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"

#define TYPE_PCI_IPMI_BT "pci-ipmi-bt"
OBJECT_DECLARE_SIMPLE_TYPE(PCIIPMIBt, PCI_IPMI_BT)

#define PCI_IPMI_DEVICE_ID    0x1112
#define PCI_IPMI_PROG_BT      0x02
#define PCI_IPMI_BT_BAR_SIZE  8

struct PCIIPMIBt {
    PCIDevice parent_obj;

    IPMIBtPort port;
};

static IPMIBtPort *pci_ipmi_bt_port(IPMIInterface *ii)
{
    return &PCI_IPMI_BT(ii)->port;
}

static const VMStateDescription vmstate_pci_ipmi_bt = {
    .name = "ipmi-interface-pci-bt",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, PCIIPMIBt),
        VMSTATE_STRUCT(port.bt, PCIIPMIBt, 1, vmstate_ipmi_bt_bmc, BTBmc),
        VMSTATE_END_OF_LIST()
    }
};

static void pci_ipmi_bt_realize(PCIDevice *pci, Error **errp)
{
    PCIIPMIBt *s = PCI_IPMI_BT(pci);

    if (!ipmi_bt_port_realize(&s->port, DEVICE(pci), PCI_IPMI_BT_BAR_SIZE,
                              errp)) {
        return;
    }
    pci_config_set_prog_interface(pci->config, PCI_IPMI_PROG_BT);
    pci_config_set_interrupt_pin(pci->config, 1);
    s->port.irq = pci_allocate_irq(pci);
    pci_register_bar(pci, 0, PCI_BASE_ADDRESS_SPACE_IO, &s->port.io);
}

static void pci_ipmi_bt_exit(PCIDevice *pci)
{
    PCIIPMIBt *s = PCI_IPMI_BT(pci);

    qemu_free_irq(s->port.irq);
    ipmi_bt_port_unrealize(&s->port, DEVICE(pci));
}

static void pci_ipmi_bt_reset_hold(Object *obj, ResetType type)
{
    ipmi_bt_port_reset(&PCI_IPMI_BT(obj)->port);
}

static const Property pci_ipmi_bt_properties[] = {
    DEFINE_PROP_LINK("bmc", PCIIPMIBt, port.bmc, TYPE_IPMI_BMC, IPMIBmc *),
};

static void pci_ipmi_bt_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(oc);

    dc->desc = "PCI IPMI BT";
    dc->vmsd = &vmstate_pci_ipmi_bt;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, pci_ipmi_bt_properties);
    RESETTABLE_CLASS(oc)->phases.hold = pci_ipmi_bt_reset_hold;
    IPMI_BT_INTERFACE_CLASS(oc)->port = pci_ipmi_bt_port;

    pc->realize = pci_ipmi_bt_realize;
    pc->exit = pci_ipmi_bt_exit;
    pc->vendor_id = PCI_VENDOR_ID_QEMU;
    pc->device_id = PCI_IPMI_DEVICE_ID;
    pc->revision = 1;
    pc->class_id = PCI_CLASS_SERIAL_IPMI;
}

static const TypeInfo pci_ipmi_bt_types[] = {
    {
        .name = TYPE_PCI_IPMI_BT,
        .parent = TYPE_PCI_DEVICE,
        .instance_size = sizeof(PCIIPMIBt),
        .class_init = pci_ipmi_bt_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_BT_INTERFACE },
            { INTERFACE_CONVENTIONAL_PCI_DEVICE },
            { }
        },
    },
};

DEFINE_TYPES(pci_ipmi_bt_types)
