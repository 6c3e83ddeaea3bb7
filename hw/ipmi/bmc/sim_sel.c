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

#define SEL_VERSION 0x51

/* Get SEL Info, operation support; all of them are */
#define SEL_OPERATIONS 0x0f
#define SEL_OVERFLOW   0x80

/* Get SEL Entry: all of the record */
#define SEL_READ_ALL 0xff

/* Add SEL Entry: its own code */
#define CC_SEL_BAD_TYPE 0x80

/* Partial Add SEL Entry: its own code, and the progress */
#define CC_SEL_BAD_LENGTH 0x80
#define SEL_PART_MASK     0x0f
#define SEL_PART_LAST     0x01

/* Clear SEL */
#define SEL_CLEAR_INITIATE 0xaa
#define SEL_CLEAR_STATUS   0x00
#define SEL_CLEAR_DONE     0x01

/* Minutes */
#define SIM_UTC_OFFSET_MAX  1440
#define SIM_UTC_OFFSET_NONE 0x7fff

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

/* Section 31.2 */
static uint8_t sim_get_sel_info(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    const Sel *log = &s->sel.log;
    uint32_t room = log->capacity - sel_count(log);
    struct {
        uint8_t version;
        uint8_t count[2];
        uint8_t room[2];
        uint8_t added[4];
        uint8_t erased[4];
        uint8_t operations;
    } QEMU_PACKED data = {
        .version = SEL_VERSION,
        .operations = SEL_OPERATIONS | (log->overflow ? SEL_OVERFLOW : 0),
    };

    stw_le_p(data.count, sel_count(log));
    stw_le_p(data.room, room * SEL_RECORD_SIZE);
    stl_le_p(data.added, log->added);
    stl_le_p(data.erased, log->erased);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 31.3; a record takes one unit */
static uint8_t sim_get_sel_alloc_info(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    const Sel *log = &s->sel.log;
    uint32_t room = log->capacity - sel_count(log);
    struct {
        uint8_t units[2];
        uint8_t unit_size[2];
        uint8_t free_units[2];
        uint8_t largest_free[2];
        uint8_t record_units;
    } QEMU_PACKED data = {
        .record_units = 1,
    };

    stw_le_p(data.units, log->capacity);
    stw_le_p(data.unit_size, SEL_RECORD_SIZE);
    stw_le_p(data.free_units, room);
    stw_le_p(data.largest_free, room);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 31.4 */
static uint8_t sim_reserve_sel(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    ipmi_msg_put_le16(rsp, sel_reserve(&s->sel.log));
    return IPMI_CC_OK;
}

/*
 * Section 31.5. A reservation is needed to go on within a record, not to
 * begin. More bytes than the record has are not an error.
 */
static uint8_t sim_get_sel_entry(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t count;
    } QEMU_PACKED *arg = (const void *)req->data;
    const Sel *log = &s->sel.log;
    const uint8_t *record;
    uint16_t next;

    if (arg->offset &&
        !sel_is_reserved(log, lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    record = sel_find(log, lduw_le_p(arg->id), &next);
    if (!record) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (arg->offset >= SEL_RECORD_SIZE) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put_le16(rsp, next);
    ipmi_msg_put_bytes(rsp, record + arg->offset,
                       MIN(arg->count, SEL_RECORD_SIZE - arg->offset));
    return IPMI_CC_OK;
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
 * Section 31.7. The first part comes with ID 0 and is told the ID, with which
 * the others come.
 */
static uint8_t sim_partial_add_sel(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t progress;
        uint8_t data[];
    } QEMU_PACKED *arg = (const void *)req->data;
    Sel *log = &s->sel.log;
    uint8_t progress = arg->progress & SEL_PART_MASK;

    if (!sel_is_reserved(log, lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    if (progress > SEL_PART_LAST) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (lduw_le_p(arg->id) != (arg->offset ? sel_new_id(log) : 0)) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (!sel_put_part(log, arg->offset, arg->data, req->len - sizeof(*arg))) {
        return CC_SEL_BAD_LENGTH;
    }
    if (progress != SEL_PART_LAST) {
        ipmi_msg_put_le16(rsp, sel_new_id(log));
        return IPMI_CC_OK;
    }
    if (log->part_len != SEL_RECORD_SIZE) {
        return CC_SEL_BAD_LENGTH;
    }
    /* Here the code of Add SEL Entry means the length */
    if (!sel_type_valid(log->part[SEL_REC_TYPE])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_add_record(s, log->part, rsp);
}

/* Section 31.8 */
static uint8_t sim_delete_sel_entry(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    Sel *log = &s->sel.log;
    uint16_t id;

    if (!sel_is_reserved(log, lduw_le_p(req->data))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    id = sel_delete(log, lduw_le_p(req->data + 2),
                    sim_clock_get(&s->sel.clock));
    if (!id) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    sim_changed(s);
    ipmi_msg_put_le16(rsp, id);
    return IPMI_CC_OK;
}

/* Section 31.9. Done at once, so that who asks later is told so */
static uint8_t sim_clear_sel(IPMIBmcSim *s, const SimRequest *req,
                             IPMIMsg *rsp)
{
    static const uint8_t magic[] = { 'C', 'L', 'R' };
    const struct {
        uint8_t reservation[2];
        uint8_t magic[sizeof(magic)];
        uint8_t action;
    } QEMU_PACKED *arg = (const void *)req->data;
    Sel *log = &s->sel.log;

    if (memcmp(arg->magic, magic, sizeof(magic)) ||
        (arg->action != SEL_CLEAR_INITIATE &&
         arg->action != SEL_CLEAR_STATUS)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (arg->action == SEL_CLEAR_INITIATE) {
        if (!sel_is_reserved(log, lduw_le_p(arg->reservation))) {
            return IPMI_CC_INVALID_RESERVATION;
        }
        sel_clear(log, sim_clock_get(&s->sel.clock));
        sim_changed(s);
    }
    ipmi_msg_put(rsp, SEL_CLEAR_DONE);
    return IPMI_CC_OK;
}

/* Section 31.10 */
static uint8_t sim_get_sel_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    uint8_t data[4];

    stl_le_p(data, sim_clock_get(&s->sel.clock));
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 31.11 */
static uint8_t sim_set_sel_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    uint32_t now = ldl_le_p(req->data);

    if (now == SEL_TIME_NONE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_clock_set(&s->sel.clock, now);
    sim_changed(s);
    return IPMI_CC_OK;
}

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
        stl_le_p(sel->aux[i].data, SEL_TIME_NONE);
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
    sel_cancel(&s->sel.log);
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

static int sim_sel_live_post_load(void *opaque, int version_id)
{
    return sim_sel_check(opaque);
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
    .post_load = sim_sel_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(sel.log.reservation, IPMIBmcSim),
        VMSTATE_BOOL(sel.log.reserved, IPMIBmcSim),
        VMSTATE_UINT8(sel.log.part_len, IPMIBmcSim),
        VMSTATE_UINT8_ARRAY(sel.log.part, IPMIBmcSim, SEL_RECORD_SIZE),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_aux_log = {
    .name = "ipmi-bmc-sim-aux-log",
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
        VMSTATE_SIM_BYTES(sel.log.records, IPMIBmcSim,
                          SEL_CAPACITY_MAX * SEL_RECORD_SIZE),
        VMSTATE_UINT16(sel.log.next_id, IPMIBmcSim),
        VMSTATE_UINT32(sel.log.added, IPMIBmcSim),
        VMSTATE_UINT32(sel.log.erased, IPMIBmcSim),
        VMSTATE_BOOL(sel.log.overflow, IPMIBmcSim),
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
