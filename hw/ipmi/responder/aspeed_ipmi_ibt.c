/*
 * aspeed-ipmi-ibt: the BT interface of Aspeed BMCs
 *
 * Four configuration registers and the BMC's port of a BT channel. Host I/O
 * address, SerIRQ and the bits that let a host clear the BMC's pointers are
 * kept, but have no effect: the host is reached through its own machine's
 * interface.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/module.h"
#include "hw/irq.h"
#include "hw/ipmi/aspeed_ipmi_ibt.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/ipmi/trace.h"

REG32(BTCR0, 0x00)
    FIELD(BTCR0, ENABLE, 0, 1)
    FIELD(BTCR0, EN_CLR_SLV_WRP, 2, 1)
    FIELD(BTCR0, EN_CLR_SLV_RDP, 3, 1)
    FIELD(BTCR0, SIRQ_TYPE, 10, 2)
    FIELD(BTCR0, SIRQ, 12, 4)
    FIELD(BTCR0, IO_BASE, 18, 14)
REG32(BTCR1, 0x04)
REG32(BTCR2, 0x08)
REG32(BTCR3, 0x0c)
REG32(BTCTRL, 0x10)
REG32(BTDATA, 0x14)
REG32(BTINTMASK, 0x18)
#define IBT_SIZE 0x1c

#define BTCR0_WRITABLE (R_BTCR0_ENABLE_MASK | R_BTCR0_EN_CLR_SLV_WRP_MASK | \
                        R_BTCR0_EN_CLR_SLV_RDP_MASK |                       \
                        R_BTCR0_SIRQ_TYPE_MASK | R_BTCR0_SIRQ_MASK |        \
                        R_BTCR0_IO_BASE_MASK)

static void aspeed_ibt_update_irq(AspeedIPMIIbt *s)
{
    qemu_set_irq(s->irq, bt_bmc_irq(&s->bt.ch));
}

/*
 * Registers. The channel's own are 8 bits wide, at the low end of their word:
 * an access that leaves the low byte out does not touch them.
 */

static uint32_t aspeed_ibt_read_reg(AspeedIPMIIbt *s, hwaddr reg, bool low)
{
    switch (reg) {
    case A_BTCR0:
        return s->cr0;
    case A_BTCR1:
        return s->bt.ch.bmc_irq_enable;
    case A_BTCR2:
        return s->bt.ch.bmc_irq_status;
    case A_BTCR3:
        return s->cr3;
    case A_BTCTRL:
        return bt_host_bmc_read(&s->bt, BT_REG_CTRL);
    case A_BTDATA:
        return low ? bt_host_bmc_read(&s->bt, BT_REG_DATA) : 0;
    case A_BTINTMASK:
        return bt_host_bmc_read(&s->bt, BT_REG_INTMASK);
    default:
        return 0;
    }
}

static uint64_t aspeed_ibt_read(void *opaque, hwaddr addr, unsigned size)
{
    AspeedIPMIIbt *s = opaque;
    unsigned shift = (addr & 3) * 8;
    uint32_t val = aspeed_ibt_read_reg(s, addr & ~3, !shift);

    val = extract32(val, shift, size * 8);
    trace_aspeed_ipmi_ibt_read(s->port.name, addr, size, val);
    return val;
}

static void aspeed_ibt_write_cr0(AspeedIPMIIbt *s, uint32_t val)
{
    bool enabled = FIELD_EX32(s->cr0, BTCR0, ENABLE);
    bool enable = FIELD_EX32(val, BTCR0, ENABLE);

    s->cr0 = val & BTCR0_WRITABLE;
    if (enable != enabled) {
        bt_host_set_enabled(&s->bt, enable);
    }
}

/* @val holds zeros where @mask, the bits that were accessed, does */
static void aspeed_ibt_write_reg(AspeedIPMIIbt *s, hwaddr reg, uint32_t val,
                                 uint32_t mask)
{
    BTChannel *ch = &s->bt.ch;
    bool low = mask & 1;

    switch (reg) {
    case A_BTCR0:
        aspeed_ibt_write_cr0(s, (s->cr0 & ~mask) | val);
        break;
    case A_BTCR1:
        ch->bmc_irq_enable = ((ch->bmc_irq_enable & ~mask) | val) &
                             BT_BMC_IRQ_ALL;
        break;
    case A_BTCR2:
        bt_bmc_ack_irq(ch, val);
        break;
    case A_BTCR3:
        s->cr3 = (s->cr3 & ~mask) | val;
        break;
    case A_BTCTRL:
        bt_host_bmc_write(&s->bt, BT_REG_CTRL, val);
        break;
    case A_BTDATA:
        if (low) {
            bt_host_bmc_write(&s->bt, BT_REG_DATA, val);
        }
        break;
    case A_BTINTMASK:
        bt_host_bmc_write(&s->bt, BT_REG_INTMASK, val);
        break;
    }
}

