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
    store_init(&sel->store, SEL_RECORD_SIZE);
    sel->store.next_id = 1;
}

void sel_free(Sel *sel)
{
    store_free(&sel->store);
    sel->capacity = 0;
}

uint32_t sel_count(const Sel *sel)
{
    return sel->store.records->len / SEL_RECORD_SIZE;
}

static uint8_t *sel_at(const Sel *sel, uint32_t index)
{
    return sel->store.records->data + index * SEL_RECORD_SIZE;
}

static uint16_t sel_id_at(const Sel *sel, uint32_t index)
{
    return lduw_le_p(sel_at(sel, index) + SEL_REC_ID);
}

static bool sel_id_valid(uint16_t id)
{
    return id != SEL_ID_FIRST && id != SEL_ID_LAST;
}

/* All of different IDs */
static bool sel_ids_valid(const Sel *sel)
{
    g_autofree uint8_t *ids = g_malloc0(STORE_IDS_SIZE);

    for (uint32_t i = 0; i < sel_count(sel); i++) {
        uint16_t id = sel_id_at(sel, i);

        if (!sel_id_valid(id) || !store_note_id(ids, id)) {
            return false;
        }
    }
    return true;
}

const char *sel_valid(const Sel *sel)
{
    if (sel->store.records->len % SEL_RECORD_SIZE) {
        return "a SEL record is cut off";
    }
    if (sel_count(sel) > sel->capacity) {
        return "more SEL records than there is room for";
    }
    if (!sel_id_valid(sel->store.next_id) || !sel_ids_valid(sel)) {
        return "bad SEL record ID";
    }
    return store_valid(&sel->store);
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

/* There are far more IDs than records, so this ends */
uint16_t sel_new_id(const Sel *sel)
{
    uint16_t id = sel->store.next_id;

    while (sel_index(sel, id) >= 0) {
        id = store_id_after(id);
    }
    return id;
}

uint16_t sel_add(Sel *sel, const uint8_t *record, uint32_t now)
{
    uint8_t copy[SEL_RECORD_SIZE];
    uint16_t id;

    if (sel_count(sel) >= sel->capacity) {
        sel->store.overflow = true;
        return 0;
    }
    id = sel_new_id(sel);
    memcpy(copy, record, sizeof(copy));
    stw_le_p(copy + SEL_REC_ID, id);
    if (copy[SEL_REC_TYPE] < SEL_TYPE_OEM) {
        stl_le_p(copy + SEL_REC_TIME, now);
    }
    g_byte_array_append(sel->store.records, copy, sizeof(copy));
    sel->store.next_id = store_id_after(id);
    sel->store.added = now;
    store_cancel(&sel->store);
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
    g_byte_array_remove_range(sel->store.records, index * SEL_RECORD_SIZE,
                              SEL_RECORD_SIZE);
    store_erased(&sel->store, now);
    return gone;
}
