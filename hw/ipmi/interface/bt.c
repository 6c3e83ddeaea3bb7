/*
 * ipmi-bt-interface: what the BT front-ends of all buses have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/ipmi/trace.h"

static IPMIBtPort *ipmi_bt_port(IPMIInterface *ii)
{
    return IPMI_BT_INTERFACE_GET_CLASS(ii)->port(ii);
}

static void ipmi_bt_port_update_irq(IPMIBtPort *port)
{
    qemu_set_irq(port->irq, bt_bmc_host_irq(&port->bt));
}

/*
 * Registers
 */

static uint64_t ipmi_bt_port_read(void *opaque, hwaddr addr, unsigned size)
{
    IPMIBtPort *port = opaque;
    uint8_t val = bt_bmc_host_read(&port->bt, addr);

    trace_ipmi_bt_read(port->name, addr, val);
    return val;
}

static void ipmi_bt_port_write(void *opaque, hwaddr addr, uint64_t val,
                               unsigned size)
{
    IPMIBtPort *port = opaque;

    trace_ipmi_bt_write(port->name, addr, val);
    bt_bmc_host_write(&port->bt, addr, val);
    if (addr != BT_REG_DATA) {
        /* A byte for the buffer leaves the line alone, and there are many */
        ipmi_bt_port_update_irq(port);
    }
}

static const MemoryRegionOps ipmi_bt_port_ops = {
    .read = ipmi_bt_port_read,
    .write = ipmi_bt_port_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .impl = {
        .min_access_size = 1,
        .max_access_size = 1,
    },
};

/*
 * From the channel
 */

static void ipmi_bt_port_request(void *opaque, uint8_t msg_id,
                                 const uint8_t *req, size_t len)
{
    IPMIBtPort *port = opaque;

    trace_ipmi_bt_request(port->name, msg_id, req[0], req[1], len);
    ipmi_bmc_request(port->bmc, msg_id, req, len);
}

static void ipmi_bt_port_state_changed(void *opaque, BTBmcState from,
                                       BTBmcState to)
{
    IPMIBtPort *port = opaque;

    trace_ipmi_bt_state(port->name, bt_bmc_state_name(from),
                        bt_bmc_state_name(to));
}

static void ipmi_bt_port_guest_error(void *opaque, const char *what)
{
    IPMIBtPort *port = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s\n", port->name, what);
}

static const BTBmcOps ipmi_bt_port_role_ops = {
    .request = ipmi_bt_port_request,
    .state_changed = ipmi_bt_port_state_changed,
    .guest_error = ipmi_bt_port_guest_error,
};

/*
 * From the BMC
 */

static void ipmi_bt_response(IPMIInterface *ii, uint8_t msg_id,
                             const uint8_t *rsp, size_t len)
{
    IPMIBtPort *port = ipmi_bt_port(ii);
    bool taken = bt_bmc_response(&port->bt, msg_id, rsp, len);

    trace_ipmi_bt_response(port->name, msg_id, len, taken);
    ipmi_bt_port_update_irq(port);
}

static void ipmi_bt_fail(IPMIInterface *ii, uint8_t cc)
{
    IPMIBtPort *port = ipmi_bt_port(ii);

    trace_ipmi_bt_fail(port->name, cc);
    bt_bmc_fail(&port->bt, cc);
    ipmi_bt_port_update_irq(port);
}

static void ipmi_bt_set_atn(IPMIInterface *ii, bool set, bool irq)
{
    IPMIBtPort *port = ipmi_bt_port(ii);

    trace_ipmi_bt_set_atn(port->name, set, irq);
    bt_bmc_set_sms_atn(&port->bt.ch, set, irq);
    ipmi_bt_port_update_irq(port);
}

static void ipmi_bt_set_irq_enable(IPMIInterface *ii, bool enable)
{
    IPMIBtPort *port = ipmi_bt_port(ii);

    trace_ipmi_bt_set_irq_enable(port->name, enable);
    port->bt.irq_enabled = enable;
    ipmi_bt_port_update_irq(port);
}

/*
 * From the front-end
 */

void ipmi_bt_port_get_fwinfo(IPMIBtPort *port, IPMIFwInfo *info)
{
    info->interface_name = "bt";
    info->interface_type = IPMI_SMBIOS_BT;
    info->ipmi_spec_major_revision = 2;
    info->ipmi_spec_minor_revision = 0;
    info->i2c_slave_address = port->bmc->slave_addr;
    info->uuid = port->uuid;
    info->register_length = BT_NR_REGS;
    info->register_spacing = 1;
    info->irq_type = IPMI_LEVEL_IRQ;
}

bool ipmi_bt_port_realize(IPMIBtPort *port, DeviceState *dev, uint64_t size,
                          Error **errp)
{
    bt_bmc_init(&port->bt, &ipmi_bt_port_role_ops, port);
    port->name = object_get_canonical_path(OBJECT(dev));
    if (!ipmi_bmc_attach(port->bmc, IPMI_INTERFACE(dev), errp)) {
        g_clear_pointer(&port->name, g_free);
        return false;
    }
    port->uuid = ipmi_next_uuid();
    memory_region_init_io(&port->io, OBJECT(dev), &ipmi_bt_port_ops, port,
                          "ipmi-bt", size);
    return true;
}

void ipmi_bt_port_unrealize(IPMIBtPort *port, DeviceState *dev)
{
    ipmi_bmc_detach(port->bmc, IPMI_INTERFACE(dev));
    g_clear_pointer(&port->name, g_free);
}

void ipmi_bt_port_reset(IPMIBtPort *port)
{
    trace_ipmi_bt_reset(port->name);
    bt_bmc_reset(&port->bt);
    ipmi_bt_port_update_irq(port);
}

static void ipmi_bt_interface_class_init(ObjectClass *oc, void *data)
{
    IPMIInterfaceClass *iic = IPMI_INTERFACE_CLASS(oc);

    iic->response = ipmi_bt_response;
    iic->fail = ipmi_bt_fail;
    iic->set_atn = ipmi_bt_set_atn;
    iic->set_irq_enable = ipmi_bt_set_irq_enable;
}

static const TypeInfo ipmi_bt_interface_types[] = {
    {
        .name = TYPE_IPMI_BT_INTERFACE,
        .parent = TYPE_IPMI_INTERFACE,
        .class_size = sizeof(IPMIBtInterfaceClass),
        .class_init = ipmi_bt_interface_class_init,
    },
};

DEFINE_TYPES(ipmi_bt_interface_types)
