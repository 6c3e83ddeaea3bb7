/*
 * Unit tests of the KCS channel's registers
 *
 * The model below is written another way than the channel: it keeps each
 * flag of the status register for itself and puts the register together only
 * when somebody reads it. Channel and model are compared for each access with
 * each value in each state, and over a long random walk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs.h"

#define WALK_STEPS 200000

/* --- the model ---------------------------------------------------------- */

typedef struct Model {
    unsigned int phase;         /* 0 idle, 1 read, 2 write, 3 error */
    unsigned int oem;           /* two bits */
    bool command, attention, in_full, out_full;
    bool told;                  /* an attention that interrupts */
    bool on_in_full, on_out_empty;
    uint8_t in, out;
} Model;

static uint8_t model_status(const Model *m)
{
    return m->phase * 64 + m->oem * 16 + m->command * 8 + m->attention * 4 +
        m->in_full * 2 + m->out_full;
}

static Model model_of(unsigned int status)
{
    return (Model) {
        .phase = status / 64,
        .oem = status / 16 % 4,
        .command = status / 8 % 2,
        .attention = status / 4 % 2,
        .in_full = status / 2 % 2,
        .out_full = status % 2,
    };
}

static uint8_t model_host_read(Model *m, unsigned int reg)
{
    if (reg == 0) {
        m->out_full = false;
        return m->out;
    }
    if (reg == 1) {
        m->told = false;
        return model_status(m);
    }
    return 0xff;
}

static void model_host_write(Model *m, unsigned int reg, uint8_t val)
{
    if (reg == 0 || reg == 1) {
        m->in = val;
        m->in_full = true;
        m->command = reg == 1;
    }
}

static uint8_t model_bmc_read(Model *m, unsigned int reg)
{
    if (reg == 0) {
        m->in_full = false;
        return m->in;
    }
    if (reg == 1) {
        return m->out;
    }
    return reg == 2 ? model_status(m) : 0xff;
}

static void model_bmc_write(Model *m, unsigned int reg, uint8_t val)
{
    Model wanted = model_of(val);

    if (reg == 1) {
        m->out = val;
        m->out_full = true;
    } else if (reg == 2) {
        m->phase = wanted.phase;
        m->oem = wanted.oem;
        m->attention = wanted.attention;
        m->told = m->told && m->attention;
    }
}

static bool model_host_irq(const Model *m)
{
    return m->out_full || m->told;
}

static bool model_bmc_irq(const Model *m)
{
    return (m->on_in_full && m->in_full) || (m->on_out_empty && !m->out_full);
}

/* --- channel and model side by side ------------------------------------- */

typedef struct Pair {
    KCSChannel ch;
    Model m;
} Pair;

typedef enum Access {
    HOST_READS,
    HOST_WRITES,
    BMC_READS,
    BMC_WRITES,
    NR_ACCESSES,
} Access;

static bool same(const Pair *p)
{
    const KCSChannel *ch = &p->ch;

    return ch->str == model_status(&p->m) &&
        ch->idr == p->m.in && ch->odr == p->m.out &&
        ch->atn_irq == p->m.told &&
        ch->bmc_irq_enable == p->m.on_out_empty * 2 + p->m.on_in_full &&
        kcs_host_irq(ch) == model_host_irq(&p->m) &&
        kcs_bmc_irq(ch) == model_bmc_irq(&p->m) &&
        kcs_state(ch) == p->m.phase * 64;
}

static void describe(const char *name, const Pair *p)
{
    g_test_message("%s: channel str %02x idr %02x odr %02x enable %x atn %d, "
                   "model str %02x idr %02x odr %02x enable %d%d atn %d", name,
                   p->ch.str, p->ch.idr, p->ch.odr, p->ch.bmc_irq_enable,
                   p->ch.atn_irq, model_status(&p->m), p->m.in, p->m.out,
                   p->m.on_out_empty, p->m.on_in_full, p->m.told);
}

/* Returns whether both gave the same value */
static bool do_access(Pair *p, Access access, unsigned int reg, uint8_t val)
{
    switch (access) {
    case HOST_READS:
        return kcs_host_read(&p->ch, reg) == model_host_read(&p->m, reg);
    case HOST_WRITES:
        kcs_host_write(&p->ch, reg, val);
        model_host_write(&p->m, reg, val);
        return true;
    case BMC_READS:
        return kcs_bmc_read(&p->ch, reg) == model_bmc_read(&p->m, reg);
    default:
        kcs_bmc_write(&p->ch, reg, val);
        model_bmc_write(&p->m, reg, val);
        return true;
    }
}

