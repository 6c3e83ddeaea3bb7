/*
 * ipmi-bmc-sim: commands that the event log and the SDR repository have alike
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

/* Get Info, above the operations */
#define INFO_OVERFLOW 0x80

/* Get: all of the record */
#define GET_ALL 0xff

/* Partial Add, progress */
#define PART_MASK 0x0f
#define PART_LAST 0x01

/* Clear */
#define CLEAR_INITIATE 0xaa
#define CLEAR_STATUS   0x00
#define CLEAR_DONE     0x01

static Store *sim_store_of(IPMIBmcSim *s, const SimStore *what)
{
    return (Store *)((char *)s + what->store);
}

static SimClock *sim_store_clock(IPMIBmcSim *s, const SimStore *what)
{
    return (SimClock *)((char *)s + what->clock);
}

uint8_t sim_store_put_info(const Store *store, uint16_t count, uint16_t room,
                           uint8_t operations, IPMIMsg *rsp)
{
    struct {
        uint8_t version;
        uint8_t count[2];
        uint8_t room[2];
        uint8_t added[4];
        uint8_t erased[4];
        uint8_t operations;
    } QEMU_PACKED data = {
        .version = SIM_STORE_VERSION,
        .operations = operations | (store->overflow ? INFO_OVERFLOW : 0),
    };

    stw_le_p(data.count, count);
    stw_le_p(data.room, room);
    stl_le_p(data.added, store->added);
    stl_le_p(data.erased, store->erased);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

uint8_t sim_store_put_units(SimStoreUnits units, IPMIMsg *rsp)
{
    ipmi_msg_put_le16(rsp, units.count);
    ipmi_msg_put_le16(rsp, units.size);
    ipmi_msg_put_le16(rsp, units.room);
    /* The largest free piece */
    ipmi_msg_put_le16(rsp, units.room);
    ipmi_msg_put(rsp, units.record);
    return IPMI_CC_OK;
}

uint8_t sim_store_reserve(IPMIBmcSim *s, const SimStore *what,
                          const SimRequest *req, IPMIMsg *rsp)
{
    ipmi_msg_put_le16(rsp, store_reserve(sim_store_of(s, what)));
    return IPMI_CC_OK;
}

/*
 * A reservation is needed to go on within a record, not to begin. More bytes
 * than the record has are not an error.
 */
uint8_t sim_store_get(IPMIBmcSim *s, const SimStore *what,
                      const SimRequest *req, IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t count;
    } QEMU_PACKED *arg = (const void *)req->data;
    const uint8_t *record;
    uint16_t next;
    size_t len;

    if (arg->offset && !store_is_reserved(sim_store_of(s, what),
                                          lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    record = what->find(s, lduw_le_p(arg->id), &next, &len);
    if (!record) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (arg->offset >= len) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    len -= arg->offset;
    ipmi_msg_put_le16(rsp, next);
    ipmi_msg_put_bytes(rsp, record + arg->offset,
                       arg->count == GET_ALL ? len : MIN(arg->count, len));
    return IPMI_CC_OK;
}

/*
 * The first part comes with ID 0 and is told the ID, with which the others
 * come
 */
uint8_t sim_store_partial_add(IPMIBmcSim *s, const SimStore *what,
                              const SimRequest *req, IPMIMsg *rsp)
{
    const struct {
        uint8_t reservation[2];
        uint8_t id[2];
        uint8_t offset;
        uint8_t progress;
        uint8_t data[];
    } QEMU_PACKED *arg = (const void *)req->data;
    Store *store = sim_store_of(s, what);
    uint8_t progress = arg->progress & PART_MASK;

    if (!store_is_reserved(store, lduw_le_p(arg->reservation))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    if (progress > PART_LAST) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (lduw_le_p(arg->id) != (arg->offset ? what->new_id(s) : 0)) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (!store_put_part(store, arg->offset, arg->data,
                        req->len - sizeof(*arg))) {
        return SIM_CC_STORE_BAD_LENGTH;
    }
    if (progress == PART_LAST) {
        return what->put_part(s, rsp);
    }
    ipmi_msg_put_le16(rsp, what->new_id(s));
    return IPMI_CC_OK;
}

uint8_t sim_store_delete(IPMIBmcSim *s, const SimStore *what,
                         const SimRequest *req, IPMIMsg *rsp)
{
    uint16_t gone;

    if (!store_is_reserved(sim_store_of(s, what), lduw_le_p(req->data))) {
        return IPMI_CC_INVALID_RESERVATION;
    }
    if (!what->remove(s, lduw_le_p(req->data + 2), &gone)) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put_le16(rsp, gone);
    return IPMI_CC_OK;
}

/* Done at once, so that who asks later is told so */
uint8_t sim_store_clear(IPMIBmcSim *s, const SimStore *what,
                        const SimRequest *req, IPMIMsg *rsp)
{
    static const uint8_t magic[] = { 'C', 'L', 'R' };
    const struct {
        uint8_t reservation[2];
        uint8_t magic[sizeof(magic)];
        uint8_t action;
    } QEMU_PACKED *arg = (const void *)req->data;

    if (memcmp(arg->magic, magic, sizeof(magic)) ||
        (arg->action != CLEAR_INITIATE && arg->action != CLEAR_STATUS)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (arg->action == CLEAR_INITIATE) {
        if (!store_is_reserved(sim_store_of(s, what),
                               lduw_le_p(arg->reservation))) {
            return IPMI_CC_INVALID_RESERVATION;
        }
        what->clear(s);
    }
    ipmi_msg_put(rsp, CLEAR_DONE);
    return IPMI_CC_OK;
}

uint8_t sim_store_get_time(IPMIBmcSim *s, const SimStore *what,
                           const SimRequest *req, IPMIMsg *rsp)
{
    uint8_t data[4];

    stl_le_p(data, sim_clock_get(sim_store_clock(s, what)));
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

uint8_t sim_store_set_time(IPMIBmcSim *s, const SimStore *what,
                           const SimRequest *req, IPMIMsg *rsp)
{
    uint32_t now = ldl_le_p(req->data);

    if (now == STORE_TIME_NONE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_clock_set(sim_store_clock(s, what), now);
    sim_changed(s);
    return IPMI_CC_OK;
}
