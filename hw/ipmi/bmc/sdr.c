/*
 * SDR repository
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sdr.h"

/* A sensor number that none has */
#define SENSOR_NONE 0xff

/* Low bits of a type/length byte: length of the string behind it */
#define ID_STRING_LEN 0x1f

void sdr_init(SdrRepository *sdr)
{
    store_init(&sdr->store, SDR_RECORD_MAX);
}

void sdr_free(SdrRepository *sdr)
{
    store_free(&sdr->store);
    sdr->count = 0;
}

size_t sdr_record_len(const uint8_t *record)
{
    return SDR_HEADER_SIZE + record[SDR_REC_LENGTH];
}

/* Offset of the type/length byte of a sensor's name; 0 if there is none */
static size_t sdr_id_string_at(uint8_t type)
{
    switch (type) {
    case SDR_TYPE_FULL:
        return 47;
    case SDR_TYPE_COMPACT:
        return 31;
    case SDR_TYPE_EVENT_ONLY:
        return 16;
    default:
        return 0;
    }
}

const char *sdr_check(const uint8_t *record, size_t len)
{
    size_t at;

    if (len < SDR_HEADER_SIZE) {
        return "the record's header is cut off";
    }
    if (len < sdr_record_len(record)) {
        return "the record is cut off";
    }
    if (len > sdr_record_len(record)) {
        return "more bytes than the record's length says";
    }
    at = sdr_id_string_at(record[SDR_REC_TYPE]);
    if (!at) {
        return NULL;
    }
    if (len <= at) {
        return "the record is too short for its type";
    }
    if (len < at + 1 + (record[at] & ID_STRING_LEN)) {
        return "the sensor's name is cut off";
    }
    if (record[SDR_REC_SENSOR] == SENSOR_NONE) {
        return "no sensor has number 0xff";
    }
    return NULL;
}

const uint8_t *sdr_next(const SdrRepository *sdr, const uint8_t *record)
{
    const GByteArray *records = sdr->store.records;
    const uint8_t *end;

    if (!records->len) {
        return NULL;
    }
    end = records->data + records->len;
    record = record ? record + sdr_record_len(record) : records->data;
    return record == end ? NULL : record;
}

static uint16_t sdr_id(const uint8_t *record)
{
    return lduw_le_p(record + SDR_REC_ID);
}

static const uint8_t *sdr_find_exactly(const SdrRepository *sdr, uint16_t id)
{
    const uint8_t *r = NULL;

    while ((r = sdr_next(sdr, r))) {
        if (sdr_id(r) == id) {
            return r;
        }
    }
    return NULL;
}

/* To ask for 0 is to ask for the first record, so no other may have it */
static bool sdr_id_valid(uint16_t id, bool first)
{
    return id != SDR_ID_NONE && (id != SDR_ID_FIRST || first);
}

/* All of different IDs */
static const char *sdr_records_valid(SdrRepository *sdr)
{
    g_autofree uint8_t *ids = g_malloc0(STORE_IDS_SIZE);
    const uint8_t *data = sdr->store.records->data;
    size_t left = sdr->store.records->len;
    const char *why = NULL;

    sdr->count = 0;
    while (left && !why) {
        size_t len = left < SDR_HEADER_SIZE ? left
                                            : MIN(left, sdr_record_len(data));
        uint16_t id;

        why = sdr_check(data, len);
        if (!why) {
            id = sdr_id(data);
            if (!sdr_id_valid(id, sdr->count == 0) ||
                !store_note_id(ids, id)) {
                why = "bad record ID";
            }
        }
        data += len;
        left -= len;
        sdr->count++;
    }
    return why;
}

const char *sdr_valid(SdrRepository *sdr)
{
    const char *why = store_valid(&sdr->store);

    if (why) {
        return why;
    }
    if (sdr->store.records->len > SDR_SIZE_MAX) {
        return "more records than there is room for";
    }
    if (!sdr_id_valid(sdr->store.next_id, !sdr->store.records->len)) {
        return "bad record ID";
    }
    return sdr_records_valid(sdr);
}

/* There are far more IDs than records, so this ends */
uint16_t sdr_new_id(const SdrRepository *sdr)
{
    uint16_t id = sdr->store.next_id;

    while (sdr_find_exactly(sdr, id)) {
        id = store_id_after(id);
    }
    return id;
}

bool sdr_add(SdrRepository *sdr, const uint8_t *record, uint32_t now,
             uint16_t *id)
{
    size_t len = sdr_record_len(record);
    uint16_t new_id = sdr_new_id(sdr);
    uint8_t header[SDR_HEADER_SIZE];

    if (len > SDR_SIZE_MAX - sdr->store.records->len) {
        sdr->store.overflow = true;
        return false;
    }
    memcpy(header, record, sizeof(header));
    stw_le_p(header + SDR_REC_ID, new_id);
    header[SDR_REC_VERSION] = SDR_VERSION;
    g_byte_array_append(sdr->store.records, header, sizeof(header));
    g_byte_array_append(sdr->store.records, record + SDR_HEADER_SIZE,
                        len - SDR_HEADER_SIZE);
    sdr->count++;
    sdr->store.next_id = store_id_after(new_id);
    sdr->store.added = now;
    /* Its ID may be the one that was promised for the record in parts */
    sdr->store.part_len = 0;
    if (id) {
        *id = new_id;
    }
    return true;
}

const char *sdr_load(SdrRepository *sdr, const uint8_t *bytes, size_t len,
                     uint32_t now, size_t *offset)
{
    const char *why;
    size_t at = 0;

    while (at < len) {
        size_t left = len - at;

        *offset = at;
        if (left >= SDR_HEADER_SIZE) {
            left = MIN(left, sdr_record_len(bytes + at));
        }
        why = sdr_check(bytes + at, left);
        if (why) {
            return why;
        }
        if (!sdr_add(sdr, bytes + at, now, NULL)) {
            return "no room for this record and those behind it";
        }
        at += left;
    }
    return NULL;
}

static const uint8_t *sdr_last(const SdrRepository *sdr)
{
    const uint8_t *r = NULL, *last = NULL;

    while ((r = sdr_next(sdr, r))) {
        last = r;
    }
    return last;
}

const uint8_t *sdr_find(const SdrRepository *sdr, uint16_t id, uint16_t *next)
{
    const uint8_t *record, *after;

    if (id == SDR_ID_FIRST) {
        record = sdr_next(sdr, NULL);
    } else if (id == SDR_ID_NONE) {
        record = sdr_last(sdr);
    } else {
        record = sdr_find_exactly(sdr, id);
    }
    if (record && next) {
        after = sdr_next(sdr, record);
        *next = after ? sdr_id(after) : SDR_ID_NONE;
    }
    return record;
}

bool sdr_delete(SdrRepository *sdr, uint16_t id, uint32_t now, uint16_t *gone)
{
    const uint8_t *record = sdr_find(sdr, id, NULL);
    GByteArray *records = sdr->store.records;

    if (!record) {
        return false;
    }
    *gone = sdr_id(record);
    g_byte_array_remove_range(records, record - records->data,
                              sdr_record_len(record));
    sdr->count--;
    store_erased(&sdr->store, now);
    return true;
}

void sdr_clear(SdrRepository *sdr, uint32_t now)
{
    store_clear(&sdr->store, now);
    sdr->store.next_id = SDR_ID_FIRST;
    sdr->count = 0;
}
