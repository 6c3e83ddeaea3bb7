/*
 * ipmi-bmc-sim: system event log (IPMI 2.0 section 31)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/bmc/sim_vmstate.h"

enum {
    CMD_GET_SEL_INFO        = 0x40,
    CMD_GET_SEL_ALLOC_INFO  = 0x41,
    CMD_RESERVE_SEL         = 0x42,
    CMD_GET_SEL_ENTRY       = 0x43,
    CMD_ADD_SEL_ENTRY       = 0x44,
    CMD_PARTIAL_ADD_SEL     = 0x45,
    CMD_DELETE_SEL_ENTRY    = 0x46,
    CMD_CLEAR_SEL           = 0x47,
    CMD_GET_SEL_TIME        = 0x48,
    CMD_SET_SEL_TIME        = 0x49,
    CMD_GET_AUX_LOG_STATUS  = 0x5a,
    CMD_SET_AUX_LOG_STATUS  = 0x5b,
    CMD_GET_SEL_UTC_OFFSET  = 0x5c,
    CMD_SET_SEL_UTC_OFFSET  = 0x5d,
};

/* Get SEL Info, operation support; all of them are */
#define SEL_OPERATIONS 0x0f

/* Add SEL Entry: its own code */
#define CC_SEL_BAD_TYPE 0x80

/* Minutes */
#define SIM_UTC_OFFSET_MAX  1440
#define SIM_UTC_OFFSET_NONE 0x07ff

/* Auxiliary logs (section 31.12) */
#define AUX_LOG_TYPE    0x0f
#define AUX_LOG_MCA     0
#define AUX_MCA_LEN     8
#define AUX_OEM_LEN_MIN 7

uint16_t sim_sel_add(IPMIBmcSim *s, uint8_t *record)
{
    Sel *log = &s->sel.log;
    uint16_t id = sel_add(log, record, sim_clock_get(&s->sel.clock));

    if (id) {
        memcpy(record, sel_find(log, id, NULL), SEL_RECORD_SIZE);
    }
    sim_changed(s);
    return id;
}

static uint16_t sim_sel_room(const Sel *log)
{
    return log->capacity - sel_count(log);
}

/* Section 31.2 */
static uint8_t sim_get_sel_info(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    const Sel *log = &s->sel.log;

    return sim_store_put_info(&log->store, sel_count(log),
                              sim_sel_room(log) * SEL_RECORD_SIZE,
                              SEL_OPERATIONS, rsp);
}

/* Section 31.3; a record takes one unit */
static uint8_t sim_get_sel_alloc_info(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    const Sel *log = &s->sel.log;

    return sim_store_put_units((SimStoreUnits) {
        .count = log->capacity,
        .size = SEL_RECORD_SIZE,
        .room = sim_sel_room(log),
        .record = 1,
    }, rsp);
}

static uint8_t sim_add_record(IPMIBmcSim *s, const uint8_t *bytes,
                              IPMIMsg *rsp)
{
    uint8_t record[SEL_RECORD_SIZE];
    uint16_t id;

    memcpy(record, bytes, sizeof(record));
    id = sim_sel_add(s, record);
    if (!id) {
        return IPMI_CC_OUT_OF_SPACE;
    }
    ipmi_msg_put_le16(rsp, id);
    return IPMI_CC_OK;
}

/*
 * Section 31.6. A type without a layout is refused: nobody knows where its
 * time would be.
 */
static uint8_t sim_add_sel_entry(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    if (!sel_type_valid(req->data[SEL_REC_TYPE])) {
        return CC_SEL_BAD_TYPE;
    }
    return sim_add_record(s, req->data, rsp);
}

/*
 * What the SDR repository has as well
 */

static uint16_t sim_sel_new_id(IPMIBmcSim *s)
{
    return sel_new_id(&s->sel.log);
}

static const uint8_t *sim_sel_find(IPMIBmcSim *s, uint16_t id, uint16_t *next,
                                   size_t *len)
{
    *len = SEL_RECORD_SIZE;
    return sel_find(&s->sel.log, id, next);
}

