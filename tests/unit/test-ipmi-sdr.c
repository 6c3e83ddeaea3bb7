/*
 * Unit tests of the SDR repository
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sdr.h"

#define TYPE_OEM 0xc0

/* An OEM record of a given body, filled with @fill */
static void make_record(uint8_t *record, uint8_t body, uint8_t fill)
{
    memset(record, fill, SDR_RECORD_MAX);
    record[SDR_REC_TYPE] = TYPE_OEM;
    record[SDR_REC_LENGTH] = body;
}

static bool add(SdrRepository *sdr, uint8_t body, uint8_t fill, uint32_t now,
                uint16_t *id)
{
    uint8_t record[SDR_RECORD_MAX];

    make_record(record, body, fill);
    return sdr_add(sdr, record, now, id);
}

static void assert_record(const SdrRepository *sdr, uint16_t id, uint8_t body,
                          uint8_t fill, uint16_t next)
{
    uint16_t got_next = 0x5555;
    const uint8_t *record = sdr_find(sdr, id, &got_next);
    uint8_t expected[SDR_RECORD_MAX];

    g_assert_nonnull(record);
    make_record(expected, body, fill);
    memcpy(expected, record, 2);
    expected[SDR_REC_VERSION] = SDR_VERSION;
    g_assert_cmpmem(record, sdr_record_len(record), expected, 5 + body);
    g_assert_cmphex(got_next, ==, next);
}

static void test_empty(void)
{
    SdrRepository sdr = { };
    uint16_t id;

    sdr_init(&sdr);
    g_assert_null(sdr_valid(&sdr));
    g_assert_null(sdr_next(&sdr, NULL));
    g_assert_null(sdr_find(&sdr, SDR_ID_FIRST, NULL));
    g_assert_null(sdr_find(&sdr, SDR_ID_NONE, NULL));
    g_assert_false(sdr_delete(&sdr, 0, 1, &id));
    g_assert_cmphex(sdr.store.added, ==, STORE_TIME_NONE);
    g_assert_cmphex(sdr.store.erased, ==, STORE_TIME_NONE);
    sdr_free(&sdr);
    sdr_free(&sdr);
}

static void test_order(void)
{
    SdrRepository sdr = { };
    const uint8_t *r = NULL;
    uint16_t id;

    sdr_init(&sdr);
    for (int i = 0; i < 4; i++) {
        g_assert_true(add(&sdr, i * 80, i, 10 + i, &id));
        g_assert_cmpuint(id, ==, i);
        g_assert_cmpuint(sdr.store.added, ==, 10 + i);
    }
    g_assert_cmpuint(sdr.count, ==, 4);
    for (int i = 0; i < 4; i++) {
        assert_record(&sdr, i, i * 80, i, i == 3 ? SDR_ID_NONE : i + 1);
        r = sdr_next(&sdr, r);
        g_assert_cmpuint(lduw_le_p(r), ==, i);
    }
    g_assert_null(sdr_next(&sdr, r));
    assert_record(&sdr, SDR_ID_NONE, 240, 3, SDR_ID_NONE);
    g_assert_null(sdr_find(&sdr, 4, NULL));
    sdr_free(&sdr);
}

static void test_delete(void)
{
    SdrRepository sdr = { };
    uint16_t id;

    sdr_init(&sdr);
    for (int i = 0; i < 4; i++) {
        add(&sdr, 10 + i, i, 1, NULL);
    }
    g_assert_true(sdr_delete(&sdr, 2, 7, &id));
    g_assert_cmpuint(id, ==, 2);
    g_assert_cmpuint(sdr.store.erased, ==, 7);
    g_assert_false(sdr_delete(&sdr, 2, 8, &id));
    g_assert_cmpuint(sdr.store.erased, ==, 7);
    assert_record(&sdr, 1, 11, 1, 3);
    /* 0 is the first whatever its number is */
    g_assert_true(sdr_delete(&sdr, 0, 9, &id));
    g_assert_cmpuint(id, ==, 0);
    g_assert_true(sdr_delete(&sdr, 0, 9, &id));
    g_assert_cmpuint(id, ==, 1);
    g_assert_cmpuint(sdr.count, ==, 1);
    g_assert_true(add(&sdr, 1, 9, 2, &id));
    g_assert_cmpuint(id, ==, 4);
    g_assert_null(sdr_valid(&sdr));
    sdr_clear(&sdr, 20);
    g_assert_cmpuint(sdr.count, ==, 0);
    g_assert_cmpuint(sdr.store.erased, ==, 20);
    g_assert_true(add(&sdr, 1, 9, 2, &id));
    g_assert_cmpuint(id, ==, 0);
    sdr_free(&sdr);
}

