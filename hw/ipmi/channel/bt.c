/*
 * BT channel: register rules
 *
 * IPMI 2.0 section 11, both ports. See bt.h for what each function does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt.h"

/* An idle bus reads as ones */
#define BT_NOTHING_THERE 0xff

void bt_reset(BTChannel *ch)
{
    *ch = (BTChannel) { };
}

static bool bt_buffer_valid(const BTBuffer *buf)
{
    return buf->wr <= BT_BUFFER_SIZE && buf->rd <= BT_BUFFER_SIZE;
}

bool bt_valid(const BTChannel *ch)
{
    return bt_buffer_valid(&ch->h2b) && bt_buffer_valid(&ch->b2h);
}

static uint8_t bt_buffer_get(BTBuffer *buf)
{
    return buf->rd < buf->wr ? buf->data[buf->rd++] : BT_NOTHING_THERE;
}

static void bt_buffer_put(BTBuffer *buf, uint8_t val)
{
    if (buf->wr < BT_BUFFER_SIZE) {
        buf->data[buf->wr++] = val;
    }
}

void bt_load(BTBuffer *buf, const uint8_t *msg, size_t len, uint8_t seq)
{
    buf->data[0] = len + 1;
    buf->data[1] = msg[0];
    buf->data[2] = seq;
    memcpy(&buf->data[3], &msg[1], len - 1);
    buf->wr = len + 2;
    buf->rd = 0;
}

size_t bt_frame_len(const BTBuffer *buf, size_t min)
{
    size_t len = buf->data[0] + 1;

    return buf->wr >= len && len > min ? len : 0;
}

static void bt_latch_host_irq(BTChannel *ch)
{
    if (ch->intmask & BT_B2H_IRQ_EN) {
        ch->intmask |= BT_B2H_IRQ;
    }
}

/*
 * The host's port
 */

static void bt_host_write_ctrl(BTChannel *ch, uint8_t val)
{
    if (val & BT_CLR_WR_PTR) {
        ch->h2b.wr = 0;
    }
    if (val & BT_CLR_RD_PTR) {
        ch->b2h.rd = 0;
    }
    ch->ctrl &= ~(val & (BT_B2H_ATN | BT_SMS_ATN));
    ch->ctrl ^= val & BT_H_BUSY;
    if ((val & BT_H_BUSY) && !(ch->ctrl & BT_H_BUSY)) {
        ch->bmc_irq_status |= BT_BMC_IRQ_HBUSY;
    }
    if ((val & BT_H2B_ATN) && !(ch->ctrl & BT_H2B_ATN)) {
        ch->ctrl |= BT_H2B_ATN;
        ch->bmc_irq_status |= BT_BMC_IRQ_H2B;
    }
}

static void bt_host_write_intmask(BTChannel *ch, uint8_t val)
{
    bool was_enabled = ch->intmask & BT_B2H_IRQ_EN;

    ch->intmask &= ~(BT_B2H_IRQ_EN | (val & BT_B2H_IRQ));
    ch->intmask |= val & (BT_B2H_IRQ_EN | BT_BMC_HWRST);
    if (!(val & BT_B2H_IRQ_EN)) {
        ch->intmask &= ~BT_B2H_IRQ;
    } else if (!was_enabled && (ch->ctrl & (BT_B2H_ATN | BT_SMS_ATN))) {
        bt_latch_host_irq(ch);
    }
}

uint8_t bt_host_read(BTChannel *ch, unsigned reg)
{
    switch (reg) {
    case BT_REG_CTRL:
        return ch->ctrl;
    case BT_REG_DATA:
        return bt_buffer_get(&ch->b2h);
    case BT_REG_INTMASK:
        return ch->intmask;
    default:
        return BT_NOTHING_THERE;
    }
}

void bt_host_write(BTChannel *ch, unsigned reg, uint8_t val)
{
    switch (reg) {
    case BT_REG_CTRL:
        bt_host_write_ctrl(ch, val);
        break;
    case BT_REG_DATA:
        bt_buffer_put(&ch->h2b, val);
        break;
    case BT_REG_INTMASK:
        bt_host_write_intmask(ch, val);
        break;
    }
}

bool bt_host_irq(const BTChannel *ch)
{
    return ch->intmask & BT_B2H_IRQ;
}

/*
 * The BMC's port
 */

void bt_bmc_set_sms_atn(BTChannel *ch, bool set, bool irq)
{
    if (!set) {
        ch->ctrl &= ~BT_SMS_ATN;
        return;
    }
    ch->ctrl |= BT_SMS_ATN;
    /* Section 11.6.3: a host that gets a response sees the attention too */
    if (irq && !(ch->ctrl & BT_B2H_ATN)) {
        bt_latch_host_irq(ch);
    }
}

static void bt_bmc_write_ctrl(BTChannel *ch, uint8_t val)
{
    if (val & BT_CLR_WR_PTR) {
        ch->b2h.wr = 0;
    }
    if (val & BT_CLR_RD_PTR) {
        ch->h2b.rd = 0;
    }
    ch->ctrl &= ~(val & BT_H2B_ATN);
    ch->ctrl ^= val & BT_B_BUSY;
    if (val & BT_SMS_ATN) {
        bt_bmc_set_sms_atn(ch, true, true);
    }
    if ((val & BT_B2H_ATN) && !(ch->ctrl & BT_B2H_ATN)) {
        ch->ctrl |= BT_B2H_ATN;
        bt_latch_host_irq(ch);
    }
}

uint8_t bt_bmc_read(BTChannel *ch, unsigned reg)
{
    switch (reg) {
    case BT_REG_CTRL:
        return ch->ctrl;
    case BT_REG_DATA:
        return bt_buffer_get(&ch->h2b);
    case BT_REG_INTMASK:
        return ch->intmask;
    default:
        return BT_NOTHING_THERE;
    }
}

void bt_bmc_write(BTChannel *ch, unsigned reg, uint8_t val)
{
    switch (reg) {
    case BT_REG_CTRL:
        bt_bmc_write_ctrl(ch, val);
        break;
    case BT_REG_DATA:
        bt_buffer_put(&ch->b2h, val);
        break;
    case BT_REG_INTMASK:
        ch->intmask &= ~(val & BT_BMC_HWRST);
        break;
    }
}

void bt_bmc_ack_irq(BTChannel *ch, uint8_t mask)
{
    ch->bmc_irq_status &= ~mask;
}

bool bt_bmc_irq(const BTChannel *ch)
{
    return ch->bmc_irq_status & ch->bmc_irq_enable;
}
