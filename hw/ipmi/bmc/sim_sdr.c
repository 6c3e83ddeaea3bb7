/*
 * ipmi-bmc-sim: SDR repository (IPMI 2.0 sections 33 and 35.2 to 35.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/bmc/sim_file.h"
#include "hw/ipmi/bmc/sim_vmstate.h"

enum {
    CMD_GET_DEVICE_SDR_INFO = 0x20,
    CMD_GET_DEVICE_SDR      = 0x21,
    CMD_RESERVE_DEVICE_SDR  = 0x22,

    CMD_GET_SDR_INFO        = 0x20,
    CMD_GET_SDR_ALLOC_INFO  = 0x21,
    CMD_RESERVE_SDR         = 0x22,
    CMD_GET_SDR             = 0x23,
    CMD_ADD_SDR             = 0x24,
    CMD_PARTIAL_ADD_SDR     = 0x25,
    CMD_DELETE_SDR          = 0x26,
    CMD_CLEAR_SDR           = 0x27,
    CMD_GET_SDR_TIME        = 0x28,
    CMD_SET_SDR_TIME        = 0x29,
    CMD_ENTER_SDR_UPDATE    = 0x2a,
    CMD_EXIT_SDR_UPDATE     = 0x2b,
    CMD_RUN_INIT_AGENT      = 0x2c,
};

/* Get SDR Repository Info: all operations, updates with the mode or without */
#define SDR_OPERATIONS 0x6f
#define SDR_OVERFLOW   0x80

/* Get SDR Repository Allocation Info */
#define SDR_UNIT 16

/* Get Device SDR Info: what to count; sensors are on LUN 0, and may change */
#define DEVICE_SDR_COUNT_SDRS 0x01
#define DEVICE_SDR_FLAGS      0x81

/* Partial Add SDR: its own code, and the progress */
#define CC_SDR_BAD_LENGTH 0x80
#define SDR_PART_MASK     0x0f
#define SDR_PART_LAST     0x01

/* Clear SDR Repository */
#define SDR_CLEAR_INITIATE 0xaa
#define SDR_CLEAR_STATUS   0x00
#define SDR_CLEAR_DONE     0x01

/* Run Initialization Agent */
#define INIT_AGENT_RUN  0x01
#define INIT_AGENT_DONE 0x01

