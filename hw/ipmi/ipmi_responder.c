/*
 * IPMI on the machine that is a BMC: method wrappers, who belongs to whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/ipmi/ipmi_responder.h"
#include "hw/qdev-properties.h"

/*
 * ipmi-responder
 */

void ipmi_responder_request(IPMIResponder *ir, uint8_t msg_id,
                            const uint8_t *req, size_t len)
{
    IPMI_RESPONDER_GET_CLASS(ir)->request(ir, msg_id, req, len);
}

bool ipmi_responder_get_atn(IPMIResponder *ir)
{
    return IPMI_RESPONDER_GET_CLASS(ir)->get_atn(ir);
}

static IPMIHost **ipmi_responder_host(IPMIResponder *ir)
{
    return IPMI_RESPONDER_GET_CLASS(ir)->host(ir);
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
    g_autofree char *responder = NULL;
    g_autofree char *other = NULL;

    if (!host->responder) {
        error_setg(errp, "property 'responder' must name the hardware that "
                   "the firmware sees, such as /machine/soc/ibt");
        return;
    }
    if (*ipmi_responder_host(host->responder)) {
        responder = object_get_canonical_path(OBJECT(host->responder));
        other = object_get_canonical_path(
            OBJECT(*ipmi_responder_host(host->responder)));
        error_setg(errp, "property 'responder': %s is in use by %s already",
                   responder, other);
        return;
    }
    *ipmi_responder_host(host->responder) = host;
}

static void ipmi_host_unrealize(DeviceState *dev)
{
    *ipmi_responder_host(IPMI_HOST(dev)->responder) = NULL;
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
