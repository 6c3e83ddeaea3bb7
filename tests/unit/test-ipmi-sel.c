/*
 * Unit tests of the system event log
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sel.h"

/* A record that tells @number, with an ID and a time that must not stay */
static void make_record(uint8_t *record, uint8_t type, uint32_t number)
{
    memset(record, 0xa5, SEL_RECORD_SIZE);
    record[SEL_REC_TYPE] = type;
    stl_le_p(record + SEL_REC_EVENT_TYPE, number);
}

static uint16_t add(Sel *sel, uint32_t number, uint32_t now)
{
    uint8_t record[SEL_RECORD_SIZE];

    make_record(record, SEL_TYPE_EVENT, number);
    return sel_add(sel, record, now);
}

static void assert_record(const Sel *sel, uint16_t id, uint32_t number,
                          uint16_t next)
{
    uint16_t got_next = 0x5555;
    const uint8_t *record = sel_find(sel, id, &got_next);

    g_assert_nonnull(record);
    if (id != SEL_ID_FIRST && id != SEL_ID_LAST) {
        g_assert_cmphex(lduw_le_p(record + SEL_REC_ID), ==, id);
    }
    g_assert_cmphex(ldl_le_p(record + SEL_REC_EVENT_TYPE), ==, number);
    g_assert_cmphex(got_next, ==, next);
}

static void test_empty(void)
{
    Sel sel = { };

    sel_init(&sel, 3);
    g_assert_null(sel_valid(&sel));
    g_assert_cmpuint(sel_count(&sel), ==, 0);
    g_assert_null(sel_find(&sel, SEL_ID_FIRST, NULL));
    g_assert_null(sel_find(&sel, SEL_ID_LAST, NULL));
    g_assert_null(sel_find(&sel, 1, NULL));
    g_assert_cmpuint(sel_delete(&sel, SEL_ID_FIRST, 9), ==, 0);
    g_assert_cmpuint(sel_delete(&sel, SEL_ID_LAST, 9), ==, 0);
    g_assert_cmphex(sel.store.added, ==, STORE_TIME_NONE);
    g_assert_cmphex(sel.store.erased, ==, STORE_TIME_NONE);
    sel_free(&sel);
    sel_free(&sel);
}

static void test_order(void)
{
    Sel sel = { };

    sel_init(&sel, 10);
    g_assert_cmpuint(add(&sel, 100, 1), ==, 1);
    g_assert_cmpuint(add(&sel, 101, 2), ==, 2);
    g_assert_cmpuint(add(&sel, 102, 3), ==, 3);
    assert_record(&sel, SEL_ID_FIRST, 100, 2);
    assert_record(&sel, 1, 100, 2);
    assert_record(&sel, 2, 101, 3);
    assert_record(&sel, 3, 102, SEL_ID_LAST);
    assert_record(&sel, SEL_ID_LAST, 102, SEL_ID_LAST);
    g_assert_null(sel_find(&sel, 4, NULL));
    sel_free(&sel);
}

/* ID and time are the log's, but those from E0h on have no time */
static void test_types(void)
{
    uint8_t record[SEL_RECORD_SIZE];
    const uint8_t *got;

    for (int type = 0; type < 0x100; type++) {
        bool valid = type == 0x02 || type >= 0xc0;
        Sel sel = { };

        g_assert_cmpint(sel_type_valid(type), ==, valid);
        sel_init(&sel, 1);
        make_record(record, type, 7);
        g_assert_cmpuint(sel_add(&sel, record, 0x12345678), ==, 1);
        got = sel_find(&sel, 1, NULL);
        stw_le_p(record + SEL_REC_ID, 1);
        if (type < 0xe0) {
            stl_le_p(record + SEL_REC_TIME, 0x12345678);
        }
        g_assert_cmpmem(got, SEL_RECORD_SIZE, record, SEL_RECORD_SIZE);
        sel_free(&sel);
    }
}

