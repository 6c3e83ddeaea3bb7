/*
 * npcm7xx-ipmi-kcs: the KCS interface of Nuvoton's NPCM7xx and NPCM8xx BMCs
 *
 * Three channels in the block that also has the keyboard controller and the
 * POST code FIFO, which are not modelled. Of a channel's own registers those
 * that raise SCI, SMI and IRQ at the host move data and are stored, but have
 * no effect on a line: the host is reached through its own machine's
 * interface.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/units.h"
#include "hw/irq.h"
#include "hw/ipmi/npcm7xx_ipmi_kcs.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "hw/ipmi/trace.h"

#define NPCM7XX_KCS_SIZE (4 * KiB)

/* One channel after another */
#define KCS_BASE   0x0c
#define KCS_STRIDE 0x12
#define KCS_END    (KCS_BASE + NPCM7XX_KCS_NR_CHANNELS * KCS_STRIDE)

/* Registers of a channel, from its first one on */
REG8(KCS_ST, 0x00)
REG8(KCS_DO, 0x02)
REG8(KCS_DI, 0x04)
REG8(KCS_DOC, 0x06)                     /* DO, with an SCI for the host */
REG8(KCS_DOM, 0x08)                     /* DO, with an SMI for the host */
REG8(KCS_DIC, 0x0a)                     /* DI, with an SCI for the host */
REG8(KCS_CTL, 0x0c)
    FIELD(KCS_CTL, IBFIE, 0, 1)
    FIELD(KCS_CTL, OBEIE, 1, 1)
    FIELD(KCS_CTL, SCIPOL, 6, 1)
REG8(KCS_IC, 0x0e)
    FIELD(KCS_IC, IRQB, 0, 1)
    FIELD(KCS_IC, SMIB, 1, 1)
    FIELD(KCS_IC, SCIB, 2, 1)
    FIELD(KCS_IC, SMIPOL, 6, 1)
    FIELD(KCS_IC, SCIIS, 7, 1)
REG8(KCS_IE, 0x10)
    FIELD(KCS_IE, IRQE, 0, 1)
    FIELD(KCS_IE, SCIE, 1, 1)
    FIELD(KCS_IE, SMIE, 2, 1)
    FIELD(KCS_IE, HIRQE, 3, 1)
    FIELD(KCS_IE, HSCIE, 4, 1)
    FIELD(KCS_IE, HSMIE, 5, 1)

/* Bit 7 of CTL has no name */
#define KCS_CTL_RESET (R_KCS_CTL_SCIPOL_MASK | 0x80)
#define KCS_IC_RESET  (R_KCS_IC_IRQB_MASK | R_KCS_IC_SMIPOL_MASK)

static void npcm7xx_kcs_update_irq(void *opaque)
{
    NPCM7xxIPMIKcs *s = opaque;
    bool level = false;

    for (int i = 0; i < NPCM7XX_KCS_NR_CHANNELS; i++) {
        level |= kcs_responder_irq(&s->kcs[i]);
    }
    qemu_set_irq(s->irq, level);
}

/* Interrupts that are not masked, KCS_BMC_IRQ_* */
static uint8_t npcm7xx_kcs_irq_enable(NPCM7xxIPMIKcs *s, int channel)
{
    uint8_t ctl = s->regs[(KCS_BASE + channel * KCS_STRIDE + A_KCS_CTL) / 2];

    return (FIELD_EX8(ctl, KCS_CTL, IBFIE) ? KCS_BMC_IRQ_IBF : 0) |
           (FIELD_EX8(ctl, KCS_CTL, OBEIE) ? KCS_BMC_IRQ_OBE : 0);
}

/* A channel is always on */
static void npcm7xx_kcs_configure(NPCM7xxIPMIKcs *s, int channel)
{
    kcs_responder_configure(&s->kcs[channel], true,
                            npcm7xx_kcs_irq_enable(s, channel));
}

/*
 * Registers
 */

static bool npcm7xx_kcs_is_channel(hwaddr addr)
{
    return addr >= KCS_BASE && addr < KCS_END;
}

/* Memory, and maybe one of those of which there is nothing else */
static bool npcm7xx_kcs_stored(NPCM7xxIPMIKcs *s, hwaddr addr)
{
    if (!npcm7xx_kcs_is_channel(addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: no device at offset 0x%02" HWADDR_PRIx
                      "\n", DEVICE(s)->canonical_path, addr);
    }
    return addr / 2 < NPCM7XX_KCS_NR_REGS;
}

static uint8_t npcm7xx_kcs_read_reg(NPCM7xxIPMIKcs *s, hwaddr addr)
{
    KCSResponder *kcs;

    if (npcm7xx_kcs_is_channel(addr)) {
        kcs = &s->kcs[(addr - KCS_BASE) / KCS_STRIDE];
        switch ((addr - KCS_BASE) % KCS_STRIDE) {
        case A_KCS_ST:
            return kcs_responder_read(kcs, KCS_BMC_REG_STR);
        case A_KCS_DO:
        case A_KCS_DOC:
        case A_KCS_DOM:
            return kcs_responder_read(kcs, KCS_BMC_REG_ODR);
        case A_KCS_DI:
        case A_KCS_DIC:
            return kcs_responder_read(kcs, KCS_BMC_REG_IDR);
        }
    }
    return npcm7xx_kcs_stored(s, addr) ? s->regs[addr / 2] : 0;
}

static uint64_t npcm7xx_kcs_read(void *opaque, hwaddr addr, unsigned size)
{
    NPCM7xxIPMIKcs *s = opaque;
    uint8_t val = addr & 1 ? 0 : npcm7xx_kcs_read_reg(s, addr);

    trace_npcm7xx_ipmi_kcs_read(DEVICE(s)->canonical_path, addr, val);
    return val;
}

