/*
 * ipmi-bmc-sim: system boot options (IPMI 2.0 sections 28.12, 28.13)
 *
 * They are for the host's firmware, and for whoever starts the VM, who can
 * read them as properties.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/bmc/sim_param.h"
#include "hw/registerfields.h"
#include "hw/ipmi/trace.h"

enum {
    CMD_SET_BOOT_OPTIONS = 0x08,
    CMD_GET_BOOT_OPTIONS = 0x09,
};

/* Table 28-14 */
enum {
    BOOT_SET_IN_PROGRESS = 0,
    BOOT_SERVICE_SELECT  = 1,
    BOOT_SERVICE_SCAN    = 2,
    BOOT_VALID_CLEARING  = 3,
    BOOT_INFO_ACK        = 4,
    BOOT_FLAGS           = 5,
    BOOT_INITIATOR       = 6,
    BOOT_MAILBOX         = 7,
};

FIELD(SELECTOR, PARAM, 0, 7)
FIELD(SELECTOR, INVALID, 7, 1)

/* Valid bit clearing; each bit keeps the flags valid */
enum {
    KEEP_POWER_BUTTON = 0x01,
    KEEP_RESET_BUTTON = 0x02,
    KEEP_WATCHDOG     = 0x04,
    KEEP_TIMEOUT      = 0x08,
    KEEP_PEF          = 0x10,
};

/* Boot flags, first and second byte */
FIELD(FLAGS1, EFI, 5, 1)
FIELD(FLAGS1, PERSISTENT, 6, 1)
FIELD(FLAGS1, VALID, 7, 1)
FIELD(FLAGS2, DEVICE, 2, 4)

#define BOOT_VERSION 1

/* How long flags wait for a Chassis Control command */
#define VALID_NS (60 * NANOSECONDS_PER_SECOND)

/* Number of bytes, and of the reserved bits in the first of them */
static const struct {
    uint8_t len;
    uint8_t reserved;
} sim_boot_params[SIM_BOOT_PARAMS] = {
    [BOOT_SET_IN_PROGRESS] = { 1, 0xfc },
    [BOOT_SERVICE_SELECT] = { 1 },
    [BOOT_SERVICE_SCAN] = { 1, 0xfc },
    [BOOT_VALID_CLEARING] = { 1, 0xe0 },
    [BOOT_INFO_ACK] = { 2 },
    [BOOT_FLAGS] = { 5, 0x1f },
    [BOOT_INITIATOR] = { 9, 0xf0 },
};

/*
 * Whether the boot flags are valid
 */

static void sim_boot_update_timer(IPMIBmcSim *s)
{
    SimBoot *b = &s->boot;

    if (b->expires) {
        timer_mod_ns(&b->timer, b->expires);
    } else {
        timer_del(&b->timer);
    }
}

/* The countdown begins, if there is one */
static void sim_boot_count_down(IPMIBmcSim *s)
{
    SimBoot *b = &s->boot;

    b->expires = 0;
    if (FIELD_EX8(b->params[BOOT_FLAGS][0], FLAGS1, VALID) &&
        !FIELD_EX8(b->params[BOOT_FLAGS][0], FLAGS1, PERSISTENT) &&
        !(b->params[BOOT_VALID_CLEARING][0] & KEEP_TIMEOUT)) {
        b->expires = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + VALID_NS;
    }
    sim_boot_update_timer(s);
}

static void sim_boot_invalidate(IPMIBmcSim *s)
{
    uint8_t *flags = s->boot.params[BOOT_FLAGS];

    if (FIELD_EX8(flags[0], FLAGS1, VALID) &&
        !FIELD_EX8(flags[0], FLAGS1, PERSISTENT)) {
        trace_ipmi_bmc_sim_boot_invalidate(s->name);
        flags[0] = FIELD_DP8(flags[0], FLAGS1, VALID, 0);
        sim_changed(s);
    }
}

static void sim_boot_expired(void *opaque)
{
    IPMIBmcSim *s = opaque;

    s->boot.expires = 0;
    sim_boot_invalidate(s);
}

void sim_boot_controlled(IPMIBmcSim *s)
{
    sim_boot_count_down(s);
}

/* Which bit keeps the flags over a restart, 0 if all do */
static uint8_t sim_boot_keep_bit(SimRestartCause cause)
{
    switch (cause) {
    case SIM_RESTART_POWER_BUTTON:
    case SIM_RESTART_RTC:
        return KEEP_POWER_BUTTON;
    case SIM_RESTART_RESET_BUTTON:
    case SIM_RESTART_SOFT:
        return KEEP_RESET_BUTTON;
    case SIM_RESTART_WATCHDOG:
        return KEEP_WATCHDOG;
    case SIM_RESTART_PEF_RESET:
    case SIM_RESTART_PEF_CYCLE:
        return KEEP_PEF;
    default:
        return 0;
    }
}

