/*
 * ipmi-bmc-sim: what the system says of itself (IPMI 2.0 sections 22.14a and
 * 22.14b)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_SET_SYSTEM_INFO = 0x58,
    CMD_GET_SYSTEM_INFO = 0x59,
};

/* In the first byte of a text: Latin 1, UTF-8, UCS-2 */
#define ENCODING_UTF8 1
#define ENCODING_MAX  2

/* Room for characters, behind encoding and length */
#define TEXT_MAX (SIM_SYSINFO_TEXT - SIM_SYSINFO_HEADER)

static uint8_t check_text(const SimParam *p, uint8_t set, uint8_t *data)
{
    if (set == p->first) {
        data[0] &= 0x0f;
        if (data[0] > ENCODING_MAX || data[1] > TEXT_MAX) {
            return IPMI_CC_INVALID_DATA_FIELD;
        }
    }
    return IPMI_CC_OK;
}

/* The last block of a text may come without what follows it */
#define TEXT(n, f) { \
        .number = (n), .offset = offsetof(SimSysinfoTexts, f), \
        .min = 1, .size = SIM_SYSINFO_BLOCK, .sets = SIM_SYSINFO_BLOCKS, \
        .check = check_text, \
    }

static const SimParam sim_sysinfo_params[] = {
    TEXT(1, firmware_version),
    TEXT(2, system_name),
    TEXT(3, primary_os_name),
    TEXT(4, os_name),
    TEXT(5, os_version),
    TEXT(6, bmc_url),
    TEXT(7, os_url),
};

static const SimParams sim_sysinfo_all = {
    sim_sysinfo_params, ARRAY_SIZE(sim_sysinfo_params),
};

/* Section 22.14a */
static uint8_t sim_sysinfo_set(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    SimSysinfo *info = &s->sysinfo;
    uint8_t cc = sim_param_set(&sim_sysinfo_all, &info->texts,
                               &info->in_progress, req->data[0],
                               req->data + 1, req->len - 1);

    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return cc;
}

/* Section 22.14b */
static uint8_t sim_sysinfo_get(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    const SimParamQuery query = {
        .number = req->data[1], .set = req->data[2], .block = req->data[3],
        .revision_only = req->data[0] & 0x80,
    };

    return sim_param_get(&sim_sysinfo_all, &s->sysinfo.texts,
                         s->sysinfo.in_progress, &query, rsp);
}

/*
 * From outside
 */

static char *sim_sysinfo_text(const uint8_t *text)
{
    const char *chars = (const char *)text + SIM_SYSINFO_HEADER;
    size_t len = strnlen(chars, MIN(text[1], TEXT_MAX));
    char *copy;

    if ((text[0] & 0x0f) == ENCODING_UTF8) {
        return g_utf8_make_valid(chars, len);
    }
    copy = g_strndup(chars, len);
    for (char *c = copy; *c; c++) {
        if (!g_ascii_isprint(*c)) {
            *c = '?';
        }
    }
    return copy;
}

static bool sim_sysinfo_visit(Visitor *v, const char *name,
                              const uint8_t *text, Error **errp)
{
    g_autofree char *copy = sim_sysinfo_text(text);

    return visit_type_str(v, name, &copy, errp);
}

static void sim_sysinfo_get_property(Object *obj, Visitor *v,
                                     const char *name, void *opaque,
                                     Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    const SimSysinfoTexts *t = &s->sysinfo.texts;

    if (!sim_usable(s, errp) || !visit_start_struct(v, name, NULL, 0, errp)) {
        return;
    }
    if (sim_sysinfo_visit(v, "firmware-version", t->firmware_version, errp) &&
        sim_sysinfo_visit(v, "system-name", t->system_name, errp) &&
        sim_sysinfo_visit(v, "primary-os-name", t->primary_os_name, errp) &&
        sim_sysinfo_visit(v, "os-name", t->os_name, errp) &&
        sim_sysinfo_visit(v, "os-version", t->os_version, errp) &&
        sim_sysinfo_visit(v, "bmc-url", t->bmc_url, errp) &&
        sim_sysinfo_visit(v, "os-url", t->os_url, errp)) {
        visit_check_struct(v, errp);
    }
    visit_end_struct(v, NULL);
}

/*
 * Part
 */

static void sim_sysinfo_init(IPMIBmcSim *s)
{
    object_property_add(OBJECT(s), "system-info", "struct",
                        sim_sysinfo_get_property, NULL, NULL, NULL);
}

/* What is running is not running any more */
static void sim_sysinfo_reset(IPMIBmcSim *s)
{
    SimSysinfoTexts *t = &s->sysinfo.texts;

    s->sysinfo.in_progress = 0;
    memset(t->os_name, 0, sizeof(t->os_name));
    memset(t->os_version, 0, sizeof(t->os_version));
}

static void sim_sysinfo_restart(IPMIBmcSim *s)
{
    s->sysinfo.in_progress = 0;
}

static int sim_sysinfo_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_valid(&sim_sysinfo_all, &s->sysinfo.texts) &&
           sim_param_progress_valid(s->sysinfo.in_progress) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_sysinfo_live = {
    .name = "ipmi-bmc-sim/system-info",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sysinfo_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(sysinfo.in_progress, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.os_name, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.os_version, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_sysinfo = {
    .name = "ipmi-bmc-sim/system-info-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sysinfo_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(sysinfo.texts.firmware_version, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.system_name, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.primary_os_name, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.bmc_url, IPMIBmcSim),
        VMSTATE_BUFFER(sysinfo.texts.os_url, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_sysinfo_commands[] = {
    { IPMI_NETFN_APP, CMD_SET_SYSTEM_INFO, 1, SIM_ANY_LENGTH,
      sim_sysinfo_set },
    { IPMI_NETFN_APP, CMD_GET_SYSTEM_INFO, 4, 4, sim_sysinfo_get },
    { }
};

const SimPart sim_sysinfo = {
    .name = "system-info",
    .commands = sim_sysinfo_commands,
    .init = sim_sysinfo_init,
    .reset = sim_sysinfo_reset,
    .restart = sim_sysinfo_restart,
    .live = &vmstate_sim_sysinfo_live,
    .kept = &vmstate_sim_sysinfo,
};