/* Filled to the last byte, then one more */
static void test_overflow(void)
{
    SdrRepository sdr = { };
    uint32_t left = SDR_SIZE_MAX, count = 0;

    sdr_init(&sdr);
    while (left >= SDR_HEADER_SIZE) {
        uint32_t len = MIN(left, SDR_RECORD_MAX);

        g_assert_true(add(&sdr, len - SDR_HEADER_SIZE, count, 5, NULL));
        left -= len;
        count++;
    }
    g_assert_cmpuint(left, ==, SDR_SIZE_MAX - sdr.store.records->len);
    g_assert_false(sdr.store.overflow);
    g_assert_false(add(&sdr, 0, 1, 6, NULL));
    g_assert_true(sdr.store.overflow);
    g_assert_cmpuint(sdr.store.added, ==, 5);
    g_assert_cmpuint(sdr.count, ==, count);
    g_assert_null(sdr_valid(&sdr));
    sdr_clear(&sdr, 7);
    g_assert_false(sdr.store.overflow);
    sdr_free(&sdr);
}

/* All numbers are used up; one record stays all the while */
static void test_numbers(void)
{
    SdrRepository sdr = { };
    uint16_t last = 0, id;

    sdr_init(&sdr);
    add(&sdr, 3, 42, 1, NULL);
    for (int i = 0; i < 140000; i++) {
        g_assert_cmpuint(sdr_new_id(&sdr), ==, last == 0xfffe ? 1 : last + 1);
        add(&sdr, 3, 7, 1, &id);
        g_assert_cmpuint(id, ==, last == 0xfffe ? 1 : last + 1);
        last = id;
        g_assert_true(sdr_delete(&sdr, id, 1, &id));
        assert_record(&sdr, 0, 3, 42, SDR_ID_NONE);
    }
    sdr_free(&sdr);
}

/*
 * The same without a record that stays. A later record with ID 0 would be
 * taken for the first one, and who goes from record to record never ends.
 */
static void test_numbers_of_later_records(void)
{
    SdrRepository sdr = { };
    uint16_t id = 0, next;

    sdr_init(&sdr);
    add(&sdr, 3, 1, 1, NULL);
    for (int i = 0; i < 70000; i++) {
        add(&sdr, 3, 7, 1, &id);
        g_assert_cmpuint(id, !=, 0);
        /* The older one */
        g_assert_true(sdr_delete(&sdr, SDR_ID_FIRST, 1, &next));
        add(&sdr, 3, 7, 1, &next);
        g_assert_cmpuint(next, !=, 0);
        assert_record(&sdr, SDR_ID_FIRST, 3, 7, next);
        assert_record(&sdr, next, 3, 7, SDR_ID_NONE);
        g_assert_null(sdr_valid(&sdr));
        g_assert_true(sdr_delete(&sdr, SDR_ID_FIRST, 1, &next));
    }
    sdr_free(&sdr);
}

