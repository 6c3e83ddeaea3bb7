/*
 * What the event log and the SDR repository have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/store.h"

void store_init(Store *store, uint16_t record_max)
{
    store->records = g_byte_array_new();
    store->added = STORE_TIME_NONE;
    store->erased = STORE_TIME_NONE;
    store->part_max = record_max;
}

void store_free(Store *store)
{
    g_clear_pointer(&store->records, g_byte_array_unref);
    *store = (Store) { };
}

const char *store_valid(const Store *store)
{
    if (store->reserved && !store->reservation) {
        return "bad reservation";
    }
    if (store->part_len > store->part_max) {
        return "bad partial record";
    }
    return NULL;
}

uint16_t store_id_after(uint16_t id)
{
    return id + 1 == STORE_ID_NONE ? 1 : id + 1;
}

bool store_note_id(uint8_t *ids, uint16_t id)
{
    uint8_t bit = 1 << (id % 8);
    bool fresh = !(ids[id / 8] & bit);

    ids[id / 8] |= bit;
    return fresh;
}

void store_clear(Store *store, uint32_t now)
{
    g_byte_array_set_size(store->records, 0);
    store->overflow = false;
    store_erased(store, now);
}

void store_erased(Store *store, uint32_t now)
{
    store->erased = now;
    store_cancel(store);
}

uint16_t store_reserve(Store *store)
{
    store_cancel(store);
    if (!++store->reservation) {
        store->reservation = 1;
    }
    store->reserved = true;
    return store->reservation;
}

void store_cancel(Store *store)
{
    store->reserved = false;
    store->part_len = 0;
}

bool store_is_reserved(const Store *store, uint16_t reservation)
{
    return store->reserved && store->reservation == reservation;
}

bool store_put_part(Store *store, uint8_t offset, const uint8_t *bytes,
                    size_t len)
{
    if (!offset) {
        store->part_len = 0;
    }
    if (offset != store->part_len || offset + len > store->part_max) {
        return false;
    }
    memcpy(store->part + offset, bytes, len);
    store->part_len += len;
    return true;
}
