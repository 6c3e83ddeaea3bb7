/*
 * ipmi-bmc-sim: an image that keeps its state (property drive)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_IMAGE_H
#define HW_IPMI_BMC_SIM_IMAGE_H

#include "qemu/iov.h"
#include "qemu/notify.h"
#include "qemu/timer.h"
#include "system/runstate.h"
#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/bmc/sim_slot.h"

/**
 * SimImage:
 * @blk: property drive; NULL if the state is not kept
 * @ready: realized, so that changes are written
 * @bs: the image that @known and @refused are about; QMP can put another one
 *      in its place
 * @known: the image is one of ours, or was blank. Not so while another QEMU
 *         may write to it, before a migration ends
 * @refused: it is not, and was found out too late to say so in realize
 * @blank: nothing has been written to it yet, not even whose it is
 * @dirty: there is something to write
 * @writing: it is being written
 * @failed: the last attempt to write did not succeed
 * @slot: where the state was last written or read
 * @info: what that slot says; the length is that of @buf
 * @started: when the last write was started, in ms of real time
 * @buf: a slot as it is written
 * @qiov: the part of it that is used
 * @timer: for the next write
 * @state_handler: of the VM's run state
 * @exit_notifier: QEMU ends, and has closed the image
 */
typedef struct SimImage {
    BlockBackend *blk;
    bool ready;
    BlockDriverState *bs;
    bool known;
    bool refused;
    bool blank;
    bool dirty;
    bool writing;
    bool failed;
    int slot;
    SimSlotInfo info;
    int64_t started;
    uint8_t *buf;
    QEMUIOVector qiov;
    QEMUTimer timer;
    VMChangeStateEntry *state_handler;
    Notifier exit_notifier;
} SimImage;

/* Must be the last of the parts to be realized */
extern const struct SimPart sim_image;

/**
 * sim_image_changed: the state that is kept has changed
 * @s: the simulator
 */
void sim_image_changed(IPMIBmcSim *s);

/**
 * sim_image_flush: write what has changed, and wait for it
 * @s: the simulator
 */
void sim_image_flush(IPMIBmcSim *s);

/*
 * sim_blob.c
 */

/**
 * sim_blob_save: turn the state that is kept into bytes
 * @s: the simulator
 * @buf: where to put them
 * @size: how many bytes there is room for
 * @errp: set if that is not enough
 *
 * Returns: number of bytes, 0 if there was an error.
 */
size_t sim_blob_save(IPMIBmcSim *s, uint8_t *buf, size_t size, Error **errp);

/**
 * sim_blob_load: take bytes of sim_blob_save() as the state
 * @s: the simulator
 * @buf: the bytes
 * @len: their number
 * @errp: set if they are no such state. Then @s is not to be used
 *
 * Returns: true on success.
 */
bool sim_blob_load(IPMIBmcSim *s, const uint8_t *buf, size_t len,
                   Error **errp);

#endif