void sim_boot_restarted(IPMIBmcSim *s, SimRestartCause cause)
{
    uint8_t bit = sim_boot_keep_bit(cause);

    if (bit && !(s->boot.params[BOOT_VALID_CLEARING][0] & bit)) {
        sim_boot_invalidate(s);
        sim_boot_count_down(s);
    }
}

/*
 * Commands
 */

static uint8_t sim_boot_set_mailbox(SimBoot *b, const uint8_t *data,
                                    size_t len)
{
    if (len < 2 || len > 1 + SIM_BOOT_BLOCK_SIZE) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (data[0] >= SIM_BOOT_BLOCKS) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    memcpy(b->mailbox + data[0] * SIM_BOOT_BLOCK_SIZE, data + 1, len - 1);
    return IPMI_CC_OK;
}

/* The first byte says which bits of the second one to write */
static void sim_boot_set_ack(SimBoot *b, const uint8_t *data)
{
    uint8_t *ack = &b->params[BOOT_INFO_ACK][1];

    *ack = (*ack & ~data[0]) | (data[1] & data[0]);
}

static uint8_t sim_boot_set_param(IPMIBmcSim *s, uint8_t param,
                                  const uint8_t *data, size_t len)
{
    SimBoot *b = &s->boot;

    if (param == BOOT_MAILBOX) {
        return sim_boot_set_mailbox(b, data, len);
    }
    if (len != sim_boot_params[param].len) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (data[0] & sim_boot_params[param].reserved) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    switch (param) {
    case BOOT_SET_IN_PROGRESS:
        return sim_param_set_progress(&b->params[param][0], data, len);
    case BOOT_INFO_ACK:
        sim_boot_set_ack(b, data);
        break;
    default:
        memcpy(b->params[param], data, len);
        break;
    }
    if (param == BOOT_FLAGS || param == BOOT_VALID_CLEARING) {
        sim_boot_count_down(s);
    }
    return IPMI_CC_OK;
}

/* Section 28.12. Without data only the mark changes */
static uint8_t sim_set_boot_options(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    uint8_t param = FIELD_EX8(req->data[0], SELECTOR, PARAM);
    uint8_t cc = IPMI_CC_OK;

    if (param >= SIM_BOOT_PARAMS) {
        return SIM_CC_PARAM_UNSUPPORTED;
    }
    if (req->len > 1) {
        cc = sim_boot_set_param(s, param, req->data + 1, req->len - 1);
    }
    if (cc == IPMI_CC_OK) {
        s->boot.invalid = deposit32(s->boot.invalid, param, 1,
                                    FIELD_EX8(req->data[0], SELECTOR,
                                              INVALID));
        sim_changed(s);
    }
    return cc;
}