static void check_access(const Pair *before, Access access, unsigned int reg,
                         uint8_t val)
{
    static const char *const names[] = {
        "host reads", "host writes", "BMC reads", "BMC writes",
    };
    Pair p = *before;
    bool equal = do_access(&p, access, reg, val);

    if (!equal || !same(&p)) {
        g_test_message("%s register %u, value %02x, %s", names[access], reg,
                       val, equal ? "read alike" : "read differently");
        describe("before", before);
        describe("after", &p);
        g_assert_not_reached();
    }
}

/* States: the status register, the attention's interrupt, two enables */
#define NR_STATES (1 << 11)

/* False if nothing leads there: an interrupt for no attention */
static bool make_state(Pair *p, unsigned int state)
{
    memset(p, 0, sizeof(*p));
    p->m = model_of(state & 0xff);
    p->m.told = state & 0x100;
    p->m.on_in_full = state & 0x200;
    p->m.on_out_empty = state & 0x400;
    p->m.in = 0x3c;
    p->m.out = 0xa5;

    p->ch.str = state & 0xff;
    p->ch.atn_irq = p->m.told;
    p->ch.bmc_irq_enable = state >> 9;
    p->ch.idr = 0x3c;
    p->ch.odr = 0xa5;
    return p->m.attention || !p->m.told;
}

static void check_all(Access access, unsigned int reg)
{
    bool reads = access == HOST_READS || access == BMC_READS;
    Pair p;

    for (unsigned int state = 0; state < NR_STATES; state++) {
        if (!make_state(&p, state)) {
            continue;
        }
        for (int val = 0; val < (reads ? 1 : 256); val++) {
            check_access(&p, access, reg, val);
        }
    }
}

static void test_host_all(void)
{
    for (unsigned int reg = 0; reg < 2; reg++) {
        check_all(HOST_READS, reg);
        check_all(HOST_WRITES, reg);
    }
}

static void test_bmc_all(void)
{
    for (unsigned int reg = 0; reg < 3; reg++) {
        check_all(BMC_READS, reg);
        check_all(BMC_WRITES, reg);
    }
}

static void test_no_register(void)
{
    static const unsigned int regs[] = { 2, 3, 4, 255, 256, 257, ~0u };
    Pair p;

    make_state(&p, NR_STATES - 1);
    for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(kcs_host_read(&p.ch, regs[i]), ==, 0xff);
        check_access(&p, HOST_WRITES, regs[i], 0x61);
        if (regs[i] > 2) {
            g_assert_cmphex(kcs_bmc_read(&p.ch, regs[i]), ==, 0xff);
            check_access(&p, BMC_WRITES, regs[i], 0);
        }
        g_assert_true(same(&p));
    }
}

/* Helpers of the BMC, which are no more than writes to STR */
static void test_bmc_helpers_all(void)
{
    Pair before, p;

    for (unsigned int state = 0; state < NR_STATES; state++) {
        if (!make_state(&before, state)) {
            continue;
        }
        for (unsigned int phase = 0; phase < 4; phase++) {
            p = before;
            kcs_bmc_set_state(&p.ch, phase << 6);
            p.m.phase = phase;
            g_assert_true(same(&p));
        }
        for (int how = 0; how < 4; how++) {
            p = before;
            kcs_bmc_set_sms_atn(&p.ch, how & 1, how & 2);
            p.m.attention = how & 1;
            p.m.told = (how & 1) && (p.m.told || (how & 2));
            if (!same(&p)) {
                g_test_message("SMS_ATN %d", how);
                describe("before", &before);
                describe("after", &p);
                g_assert_not_reached();
            }
        }
    }
}

/* --- rules by example --------------------------------------------------- */

static void test_bits_by_name(void)
{
    g_assert_cmphex(KCS_OBF, ==, 0x01);
    g_assert_cmphex(KCS_IBF, ==, 0x02);
    g_assert_cmphex(KCS_SMS_ATN, ==, 0x04);
    g_assert_cmphex(KCS_CD, ==, 0x08);
    g_assert_cmphex(KCS_OEM1, ==, 0x10);
    g_assert_cmphex(KCS_OEM2, ==, 0x20);
    g_assert_cmphex(KCS_STATE, ==, 0xc0);
    g_assert_cmphex(KCS_BMC_OWNS, ==, 0xf4);
    g_assert_cmphex(KCS_STATE_IDLE, ==, 0x00);
    g_assert_cmphex(KCS_STATE_READ, ==, 0x40);
    g_assert_cmphex(KCS_STATE_WRITE, ==, 0x80);
    g_assert_cmphex(KCS_STATE_ERROR, ==, 0xc0);
    g_assert_cmphex(KCS_GET_STATUS, ==, 0x60);
    g_assert_cmphex(KCS_WRITE_START, ==, 0x61);
    g_assert_cmphex(KCS_WRITE_END, ==, 0x62);
    g_assert_cmphex(KCS_READ, ==, 0x68);
    g_assert_cmphex(KCS_STATUS_OK, ==, 0x00);
    g_assert_cmphex(KCS_STATUS_ABORTED, ==, 0x01);
    g_assert_cmphex(KCS_STATUS_ILLEGAL, ==, 0x02);
    g_assert_cmphex(KCS_STATUS_LENGTH, ==, 0x06);
    g_assert_cmphex(KCS_STATUS_UNSPECIFIED, ==, 0xff);
    g_assert_cmphex(KCS_BMC_IRQ_IBF, ==, 0x01);
    g_assert_cmphex(KCS_BMC_IRQ_OBE, ==, 0x02);
}