static void test_delete(void)
{
    Sel sel = { };

    sel_init(&sel, 5);
    for (int i = 1; i <= 5; i++) {
        g_assert_cmpuint(add(&sel, 100 + i, i), ==, i);
    }
    g_assert_cmpuint(sel_delete(&sel, 3, 50), ==, 3);
    g_assert_cmpuint(sel.store.erased, ==, 50);
    g_assert_cmpuint(sel.store.added, ==, 5);
    g_assert_cmpuint(sel_delete(&sel, 3, 51), ==, 0);
    g_assert_cmpuint(sel.store.erased, ==, 50);
    assert_record(&sel, 2, 102, 4);
    g_assert_cmpuint(sel_delete(&sel, SEL_ID_FIRST, 52), ==, 1);
    g_assert_cmpuint(sel_delete(&sel, SEL_ID_LAST, 53), ==, 5);
    g_assert_cmpuint(sel_count(&sel), ==, 2);
    /* A number that was given away does not come again */
    g_assert_cmpuint(add(&sel, 106, 60), ==, 6);
    assert_record(&sel, 4, 104, 6);
    sel_free(&sel);
}

static void test_overflow(void)
{
    Sel sel = { };

    sel_init(&sel, 2);
    g_assert_cmpuint(add(&sel, 1, 1), ==, 1);
    g_assert_cmpuint(add(&sel, 2, 2), ==, 2);
    g_assert_false(sel.store.overflow);
    g_assert_cmpuint(add(&sel, 3, 3), ==, 0);
    g_assert_true(sel.store.overflow);
    g_assert_cmpuint(sel.store.added, ==, 2);
    g_assert_cmpuint(sel_count(&sel), ==, 2);
    /* That a record was lost stays true */
    sel_delete(&sel, 1, 4);
    g_assert_true(sel.store.overflow);
    g_assert_cmpuint(add(&sel, 4, 5), ==, 3);
    assert_record(&sel, 2, 2, 3);
    store_clear(&sel.store, 6);
    g_assert_false(sel.store.overflow);
    g_assert_cmpuint(sel_count(&sel), ==, 0);
    g_assert_cmpuint(sel.store.erased, ==, 6);
    g_assert_cmpuint(add(&sel, 5, 7), ==, 4);
    sel_free(&sel);
}

/* All numbers are used up several times; one record stays all the while */
static void test_numbers(void)
{
    Sel sel = { };
    uint16_t last = 1;

    sel_init(&sel, 2);
    g_assert_cmpuint(add(&sel, 42, 1), ==, 1);
    for (int i = 0; i < 200000; i++) {
        uint16_t id = add(&sel, i, i);

        g_assert_cmpuint(id, ==, last == 0xfffe ? 2 : last + 1);
        last = id;
        assert_record(&sel, id, i, SEL_ID_LAST);
        assert_record(&sel, 1, 42, id);
        g_assert_cmpuint(sel_delete(&sel, id, i), ==, id);
        g_assert_null(sel_valid(&sel));
    }
    sel_free(&sel);
}

static void test_ten_thousand(void)
{
    Sel sel = { };

    sel_init(&sel, SEL_CAPACITY_MAX);
    for (int i = 1; i <= 10000; i++) {
        bool fits = i <= SEL_CAPACITY_MAX;

        g_assert_cmpuint(add(&sel, i, i), ==, fits ? i : 0);
        g_assert_cmpint(sel.store.overflow, ==, !fits);
    }
    g_assert_cmpuint(sel_count(&sel), ==, SEL_CAPACITY_MAX);
    g_assert_null(sel_valid(&sel));
    for (int i = 1; i < SEL_CAPACITY_MAX; i++) {
        assert_record(&sel, i, i, i + 1);
    }
    assert_record(&sel, SEL_CAPACITY_MAX, SEL_CAPACITY_MAX, SEL_ID_LAST);
    sel_free(&sel);
}

static void test_reservation(void)
{
    Sel sel = { };
    uint16_t id, again;

    sel_init(&sel, 3);
    g_assert_false(store_is_reserved(&sel.store, 0));
    id = store_reserve(&sel.store);
    g_assert_cmpuint(id, !=, 0);
    g_assert_true(store_is_reserved(&sel.store, id));
    g_assert_false(store_is_reserved(&sel.store, id + 1));
    again = store_reserve(&sel.store);
    g_assert_cmpuint(again, !=, id);
    g_assert_false(store_is_reserved(&sel.store, id));

    add(&sel, 1, 1);
    g_assert_false(store_is_reserved(&sel.store, again));
    id = store_reserve(&sel.store);
    g_assert_cmpuint(sel_delete(&sel, 77, 2), ==, 0);
    g_assert_true(store_is_reserved(&sel.store, id));
    sel_delete(&sel, 1, 2);
    g_assert_false(store_is_reserved(&sel.store, id));
    id = store_reserve(&sel.store);
    store_clear(&sel.store, 3);
    g_assert_false(store_is_reserved(&sel.store, id));
    id = store_reserve(&sel.store);
    store_cancel(&sel.store);
    g_assert_false(store_is_reserved(&sel.store, id));
    for (int i = 0; i < 70000; i++) {
        g_assert_true(store_is_reserved(&sel.store, store_reserve(&sel.store)));
        g_assert_false(store_is_reserved(&sel.store, 0));
    }
    sel_free(&sel);
}

