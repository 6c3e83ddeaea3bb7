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

/* Bytes of all records: more than 255 sensors with all that belongs to them */
#define SDR_SIZE_MAX 32768

#define SDR_HEADER_SIZE 5
/* A record's length does not count its header */
#define SDR_RECORD_MAX  (SDR_HEADER_SIZE + UINT8_MAX)

/* Get SDR's numbers for the first record, and for none after it */
#define SDR_ID_FIRST 0x0000
#define SDR_ID_NONE  0xffff

/* A time that is not known (section 37.1) */
#define SDR_TIME_NONE UINT32_MAX

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
 * @records: the records, one behind the other, in the order of addition
 * @count: their number
 * @next_id: where the search for a free ID begins. IDs begin at 0, as those
 *           of QEMU always have, but only the first record has that one
 * @reservation: ID of the last reservation, 0 if there was none
 * @reserved: it holds
 * @added: when a record was added last
 * @erased: when records were erased last
 * @overflow: a record did not fit, since the last clearing
 * @part: record of Partial Add, as far as it has come
 * @part_len: number of bytes in @part; 0 if none is under way
 */
typedef struct SdrRepository {
    GByteArray *records;
    uint32_t count;
    uint16_t next_id;
    uint16_t reservation;
    bool reserved;
    uint32_t added;
    uint32_t erased;
    bool overflow;
    uint8_t part[SDR_RECORD_MAX];
    uint16_t part_len;
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

/**
 * sdr_reserve: make a reservation, which cancels the one before
 * @sdr: the repository
 *
 * Returns: its ID, not 0.
 */
uint16_t sdr_reserve(SdrRepository *sdr);

/**
 * sdr_cancel: cancel the reservation, and with it a record that has come in
 * part
 * @sdr: the repository
 */
void sdr_cancel(SdrRepository *sdr);

/**
 * sdr_is_reserved: whether this reservation holds
 * @sdr: the repository
 * @reservation: its ID
 */
bool sdr_is_reserved(const SdrRepository *sdr, uint16_t reservation);

/**
 * sdr_put_part: take bytes of a record that comes in parts (section 33.14)
 * @sdr: the repository
 * @offset: where they belong; 0 starts afresh
 * @bytes: the bytes
 * @len: their number
 *
 * Returns: false if they are not next to those that are there already, or
 * too many.
 */
bool sdr_put_part(SdrRepository *sdr, uint8_t offset, const uint8_t *bytes,
                  size_t len);

#endif
