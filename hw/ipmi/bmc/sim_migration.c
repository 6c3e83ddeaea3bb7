/*
 * ipmi-bmc-sim: migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/error-report.h"
#include "hw/ipmi/bmc/sim.h"

bool sim_loaded(IPMIBmcSim *s, Error **errp)
{
    const SimPart *const *part;

    for (part = sim_parts; *part; part++) {
        if ((*part)->loaded && !(*part)->loaded(s, errp)) {
            return false;
        }
    }
    return true;
}

bool sim_usable(const IPMIBmcSim *s, Error **errp)
{
    if (s->half_loaded) {
        error_setg(errp, "the BMC's state did not load");
    }
    return !s->half_loaded;
}

static int sim_pre_save(void *opaque)
{
    sim_watchdog_save_sensor(opaque);
    return 0;
}

static int sim_pre_load(void *opaque)
{
    IPMIBmcSim *s = opaque;

    s->half_loaded = true;
    return 0;
}

/* Comes after the subsections, and only if none of them was refused */
static int sim_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;
    Error *err = NULL;

    if (!sim_loaded(s, &err)) {
        error_report_err(err);
        return -EINVAL;
    }
    s->half_loaded = false;
    return 0;
}

/*
 * The fields are all that QEMU 10.0 knows. What has come since is in the
 * parts' subsections.
 */
static const VMStateDescription vmstate_sim = {
    .name = TYPE_IPMI_BMC_SIMULATOR,
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_pre_save,
    .pre_load = sim_pre_load,
    .post_load = sim_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(msg.enables, IPMIBmcSim),
        VMSTATE_UINT8(msg.flags, IPMIBmcSim),
        VMSTATE_BOOL(wdt.initialized, IPMIBmcSim),
        VMSTATE_UINT8(wdt.use, IPMIBmcSim),
        VMSTATE_UINT8(wdt.action, IPMIBmcSim),
        VMSTATE_UINT8(wdt.pretimeout, IPMIBmcSim),
        VMSTATE_UINT8(wdt.expired, IPMIBmcSim),
        VMSTATE_UINT16(wdt.timeout, IPMIBmcSim),
        VMSTATE_BOOL(wdt.running, IPMIBmcSim),
        VMSTATE_BOOL(wdt.pretimeout_over, IPMIBmcSim),
        VMSTATE_INT64(wdt.next, IPMIBmcSim),
        VMSTATE_UINT8_ARRAY(msg.event, IPMIBmcSim, SIM_EVENT_SIZE),
        VMSTATE_UINT8(wdt_sensor.status, IPMIBmcSim),
        VMSTATE_UINT8(wdt_sensor.reading, IPMIBmcSim),
        VMSTATE_UINT16(wdt_sensor.states, IPMIBmcSim),
        VMSTATE_UINT16(wdt_sensor.assert_states, IPMIBmcSim),
        VMSTATE_UINT16(wdt_sensor.deassert_states, IPMIBmcSim),
        VMSTATE_UINT16(wdt_sensor.assert_enable, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

/*
 * A subsection ends where the next one's name does not begin with its own, so
 * the longer names, those of what is kept, have to come first
 */
static void sim_add_subsection(GPtrArray *subs, const VMStateDescription *sub)
{
    if (sub) {
        for (int i = 0; i < subs->len; i++) {
            const VMStateDescription *other = g_ptr_array_index(subs, i);

            g_assert(!g_str_has_prefix(sub->name, other->name));
        }
        g_ptr_array_add(subs, (gpointer)sub);
    }
}

const VMStateDescription *sim_vmstate(void)
{
    GPtrArray *subs = g_ptr_array_new();
    const SimPart *const *part;
    VMStateDescription *vmsd;

    for (part = sim_parts; *part; part++) {
        sim_add_subsection(subs, (*part)->kept);
    }
    for (part = sim_parts; *part; part++) {
        sim_add_subsection(subs, (*part)->live);
    }
    g_ptr_array_add(subs, NULL);
    vmsd = g_memdup2(&vmstate_sim, sizeof(vmstate_sim));
    vmsd->subsections =
        (const VMStateDescription *const *)g_ptr_array_free(subs, false);
    return vmsd;
}
