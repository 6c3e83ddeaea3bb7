/*
 * IPMI on the machine that has a BMC: method wrappers, chassis operations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "qemu/module.h"
#include "hw/ipmi/ipmi.h"
#include "hw/nmi.h"
#include "hw/qdev-properties.h"
#include "system/cpus.h"
#include "system/runstate.h"
#include "system/runstate-action.h"
#include "system/system.h"
#include "trace.h"

uint32_t ipmi_next_uuid(void)
{
    static uint32_t next;

    return ++next;
}

/*
 * ipmi-interface
 */

void ipmi_interface_response(IPMIInterface *ii, uint8_t msg_id,
                             const uint8_t *rsp, size_t len)
{
    IPMI_INTERFACE_GET_CLASS(ii)->response(ii, msg_id, rsp, len);
}

void ipmi_interface_fail(IPMIInterface *ii, uint8_t cc)
{
    IPMI_INTERFACE_GET_CLASS(ii)->fail(ii, cc);
}

void ipmi_interface_set_atn(IPMIInterface *ii, bool set, bool irq)
{
    IPMI_INTERFACE_GET_CLASS(ii)->set_atn(ii, set, irq);
}

void ipmi_interface_set_irq_enable(IPMIInterface *ii, bool enable)
{
    IPMI_INTERFACE_GET_CLASS(ii)->set_irq_enable(ii, enable);
}

/*
 * ipmi-bmc
 */

bool ipmi_bmc_attach(IPMIBmc *bmc, IPMIInterface *ii, Error **errp)
{
    g_autofree char *path = NULL;

    if (!bmc) {
        error_setg(errp, "property 'bmc' must name an IPMI BMC, such as the "
                   "id of an ipmi-bmc-extern device");
        return false;
    }
    if (bmc->intf) {
        path = object_get_canonical_path(OBJECT(bmc->intf));
        error_setg(errp, "property 'bmc': %s is in use by %s already",
                   object_get_canonical_path_component(OBJECT(bmc)), path);
        return false;
    }
    bmc->intf = ii;
    if (IPMI_BMC_GET_CLASS(bmc)->attached) {
        IPMI_BMC_GET_CLASS(bmc)->attached(bmc);
    }
    return true;
}

void ipmi_bmc_detach(IPMIBmc *bmc, IPMIInterface *ii)
{
    if (bmc && bmc->intf == ii) {
        bmc->intf = NULL;
    }
}

void ipmi_bmc_request(IPMIBmc *bmc, uint8_t msg_id,
                      const uint8_t *req, size_t len)
{
    if (DEVICE(bmc)->realized) {
        IPMI_BMC_GET_CLASS(bmc)->request(bmc, msg_id, req, len);
    } else {
        /* QMP has taken it away under the interface */
        ipmi_interface_fail(bmc->intf, IPMI_CC_NODE_BUSY);
    }
}

static void ipmi_bmc_machine_done(Notifier *n, void *data)
{
    IPMIBmc *bmc = container_of(n, IPMIBmc, machine_done);

    if (!bmc->intf) {
        warn_report("%s '%s' stays idle: no interface names it in its "
                    "property 'bmc'", object_get_typename(OBJECT(bmc)),
                    object_get_canonical_path_component(OBJECT(bmc)));
    }
}

static void ipmi_bmc_realize(DeviceState *dev, Error **errp)
{
    IPMIBmc *bmc = IPMI_BMC(dev);

    bmc->machine_done.notify = ipmi_bmc_machine_done;
    qemu_add_machine_init_done_notifier(&bmc->machine_done);
}

static void ipmi_bmc_unrealize(DeviceState *dev)
{
    qemu_remove_machine_init_done_notifier(&IPMI_BMC(dev)->machine_done);
}

static const Property ipmi_bmc_properties[] = {
    DEFINE_PROP_UINT8("slave_addr", IPMIBmc, slave_addr, IPMI_BMC_SLAVE_ADDR),
};

static void ipmi_bmc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = ipmi_bmc_realize;
    dc->unrealize = ipmi_bmc_unrealize;
    /* Interfaces find their BMC when the machine is made */
    dc->hotpluggable = false;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    device_class_set_props(dc, ipmi_bmc_properties);
}

/*
 * Chassis operations
 */

bool ipmi_chassis_can(IPMIChassisOp op)
{
    switch (op) {
    case IPMI_CHASSIS_POWER_OFF:
    case IPMI_CHASSIS_RESET:
    case IPMI_CHASSIS_NMI:
    case IPMI_CHASSIS_SOFT_SHUTDOWN:
        return true;
    case IPMI_CHASSIS_POWER_CYCLE:
    case IPMI_CHASSIS_POWER_ON:
        /* Not if their memory is encrypted */
        return cpus_are_resettable();
    }
    return false;
}

static bool ipmi_chassis_nmi(void)
{
    Error *err = NULL;

    nmi_monitor_handle(0, &err);
    if (err) {
        error_free(err);
        return false;
    }
    return true;
}

/* With -action reboot=shutdown a cycle is the end, as any restart is */
static void ipmi_chassis_power_cycle(void)
{
    if (reboot_action == REBOOT_ACTION_SHUTDOWN) {
        qemu_system_shutdown_request(SHUTDOWN_CAUSE_GUEST_RESET);
    } else {
        qemu_system_vmstop_request_prepare();
        qemu_system_vmstop_request(RUN_STATE_SHUTDOWN);
        cpu_stop_current();
    }
}

static void ipmi_chassis_power_on(void)
{
    if (runstate_check(RUN_STATE_SHUTDOWN)) {
        qemu_system_reset(SHUTDOWN_CAUSE_HOST_QMP_SYSTEM_RESET);
        runstate_set(RUN_STATE_PRELAUNCH);
        vm_start();
    }
}

uint8_t ipmi_chassis_do(IPMIChassisOp op)
{
    bool done = ipmi_chassis_can(op);

    if (!done) {
        trace_ipmi_chassis(op, done);
        return IPMI_CC_COMMAND_NOT_SUPPORTED;
    }
    switch (op) {
    case IPMI_CHASSIS_POWER_OFF:
        qemu_system_shutdown_request(SHUTDOWN_CAUSE_GUEST_SHUTDOWN);
        break;
    case IPMI_CHASSIS_RESET:
        qemu_system_reset_request(SHUTDOWN_CAUSE_GUEST_RESET);
        break;
    case IPMI_CHASSIS_NMI:
        done = ipmi_chassis_nmi();
        break;
    case IPMI_CHASSIS_SOFT_SHUTDOWN:
        qemu_system_powerdown_request();
        break;
    case IPMI_CHASSIS_POWER_CYCLE:
        ipmi_chassis_power_cycle();
        break;
    case IPMI_CHASSIS_POWER_ON:
        ipmi_chassis_power_on();
        break;
    }
    trace_ipmi_chassis(op, done);
    return done ? IPMI_CC_OK : IPMI_CC_COMMAND_NOT_SUPPORTED;
}

static const TypeInfo ipmi_types[] = {
    {
        .name = TYPE_IPMI_INTERFACE,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(IPMIInterfaceClass),
    }, {
        .name = TYPE_IPMI_BMC,
        .parent = TYPE_DEVICE,
        .abstract = true,
        .instance_size = sizeof(IPMIBmc),
        .class_size = sizeof(IPMIBmcClass),
        .class_init = ipmi_bmc_class_init,
    },
};

DEFINE_TYPES(ipmi_types)