static void npcm7xx_kcs_write_reg(NPCM7xxIPMIKcs *s, hwaddr addr, uint8_t val)
{
    int channel;

    if (!npcm7xx_kcs_is_channel(addr)) {
        if (npcm7xx_kcs_stored(s, addr)) {
            s->regs[addr / 2] = val;
        }
        return;
    }
    channel = (addr - KCS_BASE) / KCS_STRIDE;
    switch ((addr - KCS_BASE) % KCS_STRIDE) {
    case A_KCS_ST:
        kcs_responder_write(&s->kcs[channel], KCS_BMC_REG_STR, val);
        break;
    case A_KCS_DO:
    case A_KCS_DOC:
    case A_KCS_DOM:
        kcs_responder_write(&s->kcs[channel], KCS_BMC_REG_ODR, val);
        break;
    case A_KCS_DI:
    case A_KCS_DIC:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: write to read-only register 0x%02"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path, addr);
        break;
    case A_KCS_CTL:
        s->regs[addr / 2] = val;
        npcm7xx_kcs_configure(s, channel);
        break;
    default:
        s->regs[addr / 2] = val;
        break;
    }
}

static void npcm7xx_kcs_write(void *opaque, hwaddr addr, uint64_t val,
                              unsigned size)
{
    NPCM7xxIPMIKcs *s = opaque;

    trace_npcm7xx_ipmi_kcs_write(DEVICE(s)->canonical_path, addr, val);
    if (!(addr & 1)) {
        npcm7xx_kcs_write_reg(s, addr, val);
    }
}

/* Wider accesses reach each register that they cover, first to last */
static const MemoryRegionOps npcm7xx_kcs_ops = {
    .read = npcm7xx_kcs_read,
    .write = npcm7xx_kcs_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 1,
        .max_access_size = 4,
    },
    .impl = {
        .min_access_size = 1,
        .max_access_size = 1,
    },
};

/*
 * Device
 */

static void npcm7xx_kcs_reset_hold(Object *obj, ResetType type)
{
    NPCM7xxIPMIKcs *s = NPCM7XX_IPMI_KCS(obj);

    trace_npcm7xx_ipmi_kcs_reset(DEVICE(s)->canonical_path);
    memset(s->regs, 0, sizeof(s->regs));
    for (int i = 0; i < NPCM7XX_KCS_NR_CHANNELS; i++) {
        hwaddr base = KCS_BASE + i * KCS_STRIDE;

        s->regs[(base + A_KCS_CTL) / 2] = KCS_CTL_RESET;
        s->regs[(base + A_KCS_IC) / 2] = KCS_IC_RESET;
        kcs_responder_reset(&s->kcs[i]);
        npcm7xx_kcs_configure(s, i);
    }
}

static int npcm7xx_kcs_post_load(void *opaque, int version_id)
{
    NPCM7xxIPMIKcs *s = opaque;

    for (int i = 0; i < NPCM7XX_KCS_NR_CHANNELS; i++) {
        if (!s->kcs[i].on || s->kcs[i].kcs.ch.bmc_irq_enable !=
                             npcm7xx_kcs_irq_enable(s, i)) {
            return -EINVAL;
        }
    }
    return 0;
}

static const VMStateDescription vmstate_npcm7xx_kcs = {
    .name = TYPE_NPCM7XX_IPMI_KCS,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = npcm7xx_kcs_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_ARRAY(regs, NPCM7xxIPMIKcs, NPCM7XX_KCS_NR_REGS),
        VMSTATE_STRUCT_ARRAY(kcs, NPCM7xxIPMIKcs, NPCM7XX_KCS_NR_CHANNELS, 1,
                             vmstate_kcs_responder, KCSResponder),
        VMSTATE_END_OF_LIST()
    }
};

static void npcm7xx_kcs_realize(DeviceState *dev, Error **errp)
{
    NPCM7xxIPMIKcs *s = NPCM7XX_IPMI_KCS(dev);

    for (int i = 0; i < NPCM7XX_KCS_NR_CHANNELS; i++) {
        if (!kcs_responder_realize(&s->kcs[i], npcm7xx_kcs_update_irq, s,
                                   errp)) {
            return;
        }
    }
}

static void npcm7xx_kcs_init(Object *obj)
{
    NPCM7xxIPMIKcs *s = NPCM7XX_IPMI_KCS(obj);

    for (int i = 0; i < NPCM7XX_KCS_NR_CHANNELS; i++) {
        kcs_responder_init(&s->kcs[i], obj, i + 1);
    }
    memory_region_init_io(&s->iomem, obj, &npcm7xx_kcs_ops, s,
                          TYPE_NPCM7XX_IPMI_KCS, NPCM7XX_KCS_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static void npcm7xx_kcs_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->desc = "NPCM7xx IPMI KCS channels";
    dc->realize = npcm7xx_kcs_realize;
    dc->vmsd = &vmstate_npcm7xx_kcs;
    set_bit(DEVICE_CATEGORY_MISC, dc->categories);
    RESETTABLE_CLASS(oc)->phases.hold = npcm7xx_kcs_reset_hold;
}

static const TypeInfo npcm7xx_kcs_types[] = {
    {
        .name = TYPE_NPCM7XX_IPMI_KCS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(NPCM7xxIPMIKcs),
        .instance_init = npcm7xx_kcs_init,
        .class_init = npcm7xx_kcs_class_init,
    },
};

DEFINE_TYPES(npcm7xx_kcs_types)
