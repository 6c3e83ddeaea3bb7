/*
 * What the event log and the SDR repository have in common: records with
 * IDs, a reservation that a change cancels, and a record that comes in parts
 *
 * Knows no commands and no clock: whoever calls says what time it is, in
 * seconds since 1970. Builds alone with GLib as well as within QEMU.
 *
 * IPMI 2.0 sections 31 and 33
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_STORE_H
#define HW_IPMI_BMC_STORE_H

/* A time that is not known (section 37.1) */
#define STORE_TIME_NONE UINT32_MAX

/* An ID that no record has */
#define STORE_ID_NONE 0xffff

/* Most bytes of a record: a header of 5 and what its length can say */
#define STORE_RECORD_MAX (5 + UINT8_MAX)

/* Bytes of a set of IDs, a bit each */
#define STORE_IDS_SIZE (UINT16_MAX / 8 + 1)

/**
 * Store:
 * @records: the records, one behind the other, in the order of addition
 * @next_id: where the search for a free ID begins
 * @reservation: ID of the last reservation, 0 if there was none
 * @reserved: it holds
 * @added: when a record was added last
 * @erased: when records were erased last
 * @overflow: a record was lost for want of room, since the last clearing
 * @part: record of Partial Add, as far as it has come
 * @part_len: number of bytes in @part; 0 if none is under way
 * @part_max: most bytes of such a record
 */
typedef struct Store {
    GByteArray *records;
    uint16_t next_id;
    uint16_t reservation;
    bool reserved;
    uint32_t added;
    uint32_t erased;
    bool overflow;
    uint8_t part[STORE_RECORD_MAX];
    uint16_t part_len;
    uint16_t part_max;
} Store;

/**
 * store_init: make an empty store
 * @store: the store, all zero
 * @record_max: most bytes of a record, up to STORE_RECORD_MAX
 */
void store_init(Store *store, uint16_t record_max);

/**
 * store_free: free what store_init() has made
 * @store: the store; nothing happens to an all-zero one
 */
void store_free(Store *store);

/**
 * store_valid: check what came from outside, but the records and their IDs
 * @store: the store
 *
 * Returns: NULL, or what is wrong with it.
 */
const char *store_valid(const Store *store);

/**
 * store_id_after: the ID that is tried after another one. 0 is not, since in
 * requests it stands for the first record
 * @id: the other one
 */
uint16_t store_id_after(uint16_t id);

/**
 * store_note_id: put an ID into a set
 * @ids: the set, STORE_IDS_SIZE bytes
 * @id: the ID
 *
 * Returns: false if it has been in there already.
 */
bool store_note_id(uint8_t *ids, uint16_t id);

/**
 * store_clear: remove all records
 * @store: the store
 * @now: the time
 *
 * Cancels the reservation.
 */
void store_clear(Store *store, uint32_t now);

/**
 * store_erased: bytes were removed from @store->records
 * @store: the store
 * @now: the time
 *
 * Cancels the reservation.
 */
void store_erased(Store *store, uint32_t now);

/**
 * store_reserve: make a reservation, which cancels the one before
 * @store: the store
 *
 * Returns: its ID, not 0.
 */
uint16_t store_reserve(Store *store);

/**
 * store_cancel: cancel the reservation, and with it a record that has come in
 * part
 * @store: the store
 */
void store_cancel(Store *store);

/**
 * store_is_reserved: whether this reservation holds
 * @store: the store
 * @reservation: its ID
 */
bool store_is_reserved(const Store *store, uint16_t reservation);

/**
 * store_put_part: take bytes of a record that comes in parts
 * @store: the store
 * @offset: where they belong; 0 starts afresh
 * @bytes: the bytes
 * @len: their number
 *
 * Returns: false if they are not next to those that are there already, or
 * too many.
 */
bool store_put_part(Store *store, uint8_t offset, const uint8_t *bytes,
                    size_t len);

#endif