static void test_part(void)
{
    static const uint8_t bytes[SEL_RECORD_SIZE + 1] = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
    };
    Sel sel = { };

    sel_init(&sel, 3);
    for (int first = 1; first < SEL_RECORD_SIZE; first++) {
        g_assert_true(store_put_part(&sel.store, 0, bytes, first));
        g_assert_false(store_put_part(&sel.store, first + 1, bytes, 1));
        g_assert_false(store_put_part(&sel.store, first, bytes + first,
                                    SEL_RECORD_SIZE - first + 1));
        g_assert_true(store_put_part(&sel.store, first, bytes + first,
                                   SEL_RECORD_SIZE - first));
        g_assert_cmpmem(sel.store.part, sel.store.part_len,
                        bytes, SEL_RECORD_SIZE);
        g_assert_false(store_put_part(&sel.store, SEL_RECORD_SIZE, bytes, 1));
        g_assert_false(store_put_part(&sel.store, 0xff, bytes, 1));
    }
    g_assert_false(store_put_part(&sel.store, 0, bytes, SEL_RECORD_SIZE + 1));
    store_reserve(&sel.store);
    g_assert_cmpuint(sel.store.part_len, ==, 0);
    sel_free(&sel);
}

static void put_raw(Sel *sel, uint16_t id)
{
    uint8_t record[SEL_RECORD_SIZE] = { };

    stw_le_p(record, id);
    g_byte_array_append(sel->store.records, record, sizeof(record));
}

/* Members that no run of the functions above leaves */
static void test_invalid(void)
{
    static const uint8_t odd[1] = { 1 };
    Sel sel = { };

    sel_init(&sel, 2);
    put_raw(&sel, 5);
    g_assert_null(sel_valid(&sel));
    put_raw(&sel, 5);
    g_assert_nonnull(sel_valid(&sel));
    g_byte_array_set_size(sel.store.records, SEL_RECORD_SIZE);
    put_raw(&sel, 0);
    g_assert_nonnull(sel_valid(&sel));
    g_byte_array_set_size(sel.store.records, SEL_RECORD_SIZE);
    put_raw(&sel, 0xffff);
    g_assert_nonnull(sel_valid(&sel));
    g_byte_array_set_size(sel.store.records, SEL_RECORD_SIZE);
    put_raw(&sel, 6);
    g_assert_null(sel_valid(&sel));
    put_raw(&sel, 7);
    g_assert_nonnull(sel_valid(&sel));
    g_byte_array_set_size(sel.store.records, 0);
    g_byte_array_append(sel.store.records, odd, 1);
    g_assert_nonnull(sel_valid(&sel));
    g_byte_array_set_size(sel.store.records, 0);

    sel.store.next_id = 0;
    g_assert_nonnull(sel_valid(&sel));
    sel.store.next_id = 0xffff;
    g_assert_nonnull(sel_valid(&sel));
    sel.store.next_id = 0xfffe;
    g_assert_null(sel_valid(&sel));
    sel.store.reserved = true;
    g_assert_nonnull(sel_valid(&sel));
    sel.store.reserved = false;
    sel.store.part_len = SEL_RECORD_SIZE + 1;
    g_assert_nonnull(sel_valid(&sel));
    sel_free(&sel);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ipmi/sel/empty", test_empty);
    g_test_add_func("/ipmi/sel/order", test_order);
    g_test_add_func("/ipmi/sel/types", test_types);
    g_test_add_func("/ipmi/sel/delete", test_delete);
    g_test_add_func("/ipmi/sel/overflow", test_overflow);
    g_test_add_func("/ipmi/sel/numbers", test_numbers);
    g_test_add_func("/ipmi/sel/ten-thousand", test_ten_thousand);
    g_test_add_func("/ipmi/sel/reservation", test_reservation);
    g_test_add_func("/ipmi/sel/part", test_part);
    g_test_add_func("/ipmi/sel/invalid", test_invalid);
    return g_test_run();
}