/* From the host to the BMC */
static void test_input(void)
{
    KCSChannel ch = { };

    kcs_host_write(&ch, KCS_REG_STATUS, 0x61);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_STR), ==, 0x0a);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_IDR), ==, 0x61);
    /* C/D stays until the next write */
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_STR), ==, 0x08);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_IDR), ==, 0x61);

    kcs_host_write(&ch, KCS_REG_DATA, 0x18);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_STR), ==, 0x02);
    /* Written over before anybody looked */
    kcs_host_write(&ch, KCS_REG_STATUS, 0x60);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_STR), ==, 0x0a);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_IDR), ==, 0x60);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_STATUS), ==, 0x08);
}

/* From the BMC to the host */
static void test_output(void)
{
    KCSChannel ch = { };

    kcs_bmc_write(&ch, KCS_BMC_REG_ODR, 0x5a);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_STATUS), ==, 0x01);
    /* The BMC's look at it takes nothing away */
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_ODR), ==, 0x5a);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_STATUS), ==, 0x01);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_DATA), ==, 0x5a);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_STATUS), ==, 0x00);
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_DATA), ==, 0x5a);
    /* IDR is the host's */
    kcs_host_write(&ch, KCS_REG_DATA, 0x11);
    kcs_bmc_write(&ch, KCS_BMC_REG_IDR, 0x22);
    g_assert_cmphex(kcs_bmc_read(&ch, KCS_BMC_REG_IDR), ==, 0x11);
}

/* A driver that reads STR, changes a bit and writes back late */
static void test_stale_status(void)
{
    KCSChannel ch = { };
    uint8_t stale;

    stale = kcs_bmc_read(&ch, KCS_BMC_REG_STR);
    kcs_bmc_write(&ch, KCS_BMC_REG_ODR, 1);
    kcs_host_write(&ch, KCS_REG_STATUS, 0x61);
    kcs_bmc_write(&ch, KCS_BMC_REG_STR, stale | KCS_SMS_ATN);
    g_assert_cmphex(ch.str, ==, 0x0f);

    stale = kcs_bmc_read(&ch, KCS_BMC_REG_STR);
    kcs_bmc_read(&ch, KCS_BMC_REG_IDR);
    kcs_host_read(&ch, KCS_REG_DATA);
    kcs_host_write(&ch, KCS_REG_DATA, 2);
    kcs_bmc_read(&ch, KCS_BMC_REG_IDR);
    kcs_bmc_write(&ch, KCS_BMC_REG_STR, (stale & ~KCS_SMS_ATN) | 0xc0);
    g_assert_cmphex(ch.str, ==, 0xc0);
}

static void test_host_irq(void)
{
    KCSChannel ch = { };

    g_assert_false(kcs_host_irq(&ch));
    kcs_bmc_write(&ch, KCS_BMC_REG_ODR, 0);
    g_assert_true(kcs_host_irq(&ch));
    kcs_host_read(&ch, KCS_REG_STATUS);
    g_assert_true(kcs_host_irq(&ch));
    kcs_host_read(&ch, KCS_REG_DATA);
    g_assert_false(kcs_host_irq(&ch));

    kcs_bmc_set_sms_atn(&ch, true, false);
    g_assert_false(kcs_host_irq(&ch));
    kcs_bmc_set_sms_atn(&ch, true, true);
    g_assert_true(kcs_host_irq(&ch));
    kcs_host_read(&ch, KCS_REG_DATA);
    g_assert_true(kcs_host_irq(&ch));
    g_assert_cmphex(kcs_host_read(&ch, KCS_REG_STATUS), ==, 0x04);
    g_assert_false(kcs_host_irq(&ch));

    /* Both at once: each has its own end */
    kcs_bmc_set_sms_atn(&ch, true, true);
    kcs_bmc_write(&ch, KCS_BMC_REG_ODR, 0);
    kcs_host_read(&ch, KCS_REG_STATUS);
    g_assert_true(kcs_host_irq(&ch));
    kcs_host_read(&ch, KCS_REG_DATA);
    g_assert_false(kcs_host_irq(&ch));

    kcs_bmc_set_sms_atn(&ch, true, true);
    kcs_bmc_write(&ch, KCS_BMC_REG_STR, 0);
    g_assert_false(kcs_host_irq(&ch));
}

