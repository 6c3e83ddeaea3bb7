/*
 * isa-ipmi-bt: BT interface at fixed I/O ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/acpi/ipmi.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/isa/isa.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"

#define TYPE_ISA_IPMI_BT "isa-ipmi-bt"
OBJECT_DECLARE_SIMPLE_TYPE(ISAIPMIBt, ISA_IPMI_BT)

/**
 * ISAIPMIBt:
 * @port: the channel
 * @ioport: number of the first I/O port
 * @isairq: ISA interrupt; 0 or below for none
 */
struct ISAIPMIBt {
    ISADevice parent_obj;

    IPMIBtPort port;
    uint32_t ioport;
    int32_t isairq;
};

static IPMIBtPort *isa_ipmi_bt_port(IPMIInterface *ii)
{
    return &ISA_IPMI_BT(ii)->port;
}

static void isa_ipmi_bt_get_fwinfo(IPMIInterface *ii, IPMIFwInfo *info)
{
    ISAIPMIBt *s = ISA_IPMI_BT(ii);

    ipmi_bt_port_get_fwinfo(&s->port, info);
    info->memspace = IPMI_MEMSPACE_IO;
    info->base_address = s->ioport;
    info->interrupt_number = MAX(s->isairq, 0);
}

static const VMStateDescription vmstate_isa_ipmi_bt = {
    .name = "ipmi-interface-isa-bt",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(port.bt, ISAIPMIBt, 1, vmstate_ipmi_bt_bmc, BTBmc),
        VMSTATE_END_OF_LIST()
    }
};

static void isa_ipmi_bt_realize(DeviceState *dev, Error **errp)
{
    ISADevice *isadev = ISA_DEVICE(dev);
    ISAIPMIBt *s = ISA_IPMI_BT(dev);

    if (s->isairq >= ISA_NUM_IRQS) {
        error_setg(errp, "property 'irq' must be below %d, or 0 for none",
                   ISA_NUM_IRQS);
        return;
    }
    if (s->ioport > UINT16_MAX + 1 - BT_NR_REGS) {
        error_setg(errp, "property 'ioport' must leave room for %d ports",
                   BT_NR_REGS);
        return;
    }
    if (!ipmi_bt_port_realize(&s->port, dev, BT_NR_REGS, errp)) {
        return;
    }
    if (s->isairq > 0) {
        s->port.irq = isa_get_irq(isadev, s->isairq);
    }
    isa_register_ioport(isadev, &s->port.io, s->ioport);
}

static void isa_ipmi_bt_unrealize(DeviceState *dev)
{
    ipmi_bt_port_unrealize(&ISA_IPMI_BT(dev)->port, dev);
}

static void isa_ipmi_bt_reset_hold(Object *obj, ResetType type)
{
    ipmi_bt_port_reset(&ISA_IPMI_BT(obj)->port);
}

static const Property isa_ipmi_bt_properties[] = {
    DEFINE_PROP_LINK("bmc", ISAIPMIBt, port.bmc, TYPE_IPMI_BMC, IPMIBmc *),
    DEFINE_PROP_UINT32("ioport", ISAIPMIBt, ioport, 0xe4),
    DEFINE_PROP_INT32("irq", ISAIPMIBt, isairq, 5),
};

static void isa_ipmi_bt_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "ISA IPMI BT";
    dc->realize = isa_ipmi_bt_realize;
    dc->unrealize = isa_ipmi_bt_unrealize;
    dc->vmsd = &vmstate_isa_ipmi_bt;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, isa_ipmi_bt_properties);
    RESETTABLE_CLASS(oc)->phases.hold = isa_ipmi_bt_reset_hold;
    IPMI_BT_INTERFACE_CLASS(oc)->port = isa_ipmi_bt_port;
    IPMI_INTERFACE_CLASS(oc)->get_fwinfo = isa_ipmi_bt_get_fwinfo;
    ACPI_DEV_AML_IF_CLASS(oc)->build_dev_aml = build_ipmi_dev_aml;
}

static const TypeInfo isa_ipmi_bt_types[] = {
    {
        .name = TYPE_ISA_IPMI_BT,
        .parent = TYPE_ISA_DEVICE,
        .instance_size = sizeof(ISAIPMIBt),
        .class_init = isa_ipmi_bt_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_BT_INTERFACE },
            { TYPE_ACPI_DEV_AML_IF },
            { }
        },
    },
};

DEFINE_TYPES(isa_ipmi_bt_types)