/* Sensor records: what comes behind the name's length must be there */
static void test_check(void)
{
    static const struct {
        uint8_t type;
        uint8_t id_at;
    } types[] = {
        { SDR_TYPE_FULL, 47 }, { SDR_TYPE_COMPACT, 31 },
        { SDR_TYPE_EVENT_ONLY, 16 },
    };
    uint8_t record[SDR_RECORD_MAX] = { };

    for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
        uint8_t at = types[i].id_at;

        for (uint8_t name = 0; name < 32; name++) {
            uint8_t len = at + 1 + name;

            memset(record, 0, sizeof(record));
            record[SDR_REC_TYPE] = types[i].type;
            record[at] = 0xc0 | name;
            record[SDR_REC_LENGTH] = len - SDR_HEADER_SIZE;
            g_assert_null(sdr_check(record, len));
            g_assert_nonnull(sdr_check(record, len - 1));
            g_assert_nonnull(sdr_check(record, len + 1));
            record[SDR_REC_SENSOR] = 0xff;
            g_assert_nonnull(sdr_check(record, len));
            record[SDR_REC_SENSOR] = 0xfe;
            g_assert_null(sdr_check(record, len));
            record[SDR_REC_LENGTH]--;
            g_assert_nonnull(sdr_check(record, len - 1));
        }
        record[SDR_REC_LENGTH] = at - SDR_HEADER_SIZE;
        g_assert_nonnull(sdr_check(record, at));
    }
    for (int len = 0; len < SDR_HEADER_SIZE; len++) {
        g_assert_nonnull(sdr_check(record, len));
    }
    make_record(record, 0, 0);
    g_assert_null(sdr_check(record, SDR_HEADER_SIZE));
}

static void test_load(void)
{
    uint8_t file[2 * SDR_RECORD_MAX + 20];
    SdrRepository sdr = { };
    size_t offset;

    make_record(file, 0xff, 1);
    make_record(file + SDR_RECORD_MAX, 10, 2);
    for (int len = 0; len < SDR_RECORD_MAX + 15; len++) {
        const char *why;

        sdr = (SdrRepository) { };
        sdr_init(&sdr);
        why = sdr_load(&sdr, file, len, 3, &offset);
        if (len == 0 || len == SDR_RECORD_MAX) {
            g_assert_null(why);
        } else {
            g_assert_nonnull(why);
            g_assert_cmpuint(offset, ==,
                             len < SDR_RECORD_MAX ? 0 : SDR_RECORD_MAX);
        }
        g_assert_cmpuint(sdr.count, ==, len >= SDR_RECORD_MAX);
        sdr_free(&sdr);
    }
    sdr = (SdrRepository) { };
    sdr_init(&sdr);
    g_assert_null(sdr_load(&sdr, file, SDR_RECORD_MAX + 15, 3, &offset));
    assert_record(&sdr, 0, 0xff, 1, 1);
    assert_record(&sdr, 1, 10, 2, SDR_ID_NONE);
    g_assert_cmpuint(sdr.store.added, ==, 3);
    sdr_free(&sdr);
}

static void test_load_too_much(void)
{
    g_autofree uint8_t *file = g_malloc0(SDR_SIZE_MAX + SDR_HEADER_SIZE);
    SdrRepository sdr = { };
    size_t offset;

    for (size_t i = 0; i < SDR_SIZE_MAX; i += SDR_HEADER_SIZE) {
        file[i + SDR_REC_TYPE] = TYPE_OEM;
    }
    sdr_init(&sdr);
    g_assert_nonnull(sdr_load(&sdr, file,
                              SDR_SIZE_MAX / SDR_HEADER_SIZE * SDR_HEADER_SIZE
                              + SDR_HEADER_SIZE, 1, &offset));
    g_assert_cmpuint(offset, ==,
                     SDR_SIZE_MAX / SDR_HEADER_SIZE * SDR_HEADER_SIZE);
    sdr_free(&sdr);
}

static void test_reservation(void)
{
    SdrRepository sdr = { };
    uint16_t id, again, gone;

    sdr_init(&sdr);
    g_assert_false(store_is_reserved(&sdr.store, 0));
    id = store_reserve(&sdr.store);
    g_assert_cmpuint(id, !=, 0);
    again = store_reserve(&sdr.store);
    g_assert_false(store_is_reserved(&sdr.store, id));
    /* An addition changes no other record's number */
    add(&sdr, 1, 1, 1, NULL);
    g_assert_true(store_is_reserved(&sdr.store, again));
    sdr_delete(&sdr, 0, 1, &gone);
    g_assert_false(store_is_reserved(&sdr.store, again));
    id = store_reserve(&sdr.store);
    sdr_clear(&sdr, 1);
    g_assert_false(store_is_reserved(&sdr.store, id));
    for (int i = 0; i < 70000; i++) {
        g_assert_true(store_is_reserved(&sdr.store, store_reserve(&sdr.store)));
        g_assert_false(store_is_reserved(&sdr.store, 0));
    }
    sdr_free(&sdr);
}

