/*
 * Unit tests of the FRU inventory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/fru.h"
#include "hw/ipmi/message.h"

#define AREA_SIZE 100

static void test_empty(void)
{
    static const uint8_t zero[AREA_SIZE];
    Fru fru = { };

    fru_init(&fru, AREA_SIZE);
    g_assert_null(fru_valid(&fru));
    g_assert_cmpuint(fru_count(&fru), ==, 1);
    g_assert_cmpmem(fru_area(&fru, 0), AREA_SIZE, zero, AREA_SIZE);
    g_assert_null(fru_area(&fru, 1));
    g_assert_null(fru_area(&fru, 255));
    fru_free(&fru);
    fru_free(&fru);
}

/* The last area is filled up */
static void test_load(void)
{
    uint8_t bytes[3 * AREA_SIZE];
    Fru fru = { };

    fru_init(&fru, AREA_SIZE);
    for (size_t len = 1; len <= sizeof(bytes); len++) {
        size_t count = (len + AREA_SIZE - 1) / AREA_SIZE;

        for (size_t i = 0; i < sizeof(bytes); i++) {
            bytes[i] = i < len ? i * 7 + 1 : 0;
        }
        g_assert_true(fru_load(&fru, bytes, len));
        g_assert_null(fru_valid(&fru));
        g_assert_cmpuint(fru_count(&fru), ==, count);
        for (size_t id = 0; id < count; id++) {
            g_assert_cmpmem(fru_area(&fru, id), AREA_SIZE,
                            bytes + id * AREA_SIZE, AREA_SIZE);
        }
        g_assert_null(fru_area(&fru, count));
    }
    fru_free(&fru);
}

static void test_limits(void)
{
    uint8_t bytes[256] = { 1 };
    Fru fru = { };

    fru_init(&fru, 1);
    g_assert_true(fru_load(&fru, bytes, 255));
    g_assert_nonnull(fru_area(&fru, 254));
    g_assert_null(fru_area(&fru, 255));
    g_assert_false(fru_load(&fru, bytes, 256));
    g_assert_cmpuint(fru_count(&fru), ==, 255);
    fru_free(&fru);

    fru_init(&fru, FRU_AREA_SIZE_MAX);
    g_assert_true(fru_load(&fru, bytes, sizeof(bytes)));
    g_assert_cmpuint(fru.data->len, ==, FRU_AREA_SIZE_MAX);
    fru_free(&fru);
}

static void test_invalid(void)
{
    Fru fru = { };

    fru_init(&fru, AREA_SIZE);
    g_byte_array_set_size(fru.data, AREA_SIZE - 1);
    g_assert_nonnull(fru_valid(&fru));
    g_byte_array_set_size(fru.data, 0);
    g_assert_nonnull(fru_valid(&fru));
    g_byte_array_set_size(fru.data, 256 * AREA_SIZE);
    g_assert_nonnull(fru_valid(&fru));
    g_byte_array_set_size(fru.data, 255 * AREA_SIZE);
    g_assert_null(fru_valid(&fru));
    fru_free(&fru);
}

static uint8_t sum(const uint8_t *bytes, size_t len)
{
    uint8_t all = 0;

    while (len--) {
        all += *bytes++;
    }
    return all;
}

/* One field of text; returns where the next begins */
static const uint8_t *assert_text(const uint8_t *at, const char *text)
{
    g_assert_cmphex(*at, ==, 0xc0 | strlen(text));
    g_assert_cmpmem(at + 1, *at & 0x3f, text, strlen(text));
    return at + 1 + strlen(text);
}

/* A name that is longer than a field can be, and its first 63 bytes */
#define NAME63 \
    "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
#define NAME64 NAME63 "n"

static void check_board(const uint8_t *board)
{
    const uint8_t *at;

    g_assert_cmphex(board[0], ==, 1);
    g_assert_cmphex(sum(board, 8 * board[1]), ==, 0);
    at = assert_text(board + 6, "Maker");
    at = assert_text(at, NAME63);
    /* A field of one byte cannot be written */
    at = assert_text(at, "");
    at = assert_text(at, "P-1");
    at = assert_text(at, "");
    g_assert_cmphex(*at, ==, 0xc1);
}

static void check_product(const uint8_t *product)
{
    const uint8_t *at;

    g_assert_cmphex(product[0], ==, 1);
    g_assert_cmphex(sum(product, 8 * product[1]), ==, 0);
    at = assert_text(product + 3, "Maker");
    at = assert_text(at, "Thing");
    at = assert_text(at, "P-1");
    at = assert_text(at, "v2");
    at = assert_text(at, "");
    at = assert_text(at, "");
    at = assert_text(at, "");
    g_assert_cmphex(*at, ==, 0xc1);
}

/* Read as the definition of the format says, by somebody else's eyes */
static void test_describe(void)
{
    FruText text = {
        .manufacturer = "Maker", .board = NAME64, .product = "Thing",
        .part_number = "P-1", .version = "v2", .serial = "1",
    };
    Fru fru = { };
    const uint8_t *area, *board, *product;

    fru_init(&fru, 512);
    g_assert_true(fru_describe(&fru, &text));
    area = fru_area(&fru, 0);
    g_assert_cmphex(area[0], ==, 1);
    g_assert_cmphex(sum(area, 8), ==, 0);
    g_assert_cmphex(area[1], ==, 0);
    g_assert_cmphex(area[2], ==, 0);
    board = area + 8 * area[3];
    product = area + 8 * area[4];
    g_assert_true(board + 8 * board[1] == product);
    check_board(board);
    check_product(product);
    fru_free(&fru);
}

/* All of it or nothing */
static void test_describe_fits(void)
{
    static const FruText text = { .manufacturer = "Maker", .serial = "12345" };
    static const uint8_t zero[200];
    uint32_t size;

    for (size = 1; size < sizeof(zero); size++) {
        Fru fru = { };
        bool fits;

        fru_init(&fru, size);
        fits = fru_describe(&fru, &text);
        if (!fits) {
            g_assert_cmpmem(fru_area(&fru, 0), size, zero, size);
        }
        fru_free(&fru);
        if (fits) {
            break;
        }
    }
    g_assert_cmpuint(size, >=, 8 + 24 + 24);
    g_assert_cmpuint(size, <, sizeof(zero));
    g_assert_cmpuint(size % 8, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ipmi/fru/empty", test_empty);
    g_test_add_func("/ipmi/fru/load", test_load);
    g_test_add_func("/ipmi/fru/limits", test_limits);
    g_test_add_func("/ipmi/fru/invalid", test_invalid);
    g_test_add_func("/ipmi/fru/describe", test_describe);
    g_test_add_func("/ipmi/fru/describe-fits", test_describe_fits);
    return g_test_run();
}
