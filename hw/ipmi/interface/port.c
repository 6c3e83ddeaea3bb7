/*
 * ipmi-port: what the interfaces of all buses and channels have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/ipmi/interface/port.h"
#include "hw/ipmi/trace.h"

static IPMIPort *ipmi_port(IPMIInterface *ii)
{
    return IPMI_PORT_INTERFACE_GET_CLASS(ii)->port(ii);
}

static void ipmi_port_update_irq(IPMIPort *port)
{
    qemu_set_irq(port->irq, port->kind->irq(port));
}

/*
 * Registers
 */

static void ipmi_port_accessed(IPMIPort *port, unsigned reg, bool write)
{
    if (port->kind->irq_moves(port, reg, write)) {
        ipmi_port_update_irq(port);
    }
}

static uint64_t ipmi_port_read(void *opaque, hwaddr addr, unsigned size)
{
    IPMIPort *port = opaque;
    uint8_t val = 0xff;

    if (addr < port->kind->nr_regs) {
        val = port->kind->read(port, addr);
        ipmi_port_accessed(port, addr, false);
    }
    trace_ipmi_port_read(port->name, addr, val);
    return val;
}

static void ipmi_port_write(void *opaque, hwaddr addr, uint64_t val,
                            unsigned size)
{
    IPMIPort *port = opaque;

    trace_ipmi_port_write(port->name, addr, val);
    if (addr < port->kind->nr_regs) {
        port->kind->write(port, addr, val);
        ipmi_port_accessed(port, addr, true);
    }
}

static const MemoryRegionOps ipmi_port_ops = {
    .read = ipmi_port_read,
    .write = ipmi_port_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = {
        .min_access_size = 1,
        .max_access_size = 1,
    },
};

/*
 * From the channel
 */

void ipmi_port_request(void *opaque, uint8_t msg_id,
                       const uint8_t *req, size_t len)
{
    IPMIPort *port = opaque;

    trace_ipmi_port_request(port->name, msg_id, req[0], req[1], len);
    ipmi_bmc_request(port->bmc, msg_id, req, len);
}

void ipmi_port_guest_error(void *opaque, const char *what)
{
    IPMIPort *port = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s\n", port->name, what);
}

/*
 * From the BMC
 */

static void ipmi_port_response(IPMIInterface *ii, uint8_t msg_id,
                               const uint8_t *rsp, size_t len)
{
    IPMIPort *port = ipmi_port(ii);
    bool taken = port->kind->response(port, msg_id, rsp, len);

    trace_ipmi_port_response(port->name, msg_id, len, taken);
    ipmi_port_update_irq(port);
}

static void ipmi_port_fail(IPMIInterface *ii, uint8_t cc)
{
    IPMIPort *port = ipmi_port(ii);

    trace_ipmi_port_fail(port->name, cc);
    port->kind->fail(port, cc);
    ipmi_port_update_irq(port);
}

static void ipmi_port_set_atn(IPMIInterface *ii, bool set, bool irq)
{
    IPMIPort *port = ipmi_port(ii);

    trace_ipmi_port_set_atn(port->name, set, irq);
    port->kind->set_atn(port, set, irq);
    ipmi_port_update_irq(port);
}

static void ipmi_port_set_irq_enable(IPMIInterface *ii, bool enable)
{
    IPMIPort *port = ipmi_port(ii);

    trace_ipmi_port_set_irq_enable(port->name, enable);
    port->kind->set_irq_enable(port, enable);
    ipmi_port_update_irq(port);
}

/*
 * From the bus
 */

const IPMIPortKind *ipmi_port_kind(DeviceState *dev)
{
    return IPMI_PORT_INTERFACE_GET_CLASS(dev)->kind;
}

void ipmi_port_get_fwinfo(IPMIPort *port, IPMIFwInfo *info)
{
    info->interface_name = port->kind->name;
    info->interface_type = port->kind->smbios_type;
    info->ipmi_spec_major_revision = 2;
    info->ipmi_spec_minor_revision = 0;
    info->i2c_slave_address = port->bmc->slave_addr;
    info->uuid = port->uuid;
    info->register_length = port->kind->nr_regs;
    info->register_spacing = 1;
    info->irq_type = IPMI_LEVEL_IRQ;
}

bool ipmi_port_realize(IPMIPort *port, DeviceState *dev, uint64_t size,
                       Error **errp)
{
    g_autofree char *region = NULL;

    port->kind = ipmi_port_kind(dev);
    port->kind->init(port);
    port->name = object_get_canonical_path(OBJECT(dev));
    if (!ipmi_bmc_attach(port->bmc, IPMI_INTERFACE(dev), errp)) {
        g_clear_pointer(&port->name, g_free);
        return false;
    }
    port->uuid = ipmi_next_uuid();
    region = g_strdup_printf("ipmi-%s", port->kind->name);
    memory_region_init_io(&port->io, OBJECT(dev), &ipmi_port_ops, port,
                          region, size);
    return true;
}

void ipmi_port_unrealize(IPMIPort *port, DeviceState *dev)
{
    ipmi_bmc_detach(port->bmc, IPMI_INTERFACE(dev));
    g_clear_pointer(&port->name, g_free);
}

void ipmi_port_reset(IPMIPort *port)
{
    trace_ipmi_port_reset(port->name);
    port->kind->reset(port);
    ipmi_port_update_irq(port);
}

static void ipmi_port_interface_class_init(ObjectClass *oc, void *data)
{
    IPMIInterfaceClass *iic = IPMI_INTERFACE_CLASS(oc);

    iic->response = ipmi_port_response;
    iic->fail = ipmi_port_fail;
    iic->set_atn = ipmi_port_set_atn;
    iic->set_irq_enable = ipmi_port_set_irq_enable;
}

static const TypeInfo ipmi_port_types[] = {
    {
        .name = TYPE_IPMI_PORT_INTERFACE,
        .parent = TYPE_IPMI_INTERFACE,
        .class_size = sizeof(IPMIPortInterfaceClass),
        .class_init = ipmi_port_interface_class_init,
    },
};

DEFINE_TYPES(ipmi_port_types)
