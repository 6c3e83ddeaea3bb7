/*
 * ipmi-bmc-sim: migration of bytes whose number varies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim_vmstate.h"
#include "migration/qemu-file-types.h"

static int sim_bytes_get(QEMUFile *f, void *pv, size_t size,
                         const VMStateField *field)
{
    GByteArray *array = *(GByteArray **)pv;
    uint32_t len = qemu_get_be32(f);

    if (len > field->num) {
        return -EINVAL;
    }
    g_byte_array_set_size(array, len);
    if (qemu_get_buffer(f, array->data, len) != len) {
        /* Nobody is to see what was never written */
        g_byte_array_set_size(array, 0);
        return -EIO;
    }
    return 0;
}

static int sim_bytes_put(QEMUFile *f, void *pv, size_t size,
                         const VMStateField *field, JSONWriter *vmdesc)
{
    const GByteArray *array = *(GByteArray **)pv;

    qemu_put_be32(f, array->len);
    qemu_put_buffer(f, array->data, array->len);
    return 0;
}

const VMStateInfo vmstate_info_sim_bytes = {
    .name = "bytes",
    .get = sim_bytes_get,
    .put = sim_bytes_put,
};
