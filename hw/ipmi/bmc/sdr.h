/*
 * SDR repository: a bounded list of records of varying length
 *
 * Knows no commands and no clock: whoever calls says what time it is, in
 * seconds since 1970. Builds alone with GLib as well as within QEMU.
 *
 * IPMI 2.0 sections 33 and 43
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SDR_H
#define HW_IPMI_BMC_SDR_H

#include "hw/ipmi/bmc/store.h"

/* Bytes of all records: more than 255 sensors with all that belongs to them */
#define SDR_SIZE_MAX 32768

#define SDR_HEADER_SIZE 5
/* A record's length does not count its header */
#define SDR_RECORD_MAX  (SDR_HEADER_SIZE + UINT8_MAX)

/* Get SDR's numbers for the first record, and for none after it */
#define SDR_ID_FIRST 0x0000
#define SDR_ID_NONE  STORE_ID_NONE

/* Versions of records are BCD with the nibbles swapped */
#define SDR_VERSION 0x51

/* Record types (section 43) that the repository or the sensors look into */
enum {
    SDR_TYPE_FULL       = 0x01,
    SDR_TYPE_COMPACT    = 0x02,
    SDR_TYPE_EVENT_ONLY = 0x03,
};

/* Offsets within a record; the latter ones in full and compact records */
enum {
    SDR_REC_ID      = 0,
    SDR_REC_VERSION = 2,
    SDR_REC_TYPE    = 3,
    SDR_REC_LENGTH  = 4,
    SDR_REC_OWNER   = 5,
    SDR_REC_LUN     = 6,
    SDR_REC_SENSOR  = 7,
};

/**
 * SdrRepository:
 * @store: the records. IDs begin at 0, as those of QEMU always have, but only
 *         the first record has that one
 * @count: their number
 */
typedef struct SdrRepository {
    Store store;
    uint32_t count;
} SdrRepository;

/**
 * sdr_init: make an empty repository
 * @sdr: the repository, all zero
 */
void sdr_init(SdrRepository *sdr);

/**
 * sdr_free: free what sdr_init() has made
 * @sdr: the repository; nothing happens to an all-zero one
 */
void sdr_free(SdrRepository *sdr);

/**
 * sdr_valid: check a repository whose members came from outside, and count
 * its records
 * @sdr: the repository
 *
 * Returns: NULL, or what is wrong with it.
 */
const char *sdr_valid(SdrRepository *sdr);

/**
 * sdr_check: whether bytes are a record
 * @record: the bytes, from the header on
 * @len: their number, which must be what the header says
 *
 * Returns: NULL, or what is wrong with it.
 */
const char *sdr_check(const uint8_t *record, size_t len);

/* Bytes of a record, its header included */
size_t sdr_record_len(const uint8_t *record);

/**
 * sdr_new_id: the ID that the next record gets
 * @sdr: the repository
 */
uint16_t sdr_new_id(const SdrRepository *sdr);

/**
 * sdr_add: append a record (section 33.13)
 * @sdr: the repository
 * @record: the record, which sdr_check() has found right. Its ID and version
 *          are replaced
 * @now: the time
 * @id: set to its ID; may be NULL
 *
 * Returns: false, with @sdr->overflow set, if it does not fit.
 */
bool sdr_add(SdrRepository *sdr, const uint8_t *record, uint32_t now,
             uint16_t *id);

/**
 * sdr_load: append all records of a file
 * @sdr: the repository
 * @bytes: what is in the file, records one behind the other
 * @len: number of bytes
 * @now: the time
 * @offset: set to where the record begins that is wrong
 *
 * Returns: NULL, or what is wrong with a record; those before it are in the
 * repository.
 */
const char *sdr_load(SdrRepository *sdr, const uint8_t *bytes, size_t len,
                     uint32_t now, size_t *offset);

/**
 * sdr_next: walk through the repository
 * @sdr: the repository, which must not change on the way
 * @record: a record of it, NULL for the first
 *
 * Returns: the record after it, NULL after the last.
 */
const uint8_t *sdr_next(const SdrRepository *sdr, const uint8_t *record);

/**
 * sdr_find: look a record up
 * @sdr: the repository
 * @id: its ID; SDR_ID_FIRST finds the first whatever its ID is, SDR_ID_NONE
 *      the last
 * @next: set to the next record's ID, SDR_ID_NONE after the last; may be NULL
 *
 * Returns: the record, valid until the repository changes; NULL if there is
 * none.
 */
const uint8_t *sdr_find(const SdrRepository *sdr, uint16_t id, uint16_t *next);

/**
 * sdr_delete: remove a record (section 33.15)
 * @sdr: the repository
 * @id: as in sdr_find()
 * @now: the time
 * @gone: set to its ID
 *
 * Cancels the reservation.
 *
 * Returns: false if there is no such record.
 */
bool sdr_delete(SdrRepository *sdr, uint16_t id, uint32_t now, uint16_t *gone);

/**
 * sdr_clear: remove all records (section 33.16)
 * @sdr: the repository
 * @now: the time
 *
 * Cancels the reservation. IDs begin at 0 again.
 */
void sdr_clear(SdrRepository *sdr, uint32_t now);

#endif