static void test_bmc_irq(void)
{
    KCSChannel ch = { };

    g_assert_false(kcs_bmc_irq(&ch));
    ch.bmc_irq_enable = KCS_BMC_IRQ_IBF;
    g_assert_false(kcs_bmc_irq(&ch));
    kcs_host_write(&ch, KCS_REG_DATA, 0);
    g_assert_true(kcs_bmc_irq(&ch));
    ch.bmc_irq_enable = 0;
    g_assert_false(kcs_bmc_irq(&ch));
    ch.bmc_irq_enable = KCS_BMC_IRQ_ALL;
    kcs_bmc_write(&ch, KCS_BMC_REG_ODR, 0);
    g_assert_true(kcs_bmc_irq(&ch));
    kcs_bmc_read(&ch, KCS_BMC_REG_IDR);
    g_assert_false(kcs_bmc_irq(&ch));
    kcs_host_read(&ch, KCS_REG_DATA);
    g_assert_true(kcs_bmc_irq(&ch));
}

static void test_reset(void)
{
    const KCSChannel zero = { };
    KCSChannel ch;

    memset(&ch, 0xff, sizeof(ch));
    ch.atn_irq = true;
    kcs_reset(&ch);
    g_assert_cmphex(ch.idr, ==, zero.idr);
    g_assert_cmphex(ch.odr, ==, zero.odr);
    g_assert_cmphex(ch.str, ==, zero.str);
    g_assert_cmphex(ch.bmc_irq_enable, ==, zero.bmc_irq_enable);
    g_assert_false(ch.atn_irq);
}

static void test_valid(void)
{
    KCSChannel ch = { };

    for (int str = 0; str < 256; str++) {
        ch.str = str;
        ch.atn_irq = false;
        g_assert_true(kcs_valid(&ch));
        ch.atn_irq = true;
        g_assert_cmpint(kcs_valid(&ch), ==, (str & 4) != 0);
    }
    for (int enable = 0; enable < 256; enable++) {
        ch.bmc_irq_enable = enable;
        g_assert_cmpint(kcs_valid(&ch), ==, enable < 4);
    }
}

/* --- a long walk -------------------------------------------------------- */

static void test_walk(void)
{
    Pair p = { };
    unsigned int overwritten = 0;

    for (int i = 0; i < WALK_STEPS; i++) {
        Access access = g_test_rand_int_range(0, NR_ACCESSES);
        unsigned int reg = g_test_rand_int_range(0, 4);
        uint8_t val = g_test_rand_int();

        overwritten += access == HOST_WRITES && reg < 2 && p.m.in_full;
        if (g_test_rand_int_range(0, 20) == 0) {
            p.ch.bmc_irq_enable = val & 3;
            p.m.on_in_full = val & 1;
            p.m.on_out_empty = val & 2;
        } else if (g_test_rand_int_range(0, 20) == 0) {
            kcs_bmc_set_sms_atn(&p.ch, true, true);
            p.m.attention = p.m.told = true;
        } else if (!do_access(&p, access, reg, val)) {
            describe("walk, values read differ", &p);
            g_assert_not_reached();
        }
        if (!same(&p) || !kcs_valid(&p.ch)) {
            describe("walk", &p);
            g_assert_not_reached();
        }
    }
    /* Not a rule of the channel: the walk itself went far enough */
    g_assert_cmpuint(overwritten, >, 100);
}

static const struct {
    const char *path;
    GTestFunc run;
} tests[] = {
    { "/ipmi/kcs/bits-by-name", test_bits_by_name },
    { "/ipmi/kcs/host/all", test_host_all },
    { "/ipmi/kcs/bmc/all", test_bmc_all },
    { "/ipmi/kcs/bmc/helpers", test_bmc_helpers_all },
    { "/ipmi/kcs/no-register", test_no_register },
    { "/ipmi/kcs/input", test_input },
    { "/ipmi/kcs/output", test_output },
    { "/ipmi/kcs/stale-status", test_stale_status },
    { "/ipmi/kcs/host-irq", test_host_irq },
    { "/ipmi/kcs/bmc-irq", test_bmc_irq },
    { "/ipmi/kcs/reset", test_reset },
    { "/ipmi/kcs/valid", test_valid },
    { "/ipmi/kcs/walk", test_walk },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_test_add_func(tests[i].path, tests[i].run);
    }
    return g_test_run();
}