static uint8_t sim_sel_put_part(IPMIBmcSim *s, IPMIMsg *rsp)
{
    const Store *store = &s->sel.log.store;

    if (store->part_len != SEL_RECORD_SIZE) {
        return SIM_CC_STORE_BAD_LENGTH;
    }
    /* Here the code of Add SEL Entry means the length */
    if (!sel_type_valid(store->part[SEL_REC_TYPE])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_add_record(s, store->part, rsp);
}

static bool sim_sel_remove(IPMIBmcSim *s, uint16_t id, uint16_t *gone)
{
    *gone = sel_delete(&s->sel.log, id, sim_clock_get(&s->sel.clock));
    if (*gone) {
        sim_changed(s);
    }
    return *gone;
}

static void sim_sel_clear(IPMIBmcSim *s)
{
    store_clear(&s->sel.log.store, sim_clock_get(&s->sel.clock));
    sim_changed(s);
}

static const SimStore sim_sel_store = {
    .store = offsetof(IPMIBmcSim, sel.log.store),
    .clock = offsetof(IPMIBmcSim, sel.clock),
    .new_id = sim_sel_new_id,
    .find = sim_sel_find,
    .put_part = sim_sel_put_part,
    .remove = sim_sel_remove,
    .clear = sim_sel_clear,
};

/* Section 31.4 */
static uint8_t sim_reserve_sel(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    return sim_store_reserve(s, &sim_sel_store, req, rsp);
}

/* Section 31.5 */
static uint8_t sim_get_sel_entry(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    return sim_store_get(s, &sim_sel_store, req, rsp);
}

/* Section 31.7 */
static uint8_t sim_partial_add_sel(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    return sim_store_partial_add(s, &sim_sel_store, req, rsp);
}

/* Section 31.8 */
static uint8_t sim_delete_sel_entry(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    return sim_store_delete(s, &sim_sel_store, req, rsp);
}

/* Section 31.9 */
static uint8_t sim_clear_sel(IPMIBmcSim *s, const SimRequest *req,
                             IPMIMsg *rsp)
{
    return sim_store_clear(s, &sim_sel_store, req, rsp);
}

/* Section 31.10 */
static uint8_t sim_get_sel_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    return sim_store_get_time(s, &sim_sel_store, req, rsp);
}

/* Section 31.11 */
static uint8_t sim_set_sel_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    return sim_store_set_time(s, &sim_sel_store, req, rsp);
}

/*
 * Its own
 */

static bool sim_utc_offset_valid(int16_t minutes)
{
    return minutes == SIM_UTC_OFFSET_NONE ||
           (minutes >= -SIM_UTC_OFFSET_MAX && minutes <= SIM_UTC_OFFSET_MAX);
}

/* Section 31.11a */
static uint8_t sim_get_sel_utc_offset(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    ipmi_msg_put_le16(rsp, s->sel.utc_offset);
    return IPMI_CC_OK;
}

