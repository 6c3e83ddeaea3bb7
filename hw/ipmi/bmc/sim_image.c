/*
 * ipmi-bmc-sim: an image that keeps its state (property drive)
 *
 * The image has two slots. Each write goes into the one that is older, so
 * that the newer one is whole whatever happens. The very first one is a
 * header alone: a write of state that is torn finds the image known as ours.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/cutils.h"
#include "qemu/error-report.h"
#include "qemu/memalign.h"
#include "qemu/units.h"
#include "block/block.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/qdev-properties-system.h"
#include "system/block-backend.h"
#include "system/system.h"
#include "hw/ipmi/trace.h"

#define NR_SLOTS 2
#define IMAGE_MIN (NR_SLOTS * (int64_t)SIM_SLOT_SIZE)

/* A blank image may be a disk whose first blocks only are not in use */
#define IMAGE_BLANK_MAX (16 * (int64_t)MiB)

/* Writes of changes that follow each other are this far apart */
#define WRITE_EVERY_MS 100
#define RETRY_MS       5000

/* For O_DIRECT, so that no block has to be read before it is written */
#define WRITE_ALIGN (4 * KiB)

/* The state but for the FRU areas, which alone can be too large, fits here */
#define IMAGE_OTHERS  (128 * KiB)
#define IMAGE_FRU_MAX (SIM_SLOT_DATA_MAX - IMAGE_OTHERS)

/* After all others when the VM stops: they may change what is kept */
#define STATE_PRIORITY (-1)

/*
 * Reading
 */

static bool sim_image_read(SimImage *img, int64_t offset, uint8_t *buf,
                           int64_t len, Error **errp)
{
    int ret = blk_pread(img->blk, offset, len, buf, 0);

    if (ret < 0) {
        error_setg_errno(errp, -ret, "property 'drive': cannot read the image");
    }
    return ret >= 0;
}

static bool sim_image_rest_is_zero(SimImage *img, int64_t size, bool *zero,
                                   Error **errp)
{
    g_autofree uint8_t *buf = g_malloc(SIM_SLOT_SIZE);
    int64_t offset;

    *zero = size <= IMAGE_BLANK_MAX;
    for (offset = IMAGE_MIN; *zero && offset < size; offset += SIM_SLOT_SIZE) {
        int64_t len = MIN(SIM_SLOT_SIZE, size - offset);

        if (!sim_image_read(img, offset, buf, len, errp)) {
            return false;
        }
        *zero = buffer_is_zero(buf, len);
    }
    return true;
}

/* Two blank slots are no reason to write to what may be something else */
static bool sim_image_take_blank(SimImage *img, int64_t size, Error **errp)
{
    bool zero;

    if (!sim_image_rest_is_zero(img, size, &zero, errp)) {
        return false;
    }
    if (!zero) {
        error_setg(errp, "property 'drive': the image is neither one of an "
                   "ipmi-bmc-sim nor blank");
        return false;
    }
    qemu_uuid_generate(&img->info.identity);
    img->blank = true;
    return true;
}

/* No slot is good, and not both are blank */
static bool sim_image_refuse(const SimSlotKind *kinds, Error **errp)
{
    if (kinds[0] == SIM_SLOT_TORN || kinds[1] == SIM_SLOT_TORN) {
        error_setg(errp, "property 'drive': the image is damaged, with no "
                   "good copy of the state in it");
    } else {
        error_setg(errp, "property 'drive': the image is not one of an "
                   "ipmi-bmc-sim");
    }
    return false;
}

/* Generations may wrap; slots are one apart */
static bool sim_image_newer(const SimSlotInfo *a, const SimSlotInfo *b)
{
    return (int64_t)(a->generation - b->generation) > 0;
}

/* The slot to read; -1 if none is good */
static int sim_image_choose(const SimSlotKind *kinds, const SimSlotInfo *infos)
{
    int best = -1;

    for (int i = 0; i < NR_SLOTS; i++) {
        if (kinds[i] == SIM_SLOT_GOOD &&
            (best < 0 || sim_image_newer(&infos[i], &infos[best]))) {
            best = i;
        }
    }
    return best;
}

