/*
 * ipmi-host-extern: a host at the other end of a chardev
 *
 * Takes requests from the VM protocol, gives them to the responder one after
 * another, and sends back one answer to each, in time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/ipmi/ipmi_responder.h"
#include "hw/ipmi/host/queue.h"
#include "hw/ipmi/vm/link.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "migration/vmstate.h"
#include "hw/ipmi/trace.h"

#define TYPE_IPMI_HOST_EXTERN "ipmi-host-extern"
OBJECT_DECLARE_SIMPLE_TYPE(IPMIHostExtern, IPMI_HOST_EXTERN)

/*
 * What one go of reading can bring, and all that waits, can be answered even
 * to a peer that does not read: the link has room above its high mark.
 */
QEMU_BUILD_BUG_ON(VM_LINK_TX_HIGH + VM_LINK_RX_MAX / VM_LINK_REQUEST_MIN *
                  VM_LINK_ERROR_MAX + IPMI_HOST_QUEUE_SIZE * VM_WIRE_MAX >
                  VM_LINK_TX_SIZE);

/**
 * IPMIHostExtern:
 * @link: the way to the host
 * @peer_irq: the peer takes interrupts, as far as is known
 * @send_atn: the state of SMS_ATN is yet to be told
 * @loaded: a migration stream came, and with it maybe another SMS_ATN
 * @msg_id: the responder's number of the first request in @queue
 * @queue: the requests; the responder has the first one, and the link's timer
 *         runs for it
 */
struct IPMIHostExtern {
    IPMIHost parent_obj;

    VMLink link;
    bool peer_irq;
    bool send_atn;
    bool loaded;
    uint8_t msg_id;
    IPMIHostQueue queue;
};

static void ipmi_host_extern_send_atn(IPMIHostExtern *s, bool set)
{
    uint8_t on = s->peer_irq ? VM_CMD_ATTN_IRQ : VM_CMD_ATTN;

    s->send_atn = s->link.connected &&
        !vm_link_send_command(&s->link, set ? on : VM_CMD_NOATTN);
}

static void ipmi_host_extern_report_atn(IPMIHostExtern *s)
{
    ipmi_host_extern_send_atn(s,
        ipmi_responder_get_atn(IPMI_HOST(s)->responder));
}

/* A host that was connected before the stream came knows the wrong state */
static void ipmi_host_extern_settle(IPMIHostExtern *s)
{
    if (s->loaded) {
        s->loaded = false;
        ipmi_host_extern_report_atn(s);
    }
}

static void ipmi_host_extern_start(IPMIHostExtern *s)
{
    const IPMIHostRequest *r = ipmi_host_queue_first(&s->queue);

    if (!r) {
        vm_link_stop_timer(&s->link);
        return;
    }
    vm_link_start_timer(&s->link, r->deadline);
    ipmi_responder_request(IPMI_HOST(s)->responder, ++s->msg_id, r->msg.data,
                           r->msg.len);
}

static void ipmi_host_extern_drop_all(IPMIHostExtern *s)
{
    vm_link_stop_timer(&s->link);
    ipmi_host_queue_clear(&s->queue);
}

/* Ends the first request; it is gone before anything else happens */
static void ipmi_host_extern_answer(IPMIHostExtern *s, const uint8_t *rsp,
                                    size_t len)
{
    uint8_t seq = ipmi_host_queue_first(&s->queue)->seq;

    ipmi_host_queue_pop(&s->queue);
    vm_link_send_message(&s->link, seq, rsp, len);
    ipmi_host_extern_start(s);
}

static void ipmi_host_extern_fail(IPMIHostExtern *s, uint8_t cc)
{
    const IPMIHostRequest *r = ipmi_host_queue_first(&s->queue);
    IPMIMsg rsp;

    ipmi_msg_error_response(&rsp, r->msg.data, r->msg.len, cc);
    ipmi_host_extern_answer(s, rsp.data, rsp.len);
}

static void ipmi_host_extern_timeout(void *opaque)
{
    IPMIHostExtern *s = opaque;

    trace_ipmi_host_extern_timeout(s->link.name, s->msg_id, s->loaded);
    ipmi_host_extern_settle(s);
    if (ipmi_host_queue_first(&s->queue)) {
        ipmi_host_extern_fail(s, IPMI_CC_TIMEOUT);
    }
}

/*
 * From the responder
 */

static void ipmi_host_extern_response(IPMIHost *host, uint8_t msg_id,
                                      const uint8_t *rsp, size_t len)
{
    IPMIHostExtern *s = IPMI_HOST_EXTERN(host);

    if (!ipmi_host_queue_first(&s->queue) || msg_id != s->msg_id) {
        trace_ipmi_host_extern_drop(s->link.name, msg_id, len);
    } else if (len > IPMI_MSG_MAX) {
        ipmi_host_extern_fail(s, IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES);
    } else {
        ipmi_host_extern_answer(s, rsp, len);
    }
}

static void ipmi_host_extern_set_atn(IPMIHost *host, bool set)
{
    ipmi_host_extern_send_atn(IPMI_HOST_EXTERN(host), set);
}

/*
 * From the host
 */

