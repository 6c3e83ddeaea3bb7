/*
 * ipmi-bmc-sim: files that fill the stores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim_file.h"

/* One byte more than is wanted is read, if it is there */
static bool sim_read_bytes(FILE *file, GByteArray *bytes, size_t max)
{
    uint8_t chunk[4096];
    size_t len;

    do {
        len = fread(chunk, 1, MIN(sizeof(chunk), max + 1 - bytes->len), file);
        g_byte_array_append(bytes, chunk, len);
    } while (len && bytes->len <= max);
    return !ferror(file);
}

GByteArray *sim_read_file(const char *prop, const char *path, size_t max,
                          Error **errp)
{
    FILE *file = fopen(path, "rb");
    GByteArray *bytes;
    bool ok;

    if (!file) {
        error_setg_errno(errp, errno, "property '%s': cannot open '%s'", prop,
                         path);
        return NULL;
    }
    bytes = g_byte_array_new();
    ok = sim_read_bytes(file, bytes, max);
    if (!ok) {
        error_setg_errno(errp, errno, "property '%s': cannot read '%s'", prop,
                         path);
    } else if (!bytes->len) {
        error_setg(errp, "property '%s': '%s' is empty", prop, path);
        ok = false;
    } else if (bytes->len > max) {
        error_setg(errp, "property '%s': '%s' is longer than %zu bytes", prop,
                   path, max);
        ok = false;
    }
    fclose(file);
    if (!ok) {
        g_byte_array_unref(bytes);
        return NULL;
    }
    return bytes;
}
