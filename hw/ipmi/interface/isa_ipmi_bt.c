/*
 * isa-ipmi-bt: BT interface at fixed I/O ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/ipmi/interface/isa.h"
#include "hw/qdev-properties.h"

static const VMStateDescription vmstate_isa_ipmi_bt = {
    .name = "ipmi-interface-isa-bt",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(port.bt, ISAIPMI, 1, vmstate_ipmi_bt_bmc, BTBmc),
        VMSTATE_END_OF_LIST()
    }
};

static const Property isa_ipmi_bt_properties[] = {
    DEFINE_PROP_UINT32("ioport", ISAIPMI, ioport, 0xe4),
};

static void isa_ipmi_bt_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "ISA IPMI BT";
    dc->vmsd = &vmstate_isa_ipmi_bt;
    device_class_set_props(dc, isa_ipmi_bt_properties);
    IPMI_PORT_INTERFACE_CLASS(oc)->kind = &ipmi_bt_kind;
}

static const TypeInfo isa_ipmi_bt_types[] = {
    {
        .name = "isa-ipmi-bt",
        .parent = TYPE_ISA_IPMI,
        .class_init = isa_ipmi_bt_class_init,
    },
};

DEFINE_TYPES(isa_ipmi_bt_types)
