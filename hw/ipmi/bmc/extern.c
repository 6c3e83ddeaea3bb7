/*
 * ipmi-bmc-extern: a BMC at the other end of a chardev
 *
 * Passes each request on over the VM protocol, and what comes back to the
 * interface. Whatever happens to the peer, each request gets one answer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/vm/control.h"
#include "hw/ipmi/vm/link.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "migration/vmstate.h"
#include "system/reset.h"
#include "hw/ipmi/trace.h"

#define TYPE_IPMI_BMC_EXTERN "ipmi-bmc-extern"
OBJECT_DECLARE_SIMPLE_TYPE(IPMIBmcExtern, IPMI_BMC_EXTERN)

/**
 * IPMIBmcExtern:
 * @link: the way to the BMC
 * @said: what the BMC has said on this connection
 * @waiting: a request is out, and the link's timer runs
 * @msg_id: the interface's number of that request
 * @seq: number of the last request on the link. Counted here, for an
 *       interface counts afresh when it is plugged again or migrates
 * @loaded: a migration stream came, but not the BMC that knows of it
 * @send_reset: a reset of this machine is yet to be told
 * @started: the reset that comes with the machine's start is over
 */
struct IPMIBmcExtern {
    IPMIBmc parent_obj;

    VMLink link;
    VMControl said;
    bool waiting;
    uint8_t msg_id;
    uint8_t seq;
    bool loaded;
    bool send_reset;
    bool started;
};

static void ipmi_bmc_extern_fail(IPMIBmcExtern *s, uint8_t cc)
{
    IPMIInterface *intf = IPMI_BMC(s)->intf;

    vm_link_stop_timer(&s->link);
    if (s->waiting) {
        s->waiting = false;
        if (intf) {
            ipmi_interface_fail(intf, cc);
        }
    }
}

/*
 * After a migration the interface is as the BMC at the source left it. What
 * this peer has said, maybe before the stream came, holds instead.
 */
static void ipmi_bmc_extern_settle(IPMIBmcExtern *s)
{
    IPMIInterface *intf = IPMI_BMC(s)->intf;

    if (s->loaded && intf) {
        s->loaded = false;
        vm_control_repeat(&s->said, intf);
        if (!s->link.connected) {
            ipmi_interface_set_atn(intf, false, false);
        }
    }
}

static void ipmi_bmc_extern_timeout(void *opaque)
{
    IPMIBmcExtern *s = opaque;
    bool loaded = s->loaded;

    trace_ipmi_bmc_extern_timeout(s->link.name, s->seq, loaded);
    ipmi_bmc_extern_settle(s);
    ipmi_bmc_extern_fail(s, loaded ? IPMI_CC_BMC_INIT_IN_PROGRESS :
                                     IPMI_CC_TIMEOUT);
}

/*
 * From the interface
 */

/* A PCI interface may be plugged after the BMC has had its say */
static void ipmi_bmc_extern_attached(IPMIBmc *bmc)
{
    vm_control_repeat(&IPMI_BMC_EXTERN(bmc)->said, bmc->intf);
}

