/*
 * ipmi-bmc-sim: the device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/reset.h"
#include "hw/ipmi/trace.h"

const SimPart *const sim_parts[] = {
    &sim_app,
    &sim_sel,
    &sim_sdr,
    &sim_fru,
    &sim_event,
    &sim_sensor,
    &sim_msg,
    &sim_channel,
    &sim_firewall,
    &sim_lan,
    &sim_dcmi,
    &sim_pef,
    &sim_sol,
    &sim_sysinfo,
    &sim_user,
    &sim_watchdog,
    &sim_power,
    &sim_boot,
    &sim_chassis,
    /* Last, for it loads the state that is kept into all others */
    &sim_image,
    NULL
};

void sim_changed(IPMIBmcSim *s)
{
    sim_image_changed(s);
}

void sim_restart(IPMIBmcSim *s)
{
    const SimPart *const *part;

    for (part = sim_parts; *part; part++) {
        if ((*part)->restart) {
            (*part)->restart(s);
        }
    }
}

/*
 * From the interface
 */

static void ipmi_bmc_sim_attached(IPMIBmc *bmc)
{
    sim_msg_attached(IPMI_BMC_SIMULATOR(bmc));
}

static void ipmi_bmc_sim_request(IPMIBmc *bmc, uint8_t msg_id,
                                 const uint8_t *req, size_t len)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(bmc);
    IPMIMsg rsp;

    if (!sim_usable(s, NULL)) {
        /* Whoever lets a VM run on whose snapshot did not load */
        ipmi_interface_fail(bmc->intf, IPMI_CC_BMC_INIT_IN_PROGRESS);
    } else if (len < IPMI_MSG_MIN) {
        ipmi_interface_fail(bmc->intf, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    } else if (len > IPMI_MSG_MAX) {
        ipmi_interface_fail(bmc->intf, IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED);
    } else {
        sim_dispatch(s, req, len, &rsp);
        ipmi_interface_response(bmc->intf, msg_id, rsp.data, rsp.len);
    }
}

/*
 * Device
 */

static void ipmi_bmc_sim_reset_hold(Object *obj, ResetType type)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    const SimPart *const *part;

    trace_ipmi_bmc_sim_reset(s->name);
    for (part = sim_parts; *part; part++) {
        if ((*part)->reset) {
            (*part)->reset(s);
        }
    }
}

static void ipmi_bmc_sim_unrealize_parts(IPMIBmcSim *s,
                                         const SimPart *const *end)
{
    while (end > sim_parts) {
        end--;
        if ((*end)->unrealize) {
            (*end)->unrealize(s);
        }
    }
}

static bool ipmi_bmc_sim_realize_parts(IPMIBmcSim *s, Error **errp)
{
    const SimPart *const *part;

    for (part = sim_parts; *part; part++) {
        if ((*part)->realize && !(*part)->realize(s, errp)) {
            ipmi_bmc_sim_unrealize_parts(s, part);
            return false;
        }
    }
    return true;
}

static void ipmi_bmc_sim_realize(DeviceState *dev, Error **errp)
{
    ERRP_GUARD();
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(dev);

    IPMI_BMC_GET_CLASS(s)->parent_realize(dev, errp);
    if (*errp) {
        return;
    }
    s->name = object_get_canonical_path(OBJECT(dev));
    if (!ipmi_bmc_sim_realize_parts(s, errp)) {
        g_clear_pointer(&s->name, g_free);
        IPMI_BMC_GET_CLASS(s)->parent_unrealize(dev);
        return;
    }
    sim_restart(s);
    qemu_register_resettable(OBJECT(dev));
}

static void ipmi_bmc_sim_unrealize(DeviceState *dev)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(dev);
    const SimPart *const *end = sim_parts;

    while (*end) {
        end++;
    }
    qemu_unregister_resettable(OBJECT(dev));
    ipmi_bmc_sim_unrealize_parts(s, end);
    g_clear_pointer(&s->name, g_free);
    IPMI_BMC_GET_CLASS(s)->parent_unrealize(dev);
}

static void ipmi_bmc_sim_init(Object *obj)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    const SimPart *const *part;

    for (part = sim_parts; *part; part++) {
        if ((*part)->init) {
            (*part)->init(s);
        }
    }
}

/* The parts' properties in one array, as a class must have them */
static void ipmi_bmc_sim_set_props(DeviceClass *dc)
{
    GArray *all = g_array_new(false, false, sizeof(Property));
    const SimPart *const *part;
    size_t n;

    for (part = sim_parts; *part; part++) {
        if ((*part)->nr_properties) {
            g_array_append_vals(all, (*part)->properties,
                                (*part)->nr_properties);
        }
    }
    n = all->len;
    /* Classes live as long as QEMU */
    device_class_set_props_n(dc, (Property *)g_array_free(all, false), n);
}

static void ipmi_bmc_sim_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);
    IPMIBmcClass *bc = IPMI_BMC_CLASS(oc);

    dc->desc = "IPMI BMC that is built into QEMU";
    dc->vmsd = sim_vmstate();
    bc->attached = ipmi_bmc_sim_attached;
    bc->request = ipmi_bmc_sim_request;
    RESETTABLE_CLASS(oc)->phases.hold = ipmi_bmc_sim_reset_hold;
    device_class_set_parent_realize(dc, ipmi_bmc_sim_realize,
                                    &bc->parent_realize);
    device_class_set_parent_unrealize(dc, ipmi_bmc_sim_unrealize,
                                      &bc->parent_unrealize);
    ipmi_bmc_sim_set_props(dc);
}

static const TypeInfo ipmi_bmc_sim_types[] = {
    {
        .name = TYPE_IPMI_BMC_SIMULATOR,
        .parent = TYPE_IPMI_BMC,
        .instance_size = sizeof(IPMIBmcSim),
        .instance_init = ipmi_bmc_sim_init,
        .class_init = ipmi_bmc_sim_class_init,
    },
};

DEFINE_TYPES(ipmi_bmc_sim_types)
