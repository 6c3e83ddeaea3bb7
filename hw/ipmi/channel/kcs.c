/*
 * KCS channel: register rules
 *
 * IPMI 2.0 section 9, both ports. See kcs.h for what each function does.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs.h"

/* An idle bus reads as ones */
#define KCS_NOTHING_THERE 0xff

void kcs_reset(KCSChannel *ch)
{
    *ch = (KCSChannel) { };
}

bool kcs_valid(const KCSChannel *ch)
{
    return !(ch->bmc_irq_enable & ~KCS_BMC_IRQ_ALL) &&
        (!ch->atn_irq || (ch->str & KCS_SMS_ATN));
}

uint8_t kcs_state(const KCSChannel *ch)
{
    return ch->str & KCS_STATE;
}

/*
 * The host's port
 */

uint8_t kcs_host_read(KCSChannel *ch, unsigned reg)
{
    switch (reg) {
    case KCS_REG_DATA:
        ch->str &= ~KCS_OBF;
        return ch->odr;
    case KCS_REG_STATUS:
        ch->atn_irq = false;
        return ch->str;
    default:
        return KCS_NOTHING_THERE;
    }
}

void kcs_host_write(KCSChannel *ch, unsigned reg, uint8_t val)
{
    if (reg >= KCS_NR_REGS) {
        return;
    }
    ch->idr = val;
    ch->str &= ~KCS_CD;
    ch->str |= KCS_IBF | (reg == KCS_REG_STATUS ? KCS_CD : 0);
}

bool kcs_host_irq(const KCSChannel *ch)
{
    return (ch->str & KCS_OBF) || ch->atn_irq;
}

/*
 * The BMC's port
 */

uint8_t kcs_bmc_read(KCSChannel *ch, unsigned reg)
{
    switch (reg) {
    case KCS_BMC_REG_IDR:
        ch->str &= ~KCS_IBF;
        return ch->idr;
    case KCS_BMC_REG_ODR:
        return ch->odr;
    case KCS_BMC_REG_STR:
        return ch->str;
    default:
        return KCS_NOTHING_THERE;
    }
}

static void kcs_bmc_write_str(KCSChannel *ch, uint8_t val)
{
    ch->str = (ch->str & ~KCS_BMC_OWNS) | (val & KCS_BMC_OWNS);
    /* Without an attention there is nothing left to interrupt for */
    if (!(ch->str & KCS_SMS_ATN)) {
        ch->atn_irq = false;
    }
}

void kcs_bmc_write(KCSChannel *ch, unsigned reg, uint8_t val)
{
    switch (reg) {
    case KCS_BMC_REG_ODR:
        ch->odr = val;
        ch->str |= KCS_OBF;
        break;
    case KCS_BMC_REG_STR:
        kcs_bmc_write_str(ch, val);
        break;
    }
}

void kcs_bmc_set_state(KCSChannel *ch, uint8_t state)
{
    kcs_bmc_write_str(ch, (ch->str & ~KCS_STATE) | state);
}

void kcs_bmc_set_sms_atn(KCSChannel *ch, bool set, bool irq)
{
    kcs_bmc_write_str(ch, set ? ch->str | KCS_SMS_ATN
                              : ch->str & ~KCS_SMS_ATN);
    if (set && irq) {
        ch->atn_irq = true;
    }
}

bool kcs_bmc_irq(const KCSChannel *ch)
{
    uint8_t causes = 0;

    if (ch->str & KCS_IBF) {
        causes |= KCS_BMC_IRQ_IBF;
    }
    if (!(ch->str & KCS_OBF)) {
        causes |= KCS_BMC_IRQ_OBE;
    }
    return causes & ch->bmc_irq_enable;
}