static void ipmi_bmc_extern_request(IPMIBmc *bmc, uint8_t msg_id,
                                    const uint8_t *req, size_t len)
{
    IPMIBmcExtern *s = IPMI_BMC_EXTERN(bmc);

    ipmi_bmc_extern_settle(s);
    s->waiting = true;
    s->msg_id = msg_id;
    if (len < IPMI_MSG_MIN) {
        ipmi_bmc_extern_fail(s, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    } else if (len > IPMI_MSG_MAX) {
        ipmi_bmc_extern_fail(s, IPMI_CC_REQUEST_DATA_TRUNCATED);
    } else if (!s->link.connected) {
        ipmi_bmc_extern_fail(s, IPMI_CC_BMC_INIT_IN_PROGRESS);
    } else {
        vm_link_start_timer(&s->link, vm_link_deadline(&s->link));
        if (!vm_link_send_message(&s->link, ++s->seq, req, len)) {
            ipmi_bmc_extern_fail(s, s->link.connected ? IPMI_CC_NODE_BUSY :
                                 IPMI_CC_BMC_INIT_IN_PROGRESS);
        }
    }
}

/*
 * From the BMC
 */

static bool ipmi_bmc_extern_ready(void *opaque)
{
    return IPMI_BMC(opaque)->intf;
}

static void ipmi_bmc_extern_message(void *opaque, uint8_t seq,
                                    const uint8_t *msg, size_t len)
{
    IPMIBmcExtern *s = opaque;
    IPMIInterface *intf = IPMI_BMC(s)->intf;

    if (!s->waiting || s->loaded || !intf || seq != s->seq ||
        len < IPMI_MSG_RSP_MIN) {
        trace_ipmi_bmc_extern_drop(s->link.name, seq, len);
        return;
    }
    s->waiting = false;
    vm_link_stop_timer(&s->link);
    ipmi_interface_response(intf, s->msg_id, msg, len);
}

static void ipmi_bmc_extern_overlong(void *opaque, uint8_t seq)
{
    IPMIBmcExtern *s = opaque;

    if (s->waiting && !s->loaded && seq == s->seq) {
        ipmi_bmc_extern_fail(s, IPMI_CC_REQUEST_DATA_TRUNCATED);
    }
}

static void ipmi_bmc_extern_command(void *opaque, const uint8_t *cmd,
                                    size_t len)
{
    IPMIBmcExtern *s = opaque;

    if (!vm_control_command(&s->said, IPMI_BMC(s)->intf, cmd[0])) {
        vm_link_unknown_command(&s->link, cmd[0]);
    }
}

static void ipmi_bmc_extern_opened(void *opaque)
{
    IPMIBmcExtern *s = opaque;
    const uint8_t cmd[] = { VM_CMD_CAPABILITIES, vm_control_capabilities() };

    vm_control_forget(&s->said);
    s->send_reset = false;
    vm_link_greet(&s->link, cmd, sizeof(cmd));
}

static void ipmi_bmc_extern_closed(void *opaque)
{
    IPMIBmcExtern *s = opaque;

    vm_control_forget(&s->said);
    ipmi_bmc_extern_settle(s);
    ipmi_bmc_extern_fail(s, IPMI_CC_BMC_INIT_IN_PROGRESS);
    if (IPMI_BMC(s)->intf) {
        ipmi_interface_set_atn(IPMI_BMC(s)->intf, false, false);
    }
}

static void ipmi_bmc_extern_drained(void *opaque)
{
    IPMIBmcExtern *s = opaque;

    if (s->send_reset) {
        s->send_reset = !vm_link_send_command(&s->link, VM_CMD_RESET);
    }
}

static const VMLinkOps ipmi_bmc_extern_link_ops = {
    .opened = ipmi_bmc_extern_opened,
    .closed = ipmi_bmc_extern_closed,
    .message = ipmi_bmc_extern_message,
    .overlong = ipmi_bmc_extern_overlong,
    .command = ipmi_bmc_extern_command,
    .drained = ipmi_bmc_extern_drained,
    .ready = ipmi_bmc_extern_ready,
    .timeout = ipmi_bmc_extern_timeout,
};

/*
 * Device
 */

/* The interface forgets its request when it is reset, so no answer is due */
static void ipmi_bmc_extern_reset_hold(Object *obj, ResetType type)
{
    IPMIBmcExtern *s = IPMI_BMC_EXTERN(obj);

    ipmi_bmc_extern_settle(s);
    s->waiting = false;
    vm_link_stop_timer(&s->link);
    if (s->started && s->link.connected && IPMI_BMC(s)->intf) {
        s->send_reset = !vm_link_send_command(&s->link, VM_CMD_RESET);
    }
    s->started = true;
}

/* Other devices may be loaded after this one, so the rest has to wait */
static int ipmi_bmc_extern_post_load(void *opaque, int version_id)
{
    IPMIBmcExtern *s = opaque;

    s->loaded = true;
    vm_link_start_timer(&s->link, 0);
    return 0;
}

/* QEMU 10.0 has its send_reset first: of the link there, not of this one */
static const VMStateDescription vmstate_ipmi_bmc_extern = {
    .name = "ipmi-bmc-extern",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = ipmi_bmc_extern_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UNUSED(1),
        VMSTATE_BOOL(waiting, IPMIBmcExtern),
        VMSTATE_END_OF_LIST()
    }
};

static void ipmi_bmc_extern_realize(DeviceState *dev, Error **errp)
{
    ERRP_GUARD();
    IPMIBmcExtern *s = IPMI_BMC_EXTERN(dev);

    IPMI_BMC_GET_CLASS(s)->parent_realize(dev, errp);
    if (*errp) {
        return;
    }
    vm_control_forget(&s->said);
    if (!vm_link_realize(&s->link, OBJECT(s), &ipmi_bmc_extern_link_ops, s,
                         errp)) {
        IPMI_BMC_GET_CLASS(s)->parent_unrealize(dev);
        return;
    }
    qemu_register_resettable(OBJECT(dev));
}

static void ipmi_bmc_extern_unrealize(DeviceState *dev)
{
    IPMIBmcExtern *s = IPMI_BMC_EXTERN(dev);

    qemu_unregister_resettable(OBJECT(dev));
    vm_link_unrealize(&s->link);
    IPMI_BMC_GET_CLASS(s)->parent_unrealize(dev);
}

static const Property ipmi_bmc_extern_properties[] = {
    DEFINE_PROP_CHR("chardev", IPMIBmcExtern, link.chr),
    DEFINE_PROP_UINT32("response-timeout-ms", IPMIBmcExtern,
                       link.response_timeout_ms, VM_LINK_RESPONSE_TIMEOUT_MS),
};

static void ipmi_bmc_extern_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    IPMIBmcClass *bc = IPMI_BMC_CLASS(oc);

    dc->desc = "IPMI BMC at the other end of a character device";
    dc->vmsd = &vmstate_ipmi_bmc_extern;
    bc->attached = ipmi_bmc_extern_attached;
    bc->request = ipmi_bmc_extern_request;
    RESETTABLE_CLASS(oc)->phases.hold = ipmi_bmc_extern_reset_hold;
    device_class_set_parent_realize(dc, ipmi_bmc_extern_realize,
                                    &bc->parent_realize);
    device_class_set_parent_unrealize(dc, ipmi_bmc_extern_unrealize,
                                      &bc->parent_unrealize);
    device_class_set_props(dc, ipmi_bmc_extern_properties);
}

static const TypeInfo ipmi_bmc_extern_types[] = {
    {
        .name = TYPE_IPMI_BMC_EXTERN,
        .parent = TYPE_IPMI_BMC,
        .instance_size = sizeof(IPMIBmcExtern),
        .class_init = ipmi_bmc_extern_class_init,
    },
};

DEFINE_TYPES(ipmi_bmc_extern_types)
