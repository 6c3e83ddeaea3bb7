/*
 * pci-ipmi-bt: BT interface behind a PCI BAR
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/ipmi/interface/pci.h"

static const VMStateDescription vmstate_pci_ipmi_bt = {
    .name = "ipmi-interface-pci-bt",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, PCIIPMI),
        VMSTATE_STRUCT(port.bt, PCIIPMI, 1, vmstate_ipmi_bt_bmc, BTBmc),
        VMSTATE_END_OF_LIST()
    }
};

static void pci_ipmi_bt_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "PCI IPMI BT";
    dc->vmsd = &vmstate_pci_ipmi_bt;
    IPMI_PORT_INTERFACE_CLASS(oc)->kind = &ipmi_bt_kind;
}

static const TypeInfo pci_ipmi_bt_types[] = {
    {
        .name = "pci-ipmi-bt",
        .parent = TYPE_PCI_IPMI,
        .class_init = pci_ipmi_bt_class_init,
    },
};

DEFINE_TYPES(pci_ipmi_bt_types)
