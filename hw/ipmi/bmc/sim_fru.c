/*
 * ipmi-bmc-sim: FRU inventory (IPMI 2.0 section 34)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "qemu/uuid.h"
#include "hw/boards.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/bmc/sim_file.h"
#include "hw/ipmi/bmc/sim_vmstate.h"
#include "system/system.h"

enum {
    CMD_GET_FRU_AREA_INFO = 0x10,
    CMD_READ_FRU_DATA     = 0x11,
    CMD_WRITE_FRU_DATA    = 0x12,
};

/* Get FRU Inventory Area Info: offsets and counts are in bytes */
#define FRU_ACCESS_BYTES 0x00

/* Section 34.1 */
static uint8_t sim_get_fru_area_info(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    if (!fru_area(&s->fru.areas, req->data[0])) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put_le16(rsp, s->fru.areas.area_size);
    ipmi_msg_put(rsp, FRU_ACCESS_BYTES);
    return IPMI_CC_OK;
}

/* Section 34.2. At the end of the area there may be fewer than was asked */
static uint8_t sim_read_fru_data(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    const struct {
        uint8_t id;
        uint8_t offset[2];
        uint8_t count;
    } QEMU_PACKED *arg = (const void *)req->data;
    const uint8_t *area = fru_area(&s->fru.areas, arg->id);
    uint16_t offset = lduw_le_p(arg->offset);
    uint8_t count;

    if (!area) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (offset >= s->fru.areas.area_size) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    count = MIN(arg->count, s->fru.areas.area_size - offset);
    ipmi_msg_put(rsp, count);
    ipmi_msg_put_bytes(rsp, area + offset, count);
    return IPMI_CC_OK;
}

/* Section 34.3. All of the bytes are written, or none */
static uint8_t sim_write_fru_data(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    const struct {
        uint8_t id;
        uint8_t offset[2];
        uint8_t data[];
    } QEMU_PACKED *arg = (const void *)req->data;
    uint8_t *area = fru_area(&s->fru.areas, arg->id);
    uint16_t offset = lduw_le_p(arg->offset);
    size_t count = req->len - sizeof(*arg);

    if (!area) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (offset >= s->fru.areas.area_size ||
        count > s->fru.areas.area_size - offset) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    if (count > UINT8_MAX) {
        return IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED;
    }
    memcpy(area + offset, arg->data, count);
    sim_changed(s);
    ipmi_msg_put(rsp, count);
    return IPMI_CC_OK;
}

static const SimCommand sim_fru_commands[] = {
    { IPMI_NETFN_STORAGE, CMD_GET_FRU_AREA_INFO, 1, 1, sim_get_fru_area_info },
    { IPMI_NETFN_STORAGE, CMD_READ_FRU_DATA, 4, 4, sim_read_fru_data },
    { IPMI_NETFN_STORAGE, CMD_WRITE_FRU_DATA, 4, SIM_ANY_LENGTH,
      sim_write_fru_data },
    { }
};

/*
 * Life
 */

/* What SMBIOS would say. An area that is too small for it stays empty */
static void sim_fru_describe_machine(IPMIBmcSim *s)
{
    MachineClass *mc = MACHINE_GET_CLASS(qdev_get_machine());
    char serial[UUID_STR_LEN];
    FruText text = {
        .manufacturer = "QEMU",
        .board = mc->desc,
        .product = mc->desc,
        .part_number = mc->name,
    };

    if (qemu_uuid_set) {
        qemu_uuid_unparse(&qemu_uuid, serial);
        text.serial = serial;
    }
    fru_describe(&s->fru.areas, &text);
}

static bool sim_fru_load_file(IPMIBmcSim *s, Error **errp)
{
    SimFru *fru = &s->fru;
    size_t max = (size_t)fru->area_size * FRU_AREAS_MAX;
    GByteArray *bytes = sim_read_file("frudatafile", fru->file, max, errp);

    if (!bytes) {
        return false;
    }
    fru_load(&fru->areas, bytes->data, bytes->len);
    g_byte_array_unref(bytes);
    return true;
}

static bool sim_fru_realize(IPMIBmcSim *s, Error **errp)
{
    SimFru *fru = &s->fru;

    if (!fru->area_size || fru->area_size > FRU_AREA_SIZE_MAX) {
        error_setg(errp, "property 'fruareasize': %u is not within 1 to %u",
                   fru->area_size, FRU_AREA_SIZE_MAX);
        return false;
    }
    fru_init(&fru->areas, fru->area_size);
    if (!fru->file) {
        sim_fru_describe_machine(s);
    } else if (!sim_fru_load_file(s, errp)) {
        fru_free(&fru->areas);
        return false;
    }
    return true;
}

static void sim_fru_unrealize(IPMIBmcSim *s)
{
    fru_free(&s->fru.areas);
}

static int sim_fru_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;
    const char *why = fru_valid(&s->fru.areas);

    if (why) {
        error_report("%s: %s; is property 'fruareasize' the same?", s->name,
                     why);
        return -EINVAL;
    }
    return 0;
}

static const VMStateDescription vmstate_sim_fru_kept = {
    .name = "ipmi-bmc-sim/fru-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_fru_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(fru.areas.data, IPMIBmcSim,
                          FRU_AREAS_MAX * FRU_AREA_SIZE_MAX),
        VMSTATE_END_OF_LIST()
    }
};

static const Property sim_fru_props[] = {
    DEFINE_PROP_STRING("frudatafile", IPMIBmcSim, fru.file),
    DEFINE_PROP_UINT32("fruareasize", IPMIBmcSim, fru.area_size,
                       SIM_FRU_AREA_SIZE_DEFAULT),
};

const SimPart sim_fru = {
    .name = "fru",
    .commands = sim_fru_commands,
    .properties = sim_fru_props,
    .nr_properties = ARRAY_SIZE(sim_fru_props),
    .realize = sim_fru_realize,
    .unrealize = sim_fru_unrealize,
    .kept = &vmstate_sim_fru_kept,
};
