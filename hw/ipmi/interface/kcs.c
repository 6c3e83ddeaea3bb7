/*
 * KCS behind an ipmi-port: QEMU plays the BMC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/interface/kcs.h"
#include "hw/ipmi/trace.h"

#define PCI_PROG_IF_KCS 1

static void ipmi_kcs_state_changed(void *opaque, KCSBmcState from,
                                   KCSBmcState to)
{
    IPMIPort *port = opaque;

    trace_ipmi_kcs_state(port->name, kcs_bmc_state_name(from),
                         kcs_bmc_state_name(to));
}

static const KCSBmcOps ipmi_kcs_role_ops = {
    .request = ipmi_port_request,
    .state_changed = ipmi_kcs_state_changed,
    .guest_error = ipmi_port_guest_error,
};

static void ipmi_kcs_init(IPMIPort *port)
{
    kcs_bmc_init(&port->kcs, &ipmi_kcs_role_ops, port);
}

static void ipmi_kcs_reset(IPMIPort *port)
{
    kcs_bmc_reset(&port->kcs);
}

static uint8_t ipmi_kcs_read(IPMIPort *port, unsigned reg)
{
    return kcs_bmc_host_read(&port->kcs, reg);
}

static void ipmi_kcs_write(IPMIPort *port, unsigned reg, uint8_t val)
{
    kcs_bmc_host_write(&port->kcs, reg, val);
}

/* Each access may set or clear OBF, but a guest that polls never interrupts */
static bool ipmi_kcs_irq_moves(const IPMIPort *port, unsigned reg, bool write)
{
    return port->kcs.irq_enabled;
}

static bool ipmi_kcs_irq(const IPMIPort *port)
{
    return kcs_bmc_host_irq(&port->kcs);
}

static bool ipmi_kcs_response(IPMIPort *port, uint8_t msg_id,
                              const uint8_t *rsp, size_t len)
{
    return kcs_bmc_response(&port->kcs, msg_id, rsp, len);
}

static void ipmi_kcs_fail(IPMIPort *port, uint8_t cc)
{
    kcs_bmc_fail(&port->kcs, cc);
}

static void ipmi_kcs_set_atn(IPMIPort *port, bool set, bool irq)
{
    kcs_bmc_set_atn(&port->kcs, set, irq);
}

static void ipmi_kcs_set_irq_enable(IPMIPort *port, bool enable)
{
    port->kcs.irq_enabled = enable;
}

const IPMIPortKind ipmi_kcs_kind = {
    .name = "kcs",
    .smbios_type = IPMI_SMBIOS_KCS,
    .pci_prog_if = PCI_PROG_IF_KCS,
    .nr_regs = KCS_NR_REGS,
    .init = ipmi_kcs_init,
    .reset = ipmi_kcs_reset,
    .read = ipmi_kcs_read,
    .write = ipmi_kcs_write,
    .irq_moves = ipmi_kcs_irq_moves,
    .irq = ipmi_kcs_irq,
    .response = ipmi_kcs_response,
    .fail = ipmi_kcs_fail,
    .set_atn = ipmi_kcs_set_atn,
    .set_irq_enable = ipmi_kcs_set_irq_enable,
};