static void ipmi_host_extern_message(void *opaque, uint8_t seq,
                                     const uint8_t *msg, size_t len)
{
    IPMIHostExtern *s = opaque;
    bool idle = !ipmi_host_queue_first(&s->queue);

    ipmi_host_extern_settle(s);
    if (!ipmi_host_queue_push(&s->queue, seq, vm_link_deadline(&s->link),
                              msg, len)) {
        vm_link_send_error(&s->link, seq, msg, len, IPMI_CC_NODE_BUSY);
    } else if (idle) {
        ipmi_host_extern_start(s);
    }
}

static void ipmi_host_extern_drained(void *opaque)
{
    IPMIHostExtern *s = opaque;

    if (s->send_atn) {
        ipmi_host_extern_report_atn(s);
    }
}

static void ipmi_host_extern_command(void *opaque, const uint8_t *cmd,
                                     size_t len)
{
    IPMIHostExtern *s = opaque;

    switch (cmd[0]) {
    case VM_CMD_CAPABILITIES:
        s->peer_irq = len < 2 || (cmd[1] & VM_CAP_IRQ);
        break;
    case VM_CMD_RESET:
        /* The host forgot its requests, and its copy of SMS_ATN */
        ipmi_host_extern_drop_all(s);
        ipmi_host_extern_report_atn(s);
        break;
    case VM_CMD_VERSION:
        break;
    default:
        vm_link_unknown_command(&s->link, cmd[0]);
        break;
    }
}

/* Hosts keep their interrupt off until they are told otherwise */
static void ipmi_host_extern_opened(void *opaque)
{
    static const uint8_t enable_irq[] = { VM_CMD_ENABLE_IRQ };
    IPMIHostExtern *s = opaque;

    s->peer_irq = true;
    vm_link_greet(&s->link, enable_irq, sizeof(enable_irq));
    ipmi_host_extern_report_atn(s);
}

static void ipmi_host_extern_closed(void *opaque)
{
    ipmi_host_extern_drop_all(opaque);
}

static const VMLinkOps ipmi_host_extern_link_ops = {
    .opened = ipmi_host_extern_opened,
    .closed = ipmi_host_extern_closed,
    .message = ipmi_host_extern_message,
    .command = ipmi_host_extern_command,
    .drained = ipmi_host_extern_drained,
    .timeout = ipmi_host_extern_timeout,
};

/*
 * Device. The responder's reset answers the first request, and with it each
 * one behind, so there is no reset of its own: nothing is left to do.
 */

/* Requests belong to a connection, and this one is not the saved VM's */
static int ipmi_host_extern_post_load(void *opaque, int version_id)
{
    IPMIHostExtern *s = opaque;
    const IPMIHostRequest *r;

    while ((r = ipmi_host_queue_first(&s->queue))) {
        vm_link_send_error(&s->link, r->seq, r->msg.data, r->msg.len,
                           IPMI_CC_BMC_INIT_IN_PROGRESS);
        ipmi_host_queue_pop(&s->queue);
    }
    s->loaded = true;
    vm_link_start_timer(&s->link, 0);
    return 0;
}

static const VMStateDescription vmstate_ipmi_host_extern = {
    .name = "ipmi-host-extern",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ipmi_host_extern_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(msg_id, IPMIHostExtern),
        VMSTATE_END_OF_LIST()
    }
};

static void ipmi_host_extern_realize(DeviceState *dev, Error **errp)
{
    ERRP_GUARD();
    IPMIHostExtern *s = IPMI_HOST_EXTERN(dev);

    IPMI_HOST_GET_CLASS(s)->parent_realize(dev, errp);
    if (*errp) {
        return;
    }
    if (!vm_link_realize(&s->link, OBJECT(s), &ipmi_host_extern_link_ops, s,
                         errp)) {
        IPMI_HOST_GET_CLASS(s)->parent_unrealize(dev);
    }
}

static void ipmi_host_extern_unrealize(DeviceState *dev)
{
    IPMIHostExtern *s = IPMI_HOST_EXTERN(dev);

    vm_link_unrealize(&s->link);
    IPMI_HOST_GET_CLASS(s)->parent_unrealize(dev);
}

static const Property ipmi_host_extern_properties[] = {
    DEFINE_PROP_CHR("chardev", IPMIHostExtern, link.chr),
    DEFINE_PROP_UINT32("response-timeout-ms", IPMIHostExtern,
                       link.response_timeout_ms, VM_LINK_RESPONSE_TIMEOUT_MS),
};

static void ipmi_host_extern_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    IPMIHostClass *hc = IPMI_HOST_CLASS(oc);

    dc->desc = "IPMI host at the other end of a character device";
    dc->vmsd = &vmstate_ipmi_host_extern;
    hc->response = ipmi_host_extern_response;
    hc->set_atn = ipmi_host_extern_set_atn;
    device_class_set_parent_realize(dc, ipmi_host_extern_realize,
                                    &hc->parent_realize);
    device_class_set_parent_unrealize(dc, ipmi_host_extern_unrealize,
                                      &hc->parent_unrealize);
    device_class_set_props(dc, ipmi_host_extern_properties);
}

static const TypeInfo ipmi_host_extern_types[] = {
    {
        .name = TYPE_IPMI_HOST_EXTERN,
        .parent = TYPE_IPMI_HOST,
        .instance_size = sizeof(IPMIHostExtern),
        .class_init = ipmi_host_extern_class_init,
    },
};

DEFINE_TYPES(ipmi_host_extern_types)
