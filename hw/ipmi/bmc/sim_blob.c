/*
 * ipmi-bmc-sim: the state that is kept as bytes
 *
 * Each part has a record: a byte that says that there is one, the name of the
 * part's description with its length before it, its version in 32 bits, and
 * what a migration would send of it. A zero ends them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/ipmi/bmc/sim.h"
#include "io/channel-buffer.h"
#include "migration/qemu-file.h"
#include "migration/qemu-file-types.h"

/* Not what begins a subsection, which may follow the fields of a part */
enum {
    BLOB_END  = 0x00,
    BLOB_PART = 0x01,
};

static int sim_blob_put_parts(IPMIBmcSim *s, QEMUFile *f)
{
    const SimPart *const *part;
    int ret = 0;

    for (part = sim_parts; *part && !ret; part++) {
        const VMStateDescription *vmsd = (*part)->kept;

        if (vmsd) {
            size_t len = strlen(vmsd->name);

            qemu_put_byte(f, BLOB_PART);
            qemu_put_byte(f, len);
            qemu_put_buffer(f, (const uint8_t *)vmsd->name, len);
            qemu_put_be32(f, vmsd->version_id);
            ret = vmstate_save_state(f, vmsd, s, NULL);
        }
    }
    qemu_put_byte(f, BLOB_END);
    return ret ? ret : qemu_fflush(f);
}

size_t sim_blob_save(IPMIBmcSim *s, uint8_t *buf, size_t size, Error **errp)
{
    QIOChannelBuffer *ioc = qio_channel_buffer_new(4096);
    QEMUFile *f = qemu_file_new_output(QIO_CHANNEL(ioc));
    int ret = sim_blob_put_parts(s, f);
    size_t len = 0;

    if (ret) {
        error_setg_errno(errp, -ret, "the state cannot be saved");
    } else if (ioc->usage > size) {
        error_setg(errp, "the state has %zu bytes, but there is room for %zu",
                   ioc->usage, size);
    } else {
        len = ioc->usage;
        memcpy(buf, ioc->data, len);
    }
    qemu_fclose(f);
    object_unref(OBJECT(ioc));
    return len;
}

static const VMStateDescription *sim_blob_find(const char *name)
{
    const SimPart *const *part;

    for (part = sim_parts; *part; part++) {
        if ((*part)->kept && g_str_equal((*part)->kept->name, name)) {
            return (*part)->kept;
        }
    }
    return NULL;
}

static bool sim_blob_get_part(IPMIBmcSim *s, QEMUFile *f, Error **errp)
{
    const VMStateDescription *vmsd;
    char name[256] = { };
    uint32_t version;
    int ret;

    qemu_get_buffer(f, (uint8_t *)name, qemu_get_byte(f));
    version = qemu_get_be32(f);
    vmsd = sim_blob_find(name);
    if (qemu_file_get_error(f) || !vmsd || version > vmsd->version_id) {
        error_setg(errp, "the state has a part '%s', version %u, which this "
                   "QEMU does not know", name, version);
        return false;
    }
    ret = vmstate_load_state(f, vmsd, s, version);
    if (ret) {
        error_setg_errno(errp, -ret, "the state has a bad part '%s'", name);
    }
    return !ret;
}

static bool sim_blob_get_parts(IPMIBmcSim *s, QEMUFile *f, Error **errp)
{
    int kind;

    while ((kind = qemu_get_byte(f)) == BLOB_PART) {
        if (!sim_blob_get_part(s, f, errp)) {
            return false;
        }
    }
    if (kind != BLOB_END || qemu_file_get_error(f)) {
        error_setg(errp, "the state is incomplete");
        return false;
    }
    return true;
}

bool sim_blob_load(IPMIBmcSim *s, const uint8_t *buf, size_t len, Error **errp)
{
    QIOChannelBuffer *ioc = qio_channel_buffer_new(len);
    QEMUFile *f;
    bool ok;

    memcpy(ioc->data, buf, len);
    ioc->usage = len;
    f = qemu_file_new_input(QIO_CHANNEL(ioc));
    ok = sim_blob_get_parts(s, f, errp);
    qemu_fclose(f);
    object_unref(OBJECT(ioc));
    return ok;
}