static bool sim_image_take_slot(SimImage *img, const SimSlotKind *kinds,
                                const SimSlotInfo *infos, Error **errp)
{
    if (kinds[0] == SIM_SLOT_GOOD && kinds[1] == SIM_SLOT_GOOD &&
        !qemu_uuid_is_equal(&infos[0].identity, &infos[1].identity)) {
        error_setg(errp, "property 'drive': the image has the states of two "
                   "different BMCs");
        return false;
    }
    img->info = infos[img->slot];
    return true;
}

static bool sim_image_take(SimImage *img, const SimSlotKind *kinds,
                           const SimSlotInfo *infos, int64_t size,
                           Error **errp)
{
    if (kinds[0] == SIM_SLOT_NEWER || kinds[1] == SIM_SLOT_NEWER) {
        error_setg(errp, "property 'drive': the image is of a newer version "
                   "of ipmi-bmc-sim");
        return false;
    }
    img->blank = false;
    img->slot = sim_image_choose(kinds, infos);
    if (img->slot >= 0) {
        return sim_image_take_slot(img, kinds, infos, errp);
    }
    if (kinds[0] == SIM_SLOT_BLANK && kinds[1] == SIM_SLOT_BLANK) {
        return sim_image_take_blank(img, size, errp);
    }
    return sim_image_refuse(kinds, errp);
}

/*
 * Find out what the image is. The slot to read is then in image.slot, or -1
 * if the image is blank, and both slots are in @slots. A slot without state
 * is the image's first.
 */
static bool sim_image_look(IPMIBmcSim *s, uint8_t *slots, Error **errp)
{
    SimImage *img = &s->image;
    int64_t size = blk_getlength(img->blk);
    SimSlotKind kinds[NR_SLOTS];
    SimSlotInfo infos[NR_SLOTS] = { };

    if (size < IMAGE_MIN) {
        error_setg(errp, "property 'drive': the image must have at least "
                   "%" PRId64 " bytes", IMAGE_MIN);
        return false;
    }
    if (!sim_image_read(img, 0, slots, IMAGE_MIN, errp)) {
        return false;
    }
    for (int i = 0; i < NR_SLOTS; i++) {
        kinds[i] = sim_slot_look(slots + i * SIM_SLOT_SIZE, &infos[i]);
        trace_ipmi_bmc_sim_image_slot(s->name, i, kinds[i],
                                      infos[i].generation);
    }
    return sim_image_take(img, kinds, infos, size, errp);
}

static bool sim_image_load(IPMIBmcSim *s, Error **errp)
{
    ERRP_GUARD();
    SimImage *img = &s->image;
    g_autofree uint8_t *slots = g_malloc(IMAGE_MIN);

    if (!sim_image_look(s, slots, errp)) {
        return false;
    }
    img->known = true;
    if (img->slot >= 0 && img->info.length &&
        (!sim_blob_load(s, slots + img->slot * SIM_SLOT_SIZE + SIM_SLOT_DATA,
                        img->info.length, errp) || !sim_loaded(s, errp))) {
        error_prepend(errp, "property 'drive': ");
        return false;
    }
    return true;
}

/*
 * Writing
 */

static void sim_image_schedule(SimImage *img, int64_t delay)
{
    timer_mod(&img->timer,
              MAX(qemu_clock_get_ms(QEMU_CLOCK_REALTIME),
                  img->started + delay));
}

void sim_image_changed(IPMIBmcSim *s)
{
    SimImage *img = &s->image;

    if (img->ready && !img->dirty) {
        img->dirty = true;
        if (!img->writing) {
            sim_image_schedule(img, img->failed ? RETRY_MS : WRITE_EVERY_MS);
        }
    }
}

