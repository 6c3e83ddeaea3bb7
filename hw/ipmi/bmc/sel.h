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

#include "hw/ipmi/bmc/store.h"

#define SEL_RECORD_SIZE 16

/* Most records: Get SEL Info has 16 bits for the free space in bytes */
#define SEL_CAPACITY_MAX (UINT16_MAX / SEL_RECORD_SIZE)

/* Numbers of records; no record has one of them (section 31.5) */
#define SEL_ID_FIRST 0x0000
#define SEL_ID_LAST  STORE_ID_NONE

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
 * @store: the records, the oldest first
 */
typedef struct Sel {
    uint32_t capacity;
    Store store;
} Sel;

/**
 * sel_init: make an empty log. To clear one is store_clear(): IDs are not used
 * again until all have been
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
 * Returns: the record's ID; 0, with @sel->store.overflow set, if the log is
 * full.
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

#endif
