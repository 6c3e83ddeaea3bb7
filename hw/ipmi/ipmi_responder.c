/*
 * IPMI on the machine that is a BMC: method wrappers, who belongs to whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "hw/ipmi/ipmi_responder.h"
#include "hw/qdev-properties.h"
#include "hw/ipmi/trace.h"

/*
 * ipmi-responder
 */

static IPMIResponderPort *ipmi_responder_port(IPMIResponder *ir)
{
    return IPMI_RESPONDER_GET_CLASS(ir)->port(ir);
}

void ipmi_responder_request(IPMIResponder *ir, uint8_t msg_id,
                            const uint8_t *req, size_t len)
{
    trace_ipmi_responder_request(ipmi_responder_port(ir)->name, msg_id, len);
    IPMI_RESPONDER_GET_CLASS(ir)->request(ir, msg_id, req, len);
}

bool ipmi_responder_get_atn(IPMIResponder *ir)
{
    return IPMI_RESPONDER_GET_CLASS(ir)->get_atn(ir);
}

void ipmi_responder_port_realize(IPMIResponderPort *port, DeviceState *dev)
{
    g_free(port->name);
    port->name = object_get_canonical_path(OBJECT(dev));
}

void ipmi_responder_port_finalize(IPMIResponderPort *port)
{
    g_free(port->name);
}

void ipmi_responder_port_response(void *opaque, uint8_t msg_id,
                                  const uint8_t *rsp, size_t len)
{
    IPMIResponderPort *port = opaque;

    trace_ipmi_responder_response(port->name, msg_id, rsp[2], len);
    ipmi_host_response(port->host, msg_id, rsp, len);
}

void ipmi_responder_port_attention(void *opaque, bool set)
{
    IPMIResponderPort *port = opaque;

    trace_ipmi_responder_attention(port->name, set);
    ipmi_host_set_atn(port->host, set);
}

void ipmi_responder_port_guest_error(void *opaque, const char *what)
{
    IPMIResponderPort *port = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "%s: %s\n", port->name, what);
}

/*
 * ipmi-host
 */

void ipmi_host_response(IPMIHost *host, uint8_t msg_id,
                        const uint8_t *rsp, size_t len)
{
    if (host) {
        IPMI_HOST_GET_CLASS(host)->response(host, msg_id, rsp, len);
    }
}

void ipmi_host_set_atn(IPMIHost *host, bool set)
{
    if (host) {
        IPMI_HOST_GET_CLASS(host)->set_atn(host, set);
    }
}

static void ipmi_host_realize(DeviceState *dev, Error **errp)
{
    IPMIHost *host = IPMI_HOST(dev);
    IPMIResponderPort *port;
    g_autofree char *responder = NULL;
    g_autofree char *other = NULL;

    if (!host->responder) {
        error_setg(errp, "property 'responder' must name the hardware that "
                   "the firmware sees, such as /machine/soc/ibt");
        return;
    }
    port = ipmi_responder_port(host->responder);
    if (port->host) {
        responder = object_get_canonical_path(OBJECT(host->responder));
        other = object_get_canonical_path(OBJECT(port->host));
        error_setg(errp, "property 'responder': %s is in use by %s already",
                   responder, other);
        return;
    }
    port->host = host;
}

static void ipmi_host_unrealize(DeviceState *dev)
{
    ipmi_responder_port(IPMI_HOST(dev)->responder)->host = NULL;
}

static const Property ipmi_host_properties[] = {
    DEFINE_PROP_LINK("responder", IPMIHost, responder, TYPE_IPMI_RESPONDER,
                     IPMIResponder *),
};

static void ipmi_host_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = ipmi_host_realize;
    dc->unrealize = ipmi_host_unrealize;
    /* Firmware may be in the midst of a request */
    dc->hotpluggable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, ipmi_host_properties);
}

static const TypeInfo ipmi_responder_types[] = {
    {
        .name = TYPE_IPMI_RESPONDER,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(IPMIResponderClass),
    }, {
        .name = TYPE_IPMI_HOST,
        .parent = TYPE_DEVICE,
        .abstract = true,
        .instance_size = sizeof(IPMIHost),
        .class_size = sizeof(IPMIHostClass),
        .class_init = ipmi_host_class_init,
    },
};

DEFINE_TYPES(ipmi_responder_types)