static void sim_image_done(IPMIBmcSim *s, int ret)
{
    SimImage *img = &s->image;

    trace_ipmi_bmc_sim_image_written(s->name, img->slot, ret);
    img->writing = false;
    if (ret < 0) {
        if (!img->failed) {
            error_report("%s: cannot write to the image; until that works, "
                         "changes are not kept: %s", s->name, strerror(-ret));
        }
        img->dirty = true;
    } else if (img->failed) {
        info_report("%s: the image can be written to again", s->name);
    }
    if (ret < 0) {
        /* The other slot is still the good one */
        img->slot = !img->slot;
    } else if (img->blank) {
        /* The state itself is still to be written */
        img->blank = false;
        img->dirty = true;
    }
    img->failed = ret < 0;
    if (img->dirty) {
        sim_image_schedule(img, img->failed ? RETRY_MS : WRITE_EVERY_MS);
    }
}

static void sim_image_flushed(void *opaque, int ret)
{
    sim_image_done(opaque, ret);
}

static void sim_image_written(void *opaque, int ret)
{
    IPMIBmcSim *s = opaque;

    if (ret < 0) {
        sim_image_done(s, ret);
    } else {
        blk_aio_flush(s->image.blk, sim_image_flushed, s);
    }
}

/* After a migration nobody has looked yet, nor at an image that is new here */
static bool sim_image_get_to_know(IPMIBmcSim *s)
{
    SimImage *img = &s->image;
    g_autofree uint8_t *slots = g_malloc(IMAGE_MIN);
    Error *err = NULL;

    if (img->bs != blk_bs(img->blk)) {
        img->bs = blk_bs(img->blk);
        img->known = false;
        img->refused = false;
    }
    if (!img->known && !img->refused) {
        img->known = sim_image_look(s, slots, &err);
        img->refused = !img->known;
        if (err) {
            error_reportf_err(err, "%s: the state is not kept: ", s->name);
        }
    }
    return img->known;
}

/* Another QEMU has the image, before a migration ends or after it */
static bool sim_image_is_ours(IPMIBmcSim *s)
{
    BlockDriverState *bs = blk_bs(s->image.blk);

    GRAPH_RDLOCK_GUARD_MAINLOOP();
    return bs && !bdrv_is_inactive(bs);
}

/* Once, as the guest can change the state without end */
static void sim_image_report(SimImage *img, Error *err, const char *name)
{
    if (img->failed) {
        error_free(err);
    } else {
        error_reportf_err(err, "%s: the image is not written: ", name);
    }
    img->failed = true;
}

static void sim_image_write(IPMIBmcSim *s)
{
    SimImage *img = &s->image;
    Error *err = NULL;
    size_t len, size;

    if (!img->dirty || img->writing || !sim_usable(s, NULL) ||
        !sim_image_is_ours(s) || !sim_image_get_to_know(s)) {
        return;
    }
    img->dirty = false;
    img->started = qemu_clock_get_ms(QEMU_CLOCK_REALTIME);
    len = img->blank ? 0 : sim_blob_save(s, img->buf + SIM_SLOT_DATA,
                                         SIM_SLOT_DATA_MAX, &err);
    if (err) {
        sim_image_report(img, err, s->name);
        return;
    }
    img->info.generation++;
    img->info.length = len;
    img->slot = img->slot == 0 ? 1 : 0;
    sim_slot_seal(img->buf, &img->info);
    size = QEMU_ALIGN_UP(SIM_SLOT_DATA + len, WRITE_ALIGN);
    memset(img->buf + SIM_SLOT_DATA + len, 0, size - SIM_SLOT_DATA - len);
    qemu_iovec_init_buf(&img->qiov, img->buf, size);
    img->writing = true;
    blk_aio_pwritev(img->blk, img->slot * SIM_SLOT_SIZE, &img->qiov, 0,
                    sim_image_written, s);
}

static void sim_image_timer(void *opaque)
{
    sim_image_write(opaque);
}

void sim_image_flush(IPMIBmcSim *s)
{
    SimImage *img = &s->image;

    if (!img->ready) {
        return;
    }
    /* Once more if there was a change while a write was in progress */
    for (int i = 0; i < 2; i++) {
        blk_drain(img->blk);
        sim_image_write(s);
    }
    blk_drain(img->blk);
}

