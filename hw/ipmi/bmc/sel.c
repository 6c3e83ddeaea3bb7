/*
 * System event log
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sel.h"

void sel_init(Sel *sel, uint32_t capacity)
{
    sel->capacity = capacity;
    sel->records = g_byte_array_new();
    sel->next_id = 1;
    sel->added = SEL_TIME_NONE;
    sel->erased = SEL_TIME_NONE;
}

void sel_free(Sel *sel)
{
    g_clear_pointer(&sel->records, g_byte_array_unref);
    *sel = (Sel) { };
}

uint32_t sel_count(const Sel *sel)
{
    return sel->records->len / SEL_RECORD_SIZE;
}

static uint8_t *sel_at(const Sel *sel, uint32_t index)
{
    return sel->records->data + index * SEL_RECORD_SIZE;
}

static uint16_t sel_id_at(const Sel *sel, uint32_t index)
{
    return lduw_le_p(sel_at(sel, index) + SEL_REC_ID);
}

static bool sel_id_valid(uint16_t id)
{
    return id != SEL_ID_FIRST && id != SEL_ID_LAST;
}

/* All of different IDs: a bit for each that has been seen */
static bool sel_ids_valid(const Sel *sel)
{
    g_autofree uint8_t *seen = g_malloc0(UINT16_MAX / 8 + 1);

    for (uint32_t i = 0; i < sel_count(sel); i++) {
        uint16_t id = sel_id_at(sel, i);
        uint8_t bit = 1 << (id % 8);

        if (!sel_id_valid(id) || seen[id / 8] & bit) {
            return false;
        }
        seen[id / 8] |= bit;
    }
    return true;
}

const char *sel_valid(const Sel *sel)
{
    if (sel->records->len % SEL_RECORD_SIZE) {
        return "a SEL record is cut off";
    }
    if (sel_count(sel) > sel->capacity) {
        return "more SEL records than there is room for";
    }
    if (!sel_id_valid(sel->next_id) || !sel_ids_valid(sel)) {
        return "bad SEL record ID";
    }
    if (sel->reserved && !sel->reservation) {
        return "bad SEL reservation";
    }
    if (sel->part_len > SEL_RECORD_SIZE) {
        return "bad partial SEL record";
    }
    return NULL;
}

bool sel_type_valid(uint8_t type)
{
    return type == SEL_TYPE_EVENT || type >= SEL_TYPE_OEM_TIMED;
}

static int sel_index(const Sel *sel, uint16_t id)
{
    uint32_t count = sel_count(sel);

    if (id == SEL_ID_FIRST) {
        return count ? 0 : -1;
    }
    if (id == SEL_ID_LAST) {
        return (int)count - 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (sel_id_at(sel, i) == id) {
            return i;
        }
    }
    return -1;
}

static uint16_t sel_id_after(uint16_t id)
{
    return id + 1 == SEL_ID_LAST ? 1 : id + 1;
}

/* There are far more IDs than records, so this ends */
uint16_t sel_new_id(const Sel *sel)
{
    uint16_t id = sel->next_id;

    while (sel_index(sel, id) >= 0) {
        id = sel_id_after(id);
    }
    return id;
}

uint16_t sel_add(Sel *sel, const uint8_t *record, uint32_t now)
{
    uint8_t copy[SEL_RECORD_SIZE];
    uint16_t id;

    if (sel_count(sel) >= sel->capacity) {
        sel->overflow = true;
        return 0;
    }
    id = sel_new_id(sel);
    memcpy(copy, record, sizeof(copy));
    stw_le_p(copy + SEL_REC_ID, id);
    if (copy[SEL_REC_TYPE] < SEL_TYPE_OEM) {
        stl_le_p(copy + SEL_REC_TIME, now);
    }
    g_byte_array_append(sel->records, copy, sizeof(copy));
    sel->next_id = sel_id_after(id);
    sel->added = now;
    sel_cancel(sel);
    return id;
}

const uint8_t *sel_find(const Sel *sel, uint16_t id, uint16_t *next)
{
    int index = sel_index(sel, id);

    if (index < 0) {
        return NULL;
    }
    if (next) {
        bool last = (uint32_t)index + 1 == sel_count(sel);

        *next = last ? SEL_ID_LAST : sel_id_at(sel, index + 1);
    }
    return sel_at(sel, index);
}

uint16_t sel_delete(Sel *sel, uint16_t id, uint32_t now)
{
    int index = sel_index(sel, id);
    uint16_t gone;

    if (index < 0) {
        return 0;
    }
    gone = sel_id_at(sel, index);
    g_byte_array_remove_range(sel->records, index * SEL_RECORD_SIZE,
                              SEL_RECORD_SIZE);
    sel->erased = now;
    sel_cancel(sel);
    return gone;
}

void sel_clear(Sel *sel, uint32_t now)
{
    g_byte_array_set_size(sel->records, 0);
    sel->overflow = false;
    sel->erased = now;
    sel_cancel(sel);
}

uint16_t sel_reserve(Sel *sel)
{
    sel_cancel(sel);
    if (!++sel->reservation) {
        sel->reservation = 1;
    }
    sel->reserved = true;
    return sel->reservation;
}

void sel_cancel(Sel *sel)
{
    sel->reserved = false;
    sel->part_len = 0;
}

bool sel_is_reserved(const Sel *sel, uint16_t reservation)
{
    return sel->reserved && sel->reservation == reservation;
}

bool sel_put_part(Sel *sel, uint8_t offset, const uint8_t *bytes, size_t len)
{
    if (!offset) {
        sel->part_len = 0;
    }
    if (offset != sel->part_len || offset + len > SEL_RECORD_SIZE) {
        return false;
    }
    memcpy(sel->part + offset, bytes, len);
    sel->part_len += len;
    return true;
}
