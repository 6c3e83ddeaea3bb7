/*
 * BT behind an ipmi-port: QEMU plays the BMC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/interface/bt.h"
#include "hw/ipmi/trace.h"

#define PCI_PROG_IF_BT 2

static void ipmi_bt_state_changed(void *opaque, BTBmcState from,
                                  BTBmcState to)
{
    IPMIPort *port = opaque;

    trace_ipmi_bt_state(port->name, bt_bmc_state_name(from),
                        bt_bmc_state_name(to));
}

static const BTBmcOps ipmi_bt_role_ops = {
    .request = ipmi_port_request,
    .state_changed = ipmi_bt_state_changed,
    .guest_error = ipmi_port_guest_error,
};

static void ipmi_bt_init(IPMIPort *port)
{
    bt_bmc_init(&port->bt, &ipmi_bt_role_ops, port);
}

static void ipmi_bt_reset(IPMIPort *port)
{
    bt_bmc_reset(&port->bt);
}

static uint8_t ipmi_bt_read(IPMIPort *port, unsigned reg)
{
    return bt_bmc_host_read(&port->bt, reg);
}

static void ipmi_bt_write(IPMIPort *port, unsigned reg, uint8_t val)
{
    bt_bmc_host_write(&port->bt, reg, val);
}

/*
 * Reading does nothing to the line, nor does a byte for the buffer; and with
 * its interrupt off, a guest changes it by the register that turns it on.
 */
static bool ipmi_bt_irq_moves(const IPMIPort *port, unsigned reg, bool write)
{
    return write && (reg == BT_REG_INTMASK ||
                     (reg == BT_REG_CTRL && port->bt.ch.intmask));
}

static bool ipmi_bt_irq(const IPMIPort *port)
{
    return bt_bmc_host_irq(&port->bt);
}

static bool ipmi_bt_response(IPMIPort *port, uint8_t msg_id,
                             const uint8_t *rsp, size_t len)
{
    return bt_bmc_response(&port->bt, msg_id, rsp, len);
}

static void ipmi_bt_fail(IPMIPort *port, uint8_t cc)
{
    bt_bmc_fail(&port->bt, cc);
}

static void ipmi_bt_set_atn(IPMIPort *port, bool set, bool irq)
{
    bt_bmc_set_sms_atn(&port->bt.ch, set, irq);
}

static void ipmi_bt_set_irq_enable(IPMIPort *port, bool enable)
{
    port->bt.irq_enabled = enable;
}

const IPMIPortKind ipmi_bt_kind = {
    .name = "bt",
    .smbios_type = IPMI_SMBIOS_BT,
    .pci_prog_if = PCI_PROG_IF_BT,
    .nr_regs = BT_NR_REGS,
    .init = ipmi_bt_init,
    .reset = ipmi_bt_reset,
    .read = ipmi_bt_read,
    .write = ipmi_bt_write,
    .irq_moves = ipmi_bt_irq_moves,
    .irq = ipmi_bt_irq,
    .response = ipmi_bt_response,
    .fail = ipmi_bt_fail,
    .set_atn = ipmi_bt_set_atn,
    .set_irq_enable = ipmi_bt_set_irq_enable,
};
