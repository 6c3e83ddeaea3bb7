/*
 * A KCS channel as an ipmi-responder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "hw/ipmi/channel/vmstate.h"
#include "hw/ipmi/kcs_responder.h"
#include "hw/qdev-properties.h"
#include "hw/ipmi/trace.h"

/* A property of the device may be set before it is realized */
static void kcs_responder_update_irq(KCSResponder *s)
{
    if (s->update_irq) {
        s->update_irq(s->opaque);
    }
}

/*
 * From the firmware. Without a host nobody takes what it writes, so that it
 * stays where it is.
 */

uint8_t kcs_responder_read(KCSResponder *s, unsigned reg)
{
    uint8_t val = s->port.host ? kcs_host_bmc_read(&s->kcs, reg)
                               : kcs_bmc_read(&s->kcs.ch, reg);

    trace_kcs_responder_read(s->port.name, reg, val);
    kcs_responder_update_irq(s);
    return val;
}

void kcs_responder_write(KCSResponder *s, unsigned reg, uint8_t val)
{
    trace_kcs_responder_write(s->port.name, reg, val);
    if (s->port.host) {
        kcs_host_bmc_write(&s->kcs, reg, val);
    } else {
        kcs_bmc_write(&s->kcs.ch, reg, val);
    }
    kcs_responder_update_irq(s);
}

/* Drivers unmask the interrupt when they begin to look, and not before */
static bool kcs_responder_listens(const KCSResponder *s)
{
    return s->on &&
        (s->polled || (s->kcs.ch.bmc_irq_enable & KCS_BMC_IRQ_IBF));
}

void kcs_responder_configure(KCSResponder *s, bool on, uint8_t irq_enable)
{
    bool listens;

    s->on = on;
    s->kcs.ch.bmc_irq_enable = irq_enable;
    listens = kcs_responder_listens(s);
    if (listens != s->kcs.enabled) {
        trace_kcs_responder_listens(s->port.name, listens);
        kcs_host_set_enabled(&s->kcs, listens);
    }
    kcs_responder_update_irq(s);
}

bool kcs_responder_irq(const KCSResponder *s)
{
    return s->on && kcs_bmc_irq(&s->kcs.ch);
}

/*
 * From the channel
 */

static void kcs_responder_schedule(void *opaque)
{
    KCSResponder *s = container_of(opaque, KCSResponder, port);

    timer_mod_ns(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
}

static void kcs_responder_state_changed(void *opaque, KCSHostState from,
                                        KCSHostState to)
{
    const IPMIResponderPort *port = opaque;

    trace_kcs_responder_state(port->name, kcs_host_state_name(from),
                              kcs_host_state_name(to));
}

static const KCSHostOps kcs_responder_role_ops = {
    .response = ipmi_responder_port_response,
    .attention = ipmi_responder_port_attention,
    .schedule = kcs_responder_schedule,
    .state_changed = kcs_responder_state_changed,
    .guest_error = ipmi_responder_port_guest_error,
};

static void kcs_responder_run(void *opaque)
{
    KCSResponder *s = opaque;

    kcs_host_run(&s->kcs);
    kcs_responder_update_irq(s);
}

/*
 * From the host
 */

static void kcs_responder_request(IPMIResponder *ir, uint8_t msg_id,
                                  const uint8_t *req, size_t len)
{
    KCSResponder *s = KCS_RESPONDER(ir);

    kcs_host_request(&s->kcs, msg_id, req, len);
    kcs_responder_update_irq(s);
}

static bool kcs_responder_get_atn(IPMIResponder *ir)
{
    return KCS_RESPONDER(ir)->kcs.ch.str & KCS_SMS_ATN;
}

static IPMIResponderPort *kcs_responder_port(IPMIResponder *ir)
{
    return &KCS_RESPONDER(ir)->port;
}

uint8_t kcs_responder_peek(const KCSResponder *s, unsigned reg)
{
    switch (reg) {
    case KCS_BMC_REG_IDR:
        return s->kcs.ch.idr;
    case KCS_BMC_REG_ODR:
        return s->kcs.ch.odr;
    default:
        return s->kcs.ch.str;
    }
}

void kcs_responder_set_odr(KCSResponder *s, uint8_t val)
{
    s->kcs.ch.odr = val;
}

uint8_t kcs_responder_host_read(KCSResponder *s, unsigned reg)
{
    uint8_t val = kcs_host_read(&s->kcs.ch, reg);

    trace_kcs_responder_host_read(s->port.name, reg, val);
    kcs_responder_update_irq(s);
    return val;
}

void kcs_responder_host_write(KCSResponder *s, unsigned reg, uint8_t val)
{
    trace_kcs_responder_host_write(s->port.name, reg, val);
    kcs_host_write(&s->kcs.ch, reg, val);
    kcs_responder_update_irq(s);
}

/*
 * Device, a part of another one
 */

void kcs_responder_reset(KCSResponder *s)
{
    trace_kcs_responder_reset(s->port.name);
    s->on = false;
    kcs_host_reset(&s->kcs);
    kcs_responder_update_irq(s);
}

bool kcs_responder_busy(const KCSResponder *s)
{
    return s->kcs.state != KCS_HOST_IDLE;
}

bool kcs_responder_restore(KCSResponder *s, uint8_t idr, uint8_t odr,
                           uint8_t str, bool on, uint8_t irq_enable)
{
    s->on = on;
    s->kcs.ch = (KCSChannel) {
        .idr = idr, .odr = odr, .str = str, .bmc_irq_enable = irq_enable,
    };
    if (!kcs_responder_busy(s)) {
        s->kcs.enabled = kcs_responder_listens(s);
    }
    return s->kcs.enabled == kcs_responder_listens(s) &&
        kcs_host_valid(&s->kcs);
}

static int kcs_responder_post_load(void *opaque, int version_id)
{
    KCSResponder *s = opaque;

    if (s->kcs.enabled != kcs_responder_listens(s)) {
        return -EINVAL;
    }
    if (kcs_host_ready(&s->kcs)) {
        kcs_responder_schedule(&s->port);
    }
    return 0;
}

const VMStateDescription vmstate_kcs_responder = {
    .name = TYPE_KCS_RESPONDER,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = kcs_responder_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(on, KCSResponder),
        VMSTATE_STRUCT(kcs, KCSResponder, 1, vmstate_ipmi_kcs_host, KCSHost),
        VMSTATE_END_OF_LIST()
    }
};

