/*
 * Unit tests of the BT channel's registers and buffers
 *
 * The model below is written another way than the channel: it follows the
 * tables of IPMI 2.0 section 11.6 row by row, keeps each flag of INTMASK for
 * itself, and names the bits by number. Channel and model are compared for
 * each value written in each state, and over long random walks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt.h"

#define WALK_STEPS 200000

/* --- the model ---------------------------------------------------------- */

typedef enum Port {
    HOST,
    BMC,
} Port;

typedef enum Act {
    NOTHING,
    SET,
    CLEAR,
    TOGGLE,
} Act;

static const struct {
    uint8_t bit;
    Act act[2];                 /* by port */
} ctrl_rules[] = {
    { 0x04, { SET, CLEAR } },
    { 0x08, { CLEAR, SET } },
    { 0x10, { CLEAR, SET } },
    { 0x40, { TOGGLE, NOTHING } },
    { 0x80, { NOTHING, TOGGLE } },
};

typedef struct ModelBuffer {
    uint8_t bytes[256];
    unsigned int filled;
    unsigned int taken;
} ModelBuffer;

typedef struct Model {
    uint8_t ctrl;
    bool en, irq, hwrst;
    bool h2b_event, hbusy_event;
    ModelBuffer from[2];        /* by the port that writes it */
} Model;

static uint8_t act_on(uint8_t ctrl, uint8_t bit, Act act)
{
    switch (act) {
    case SET:
        return ctrl | bit;
    case CLEAR:
        return ctrl & ~bit;
    case TOGGLE:
        return ctrl ^ bit;
    default:
        return ctrl;
    }
}

static void model_write_ctrl(Model *m, Port port, uint8_t val)
{
    uint8_t old = m->ctrl;
    uint8_t rose, fell;

    if (val & 0x01) {
        m->from[port].filled = 0;
    }
    if (val & 0x02) {
        m->from[!port].taken = 0;
    }
    for (size_t i = 0; i < ARRAY_SIZE(ctrl_rules); i++) {
        if (val & ctrl_rules[i].bit) {
            m->ctrl = act_on(m->ctrl, ctrl_rules[i].bit,
                             ctrl_rules[i].act[port]);
        }
    }
    rose = m->ctrl & ~old;
    fell = old & ~m->ctrl;
    if (port == HOST) {
        m->h2b_event |= rose & 0x04;
        m->hbusy_event |= fell & 0x40;
    } else if ((rose & 0x08) || ((val & 0x10) && !(old & 0x08))) {
        m->irq |= m->en;
    }
}

static void model_write_intmask(Model *m, Port port, uint8_t val)
{
    bool edge = !m->en && (val & 0x01);

    if (port == BMC) {
        m->hwrst = m->hwrst && !(val & 0x80);
        return;
    }
    m->hwrst = m->hwrst || (val & 0x80);
    m->en = val & 0x01;
    if ((val & 0x02) || !m->en) {
        m->irq = false;
    }
    if (edge && (m->ctrl & 0x18)) {
        m->irq = true;
    }
}

static void model_write(Model *m, Port port, unsigned int reg, uint8_t val)
{
    ModelBuffer *buf = &m->from[port];

    if (reg == 0) {
        model_write_ctrl(m, port, val);
    } else if (reg == 1 && buf->filled < 256) {
        buf->bytes[buf->filled++] = val;
    } else if (reg == 2) {
        model_write_intmask(m, port, val);
    }
}

static uint8_t model_intmask(const Model *m)
{
    return m->hwrst * 0x80 + m->irq * 0x02 + m->en;
}

static uint8_t model_read(Model *m, Port port, unsigned int reg)
{
    ModelBuffer *buf = &m->from[!port];

    if (reg == 0) {
        return m->ctrl;
    }
    if (reg == 1 && buf->taken < buf->filled) {
        return buf->bytes[buf->taken++];
    }
    return reg == 2 ? model_intmask(m) : 0xff;
}

static void model_set_sms_atn(Model *m, bool set, bool irq)
{
    m->ctrl = act_on(m->ctrl, 0x10, set ? SET : CLEAR);
    if (set && irq && m->en && !(m->ctrl & 0x08)) {
        m->irq = true;
    }
}

