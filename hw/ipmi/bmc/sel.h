/*
 * System event log: a bounded list of records of 16 bytes
 *
 * Knows no commands and no clock: whoever calls says what time it is, in
 * seconds since 1970. Builds alone with GLib as well as within QEMU.
 *
 * IPMI 2.0 sections 31 and 32
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SEL_H
#define HW_IPMI_BMC_SEL_H

#define SEL_RECORD_SIZE 16

/* Most records: Get SEL Info has 16 bits for the free space in bytes */
#define SEL_CAPACITY_MAX (UINT16_MAX / SEL_RECORD_SIZE)

/* Numbers of records; no record has one of them (section 31.5) */
#define SEL_ID_FIRST 0x0000
#define SEL_ID_LAST  0xffff

/* A time that is not known (section 37.1) */
#define SEL_TIME_NONE UINT32_MAX

/* Record types (section 32) */
enum {
    SEL_TYPE_EVENT     = 0x02,
    SEL_TYPE_OEM_TIMED = 0xc0,
    SEL_TYPE_OEM       = 0xe0,
};

/* Offsets within a record; all have the first two, E0h and up no time */
enum {
    SEL_REC_ID        = 0,
    SEL_REC_TYPE      = 2,
    SEL_REC_TIME      = 3,
    SEL_REC_GENERATOR = 7,
    SEL_REC_EVMREV    = 9,
    SEL_REC_SENSOR_TYPE = 10,
    SEL_REC_SENSOR    = 11,
    SEL_REC_EVENT_TYPE = 12,
    SEL_REC_DATA      = 13,
};

/**
 * Sel:
 * @capacity: most records
 * @records: the records, the oldest first
 * @next_id: where the search for a free ID begins; never 0
 * @reservation: ID of the last reservation, 0 if there was none
 * @reserved: it holds
 * @added: when a record was added last
 * @erased: when records were erased last
 * @overflow: a record was lost for want of room, since the last clearing
 * @part: record of Partial Add, as far as it has come
 * @part_len: number of bytes in @part; 0 if none is under way
 */
typedef struct Sel {
    uint32_t capacity;
    GByteArray *records;
    uint16_t next_id;
    uint16_t reservation;
    bool reserved;
    uint32_t added;
    uint32_t erased;
    bool overflow;
    uint8_t part[SEL_RECORD_SIZE];
    uint8_t part_len;
} Sel;

/**
 * sel_init: make an empty log
 * @sel: the log, all zero
 * @capacity: most records, 1 to SEL_CAPACITY_MAX
 */
void sel_init(Sel *sel, uint32_t capacity);

/**
 * sel_free: free what sel_init() has made
 * @sel: the log; nothing happens to an all-zero one
 */
void sel_free(Sel *sel);

/**
 * sel_valid: check a log whose members came from outside
 * @sel: the log
 *
 * Returns: NULL, or what is wrong with it.
 */
const char *sel_valid(const Sel *sel);

/* Number of records */
uint32_t sel_count(const Sel *sel);

/**
 * sel_type_valid: whether there are records of this type (section 32)
 * @type: the type
 */
bool sel_type_valid(uint8_t type);

/**
 * sel_new_id: the ID that the next record gets
 * @sel: the log
 */
uint16_t sel_new_id(const Sel *sel);

/**
 * sel_add: append a record (section 31.6)
 * @sel: the log
 * @record: its SEL_RECORD_SIZE bytes. Its ID is replaced; so is its time,
 *          if its type has one
 * @now: the time
 *
 * Cancels the reservation, so that nobody clears a record unseen.
 *
 * Returns: the record's ID; 0, with @sel->overflow set, if the log is full.
 */
uint16_t sel_add(Sel *sel, const uint8_t *record, uint32_t now);

/**
 * sel_find: look a record up
 * @sel: the log
 * @id: its ID, SEL_ID_FIRST or SEL_ID_LAST
 * @next: set to the next record's ID, SEL_ID_LAST after the last; may be NULL
 *
 * Returns: the record, valid until the log changes; NULL if there is none.
 */
const uint8_t *sel_find(const Sel *sel, uint16_t id, uint16_t *next);

/**
 * sel_delete: remove a record (section 31.8)
 * @sel: the log
 * @id: as in sel_find()
 * @now: the time
 *
 * Cancels the reservation.
 *
 * Returns: the ID of the record that is gone, 0 if there was none.
 */
uint16_t sel_delete(Sel *sel, uint16_t id, uint32_t now);

/**
 * sel_clear: remove all records (section 31.9)
 * @sel: the log
 * @now: the time
 *
 * Cancels the reservation. IDs are not used again until all have been.
 */
void sel_clear(Sel *sel, uint32_t now);

/**
 * sel_reserve: make a reservation, which cancels the one before
 * @sel: the log
 *
 * Returns: its ID, not 0.
 */
uint16_t sel_reserve(Sel *sel);

/**
 * sel_cancel: cancel the reservation, and with it a record that has come in
 * part
 * @sel: the log
 */
void sel_cancel(Sel *sel);

/**
 * sel_is_reserved: whether this reservation holds
 * @sel: the log
 * @reservation: its ID
 */
bool sel_is_reserved(const Sel *sel, uint16_t reservation);

/**
 * sel_put_part: take bytes of a record that comes in parts (section 31.7)
 * @sel: the log
 * @offset: where they belong; 0 starts afresh
 * @bytes: the bytes
 * @len: their number
 *
 * Returns: false if they are not next to those that are there already, or
 * too many.
 */
bool sel_put_part(Sel *sel, uint8_t offset, const uint8_t *bytes, size_t len);

#endif