/* Section 33.9 */
static uint8_t sim_get_sdr_info(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    const SdrRepository *repo = &s->sdr.repo;
    struct {
        uint8_t version;
        uint8_t count[2];
        uint8_t room[2];
        uint8_t added[4];
        uint8_t erased[4];
        uint8_t operations;
    } QEMU_PACKED data = {
        .version = SDR_VERSION,
        .operations = SDR_OPERATIONS | (repo->overflow ? SDR_OVERFLOW : 0),
    };

    stw_le_p(data.count, repo->count);
    stw_le_p(data.room, SDR_SIZE_MAX - repo->records->len);
    stl_le_p(data.added, repo->added);
    stl_le_p(data.erased, repo->erased);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 33.10. What is free is in one piece */
static uint8_t sim_get_sdr_alloc_info(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    uint16_t room = (SDR_SIZE_MAX - s->sdr.repo.records->len) / SDR_UNIT;
    struct {
        uint8_t units[2];
        uint8_t unit_size[2];
        uint8_t free_units[2];
        uint8_t largest_free[2];
        uint8_t record_units;
    } QEMU_PACKED data = {
        .record_units = DIV_ROUND_UP(SDR_RECORD_MAX, SDR_UNIT),
    };

    stw_le_p(data.units, SDR_SIZE_MAX / SDR_UNIT);
    stw_le_p(data.unit_size, SDR_UNIT);
    stw_le_p(data.free_units, room);
    stw_le_p(data.largest_free, room);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/* Sections 33.11 and 35.4 */
static uint8_t sim_reserve_sdr(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    ipmi_msg_put_le16(rsp, sdr_reserve(&s->sdr.repo));
    return IPMI_CC_OK;
}

/*
 * Sections 33.12 and 35.3. A reservation is needed to go on within a record,
 * not to begin. More bytes than the record has are not an error.
 */
static uint8_t sim_get_sdr(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t count;
    } QEMU_PACKED *arg = (const void *)req->data;
    const SdrRepository *repo = &s->sdr.repo;
    const uint8_t *record;
    uint16_t next;
    size_t len;

    if (s->sdr.updating) {
        return IPMI_CC_SDR_IN_UPDATE;
    }
    if (arg->offset && !sdr_is_reserved(repo, lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    record = sdr_find(repo, lduw_le_p(arg->id), &next);
    if (!record) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    len = sdr_record_len(record);
    if (arg->offset >= len) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put_le16(rsp, next);
    ipmi_msg_put_bytes(rsp, record + arg->offset,
                       arg->count == 0xff ? len - arg->offset
                                          : MIN(arg->count, len - arg->offset));
    return IPMI_CC_OK;
}

static void sim_sdr_records_changed(IPMIBmcSim *s)
{
    sim_sensor_update(s);
    sim_changed(s);
}

static uint8_t sim_add_checked_sdr(IPMIBmcSim *s, const uint8_t *record,
                                   IPMIMsg *rsp)
{
    uint16_t id;

    if (!sdr_add(&s->sdr.repo, record, sim_clock_get(&s->sdr.clock), &id)) {
        /* The overflow flag */
        sim_changed(s);
        return IPMI_CC_OUT_OF_SPACE;
    }
    sim_sdr_records_changed(s);
    ipmi_msg_put_le16(rsp, id);
    return IPMI_CC_OK;
}

/* Section 33.13 */
static uint8_t sim_add_sdr(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    if (req->len != sdr_record_len(req->data)) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (sdr_check(req->data, req->len)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_add_checked_sdr(s, req->data, rsp);
}

/*
 * Section 33.14. The first part comes with ID 0 and is told the ID, with which
 * the others come.
 */
static uint8_t sim_partial_add_sdr(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t progress;
        uint8_t data[];
    } QEMU_PACKED *arg = (const void *)req->data;
    SdrRepository *repo = &s->sdr.repo;
    uint8_t progress = arg->progress & SDR_PART_MASK;

    if (!sdr_is_reserved(repo, lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    if (progress > SDR_PART_LAST) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (lduw_le_p(arg->id) != (arg->offset ? sdr_new_id(repo) : 0)) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (!sdr_put_part(repo, arg->offset, arg->data, req->len - sizeof(*arg))) {
        return CC_SDR_BAD_LENGTH;
    }
    if (progress != SDR_PART_LAST) {
        ipmi_msg_put_le16(rsp, sdr_new_id(repo));
        return IPMI_CC_OK;
    }
    if (repo->part_len < SDR_HEADER_SIZE ||
        repo->part_len != sdr_record_len(repo->part)) {
        return CC_SDR_BAD_LENGTH;
    }
    if (sdr_check(repo->part, repo->part_len)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_add_checked_sdr(s, repo->part, rsp);
}

/* Section 33.15 */
static uint8_t sim_delete_sdr(IPMIBmcSim *s, const SimRequest *req,
                              IPMIMsg *rsp)
{
    SdrRepository *repo = &s->sdr.repo;
    uint16_t gone;

    if (!sdr_is_reserved(repo, lduw_le_p(req->data))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    if (!sdr_delete(repo, lduw_le_p(req->data + 2),
                    sim_clock_get(&s->sdr.clock), &gone)) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    sim_sdr_records_changed(s);
    ipmi_msg_put_le16(rsp, gone);
    return IPMI_CC_OK;
}

/* Section 33.16. Done at once, so that who asks later is told so */
static uint8_t sim_clear_sdr(IPMIBmcSim *s, const SimRequest *req,
                             IPMIMsg *rsp)
{
    static const uint8_t magic[] = { 'C', 'L', 'R' };
    const struct {
        uint8_t reservation[2];
        uint8_t magic[sizeof(magic)];
        uint8_t action;
    } QEMU_PACKED *arg = (const void *)req->data;
    SdrRepository *repo = &s->sdr.repo;

    if (memcmp(arg->magic, magic, sizeof(magic)) ||
        (arg->action != SDR_CLEAR_INITIATE &&
         arg->action != SDR_CLEAR_STATUS)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (arg->action == SDR_CLEAR_INITIATE) {
        if (!sdr_is_reserved(repo, lduw_le_p(arg->reservation))) {
            return IPMI_CC_INVALID_RESERVATION;
        }
        sdr_clear(repo, sim_clock_get(&s->sdr.clock));
        sim_sdr_records_changed(s);
    }
    ipmi_msg_put(rsp, SDR_CLEAR_DONE);
    return IPMI_CC_OK;
}

/* Section 33.17 */
static uint8_t sim_get_sdr_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    uint8_t data[4];

    stl_le_p(data, sim_clock_get(&s->sdr.clock));
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 33.18 */
static uint8_t sim_set_sdr_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    uint32_t now = ldl_le_p(req->data);

    if (now == SDR_TIME_NONE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_clock_set(&s->sdr.clock, now);
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 33.19 */
static uint8_t sim_enter_sdr_update(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    s->sdr.updating = true;
    return IPMI_CC_OK;
}

/* Section 33.20 */
static uint8_t sim_exit_sdr_update(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    s->sdr.updating = false;
    return IPMI_CC_OK;
}

/* Section 33.21. Done at once, so that who asks later is told so */
static uint8_t sim_run_init_agent(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    if (req->data[0] & ~INIT_AGENT_RUN) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[0] & INIT_AGENT_RUN) {
        sim_sensor_run_init_agent(s);
    }
    ipmi_msg_put(rsp, INIT_AGENT_DONE);
    return IPMI_CC_OK;
}

/*
 * Section 35.2. Records that are added or go change the sensors; their last
 * change is told by a number, here the later of the two times.
 */
static uint8_t sim_get_device_sdr_info(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp)
{
    const SdrRepository *repo = &s->sdr.repo;
    uint8_t what = req->len ? req->data[0] : 0;
    uint32_t change = repo->added;
    uint8_t bytes[4];

    if (what & ~DEVICE_SDR_COUNT_SDRS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (repo->erased != SDR_TIME_NONE) {
        change = MAX(change, repo->erased);
    }
    stl_le_p(bytes, change);
    ipmi_msg_put(rsp, MIN(UINT8_MAX, what ? repo->count
                                          : sim_sensor_count(s)));
    ipmi_msg_put(rsp, DEVICE_SDR_FLAGS);
    ipmi_msg_put_bytes(rsp, bytes, sizeof(bytes));
    return IPMI_CC_OK;
}

static const SimCommand sim_sdr_commands[] = {
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_DEVICE_SDR_INFO, 0, 1,
      sim_get_device_sdr_info },
    { IPMI_NETFN_SENSOR_EVENT, CMD_GET_DEVICE_SDR, 6, 6, sim_get_sdr },
    { IPMI_NETFN_SENSOR_EVENT, CMD_RESERVE_DEVICE_SDR, 0, 0, sim_reserve_sdr },
    { IPMI_NETFN_STORAGE, CMD_GET_SDR_INFO, 0, 0, sim_get_sdr_info },
    { IPMI_NETFN_STORAGE, CMD_GET_SDR_ALLOC_INFO, 0, 0,
      sim_get_sdr_alloc_info },
    { IPMI_NETFN_STORAGE, CMD_RESERVE_SDR, 0, 0, sim_reserve_sdr },
    { IPMI_NETFN_STORAGE, CMD_GET_SDR, 6, 6, sim_get_sdr },
    { IPMI_NETFN_STORAGE, CMD_ADD_SDR, SDR_HEADER_SIZE, SIM_ANY_LENGTH,
      sim_add_sdr },
    { IPMI_NETFN_STORAGE, CMD_PARTIAL_ADD_SDR, 7, SIM_ANY_LENGTH,
      sim_partial_add_sdr },
    { IPMI_NETFN_STORAGE, CMD_DELETE_SDR, 4, 4, sim_delete_sdr },
    { IPMI_NETFN_STORAGE, CMD_CLEAR_SDR, 6, 6, sim_clear_sdr },
    { IPMI_NETFN_STORAGE, CMD_GET_SDR_TIME, 0, 0, sim_get_sdr_time },
    { IPMI_NETFN_STORAGE, CMD_SET_SDR_TIME, 4, 4, sim_set_sdr_time },
    { IPMI_NETFN_STORAGE, CMD_ENTER_SDR_UPDATE, 0, 0, sim_enter_sdr_update },
    { IPMI_NETFN_STORAGE, CMD_EXIT_SDR_UPDATE, 0, 0, sim_exit_sdr_update },
    { IPMI_NETFN_STORAGE, CMD_RUN_INIT_AGENT, 1, 1, sim_run_init_agent },
    { }
};

int ipmi_bmc_sdr_find(IPMIBmc *bmc, uint16_t recid,
                      const struct ipmi_sdr_compact **sdr, uint16_t *nextrec)
{
    IPMIBmcSim *s = (IPMIBmcSim *)object_dynamic_cast(OBJECT(bmc),
                                                      TYPE_IPMI_BMC_SIMULATOR);
    const uint8_t *record;

    if (!s || !s->sdr.repo.records) {
        return -1;
    }
    record = sdr_find(&s->sdr.repo, recid, nextrec);
    if (!record) {
        return -1;
    }
    *sdr = (const void *)record;
    return 0;
}

/*
 * Life
 */

static bool sim_sdr_load_file(IPMIBmcSim *s, Error **errp)
{
    GByteArray *bytes = sim_read_file("sdrfile", s->sdr.file, SDR_SIZE_MAX,
                                      errp);
    const char *why;
    size_t offset;

    if (!bytes) {
        return false;
    }
    why = sdr_load(&s->sdr.repo, bytes->data, bytes->len,
                   sim_clock_get(&s->sdr.clock), &offset);
    if (why) {
        error_setg(errp, "property 'sdrfile': '%s': at offset %zu: %s",
                   s->sdr.file, offset, why);
    }
    g_byte_array_unref(bytes);
    return !why;
}

static bool sim_sdr_realize(IPMIBmcSim *s, Error **errp)
{
    sdr_init(&s->sdr.repo);
    if (!s->sdr.file) {
        sim_sensor_add_default_sdrs(s);
    } else if (!sim_sdr_load_file(s, errp)) {
        sdr_free(&s->sdr.repo);
        return false;
    }
    return true;
}

static void sim_sdr_unrealize(IPMIBmcSim *s)
{
    sdr_free(&s->sdr.repo);
}

/* A host that has died in the middle of an update must not block the next */
static void sim_sdr_reset(IPMIBmcSim *s)
{
    s->sdr.updating = false;
}

static void sim_sdr_restart(IPMIBmcSim *s)
{
    s->sdr.updating = false;
    sdr_cancel(&s->sdr.repo);
}

static int sim_sdr_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;
    const char *why = sdr_valid(&s->sdr.repo);

    if (why) {
        error_report("%s: SDR repository: %s", s->name, why);
        return -EINVAL;
    }
    return sim_clock_valid(&s->sdr.clock) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_sdr_live = {
    .name = "ipmi-bmc-sim/sdr",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sdr_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(sdr.updating, IPMIBmcSim),
        VMSTATE_UINT16(sdr.repo.reservation, IPMIBmcSim),
        VMSTATE_BOOL(sdr.repo.reserved, IPMIBmcSim),
        VMSTATE_UINT16(sdr.repo.part_len, IPMIBmcSim),
        VMSTATE_UINT8_ARRAY(sdr.repo.part, IPMIBmcSim, SDR_RECORD_MAX),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_sdr_kept = {
    .name = "ipmi-bmc-sim/sdr-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sdr_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(sdr.repo.records, IPMIBmcSim, SDR_SIZE_MAX),
        VMSTATE_UINT16(sdr.repo.next_id, IPMIBmcSim),
        VMSTATE_UINT32(sdr.repo.added, IPMIBmcSim),
        VMSTATE_UINT32(sdr.repo.erased, IPMIBmcSim),
        VMSTATE_BOOL(sdr.repo.overflow, IPMIBmcSim),
        VMSTATE_INT64(sdr.clock.shift, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const Property sim_sdr_props[] = {
    DEFINE_PROP_STRING("sdrfile", IPMIBmcSim, sdr.file),
};

const SimPart sim_sdr = {
    .name = "sdr",
    .commands = sim_sdr_commands,
    .properties = sim_sdr_props,
    .nr_properties = ARRAY_SIZE(sim_sdr_props),
    .realize = sim_sdr_realize,
    .unrealize = sim_sdr_unrealize,
    .reset = sim_sdr_reset,
    .restart = sim_sdr_restart,
    .live = &vmstate_sim_sdr_live,
    .kept = &vmstate_sim_sdr_kept,
};
