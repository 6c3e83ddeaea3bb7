/*
 * Migration of the roles on a BT channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt_bmc.h"
#include "hw/ipmi/channel/bt_host.h"
#include "hw/ipmi/channel/vmstate.h"

/*
 * The BMC's role. QEMU 10.0 keeps 300 bytes for each direction, of which
 * no frame can use more than 256, and two flags that it never looks at.
 */
#define BT_STREAM_BUFFER_SIZE 300
#define BT_STREAM_PADDING     (BT_STREAM_BUFFER_SIZE - BT_BUFFER_SIZE)

static bool bt_bmc_held_needed(void *opaque)
{
    BTBmc *bmc = opaque;

    return bmc->state == BT_BMC_HOLDING;
}

static const VMStateDescription vmstate_bt_bmc_held = {
    .name = "ipmi-interface-bt/held-response",
    .version_id = 1,
    .minimum_version_id = 1,
    .needed = bt_bmc_held_needed,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT16(held.len, BTBmc),
        VMSTATE_UINT8_ARRAY(held.data, BTBmc, IPMI_MSG_MAX),
        VMSTATE_END_OF_LIST()
    }
};

static int bt_bmc_pre_load(void *opaque)
{
    BTBmc *bmc = opaque;

    ipmi_msg_reset(&bmc->held);
    return 0;
}

static bool bt_fit_pointer(uint32_t *pos)
{
    if (*pos > BT_STREAM_BUFFER_SIZE) {
        return false;
    }
    *pos = MIN(*pos, BT_BUFFER_SIZE);
    return true;
}

static int bt_bmc_post_load(void *opaque, int version_id)
{
    BTBmc *bmc = opaque;
    BTChannel *ch = &bmc->ch;

    if (!bt_fit_pointer(&ch->h2b.wr) || !bt_fit_pointer(&ch->b2h.wr) ||
        !bt_fit_pointer(&ch->b2h.rd)) {
        return -EINVAL;
    }
    ch->ctrl &= BT_B_BUSY | BT_H_BUSY | BT_SMS_ATN | BT_B2H_ATN;
    ch->intmask &= BT_B2H_IRQ_EN | BT_B2H_IRQ;
    if (!(ch->ctrl & BT_B_BUSY)) {
        bmc->state = BT_BMC_IDLE;
    } else {
        bmc->state = bmc->held.len ? BT_BMC_HOLDING : BT_BMC_PENDING;
    }
    bt_bmc_remember_request(bmc);
    return bt_bmc_valid(bmc) ? 0 : -EINVAL;
}

const VMStateDescription vmstate_ipmi_bt_bmc = {
    .name = "ipmi-interface-bt",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_load = bt_bmc_pre_load,
    .post_load = bt_bmc_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UNUSED(2),
        VMSTATE_BOOL(irq_enabled, BTBmc),
        VMSTATE_UINT32(ch.b2h.rd, BTBmc),
        VMSTATE_UINT32(ch.b2h.wr, BTBmc),
        VMSTATE_UINT8_ARRAY(ch.b2h.data, BTBmc, BT_BUFFER_SIZE),
        VMSTATE_UNUSED(BT_STREAM_PADDING),
        VMSTATE_UINT32(ch.h2b.wr, BTBmc),
        VMSTATE_UINT8_ARRAY(ch.h2b.data, BTBmc, BT_BUFFER_SIZE),
        VMSTATE_UNUSED(BT_STREAM_PADDING),
        VMSTATE_UINT8(ch.ctrl, BTBmc),
        VMSTATE_UINT8(ch.intmask, BTBmc),
        VMSTATE_UINT8(msg_id, BTBmc),
        VMSTATE_UINT8(seq, BTBmc),
        VMSTATE_END_OF_LIST()
    },
    .subsections = (const VMStateDescription * const []) {
        &vmstate_bt_bmc_held,
        NULL
    }
};

/*
 * The host's role
 */

static const VMStateDescription vmstate_bt_buffer = {
    .name = "ipmi-bt-buffer",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(data, BTBuffer, BT_BUFFER_SIZE),
        VMSTATE_UINT32(wr, BTBuffer),
        VMSTATE_UINT32(rd, BTBuffer),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_bt_channel = {
    .name = "ipmi-bt-channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(ctrl, BTChannel),
        VMSTATE_UINT8(intmask, BTChannel),
        VMSTATE_UINT8(bmc_irq_enable, BTChannel),
        VMSTATE_UINT8(bmc_irq_status, BTChannel),
        VMSTATE_STRUCT(h2b, BTChannel, 1, vmstate_bt_buffer, BTBuffer),
        VMSTATE_STRUCT(b2h, BTChannel, 1, vmstate_bt_buffer, BTBuffer),
        VMSTATE_END_OF_LIST()
    }
};

static int bt_host_post_load(void *opaque, int version_id)
{
    return bt_host_valid(opaque) ? 0 : -EINVAL;
}

const VMStateDescription vmstate_ipmi_bt_host = {
    .name = "ipmi-bt-host",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = bt_host_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(ch, BTHost, 1, vmstate_bt_channel, BTChannel),
        VMSTATE_UINT32(state, BTHost),
        VMSTATE_BOOL(enabled, BTHost),
        VMSTATE_UINT8(msg_id, BTHost),
        VMSTATE_UINT8(seq, BTHost),
        VMSTATE_UINT16(req.len, BTHost),
        VMSTATE_UINT8_ARRAY(req.data, BTHost, IPMI_MSG_MAX),
        VMSTATE_END_OF_LIST()
    }
};
