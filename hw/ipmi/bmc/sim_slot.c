/*
 * ipmi-bmc-sim: a slot of the image that keeps its state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/crc32c.h"
#include "qemu/cutils.h"
#include "hw/ipmi/bmc/sim_slot.h"

#define SIM_SLOT_VERSION 1

static const uint8_t sim_slot_magic[16] = "QEMU IPMI BMC\r\n";

static uint32_t sim_slot_checksum(const void *bytes, size_t len)
{
    return crc32c(0xffffffff, bytes, len);
}

static uint32_t sim_slot_header_checksum(const SimSlotHeader *h)
{
    return sim_slot_checksum(h, offsetof(SimSlotHeader, checksum));
}

SimSlotKind sim_slot_look(const uint8_t *slot, SimSlotInfo *info)
{
    SimSlotHeader h;
    uint32_t length;

    memcpy(&h, slot, sizeof(h));
    length = le32_to_cpu(h.length);
    if (memcmp(h.magic, sim_slot_magic, sizeof(h.magic))) {
        return buffer_is_zero(slot, SIM_SLOT_SIZE) ? SIM_SLOT_BLANK :
                                                     SIM_SLOT_FOREIGN;
    }
    if (le32_to_cpu(h.checksum) != sim_slot_header_checksum(&h)) {
        return SIM_SLOT_TORN;
    }
    if (le32_to_cpu(h.version) > SIM_SLOT_VERSION) {
        return SIM_SLOT_NEWER;
    }
    if (length > SIM_SLOT_DATA_MAX || le32_to_cpu(h.data_checksum) !=
        sim_slot_checksum(slot + SIM_SLOT_DATA, length)) {
        return SIM_SLOT_TORN;
    }
    info->generation = le64_to_cpu(h.generation);
    info->length = length;
    memcpy(info->identity.data, h.identity, sizeof(h.identity));
    return SIM_SLOT_GOOD;
}

void sim_slot_seal(uint8_t *slot, const SimSlotInfo *info)
{
    SimSlotHeader h = {
        .version = cpu_to_le32(SIM_SLOT_VERSION),
        .length = cpu_to_le32(info->length),
        .generation = cpu_to_le64(info->generation),
    };

    memcpy(h.magic, sim_slot_magic, sizeof(h.magic));
    memcpy(h.identity, info->identity.data, sizeof(h.identity));
    h.data_checksum = cpu_to_le32(sim_slot_checksum(slot + SIM_SLOT_DATA,
                                                    info->length));
    h.checksum = cpu_to_le32(sim_slot_header_checksum(&h));
    memset(slot, 0, SIM_SLOT_DATA);
    memcpy(slot, &h, sizeof(h));
}
