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

/* Get SDR Repository Allocation Info */
#define SDR_UNIT 16

/* Get Device SDR Info: what to count; sensors are on LUN 0, and may change */
#define DEVICE_SDR_COUNT_SDRS 0x01
#define DEVICE_SDR_FLAGS      0x81

/* Run Initialization Agent */
#define INIT_AGENT_RUN  0x01
#define INIT_AGENT_DONE 0x01

static uint16_t sim_sdr_room(const SdrRepository *repo)
{
    return SDR_SIZE_MAX - repo->store.records->len;
}

/* Section 33.9 */
static uint8_t sim_get_sdr_info(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    const SdrRepository *repo = &s->sdr.repo;

    return sim_store_put_info(&repo->store, repo->count, sim_sdr_room(repo),
                              SDR_OPERATIONS, rsp);
}

/* Section 33.10 */
static uint8_t sim_get_sdr_alloc_info(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    return sim_store_put_units((SimStoreUnits) {
        .count = SDR_SIZE_MAX / SDR_UNIT,
        .size = SDR_UNIT,
        .room = sim_sdr_room(&s->sdr.repo) / SDR_UNIT,
        .record = DIV_ROUND_UP(SDR_RECORD_MAX, SDR_UNIT),
    }, rsp);
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
 * What the event log has as well
 */

static uint16_t sim_sdr_new_id(IPMIBmcSim *s)
{
    return sdr_new_id(&s->sdr.repo);
}

static const uint8_t *sim_sdr_find(IPMIBmcSim *s, uint16_t id, uint16_t *next,
                                   size_t *len)
{
    const uint8_t *record = sdr_find(&s->sdr.repo, id, next);

    *len = record ? sdr_record_len(record) : 0;
    return record;
}

static uint8_t sim_sdr_put_part(IPMIBmcSim *s, IPMIMsg *rsp)
{
    const Store *store = &s->sdr.repo.store;

    if (store->part_len < SDR_HEADER_SIZE ||
        store->part_len != sdr_record_len(store->part)) {
        return SIM_CC_STORE_BAD_LENGTH;
    }
    if (sdr_check(store->part, store->part_len)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_add_checked_sdr(s, store->part, rsp);
}

static bool sim_sdr_remove(IPMIBmcSim *s, uint16_t id, uint16_t *gone)
{
    if (!sdr_delete(&s->sdr.repo, id, sim_clock_get(&s->sdr.clock), gone)) {
        return false;
    }
    sim_sdr_records_changed(s);
    return true;
}

static void sim_sdr_clear(IPMIBmcSim *s)
{
    sdr_clear(&s->sdr.repo, sim_clock_get(&s->sdr.clock));
    sim_sdr_records_changed(s);
}

static const SimStore sim_sdr_store = {
    .store = offsetof(IPMIBmcSim, sdr.repo.store),
    .clock = offsetof(IPMIBmcSim, sdr.clock),
    .new_id = sim_sdr_new_id,
    .find = sim_sdr_find,
    .put_part = sim_sdr_put_part,
    .remove = sim_sdr_remove,
    .clear = sim_sdr_clear,
};

/* Sections 33.11 and 35.4 */
static uint8_t sim_reserve_sdr(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    return sim_store_reserve(s, &sim_sdr_store, req, rsp);
}

/* Sections 33.12 and 35.3 */
static uint8_t sim_get_sdr(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    return s->sdr.updating ? IPMI_CC_SDR_IN_UPDATE :
                             sim_store_get(s, &sim_sdr_store, req, rsp);
}

/* Section 33.14 */
static uint8_t sim_partial_add_sdr(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    return sim_store_partial_add(s, &sim_sdr_store, req, rsp);
}

/* Section 33.15 */
static uint8_t sim_delete_sdr(IPMIBmcSim *s, const SimRequest *req,
                              IPMIMsg *rsp)
{
    return sim_store_delete(s, &sim_sdr_store, req, rsp);
}

/* Section 33.16 */
static uint8_t sim_clear_sdr(IPMIBmcSim *s, const SimRequest *req,
                             IPMIMsg *rsp)
{
    return sim_store_clear(s, &sim_sdr_store, req, rsp);
}

/* Section 33.17 */
static uint8_t sim_get_sdr_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    return sim_store_get_time(s, &sim_sdr_store, req, rsp);
}

/* Section 33.18 */
static uint8_t sim_set_sdr_time(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    return sim_store_set_time(s, &sim_sdr_store, req, rsp);
}

/*
 * Its own
 */

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
    uint32_t change = repo->store.added;
    uint8_t bytes[4];

    if (what & ~DEVICE_SDR_COUNT_SDRS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (repo->store.erased != STORE_TIME_NONE) {
        change = MAX(change, repo->store.erased);
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

    if (!s || !sim_usable(s, NULL) || !s->sdr.repo.store.records) {
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
    store_cancel(&s->sdr.repo.store);
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
        VMSTATE_UINT16(sdr.repo.store.reservation, IPMIBmcSim),
        VMSTATE_BOOL(sdr.repo.store.reserved, IPMIBmcSim),
        VMSTATE_UINT16(sdr.repo.store.part_len, IPMIBmcSim),
        VMSTATE_UINT8_ARRAY(sdr.repo.store.part, IPMIBmcSim, SDR_RECORD_MAX),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_sdr_kept = {
    .name = "ipmi-bmc-sim/sdr-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sdr_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(sdr.repo.store.records, IPMIBmcSim, SDR_SIZE_MAX),
        VMSTATE_UINT16(sdr.repo.store.next_id, IPMIBmcSim),
        VMSTATE_UINT32(sdr.repo.store.added, IPMIBmcSim),
        VMSTATE_UINT32(sdr.repo.store.erased, IPMIBmcSim),
        VMSTATE_BOOL(sdr.repo.store.overflow, IPMIBmcSim),
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
