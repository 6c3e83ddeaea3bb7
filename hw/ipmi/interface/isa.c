/*
 * isa-ipmi: an interface at fixed I/O ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/acpi/ipmi.h"
#include "hw/ipmi/interface/isa.h"
#include "hw/qdev-properties.h"

static IPMIPort *isa_ipmi_port(IPMIInterface *ii)
{
    return &ISA_IPMI(ii)->port;
}

static void isa_ipmi_get_fwinfo(IPMIInterface *ii, IPMIFwInfo *info)
{
    ISAIPMI *s = ISA_IPMI(ii);

    ipmi_port_get_fwinfo(&s->port, info);
    info->memspace = IPMI_MEMSPACE_IO;
    info->base_address = s->ioport;
    info->interrupt_number = MAX(s->isairq, 0);
}

static void isa_ipmi_realize(DeviceState *dev, Error **errp)
{
    ISADevice *isadev = ISA_DEVICE(dev);
    ISAIPMI *s = ISA_IPMI(dev);
    unsigned nr_regs = ipmi_port_kind(dev)->nr_regs;

    if (s->isairq >= ISA_NUM_IRQS) {
        error_setg(errp, "property 'irq' must be below %d, or 0 for none",
                   ISA_NUM_IRQS);
        return;
    }
    if (s->ioport > UINT16_MAX + 1 - nr_regs) {
        error_setg(errp, "property 'ioport' must leave room for %u ports",
                   nr_regs);
        return;
    }
    if (!ipmi_port_realize(&s->port, dev, nr_regs, errp)) {
        return;
    }
    if (s->isairq > 0) {
        s->port.irq = isa_get_irq(isadev, s->isairq);
    }
    isa_register_ioport(isadev, &s->port.io, s->ioport);
}

/* ISA has no way to take a device out, but QMP can unrealize it */
static void isa_ipmi_unrealize(DeviceState *dev)
{
    IPMIPort *port = &ISA_IPMI(dev)->port;

    memory_region_del_subregion(isa_address_space_io(ISA_DEVICE(dev)),
                                &port->io);
    object_unparent(OBJECT(&port->io));
    ipmi_port_unrealize(port, dev);
}

static void isa_ipmi_reset_hold(Object *obj, ResetType type)
{
    ipmi_port_reset(&ISA_IPMI(obj)->port);
}

static const Property isa_ipmi_properties[] = {
    DEFINE_PROP_LINK("bmc", ISAIPMI, port.bmc, TYPE_IPMI_BMC, IPMIBmc *),
    DEFINE_PROP_INT32("irq", ISAIPMI, isairq, 5),
};

static void isa_ipmi_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = isa_ipmi_realize;
    dc->unrealize = isa_ipmi_unrealize;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, isa_ipmi_properties);
    RESETTABLE_CLASS(oc)->phases.hold = isa_ipmi_reset_hold;
    IPMI_PORT_INTERFACE_CLASS(oc)->port = isa_ipmi_port;
    IPMI_INTERFACE_CLASS(oc)->get_fwinfo = isa_ipmi_get_fwinfo;
    ACPI_DEV_AML_IF_CLASS(oc)->build_dev_aml = build_ipmi_dev_aml;
}

static const TypeInfo isa_ipmi_types[] = {
    {
        .name = TYPE_ISA_IPMI,
        .parent = TYPE_ISA_DEVICE,
        .abstract = true,
        .instance_size = sizeof(ISAIPMI),
        .class_init = isa_ipmi_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_PORT_INTERFACE },
            { TYPE_ACPI_DEV_AML_IF },
            { }
        },
    },
};

DEFINE_TYPES(isa_ipmi_types)