void kcs_responder_init(KCSResponder *s, Object *parent, unsigned number)
{
    g_autofree char *name = g_strdup_printf("kcs%u", number);

    object_initialize_child(parent, name, s, TYPE_KCS_RESPONDER);
}

bool kcs_responder_realize(KCSResponder *s, void (*update_irq)(void *opaque),
                           void *opaque, Error **errp)
{
    s->update_irq = update_irq;
    s->opaque = opaque;
    return qdev_realize(DEVICE(s), NULL, errp);
}

static void kcs_responder_do_realize(DeviceState *dev, Error **errp)
{
    ipmi_responder_port_realize(&KCS_RESPONDER(dev)->port, dev);
}

/* The registers are the chip's, and stay there when QMP unrealizes this */
static void kcs_responder_instance_init(Object *obj)
{
    KCSResponder *s = KCS_RESPONDER(obj);

    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, kcs_responder_run, s);
    kcs_host_init(&s->kcs, &kcs_responder_role_ops, &s->port);
}

static void kcs_responder_instance_finalize(Object *obj)
{
    KCSResponder *s = KCS_RESPONDER(obj);

    timer_free(s->timer);
    ipmi_responder_port_finalize(&s->port);
}

static const Property kcs_responder_properties[] = {
    DEFINE_PROP_BOOL("polled", KCSResponder, polled, false),
};

static void kcs_responder_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    IPMIResponderClass *irc = IPMI_RESPONDER_CLASS(oc);

    dc->desc = "KCS channel of a BMC";
    dc->realize = kcs_responder_do_realize;
    /* Reason: a part of the chip's KCS device, which has its registers */
    dc->user_creatable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, kcs_responder_properties);
    irc->port = kcs_responder_port;
    irc->request = kcs_responder_request;
    irc->get_atn = kcs_responder_get_atn;
}

static const TypeInfo kcs_responder_types[] = {
    {
        .name = TYPE_KCS_RESPONDER,
        .parent = TYPE_DEVICE,
        .instance_size = sizeof(KCSResponder),
        .instance_init = kcs_responder_instance_init,
        .instance_finalize = kcs_responder_instance_finalize,
        .class_init = kcs_responder_class_init,
        .interfaces = (InterfaceInfo[]) {
            { TYPE_IPMI_RESPONDER },
            { }
        },
    },
};

DEFINE_TYPES(kcs_responder_types)