/* Section 31.11b */
static uint8_t sim_set_sel_utc_offset(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    int16_t minutes = lduw_le_p(req->data);

    if (!sim_utc_offset_valid(minutes)) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    s->sel.utc_offset = minutes;
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 31.12 */
static uint8_t sim_get_aux_log_status(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint8_t type = req->data[0];
    const SimAuxLog *aux;

    if (type >= SIM_AUX_LOGS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    aux = &s->sel.aux[type];
    ipmi_msg_put_bytes(rsp, aux->data, aux->len);
    return IPMI_CC_OK;
}

static bool sim_aux_log_valid(int type, size_t len)
{
    if (type == AUX_LOG_MCA) {
        return len == AUX_MCA_LEN;
    }
    return len >= AUX_OEM_LEN_MIN && len <= SIM_AUX_STATUS_MAX;
}

/* Section 31.13 */
static uint8_t sim_set_aux_log_status(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint8_t type = req->data[0];
    size_t len = req->len - 1;

    if (type >= SIM_AUX_LOGS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (!sim_aux_log_valid(type, len)) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    s->sel.aux[type].len = len;
    memcpy(s->sel.aux[type].data, req->data + 1, len);
    sim_changed(s);
    return IPMI_CC_OK;
}

static const SimCommand sim_sel_commands[] = {
    { IPMI_NETFN_STORAGE, CMD_GET_SEL_INFO, 0, 0, sim_get_sel_info },
    { IPMI_NETFN_STORAGE, CMD_GET_SEL_ALLOC_INFO, 0, 0,
      sim_get_sel_alloc_info },
    { IPMI_NETFN_STORAGE, CMD_RESERVE_SEL, 0, 0, sim_reserve_sel },
    { IPMI_NETFN_STORAGE, CMD_GET_SEL_ENTRY, 6, 6, sim_get_sel_entry },
    { IPMI_NETFN_STORAGE, CMD_ADD_SEL_ENTRY, SEL_RECORD_SIZE, SEL_RECORD_SIZE,
      sim_add_sel_entry },
    { IPMI_NETFN_STORAGE, CMD_PARTIAL_ADD_SEL, 7, 6 + SEL_RECORD_SIZE,
      sim_partial_add_sel },
    { IPMI_NETFN_STORAGE, CMD_DELETE_SEL_ENTRY, 4, 4, sim_delete_sel_entry },
    { IPMI_NETFN_STORAGE, CMD_CLEAR_SEL, 6, 6, sim_clear_sel },
    { IPMI_NETFN_STORAGE, CMD_GET_SEL_TIME, 0, 0, sim_get_sel_time },
    { IPMI_NETFN_STORAGE, CMD_SET_SEL_TIME, 4, 4, sim_set_sel_time },
    { IPMI_NETFN_STORAGE, CMD_GET_AUX_LOG_STATUS, 1, 1,
      sim_get_aux_log_status },
    { IPMI_NETFN_STORAGE, CMD_SET_AUX_LOG_STATUS, 1, 1 + SIM_AUX_STATUS_MAX,
      sim_set_aux_log_status },
    { IPMI_NETFN_STORAGE, CMD_GET_SEL_UTC_OFFSET, 0, 0,
      sim_get_sel_utc_offset },
    { IPMI_NETFN_STORAGE, CMD_SET_SEL_UTC_OFFSET, 2, 2,
      sim_set_sel_utc_offset },
    { }
};

/*
 * Life
 */

static void sim_sel_init(IPMIBmcSim *s)
{
    SimSel *sel = &s->sel;

    sel->utc_offset = SIM_UTC_OFFSET_NONE;
    for (int i = 0; i < SIM_AUX_LOGS; i++) {
        sel->aux[i].len = i == AUX_LOG_MCA ? AUX_MCA_LEN : AUX_OEM_LEN_MIN;
        stl_le_p(sel->aux[i].data, STORE_TIME_NONE);
    }
    sim_sel_add_properties(s);
}

static bool sim_sel_realize(IPMIBmcSim *s, Error **errp)
{
    if (!s->sel.size || s->sel.size > SEL_CAPACITY_MAX) {
        error_setg(errp, "property 'sel-size': %u is not within 1 to %u",
                   s->sel.size, SEL_CAPACITY_MAX);
        return false;
    }
    sel_init(&s->sel.log, s->sel.size);
    return true;
}

static void sim_sel_unrealize(IPMIBmcSim *s)
{
    sel_free(&s->sel.log);
}

/* Section 31.4.1: a restart of the BMC cancels the reservation */
static void sim_sel_restart(IPMIBmcSim *s)
{
    store_cancel(&s->sel.log.store);
}

static int sim_sel_check(IPMIBmcSim *s)
{
    const char *why = sel_valid(&s->sel.log);

    if (why) {
        error_report("%s: %s", s->name, why);
        return -EINVAL;
    }
    return 0;
}

/* In a stream the length of the part has 8 bits */
static int sim_sel_live_pre_save(void *opaque)
{
    SimSel *sel = &IPMI_BMC_SIMULATOR(opaque)->sel;

    sel->part_len = sel->log.store.part_len;
    return 0;
}

static int sim_sel_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    s->sel.log.store.part_len = s->sel.part_len;
    return sim_sel_check(s);
}

static int sim_sel_kept_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    for (int i = 0; i < SIM_AUX_LOGS; i++) {
        if (!sim_aux_log_valid(i, s->sel.aux[i].len)) {
            return -EINVAL;
        }
    }
    if (!sim_utc_offset_valid(s->sel.utc_offset) ||
        !sim_clock_valid(&s->sel.clock)) {
        return -EINVAL;
    }
    return sim_sel_check(s);
}

static const VMStateDescription vmstate_sim_sel_live = {
    .name = "ipmi-bmc-sim/sel",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_sel_live_pre_save,
    .post_load = sim_sel_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(sel.log.store.reservation, IPMIBmcSim),
        VMSTATE_BOOL(sel.log.store.reserved, IPMIBmcSim),
        VMSTATE_UINT8(sel.part_len, IPMIBmcSim),
        VMSTATE_UINT8_SUB_ARRAY(sel.log.store.part, IPMIBmcSim, 0,
                                SEL_RECORD_SIZE),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_aux_log = {
    .name = "ipmi-bmc-sim/sel/aux-log",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(len, SimAuxLog),
        VMSTATE_UINT8_ARRAY(data, SimAuxLog, SIM_AUX_STATUS_MAX),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_sel_kept = {
    .name = "ipmi-bmc-sim/sel-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sel_kept_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(sel.log.store.records, IPMIBmcSim,
                          SEL_CAPACITY_MAX * SEL_RECORD_SIZE),
        VMSTATE_UINT16(sel.log.store.next_id, IPMIBmcSim),
        VMSTATE_UINT32(sel.log.store.added, IPMIBmcSim),
        VMSTATE_UINT32(sel.log.store.erased, IPMIBmcSim),
        VMSTATE_BOOL(sel.log.store.overflow, IPMIBmcSim),
        VMSTATE_INT64(sel.clock.shift, IPMIBmcSim),
        VMSTATE_INT16(sel.utc_offset, IPMIBmcSim),
        VMSTATE_STRUCT_ARRAY(sel.aux, IPMIBmcSim, SIM_AUX_LOGS, 1,
                             vmstate_sim_aux_log, SimAuxLog),
        VMSTATE_END_OF_LIST()
    }
};

static const Property sim_sel_props[] = {
    DEFINE_PROP_UINT32("sel-size", IPMIBmcSim, sel.size, SIM_SEL_SIZE_DEFAULT),
};

const SimPart sim_sel = {
    .name = "sel",
    .commands = sim_sel_commands,
    .properties = sim_sel_props,
    .nr_properties = ARRAY_SIZE(sim_sel_props),
    .init = sim_sel_init,
    .realize = sim_sel_realize,
    .unrealize = sim_sel_unrealize,
    .restart = sim_sel_restart,
    .live = &vmstate_sim_sel_live,
    .kept = &vmstate_sim_sel_kept,
};