/* Section 28.13 */
static uint8_t sim_get_boot_options(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    const SimBoot *b = &s->boot;
    uint8_t param = FIELD_EX8(req->data[0], SELECTOR, PARAM);
    uint8_t set = req->data[1];

    if (param >= SIM_BOOT_PARAMS) {
        return SIM_CC_PARAM_UNSUPPORTED;
    }
    if (FIELD_EX8(req->data[0], SELECTOR, INVALID)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (set >= (param == BOOT_MAILBOX ? SIM_BOOT_BLOCKS : 1) || req->data[2]) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put(rsp, BOOT_VERSION);
    ipmi_msg_put(rsp, FIELD_DP8(param, SELECTOR, INVALID,
                                extract32(b->invalid, param, 1)));
    if (param == BOOT_MAILBOX) {
        ipmi_msg_put(rsp, set);
        ipmi_msg_put_bytes(rsp, b->mailbox + set * SIM_BOOT_BLOCK_SIZE,
                           SIM_BOOT_BLOCK_SIZE);
    } else {
        ipmi_msg_put_bytes(rsp, b->params[param], sim_boot_params[param].len);
    }
    return IPMI_CC_OK;
}

static const SimCommand sim_boot_commands[] = {
    { IPMI_NETFN_CHASSIS, CMD_SET_BOOT_OPTIONS, 1, SIM_ANY_LENGTH,
      sim_set_boot_options },
    { IPMI_NETFN_CHASSIS, CMD_GET_BOOT_OPTIONS, 3, 3, sim_get_boot_options },
    { }
};

/*
 * From outside
 */

/* Table 28-14, parameter 5; as ipmitool names them where it does */
static const char *const sim_boot_devices[] = {
    "none", "pxe", "disk", "safe", "diag", "cdrom", "bios", "remote-floppy",
    "remote-cdrom", "remote-media", "reserved-10", "remote-disk",
    "reserved-12", "reserved-13", "reserved-14", "floppy",
};

static char *sim_boot_get_device(Object *obj, Error **errp)
{
    const uint8_t *flags = IPMI_BMC_SIMULATOR(obj)->boot.params[BOOT_FLAGS];

    return g_strdup(sim_boot_devices[FIELD_EX8(flags[1], FLAGS2, DEVICE)]);
}

static bool sim_boot_get_valid(Object *obj, Error **errp)
{
    const SimBoot *b = &IPMI_BMC_SIMULATOR(obj)->boot;

    return FIELD_EX8(b->params[BOOT_FLAGS][0], FLAGS1, VALID) &&
           !extract32(b->invalid, BOOT_FLAGS, 1);
}

static bool sim_boot_get_persistent(Object *obj, Error **errp)
{
    const uint8_t *flags = IPMI_BMC_SIMULATOR(obj)->boot.params[BOOT_FLAGS];

    return FIELD_EX8(flags[0], FLAGS1, PERSISTENT);
}

static bool sim_boot_get_efi(Object *obj, Error **errp)
{
    const uint8_t *flags = IPMI_BMC_SIMULATOR(obj)->boot.params[BOOT_FLAGS];

    return FIELD_EX8(flags[0], FLAGS1, EFI);
}

/* In hexadecimal, as they go over the wire */
static char *sim_boot_get_flags(Object *obj, Error **errp)
{
    const uint8_t *f = IPMI_BMC_SIMULATOR(obj)->boot.params[BOOT_FLAGS];

    return g_strdup_printf("%02x%02x%02x%02x%02x", f[0], f[1], f[2], f[3],
                           f[4]);
}

static char *sim_boot_get_mailbox(Object *obj, Error **errp)
{
    const SimBoot *b = &IPMI_BMC_SIMULATOR(obj)->boot;
    GString *hex = g_string_new(NULL);

    for (int i = 0; i < sizeof(b->mailbox); i++) {
        g_string_append_printf(hex, "%02x", b->mailbox[i]);
    }
    return g_string_free(hex, false);
}

/*
 * Part
 */

static void sim_boot_init(IPMIBmcSim *s)
{
    Object *obj = OBJECT(s);

    timer_init_ns(&s->boot.timer, QEMU_CLOCK_VIRTUAL, sim_boot_expired, s);
    object_property_add_str(obj, "boot-device", sim_boot_get_device, NULL);
    object_property_add_bool(obj, "boot-valid", sim_boot_get_valid, NULL);
    object_property_add_bool(obj, "boot-persistent", sim_boot_get_persistent,
                             NULL);
    object_property_add_bool(obj, "boot-efi", sim_boot_get_efi, NULL);
    object_property_add_str(obj, "boot-flags", sim_boot_get_flags, NULL);
    object_property_add_str(obj, "boot-mailbox", sim_boot_get_mailbox, NULL);
}

static void sim_boot_unrealize(IPMIBmcSim *s)
{
    timer_del(&s->boot.timer);
}

/* Who was about it will not go on (table 28-14, #0) */
static void sim_boot_end_setting(IPMIBmcSim *s)
{
    s->boot.params[BOOT_SET_IN_PROGRESS][0] = 0;
}

/* Flags that come from an image wait as long as if they had just been set */
static void sim_boot_restart(IPMIBmcSim *s)
{
    sim_boot_end_setting(s);
    sim_boot_count_down(s);
}

static bool sim_boot_loaded(IPMIBmcSim *s, Error **errp)
{
    sim_boot_update_timer(s);
    return true;
}

static int sim_boot_live_post_load(void *opaque, int version_id)
{
    return IPMI_BMC_SIMULATOR(opaque)->boot.expires < 0 ? -EINVAL : 0;
}

static const VMStateDescription vmstate_sim_boot = {
    .name = "ipmi-bmc-sim/boot",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_boot_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(boot.expires, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_boot_post_load(void *opaque, int version_id)
{
    SimBoot *b = &IPMI_BMC_SIMULATOR(opaque)->boot;

    return sim_param_progress_valid(b->params[BOOT_SET_IN_PROGRESS][0]) ?
           0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_boot_kept = {
    .name = "ipmi-bmc-sim/boot-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_boot_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(boot.invalid, IPMIBmcSim),
        VMSTATE_UINT8_2DARRAY(boot.params, IPMIBmcSim, SIM_BOOT_PARAMS,
                              SIM_BOOT_PARAM_MAX),
        VMSTATE_UINT8_ARRAY(boot.mailbox, IPMIBmcSim,
                            SIM_BOOT_BLOCKS * SIM_BOOT_BLOCK_SIZE),
        VMSTATE_END_OF_LIST()
    }
};

const SimPart sim_boot = {
    .name = "boot",
    .commands = sim_boot_commands,
    .init = sim_boot_init,
    .unrealize = sim_boot_unrealize,
    .reset = sim_boot_end_setting,
    .restart = sim_boot_restart,
    .live = &vmstate_sim_boot,
    .kept = &vmstate_sim_boot_kept,
    .loaded = sim_boot_loaded,
};