static uint8_t model_status(const Model *m)
{
    return m->hbusy_event * 0x40 + m->h2b_event;
}

/* --- channel and model side by side ------------------------------------- */

typedef struct Pair {
    BTChannel ch;
    Model m;
} Pair;

static uint8_t port_read(BTChannel *ch, Port port, unsigned int reg)
{
    return port == HOST ? bt_host_read(ch, reg) : bt_bmc_read(ch, reg);
}

static void port_write(BTChannel *ch, Port port, unsigned int reg,
                       uint8_t val)
{
    if (port == HOST) {
        bt_host_write(ch, reg, val);
    } else {
        bt_bmc_write(ch, reg, val);
    }
}

static bool same_buffer(const BTBuffer *buf, const ModelBuffer *model)
{
    return buf->wr == model->filled && buf->rd == model->taken &&
        memcmp(buf->data, model->bytes, sizeof(buf->data)) == 0;
}

static bool same(Pair *p)
{
    BTChannel *ch = &p->ch;
    uint8_t intmask = model_intmask(&p->m);
    uint8_t status = model_status(&p->m);

    return ch->ctrl == p->m.ctrl && ch->intmask == intmask &&
        bt_host_read(ch, 0) == p->m.ctrl && bt_bmc_read(ch, 0) == p->m.ctrl &&
        bt_host_read(ch, 2) == intmask && bt_bmc_read(ch, 2) == intmask &&
        ch->bmc_irq_status == status &&
        bt_host_irq(ch) == p->m.irq &&
        bt_bmc_irq(ch) == ((status & ch->bmc_irq_enable) != 0) &&
        same_buffer(&ch->h2b, &p->m.from[HOST]) &&
        same_buffer(&ch->b2h, &p->m.from[BMC]);
}

static void describe(const char *name, const Pair *p)
{
    g_test_message("%s: channel ctrl %02x intmask %02x status %02x "
                   "h2b %u/%u b2h %u/%u, model ctrl %02x intmask %02x "
                   "status %02x h2b %u/%u b2h %u/%u", name,
                   p->ch.ctrl, p->ch.intmask, p->ch.bmc_irq_status,
                   p->ch.h2b.wr, p->ch.h2b.rd, p->ch.b2h.wr, p->ch.b2h.rd,
                   p->m.ctrl, model_intmask(&p->m), model_status(&p->m),
                   p->m.from[HOST].filled, p->m.from[HOST].taken,
                   p->m.from[BMC].filled, p->m.from[BMC].taken);
}

static void check_write(const Pair *before, Port port, unsigned int reg,
                        uint8_t val)
{
    Pair p = *before;

    port_write(&p.ch, port, reg, val);
    model_write(&p.m, port, reg, val);
    if (!same(&p)) {
        g_test_message("%s writes %02x to register %u",
                       port == HOST ? "host" : "BMC", val, reg);
        describe("before", before);
        describe("after", &p);
        g_assert_not_reached();
    }
}

/* States: five bits of BT_CTRL, three of INTMASK, two causes */
#define NR_STATES (1 << 10)

/* False if no sequence of writes leads there: no B2H_IRQ without its enable */
static bool make_state(Pair *p, unsigned int state)
{
    static const ModelBuffer host = { .filled = 9, .taken = 5 };
    static const ModelBuffer bmc = { .filled = 7, .taken = 3 };
    Model *m = &p->m;

    memset(p, 0, sizeof(*p));
    for (size_t i = 0; i < ARRAY_SIZE(ctrl_rules); i++) {
        m->ctrl |= state >> i & 1 ? ctrl_rules[i].bit : 0;
    }
    m->en = state & 0x20;
    m->irq = state & 0x40;
    m->hwrst = state & 0x80;
    m->h2b_event = state & 0x100;
    m->hbusy_event = state & 0x200;
    m->from[HOST] = host;
    m->from[BMC] = bmc;

    p->ch.ctrl = m->ctrl;
    p->ch.intmask = model_intmask(m);
    p->ch.bmc_irq_status = model_status(m);
    p->ch.bmc_irq_enable = 0x41;
    p->ch.h2b.wr = 9;
    p->ch.h2b.rd = 5;
    p->ch.b2h.wr = 7;
    p->ch.b2h.rd = 3;
    return m->en || !m->irq;
}