static void aspeed_ibt_write(void *opaque, hwaddr addr, uint64_t val,
                             unsigned size)
{
    AspeedIPMIIbt *s = opaque;
    unsigned shift = (addr & 3) * 8;

    trace_aspeed_ipmi_ibt_write(s->port.name, addr, size, val);
    aspeed_ibt_write_reg(s, addr & ~3, (uint32_t)val << shift,
                         MAKE_64BIT_MASK(shift, size * 8));
    aspeed_ibt_update_irq(s);
}

static const MemoryRegionOps aspeed_ibt_ops = {
    .read = aspeed_ibt_read,
    .write = aspeed_ibt_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 1,
        .max_access_size = 4,
    },
    .impl = {
        .min_access_size = 1,
        .max_access_size = 4,
    },
};

/*
 * From the channel
 */

static void aspeed_ibt_state_changed(void *opaque, BTHostState from,
                                     BTHostState to)
{
    const IPMIResponderPort *port = opaque;

    trace_aspeed_ipmi_ibt_state(port->name, bt_host_state_name(from),
                                bt_host_state_name(to));
}

static const BTHostOps aspeed_ibt_role_ops = {
    .response = ipmi_responder_port_response,
    .attention = ipmi_responder_port_attention,
    .state_changed = aspeed_ibt_state_changed,
    .guest_error = ipmi_responder_port_guest_error,
};

/*
 * From the host
 */

static void aspeed_ibt_request(IPMIResponder *ir, uint8_t msg_id,
                               const uint8_t *req, size_t len)
{
    AspeedIPMIIbt *s = ASPEED_IPMI_IBT(ir);

    bt_host_request(&s->bt, msg_id, req, len);
    aspeed_ibt_update_irq(s);
}

static bool aspeed_ibt_get_atn(IPMIResponder *ir)
{
    return ASPEED_IPMI_IBT(ir)->bt.ch.ctrl & BT_SMS_ATN;
}

static IPMIResponderPort *aspeed_ibt_port(IPMIResponder *ir)
{
    return &ASPEED_IPMI_IBT(ir)->port;
}

/*
 * Device
 */

static void aspeed_ibt_reset_hold(Object *obj, ResetType type)
{
    AspeedIPMIIbt *s = ASPEED_IPMI_IBT(obj);

    trace_aspeed_ipmi_ibt_reset(s->port.name);
    s->cr0 = 0;
    s->cr3 = 0;
    bt_host_reset(&s->bt);
    aspeed_ibt_update_irq(s);
}

static int aspeed_ibt_post_load(void *opaque, int version_id)
{
    AspeedIPMIIbt *s = opaque;

    return s->bt.enabled == FIELD_EX32(s->cr0, BTCR0, ENABLE) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_aspeed_ibt = {
    .name = TYPE_ASPEED_IPMI_IBT,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = aspeed_ibt_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(cr0, AspeedIPMIIbt),
        VMSTATE_UINT32(cr3, AspeedIPMIIbt),
        VMSTATE_STRUCT(bt, AspeedIPMIIbt, 1, vmstate_ipmi_bt_host, BTHost),
        VMSTATE_END_OF_LIST()
    }
};

static void aspeed_ibt_realize(DeviceState *dev, Error **errp)
{
    ipmi_responder_port_realize(&ASPEED_IPMI_IBT(dev)->port, dev);
}

static void aspeed_ibt_init(Object *obj)
{
    AspeedIPMIIbt *s = ASPEED_IPMI_IBT(obj);

    bt_host_init(&s->bt, &aspeed_ibt_role_ops, &s->port);
    memory_region_init_io(&s->iomem, obj, &aspeed_ibt_ops, s,
                          TYPE_ASPEED_IPMI_IBT, IBT_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static void aspeed_ibt_finalize(Object *obj)
{
    ipmi_responder_port_finalize(&ASPEED_IPMI_IBT(obj)->port);
}

static void aspeed_ibt_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    IPMIResponderClass *irc = IPMI_RESPONDER_CLASS(oc);

    dc->desc = "Aspeed IPMI BT interface (iBT)";
    dc->realize = aspeed_ibt_realize;
    dc->vmsd = &vmstate_aspeed_ibt;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    RESETTABLE_CLASS(oc)->phases.hold = aspeed_ibt_reset_hold;
    irc->port = aspeed_ibt_port;
    irc->request = aspeed_ibt_request;
    irc->get_atn = aspeed_ibt_get_atn;
}

static const TypeInfo aspeed_ibt_types[] = {
    {
        .name = TYPE_ASPEED_IPMI_IBT,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(AspeedIPMIIbt),
        .instance_init = aspeed_ibt_init,
        .instance_finalize = aspeed_ibt_finalize,
        .class_init = aspeed_ibt_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_RESPONDER },
            { }
        },
    },
};

DEFINE_TYPES(aspeed_ibt_types)
