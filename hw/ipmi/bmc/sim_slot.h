/*
 * ipmi-bmc-sim: a slot of the image that keeps its state
 *
 * A slot has a header and the state. It is written as a whole, and what was
 * not written as a whole is told apart. All numbers are little-endian.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SLOT_H
#define HW_IPMI_BMC_SIM_SLOT_H

#include "qemu/units.h"
#include "qemu/uuid.h"

/* Bytes of a slot, and where its state begins */
#define SIM_SLOT_SIZE (512 * KiB)
#define SIM_SLOT_DATA (4 * KiB)

/* Most bytes of state */
#define SIM_SLOT_DATA_MAX (SIM_SLOT_SIZE - SIM_SLOT_DATA)

/**
 * SimSlotHeader: the first bytes of a slot
 * @magic: says what this is
 * @version: of the format
 * @length: bytes of state
 * @generation: the slot with the higher one is the newer one
 * @identity: of the BMC; the same in both slots
 * @data_checksum: CRC-32C of the state
 * @checksum: CRC-32C of the header before it
 */
typedef struct SimSlotHeader {
    uint8_t magic[16];
    uint32_t version;
    uint32_t length;
    uint64_t generation;
    uint8_t identity[16];
    uint32_t data_checksum;
    uint32_t checksum;
} QEMU_PACKED SimSlotHeader;

typedef enum SimSlotKind {
    SIM_SLOT_BLANK,             /* nothing but zeros */
    SIM_SLOT_GOOD,
    SIM_SLOT_TORN,              /* ours, and damaged */
    SIM_SLOT_NEWER,             /* of a version that is not known here */
    SIM_SLOT_FOREIGN,           /* something else */
} SimSlotKind;

/**
 * SimSlotInfo: what a slot says of itself, if it is a good one
 * @generation: its age
 * @identity: its BMC
 * @length: bytes of state
 */
typedef struct SimSlotInfo {
    uint64_t generation;
    QemuUUID identity;
    size_t length;
} SimSlotInfo;

/**
 * sim_slot_look: see what a slot is
 * @slot: its SIM_SLOT_SIZE bytes
 * @info: set if it is a good one
 */
SimSlotKind sim_slot_look(const uint8_t *slot, SimSlotInfo *info);

/**
 * sim_slot_seal: write the header of a slot whose state is in place
 * @slot: the slot
 * @info: what to write there
 */
void sim_slot_seal(uint8_t *slot, const SimSlotInfo *info);

#endif