static void check_all_writes(unsigned int reg)
{
    Pair p;

    for (unsigned int state = 0; state < NR_STATES; state++) {
        if (!make_state(&p, state)) {
            continue;
        }
        for (int val = 0; val < 256; val++) {
            check_write(&p, HOST, reg, val);
            check_write(&p, BMC, reg, val);
        }
    }
}

static void test_ctrl_all(void)
{
    check_all_writes(BT_REG_CTRL);
}

static void test_intmask_all(void)
{
    check_all_writes(BT_REG_INTMASK);
}

static void test_no_register(void)
{
    static const unsigned int regs[] = { 3, 4, 255, 256, 257, ~0u };
    Pair p;

    make_state(&p, NR_STATES - 1);
    for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(bt_host_read(&p.ch, regs[i]), ==, 0xff);
        g_assert_cmphex(bt_bmc_read(&p.ch, regs[i]), ==, 0xff);
        g_assert_true(same(&p));
        check_write(&p, HOST, regs[i], 0xff);
        check_write(&p, BMC, regs[i], 0xff);
    }
}

static void test_sms_atn_all(void)
{
    Pair before, p;

    for (unsigned int state = 0; state < NR_STATES; state++) {
        if (!make_state(&before, state)) {
            continue;
        }
        for (int how = 0; how < 4; how++) {
            p = before;
            bt_bmc_set_sms_atn(&p.ch, how & 1, how & 2);
            model_set_sms_atn(&p.m, how & 1, how & 2);
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
    g_assert_cmphex(BT_CLR_WR_PTR, ==, 0x01);
    g_assert_cmphex(BT_CLR_RD_PTR, ==, 0x02);
    g_assert_cmphex(BT_H2B_ATN, ==, 0x04);
    g_assert_cmphex(BT_B2H_ATN, ==, 0x08);
    g_assert_cmphex(BT_SMS_ATN, ==, 0x10);
    g_assert_cmphex(BT_OEM0, ==, 0x20);
    g_assert_cmphex(BT_H_BUSY, ==, 0x40);
    g_assert_cmphex(BT_B_BUSY, ==, 0x80);
    g_assert_cmphex(BT_B2H_IRQ_EN, ==, 0x01);
    g_assert_cmphex(BT_B2H_IRQ, ==, 0x02);
    g_assert_cmphex(BT_BMC_HWRST, ==, 0x80);
    g_assert_cmphex(BT_BMC_IRQ_H2B, ==, 0x01);
    g_assert_cmphex(BT_BMC_IRQ_HBUSY, ==, 0x40);
    g_assert_cmpuint(BT_NR_REGS, ==, 3);
    g_assert_cmpuint(BT_BUFFER_SIZE, ==, 256);
    g_assert_cmpuint(BT_MSG_MAX, ==, 254);
}

/* What the host's write makes of INTMASK */
static void test_intmask_examples(void)
{
    static const struct {
        const char *what;
        uint8_t ctrl, before, write, after;
    } cases[] = {
        { "enable, nothing waits", 0x00, 0x00, 0x01, 0x01 },
        { "enable, a response waits", 0x08, 0x00, 0x01, 0x03 },
        { "enable, an attention waits", 0x10, 0x00, 0x01, 0x03 },
        { "a request does not count", 0x44, 0x00, 0x01, 0x01 },
        { "enable once more", 0x18, 0x01, 0x01, 0x01 },
        { "acknowledge and keep enabled", 0x08, 0x03, 0x03, 0x01 },
        { "acknowledge and enable", 0x08, 0x00, 0x03, 0x03 },
        { "acknowledge and enable for nothing", 0x00, 0x00, 0x03, 0x01 },
        { "leave it pending", 0x00, 0x03, 0x01, 0x03 },
        { "acknowledge and disable", 0x08, 0x03, 0x02, 0x00 },
        { "disabling drops it", 0x08, 0x03, 0x00, 0x00 },
        { "pending cannot be written", 0x08, 0x01, 0x03, 0x01 },
        { "reset", 0x00, 0x00, 0x80, 0x80 },
        { "reset stays", 0x00, 0x80, 0x00, 0x80 },
        { "reset while enabled", 0x00, 0x03, 0x81, 0x83 },
        { "no other bit", 0xdc, 0x00, 0x7c, 0x00 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        BTChannel ch = {
            .ctrl = cases[i].ctrl, .intmask = cases[i].before,
        };

        g_test_message("%s", cases[i].what);
        bt_host_write(&ch, BT_REG_INTMASK, cases[i].write);
        g_assert_cmphex(ch.intmask, ==, cases[i].after);
        g_assert_cmphex(ch.ctrl, ==, cases[i].ctrl);
        g_assert_cmpint(bt_host_irq(&ch), ==, (cases[i].after & 2) != 0);
    }
}

static void test_hwrst(void)
{
    BTChannel ch = { .intmask = 0x83, .ctrl = 0x08 };

    bt_bmc_write(&ch, BT_REG_INTMASK, 0x7f);
    g_assert_cmphex(ch.intmask, ==, 0x83);
    bt_bmc_write(&ch, BT_REG_INTMASK, 0x80);
    g_assert_cmphex(ch.intmask, ==, 0x03);
    bt_bmc_write(&ch, BT_REG_INTMASK, 0x80);
    g_assert_cmphex(ch.intmask, ==, 0x03);
}

static void test_sms_atn_examples(void)
{
    BTChannel ch = { .intmask = 0x01 };

    bt_bmc_set_sms_atn(&ch, true, false);
    g_assert_cmphex(ch.ctrl, ==, 0x10);
    g_assert_false(bt_host_irq(&ch));
    /* Set already, but this time with an interrupt */
    bt_bmc_set_sms_atn(&ch, true, true);
    g_assert_true(bt_host_irq(&ch));
    bt_host_write(&ch, BT_REG_INTMASK, 0x03);
    g_assert_false(bt_host_irq(&ch));

    /* The attention hides behind a response */
    bt_bmc_write(&ch, BT_REG_CTRL, 0x08);
    bt_host_write(&ch, BT_REG_INTMASK, 0x03);
    bt_bmc_set_sms_atn(&ch, true, true);
    bt_bmc_write(&ch, BT_REG_CTRL, 0x10);
    g_assert_false(bt_host_irq(&ch));
    bt_bmc_set_sms_atn(&ch, false, true);
    g_assert_cmphex(ch.ctrl, ==, 0x08);
    g_assert_false(bt_host_irq(&ch));
}

static void test_reset(void)
{
    static const BTChannel zero;
    BTChannel ch;

    memset(&ch, 0xff, sizeof(ch));
    bt_reset(&ch);
    g_assert_cmphex(ch.ctrl, ==, 0);
    g_assert_cmphex(ch.intmask, ==, 0);
    g_assert_cmphex(ch.bmc_irq_enable, ==, 0);
    g_assert_cmphex(ch.bmc_irq_status, ==, 0);
    g_assert_cmpmem(&ch.h2b, sizeof(ch.h2b), &zero.h2b, sizeof(zero.h2b));
    g_assert_cmpmem(&ch.b2h, sizeof(ch.b2h), &zero.b2h, sizeof(zero.b2h));
}

static void test_bmc_irq(void)
{
    for (int status = 0; status < 256; status++) {
        for (int mask = 0; mask < 256; mask++) {
            BTChannel ch = {
                .bmc_irq_status = status, .bmc_irq_enable = mask,
            };
            int both = 0;

            for (int bit = 1; bit < 256; bit *= 2) {
                both += (status / bit % 2) * (mask / bit % 2);
            }
            g_assert_cmpint(bt_bmc_irq(&ch), ==, both > 0);
            bt_bmc_ack_irq(&ch, mask);
            g_assert_cmphex(ch.bmc_irq_status + (status & mask), ==, status);
            g_assert_cmphex(ch.bmc_irq_enable, ==, mask);
        }
    }
}

/* --- buffers ------------------------------------------------------------ */

/* The writer's and the reader's port; the reader's pointer is cleared alone */
static void check_buffer(Port writer)
{
    BTChannel ch = { };

    g_assert_cmphex(port_read(&ch, !writer, 1), ==, 0xff);
    for (int i = 0; i < 300; i++) {
        port_write(&ch, writer, 1, i * 7 + 1);
    }
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 256; i++) {
            g_assert_cmphex(port_read(&ch, !writer, 1), ==,
                            (i * 7 + 1) & 0xff);
        }
        for (int i = 0; i < 10; i++) {
            g_assert_cmphex(port_read(&ch, !writer, 1), ==, 0xff);
        }
        g_assert_true(bt_valid(&ch));
        port_write(&ch, !writer, 0, 0x02);
    }

    /* What was written before is no longer there to be read */
    port_write(&ch, writer, 0, 0x01);
    g_assert_cmphex(port_read(&ch, !writer, 1), ==, 0xff);
    port_write(&ch, writer, 1, 0x55);
    g_assert_cmphex(port_read(&ch, !writer, 1), ==, 0x55);
    g_assert_cmphex(port_read(&ch, !writer, 1), ==, 0xff);
    /* Neither port reads what it wrote, nor does a pointer bit stay */
    g_assert_cmphex(port_read(&ch, writer, 1), ==, 0xff);
    g_assert_cmphex(port_read(&ch, writer, 0), ==, 0x00);
}

static void test_buffer_h2b(void)
{
    check_buffer(HOST);
}

static void test_buffer_b2h(void)
{
    check_buffer(BMC);
}

/* The writer starts over while the reader is ahead of it */
static void test_buffer_overtaken(void)
{
    BTChannel ch = { };

    for (int i = 0; i < 8; i++) {
        bt_host_write(&ch, BT_REG_DATA, i);
        g_assert_cmphex(bt_bmc_read(&ch, BT_REG_DATA), ==, i);
    }
    bt_host_write(&ch, BT_REG_CTRL, BT_CLR_WR_PTR);
    for (int i = 0; i < 8; i++) {
        bt_host_write(&ch, BT_REG_DATA, 0x80 + i);
        g_assert_cmphex(bt_bmc_read(&ch, BT_REG_DATA), ==, 0xff);
    }
    bt_host_write(&ch, BT_REG_DATA, 0x88);
    g_assert_cmphex(bt_bmc_read(&ch, BT_REG_DATA), ==, 0x88);
}

static void test_valid(void)
{
    static const uint32_t bad[] = { 257, 300, 0x10000, UINT32_MAX };
    BTChannel ch = { };
    uint32_t *pointers[] = { &ch.h2b.wr, &ch.h2b.rd, &ch.b2h.wr, &ch.b2h.rd };

    g_assert_true(bt_valid(&ch));
    for (size_t i = 0; i < ARRAY_SIZE(pointers); i++) {
        *pointers[i] = 256;
        g_assert_true(bt_valid(&ch));
        for (size_t j = 0; j < ARRAY_SIZE(bad); j++) {
            *pointers[i] = bad[j];
            g_assert_false(bt_valid(&ch));
        }
        *pointers[i] = 0;
    }
}

/* --- frames ------------------------------------------------------------- */

static void test_load(void)
{
    uint8_t msg[BT_MSG_MAX];

    for (size_t len = 2; len <= BT_MSG_MAX; len++) {
        BTChannel ch = { .b2h = { .wr = 17, .rd = 13 } };
        uint8_t seq = len * 5;

        memset(ch.b2h.data, 0xee, sizeof(ch.b2h.data));
        for (size_t i = 0; i < len; i++) {
            msg[i] = i + len;
        }
        bt_load(&ch.b2h, msg, len, seq);
        g_assert_cmpuint(bt_frame_len(&ch.b2h, 3), ==, len + 2);
        g_assert_cmphex(bt_host_read(&ch, BT_REG_DATA), ==, len + 1);
        g_assert_cmphex(bt_host_read(&ch, BT_REG_DATA), ==, msg[0]);
        g_assert_cmphex(bt_host_read(&ch, BT_REG_DATA), ==, seq);
        for (size_t i = 1; i < len; i++) {
            g_assert_cmphex(bt_host_read(&ch, BT_REG_DATA), ==, msg[i]);
        }
        g_assert_cmpuint(ch.b2h.rd, ==, ch.b2h.wr);
        for (size_t i = len + 2; i < BT_BUFFER_SIZE; i++) {
            g_assert_cmphex(ch.b2h.data[i], ==, 0xee);
        }
        g_assert_true(bt_valid(&ch));
    }
}

static void test_frame_len(void)
{
    for (size_t wr = 0; wr <= 256; wr++) {
        for (size_t promised = 0; promised < 256; promised++) {
            BTBuffer buf = { .wr = wr, .data = { promised } };

            for (size_t min = 3; min <= 4; min++) {
                bool whole = wr > 0 && promised <= wr - 1;
                size_t len = whole && promised >= min ? 1 + promised : 0;

                g_assert_cmpuint(bt_frame_len(&buf, min), ==, len);
            }
        }
    }
}

/* --- random walks ------------------------------------------------------- */

/* Few bits at a time, so that no state is seldom */
static uint8_t random_value(unsigned int reg)
{
    if (reg == 1 || g_test_rand_int_range(0, 8) == 0) {
        return g_test_rand_int_range(0, 256);
    }
    return 1 << g_test_rand_int_range(0, 8) | 1 << g_test_rand_int_range(0, 8);
}

static void walk_step(Pair *p)
{
    Port port = g_test_rand_bit() ? HOST : BMC;
    unsigned int reg = g_test_rand_int_range(0, 8);
    uint8_t val = random_value(reg);
    int what = g_test_rand_int_range(0, 20);

    reg = reg < 4 ? reg : 1;
    if (what == 0) {
        bt_bmc_set_sms_atn(&p->ch, val & 1, val & 2);
        model_set_sms_atn(&p->m, val & 1, val & 2);
    } else if (what == 1) {
        bt_bmc_ack_irq(&p->ch, val);
        p->m.h2b_event &= !(val & 0x01);
        p->m.hbusy_event &= !(val & 0x40);
    } else if (what == 2) {
        p->ch.bmc_irq_enable = val & BT_BMC_IRQ_ALL;
    } else if (what < 12) {
        g_assert_cmphex(port_read(&p->ch, port, reg), ==,
                        model_read(&p->m, port, reg));
    } else if (reg != 0 || g_test_rand_int_range(0, 50) == 0) {
        port_write(&p->ch, port, reg, val);
        model_write(&p->m, port, reg, val);
    } else {
        /* Mostly without the pointers, or no buffer would ever fill */
        port_write(&p->ch, port, reg, val & ~0x03);
        model_write(&p->m, port, reg, val & ~0x03);
    }
}

static void test_walk(void)
{
    Pair p = { };
    bool full = false;

    for (int i = 0; i < WALK_STEPS; i++) {
        walk_step(&p);
        if (!same(&p)) {
            describe("walk", &p);
            g_assert_not_reached();
        }
        full |= p.ch.h2b.wr == BT_BUFFER_SIZE && p.ch.b2h.rd == BT_BUFFER_SIZE;
    }
    /* Not a rule of the channel: the walk itself went far enough */
    g_assert_true(full);
}

static const struct {
    const char *path;
    GTestFunc run;
} tests[] = {
    { "/ipmi/bt/bits-by-name", test_bits_by_name },
    { "/ipmi/bt/ctrl/all", test_ctrl_all },
    { "/ipmi/bt/intmask/all", test_intmask_all },
    { "/ipmi/bt/intmask/examples", test_intmask_examples },
    { "/ipmi/bt/intmask/hwrst", test_hwrst },
    { "/ipmi/bt/sms-atn/all", test_sms_atn_all },
    { "/ipmi/bt/sms-atn/examples", test_sms_atn_examples },
    { "/ipmi/bt/no-register", test_no_register },
    { "/ipmi/bt/reset", test_reset },
    { "/ipmi/bt/bmc-irq", test_bmc_irq },
    { "/ipmi/bt/buffer/h2b", test_buffer_h2b },
    { "/ipmi/bt/buffer/b2h", test_buffer_b2h },
    { "/ipmi/bt/buffer/overtaken", test_buffer_overtaken },
    { "/ipmi/bt/valid", test_valid },
    { "/ipmi/bt/frame/load", test_load },
    { "/ipmi/bt/frame/length", test_frame_len },
    { "/ipmi/bt/walk", test_walk },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_test_add_func(tests[i].path, tests[i].run);
    }
    return g_test_run();
}