static void test_part(void)
{
    uint8_t record[SDR_RECORD_MAX + 1];
    SdrRepository sdr = { };

    make_record(record, 0xff, 6);
    record[SDR_RECORD_MAX] = 0;
    sdr_init(&sdr);
    for (int first = 1; first < UINT8_MAX; first++) {
        g_assert_true(store_put_part(&sdr.store, 0, record, first));
        g_assert_false(store_put_part(&sdr.store, first + 1, record, 1));
        g_assert_false(store_put_part(&sdr.store, first, record + first,
                                    SDR_RECORD_MAX - first + 1));
        g_assert_true(store_put_part(&sdr.store, first, record + first,
                                   SDR_RECORD_MAX - first));
        g_assert_cmpmem(sdr.store.part, sdr.store.part_len,
                        record, SDR_RECORD_MAX);
        g_assert_false(store_put_part(&sdr.store, 0xff, record, 1));
    }
    /* Another record may take the number that this one was promised */
    add(&sdr, 1, 1, 1, NULL);
    g_assert_cmpuint(sdr.store.part_len, ==, 0);
    sdr_free(&sdr);
}

/* Members that no run of the functions above leaves */
static void test_invalid(void)
{
    SdrRepository sdr = { };

    sdr_init(&sdr);
    add(&sdr, 3, 1, 1, NULL);
    add(&sdr, 3, 1, 1, NULL);
    sdr.count = 99;
    g_assert_null(sdr_valid(&sdr));
    g_assert_cmpuint(sdr.count, ==, 2);
    stw_le_p(sdr.store.records->data + 8, 0);
    g_assert_nonnull(sdr_valid(&sdr));
    /* 0 is the first record's only, here and for the next one */
    stw_le_p(sdr.store.records->data, 7);
    g_assert_nonnull(sdr_valid(&sdr));
    stw_le_p(sdr.store.records->data + 8, 8);
    g_assert_null(sdr_valid(&sdr));
    sdr.store.next_id = 0;
    g_assert_nonnull(sdr_valid(&sdr));
    sdr.store.next_id = 2;
    stw_le_p(sdr.store.records->data + 8, 0xffff);
    g_assert_nonnull(sdr_valid(&sdr));
    stw_le_p(sdr.store.records->data + 8, 5);
    g_assert_null(sdr_valid(&sdr));
    for (int len = 1; len < 16; len++) {
        g_byte_array_set_size(sdr.store.records, len);
        g_assert_cmpint(sdr_valid(&sdr) == NULL, ==, len == 8);
    }
    g_byte_array_set_size(sdr.store.records, 0);
    sdr.store.next_id = 0xffff;
    g_assert_nonnull(sdr_valid(&sdr));
    sdr.store.next_id = 0;
    sdr.store.reserved = true;
    g_assert_nonnull(sdr_valid(&sdr));
    sdr.store.reserved = false;
    sdr.store.part_len = SDR_RECORD_MAX + 1;
    g_assert_nonnull(sdr_valid(&sdr));
    sdr_free(&sdr);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ipmi/sdr/empty", test_empty);
    g_test_add_func("/ipmi/sdr/order", test_order);
    g_test_add_func("/ipmi/sdr/delete", test_delete);
    g_test_add_func("/ipmi/sdr/overflow", test_overflow);
    g_test_add_func("/ipmi/sdr/numbers", test_numbers);
    g_test_add_func("/ipmi/sdr/numbers-of-later-records",
                    test_numbers_of_later_records);
    g_test_add_func("/ipmi/sdr/check", test_check);
    g_test_add_func("/ipmi/sdr/load", test_load);
    g_test_add_func("/ipmi/sdr/load-too-much", test_load_too_much);
    g_test_add_func("/ipmi/sdr/reservation", test_reservation);
    g_test_add_func("/ipmi/sdr/part", test_part);
    g_test_add_func("/ipmi/sdr/invalid", test_invalid);
    return g_test_run();
}