/* After a migration the state is the other QEMU's to write */
static void sim_image_exit(Notifier *n, void *data)
{
    IPMIBmcSim *s = container_of(n, IPMIBmcSim, image.exit_notifier);

    if (s->image.dirty && s->image.failed &&
        !runstate_check(RUN_STATE_POSTMIGRATE)) {
        error_report("%s: the last changes could not be written to the image "
                     "and are lost", s->name);
    }
}

/* Before the VM goes elsewhere, or ends; after that it may be late */
static void sim_image_state_change(void *opaque, bool running, RunState state)
{
    IPMIBmcSim *s = opaque;

    if (!running) {
        sim_image_flush(s);
    } else if (s->image.dirty) {
        sim_image_schedule(&s->image, 0);
    }
}

/*
 * Part
 */

static bool sim_image_open(IPMIBmcSim *s, Error **errp)
{
    SimImage *img = &s->image;

    if (!blk_supports_write_perm(img->blk)) {
        error_setg(errp, "property 'drive': the image is read-only");
        return false;
    }
    if (blk_set_perm(img->blk, BLK_PERM_CONSISTENT_READ | BLK_PERM_WRITE,
                     BLK_PERM_CONSISTENT_READ | BLK_PERM_WRITE_UNCHANGED,
                     errp) < 0) {
        return false;
    }
    img->slot = -1;
    img->bs = blk_bs(img->blk);
    img->known = false;
    img->refused = false;
    img->started = -RETRY_MS;
    /* What another QEMU is still writing is of no use; a stream follows */
    return runstate_check(RUN_STATE_INMIGRATE) || sim_image_load(s, errp);
}

/* Who has too much to keep is to hear of it now, not when it is lost */
static bool sim_image_has_room(IPMIBmcSim *s, Error **errp)
{
    size_t len = s->fru.areas.data->len;

    if (len > IMAGE_FRU_MAX) {
        error_setg(errp, "property 'drive': %zu bytes of FRU areas are more "
                   "than the %d that an image keeps", len,
                   (int)IMAGE_FRU_MAX);
        return false;
    }
    return true;
}

static bool sim_image_realize(IPMIBmcSim *s, Error **errp)
{
    SimImage *img = &s->image;

    if (!img->blk) {
        return true;
    }
    if (!sim_image_has_room(s, errp) || !sim_image_open(s, errp)) {
        return false;
    }
    img->buf = blk_blockalign(img->blk, SIM_SLOT_SIZE);
    timer_init_ms(&img->timer, QEMU_CLOCK_REALTIME, sim_image_timer, s);
    img->state_handler =
        qemu_add_vm_change_state_handler_prio(sim_image_state_change, s,
                                              STATE_PRIORITY);
    img->exit_notifier.notify = sim_image_exit;
    qemu_add_exit_notifier(&img->exit_notifier);
    img->ready = true;
    return true;
}

static void sim_image_unrealize(IPMIBmcSim *s)
{
    SimImage *img = &s->image;

    if (img->ready) {
        sim_image_flush(s);
        img->ready = false;
        timer_del(&img->timer);
        qemu_remove_exit_notifier(&img->exit_notifier);
        qemu_del_vm_change_state_handler(img->state_handler);
        qemu_vfree(img->buf);
    }
}

static const Property sim_image_properties[] = {
    DEFINE_PROP_DRIVE("drive", IPMIBmcSim, image.blk),
};

/* What has come with a stream is to be kept from now on */
static bool sim_image_loaded(IPMIBmcSim *s, Error **errp)
{
    sim_image_changed(s);
    return true;
}

const SimPart sim_image = {
    .name = "image",
    .properties = sim_image_properties,
    .nr_properties = ARRAY_SIZE(sim_image_properties),
    .realize = sim_image_realize,
    .unrealize = sim_image_unrealize,
    .loaded = sim_image_loaded,
};
