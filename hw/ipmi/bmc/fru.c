/*
 * FRU inventory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/fru.h"
#include "hw/ipmi/message.h"

/* Sizes of areas and offsets in the header count units of 8 bytes */
#define FRU_UNIT    8
#define FRU_FORMAT  0x01

/* Common header */
enum {
    HEADER_FORMAT   = 0,
    HEADER_BOARD    = 3,
    HEADER_PRODUCT  = 4,
    HEADER_CHECKSUM = 7,
};

/* Type/length byte: 8-bit text; the end of the fields; most bytes of one */
#define FIELD_TEXT     0xc0
#define FIELD_END      0xc1
#define FIELD_TEXT_MAX 0x3f

/* Second byte of a board or product area */
#define AREA_LENGTH 1

void fru_init(Fru *fru, uint32_t area_size)
{
    static const uint8_t zero[1];

    fru->area_size = area_size;
    fru->data = g_byte_array_new();
    fru_load(fru, zero, sizeof(zero));
}

void fru_free(Fru *fru)
{
    g_clear_pointer(&fru->data, g_byte_array_unref);
}

uint32_t fru_count(const Fru *fru)
{
    return fru->data->len / fru->area_size;
}

const char *fru_valid(const Fru *fru)
{
    if (fru->data->len % fru->area_size) {
        return "a FRU area is cut off";
    }
    if (!fru_count(fru) || fru_count(fru) > FRU_AREAS_MAX) {
        return "bad number of FRU areas";
    }
    return NULL;
}

bool fru_load(Fru *fru, const uint8_t *bytes, size_t len)
{
    size_t count = len / fru->area_size + !!(len % fru->area_size);

    if (count > FRU_AREAS_MAX) {
        return false;
    }
    g_byte_array_set_size(fru->data, count * fru->area_size);
    memset(fru->data->data, 0, fru->data->len);
    memcpy(fru->data->data, bytes, len);
    return true;
}

uint8_t *fru_area(const Fru *fru, uint8_t id)
{
    return id < fru_count(fru) ? fru->data->data + id * fru->area_size : NULL;
}

static void fru_put(GByteArray *out, uint8_t byte)
{
    g_byte_array_append(out, &byte, 1);
}

/* A text of one byte would look like the end of the fields */
static void fru_put_text(GByteArray *out, const char *text)
{
    size_t len = text ? MIN(strlen(text), FIELD_TEXT_MAX) : 0;

    if (len == 1) {
        len = 0;
    }
    fru_put(out, FIELD_TEXT | len);
    g_byte_array_append(out, (const uint8_t *)text, len);
}

/* Ends the area that begins at @start: fill bytes, checksum, its length */
static void fru_end_area(GByteArray *out, size_t start)
{
    fru_put(out, FIELD_END);
    while ((out->len - start) % FRU_UNIT != FRU_UNIT - 1) {
        fru_put(out, 0);
    }
    out->data[start + AREA_LENGTH] = (out->len - start + 1) / FRU_UNIT;
    fru_put(out, ipmi_checksum(out->data + start, out->len - start));
}

/* Language code 0 is English; a date of 0 is not known */
static void fru_put_board(GByteArray *out, const FruText *text)
{
    static const uint8_t head[] = { FRU_FORMAT, 0, 0, 0, 0, 0 };
    size_t start = out->len;

    g_byte_array_append(out, head, sizeof(head));
    fru_put_text(out, text->manufacturer);
    fru_put_text(out, text->board);
    fru_put_text(out, text->serial);
    fru_put_text(out, text->part_number);
    /* ID of the file that this was made from */
    fru_put_text(out, NULL);
    fru_end_area(out, start);
}

static void fru_put_product(GByteArray *out, const FruText *text)
{
    static const uint8_t head[] = { FRU_FORMAT, 0, 0 };
    size_t start = out->len;

    g_byte_array_append(out, head, sizeof(head));
    fru_put_text(out, text->manufacturer);
    fru_put_text(out, text->product);
    fru_put_text(out, text->part_number);
    fru_put_text(out, text->version);
    fru_put_text(out, text->serial);
    /* Asset tag; ID of the file that this was made from */
    fru_put_text(out, NULL);
    fru_put_text(out, NULL);
    fru_end_area(out, start);
}

bool fru_describe(Fru *fru, const FruText *text)
{
    static const uint8_t header[FRU_UNIT] = { FRU_FORMAT };
    GByteArray *out = g_byte_array_new();
    bool fits;

    g_byte_array_append(out, header, sizeof(header));
    out->data[HEADER_BOARD] = out->len / FRU_UNIT;
    fru_put_board(out, text);
    out->data[HEADER_PRODUCT] = out->len / FRU_UNIT;
    fru_put_product(out, text);
    out->data[HEADER_CHECKSUM] = ipmi_checksum(out->data, HEADER_CHECKSUM);
    fits = out->len <= fru->area_size;
    if (fits) {
        memcpy(fru_area(fru, 0), out->data, out->len);
    }
    g_byte_array_unref(out);
    return fits;
}
