/*
 * isa-ipmi-kcs: KCS interface at fixed I/O ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/kcs.h"
#include "hw/ipmi/interface/isa.h"
#include "hw/qdev-properties.h"

static const VMStateDescription vmstate_isa_ipmi_kcs = {
    .name = "ipmi-interface",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(port.kcs, ISAIPMI, 1, vmstate_ipmi_kcs_bmc, KCSBmc),
        VMSTATE_END_OF_LIST()
    }
};

static const Property isa_ipmi_kcs_properties[] = {
    DEFINE_PROP_UINT32("ioport", ISAIPMI, ioport, 0xca2),
};

static void isa_ipmi_kcs_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "ISA IPMI KCS";
    dc->vmsd = &vmstate_isa_ipmi_kcs;
    device_class_set_props(dc, isa_ipmi_kcs_properties);
    IPMI_PORT_INTERFACE_CLASS(oc)->kind = &ipmi_kcs_kind;
}

static const TypeInfo isa_ipmi_kcs_types[] = {
    {
        .name = "isa-ipmi-kcs",
        .parent = TYPE_ISA_IPMI,
        .class_init = isa_ipmi_kcs_class_init,
    },
};

DEFINE_TYPES(isa_ipmi_kcs_types)
