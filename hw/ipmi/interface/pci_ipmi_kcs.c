/*
 * pci-ipmi-kcs: KCS interface behind a PCI BAR
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/kcs.h"
#include "hw/ipmi/interface/pci.h"

static const VMStateDescription vmstate_pci_ipmi_kcs = {
    .name = "ipmi-interface-pci-kcs",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, PCIIPMI),
        VMSTATE_STRUCT(port.kcs, PCIIPMI, 1, vmstate_ipmi_kcs_bmc, KCSBmc),
        VMSTATE_END_OF_LIST()
    }
};

static void pci_ipmi_kcs_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "PCI IPMI KCS";
    dc->vmsd = &vmstate_pci_ipmi_kcs;
    IPMI_PORT_INTERFACE_CLASS(oc)->kind = &ipmi_kcs_kind;
}

static const TypeInfo pci_ipmi_kcs_types[] = {
    {
        .name = "pci-ipmi-kcs",
        .parent = TYPE_PCI_IPMI,
        .class_init = pci_ipmi_kcs_class_init,
    },
};

DEFINE_TYPES(pci_ipmi_kcs_types)
