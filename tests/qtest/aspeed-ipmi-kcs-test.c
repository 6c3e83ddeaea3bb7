/*
 * QTests for the KCS channels of Aspeed's LPC block and ipmi-host-extern
 *
 * The test plays both parties: BMC firmware through the registers, and the
 * host as the peer of ipmi-host-extern's chardev. This file holds the tests
 * of what only this block has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "ipmi-kcs-firmware.h"

#define NR_CHANNELS 4

/* Registers, from the block's base on */
enum {
    HICR0   = 0x000,
    HICR2   = 0x008,
    HICR4   = 0x010,
    LADR3H  = 0x014,
    LADR3L  = 0x018,
    LADR12H = 0x01c,
    LADR12L = 0x020,
    SIRQCR0 = 0x070,
    HICR5   = 0x080,
    HICRB   = 0x100,
    HICRC   = 0x104,
    LADR4   = 0x110,
    LSADR12 = 0x120,
};

#define HICR4_LADR12AS 0x80
#define HICR4_KCSENBL  0x04

/* All that reading does not change, of all channels */
#define REGS(BASE) { \
        BASE + HICR0, BASE + HICR2, BASE + HICR4, BASE + HICR5,         \
        BASE + HICRB, BASE + HICRC, BASE + LADR4, BASE + LSADR12,       \
        BASE + 0x30, BASE + 0x34, BASE + 0x38, BASE + 0x118,            \
        BASE + 0x3c, BASE + 0x40, BASE + 0x44, BASE + 0x11c,            \
    }

#define PLACES(BASE) {                                                  \
        {                                                               \
            .idr = BASE + 0x24, .odr = BASE + 0x30, .str = BASE + 0x3c, \
            .wide = true, .on = { { BASE + HICR0, 0x20 } },             \
            .ibfie = { BASE + HICR2, 0x02 }, .regs = REGS(BASE),        \
        }, {                                                            \
            .idr = BASE + 0x28, .odr = BASE + 0x34, .str = BASE + 0x40, \
            .wide = true, .on = { { BASE + HICR0, 0x40 } },             \
            .ibfie = { BASE + HICR2, 0x04 }, .regs = REGS(BASE),        \
        }, {                                                            \
            .idr = BASE + 0x2c, .odr = BASE + 0x38, .str = BASE + 0x44, \
            .wide = true, .on = { { BASE + HICR0, 0x80 },               \
                                  { BASE + HICR4, HICR4_KCSENBL } },    \
            .ibfie = { BASE + HICR2, 0x08 }, .regs = REGS(BASE),        \
        }, {                                                            \
            .idr = BASE + 0x114, .odr = BASE + 0x118,                   \
            .str = BASE + 0x11c,                                        \
            .wide = true, .on = { { BASE + HICRB, 0x01 } },             \
            .ibfie = { BASE + HICRB, 0x02 }, .regs = REGS(BASE),        \
        },                                                              \
    }

#define LPC_BASE   0x1e789000
#define LPC_BASE_1030 0x7e789000ull

static const KCSPlace places[NR_CHANNELS] = PLACES(LPC_BASE);
static const KCSPlace places_1030[NR_CHANNELS] = PLACES(LPC_BASE_1030);

#define BOARD(MACHINE, MEMORY, PLACES, INTC, IRQ, RAW, n) {             \
        .name = MACHINE "/kcs" #n,                                      \
        .machine = MACHINE,                                             \
        .options = MEMORY,                                               \
        .responder = "/machine/soc/lpc/kcs" #n,                         \
        .intc = INTC,                                                   \
        .irq = IRQ,                                                     \
        .raw = RAW,                                                     \
        .driver = &aspeed_kcs_driver,                                   \
        .place = &PLACES[n - 1],                                        \
    }

#define AST2600(n) BOARD("ast2600-evb", "-m 256M", places,              \
                         "/machine/soc/a7mpcore", 137 + n, 0, n)
#define AST2500(n) BOARD("ast2500-evb", "-m 256M", places,              \
                         "/machine/soc/vic", 8, 0x1e6c0090, n)
#define AST2400(n) BOARD("palmetto-bmc", "-m 256M", places,             \
                         "/machine/soc/vic", 8, 0x1e6c0090, n)
#define AST1030(n) BOARD("ast1030-evb", "", places_1030,                \
                         "/machine/soc/armv7m", 137 + n, 0, n)

/* Four of each, in the order of channels */
static const FWBoard boards[] = {
    AST2600(1), AST2600(2), AST2600(3), AST2600(4),
    AST2500(1), AST2500(2), AST2500(3), AST2500(4),
    AST2400(1), AST2400(2), AST2400(3), AST2400(4),
    AST1030(1), AST1030(2), AST1030(3), AST1030(4),
};

/* The channel that IPMI uses by default, on a chip with lines of their own */
#define AST2600_KCS3 (&boards[2])
#define AST2500_KCS1 (&boards[4])

static const KCSPlace *place(const FW *t)
{
    return t->board->place;
}

static uint64_t lpc(const FW *t)
{
    return place(t)->regs[0];
}

/*
 * Registers
 */

/* Plain memory; there is no bus behind it */
static void test_stored(FW *t)
{
    static const unsigned regs[] = {
        HICR0, HICR2, LADR3H, LADR3L, LADR12H, LADR12L, SIRQCR0, HICR5,
        HICRB, HICRC, LADR4, LSADR12,
    };

    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        kcs_fw_set(t, lpc(t) + regs[i], 0xa5a50000 + i);
    }
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(kcs_fw_get(t, lpc(t) + regs[i]), ==, 0xa5a50000 + i);
    }
    qtest_system_reset(t->qts);
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(kcs_fw_get(t, lpc(t) + regs[i]), ==, 0);
    }
}

/* Two channels' addresses at one place, told apart by a bit elsewhere */
static void test_banks(FW *t)
{
    for (int i = 0; i < 2; i++) {
        kcs_fw_set(t, lpc(t) + HICR4, i ? HICR4_LADR12AS : 0);
        kcs_fw_set(t, lpc(t) + LADR12H, 0x0c + i);
        kcs_fw_set(t, lpc(t) + LADR12L, 0xa0 + i);
    }
    t = fw_migrate(t);
    for (int i = 0; i < 2; i++) {
        kcs_fw_set(t, lpc(t) + HICR4, i ? HICR4_LADR12AS : 0);
        g_assert_cmphex(kcs_fw_get(t, lpc(t) + LADR12H), ==, 0x0c + i);
        g_assert_cmphex(kcs_fw_get(t, lpc(t) + LADR12L), ==, 0xa0 + i);
    }
    qtest_system_reset(t->qts);
    kcs_fw_set(t, lpc(t) + HICR4, HICR4_LADR12AS);
    g_assert_cmphex(kcs_fw_get(t, lpc(t) + LADR12L), ==, 0);
    fw_stop(t);
}

static void test_banks_bare(const FWBoard *board)
{
    test_banks(fw_start(board, "", ""));
}

/* Bytes and halves read and write their part of a word only */
static void test_narrow(FW *t)
{
    uint64_t addr = lpc(t) + HICR5;

    for (int i = 0; i < 4; i++) {
        qtest_writeb(t->qts, addr + i, 0xf1 + i);
        g_assert_cmphex(qtest_readb(t->qts, addr + i), ==, 0xf1 + i);
    }
    g_assert_cmphex(qtest_readl(t->qts, addr), ==, 0xf4f3f2f1);
    g_assert_cmphex(qtest_readw(t->qts, addr), ==, 0xf2f1);
    g_assert_cmphex(qtest_readw(t->qts, addr + 2), ==, 0xf4f3);
    qtest_writew(t->qts, addr + 2, 0x1234);
    g_assert_cmphex(qtest_readl(t->qts, addr), ==, 0x1234f2f1);
}

/* A channel's registers live in the low byte of their word */
static void test_narrow_channel(FW *t)
{
    const KCSPlace *p = place(t);

    fw_listen(t);
    for (int i = 1; i < 4; i++) {
        qtest_writeb(t->qts, p->str + i, 0xff);
        qtest_writeb(t->qts, p->odr + i, 0xff);
        g_assert_cmphex(qtest_readb(t->qts, p->str + i), ==, 0);
    }
    g_assert_cmphex(qtest_readl(t->qts, p->str), ==, 0);
    g_assert_cmphex(qtest_readl(t->qts, p->odr), ==, 0);
    qtest_writeb(t->qts, p->str, 0xc0);
    g_assert_cmphex(qtest_readb(t->qts, p->str), ==, 0xc0);
    qtest_writew(t->qts, p->str, 0xff30);
    g_assert_cmphex(qtest_readl(t->qts, p->str), ==, 0x30);
    qtest_writel(t->qts, p->str, 0xffffff00);
    g_assert_cmphex(qtest_readw(t->qts, p->str), ==, 0);
    fw_send(t, 1, 0x18, 0x42);
    kcs_fw_wait_ibf(t);
    for (int i = 1; i < 4; i++) {
        g_assert_cmphex(qtest_readb(t->qts, p->idr + i), ==, 0);
    }
    g_assert_cmphex(qtest_readb(t->qts, p->str), ==, FW_KCS_IBF | FW_KCS_CD);
    g_assert_cmphex(qtest_readb(t->qts, p->idr), ==, 0x61);
    g_assert_cmphex(qtest_readb(t->qts, p->str) & FW_KCS_CD, ==, FW_KCS_CD);
}

/* Each of the bits that enable a channel is needed */
static void test_enable(FW *t)
{
    fw_listen(t);
    fw_check_works(t);
    for (int i = 0; i < ARRAY_SIZE(place(t)->on); i++) {
        if (!place(t)->on[i].addr) {
            continue;
        }
        fw_send(t, 1, 0x18, 0x42);
        kcs_fw_wait_ibf(t);
        g_assert_true(fw_irq(t));
        kcs_fw_change(t, &place(t)->on[i], false);
        fw_expect_code(t, 1, 0x18, 0x42, CC_BMC_INIT);
        g_assert_false(fw_irq(t));
        fw_send(t, 2, 0x18, 0x42);
        fw_expect_code(t, 2, 0x18, 0x42, CC_BMC_INIT);
        kcs_fw_change(t, &place(t)->on[i], true);
        g_assert_true(fw_irq(t));
        kcs_fw_read_idr(t);
        g_assert_false(fw_irq(t));
        fw_check_works(t);
    }
}

/*
 * By hand: the properties that have been there since before any host was
 */

static char *property(const FW *t, const char *reg)
{
    const char *responder = t->board->responder;

    return g_strdup_printf("%s%c", reg, responder[strlen(responder) - 1]);
}

static void set_property(const FW *t, const char *reg, int val)
{
    g_autofree char *name = property(t, reg);

    qtest_qmp_assert_success(t->qts, "{ 'execute': 'qom-set', 'arguments':"
        " { 'path': '/machine/soc/lpc', 'property': %s, 'value': %d } }",
        name, val);
}

static int get_property(const FW *t, const char *reg)
{
    g_autofree char *name = property(t, reg);
    QDict *rsp = qtest_qmp(t->qts, "{ 'execute': 'qom-get', 'arguments':"
        " { 'path': '/machine/soc/lpc', 'property': %s } }", name);
    int val;

    g_assert_true(qdict_haskey(rsp, "return"));
    val = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return val;
}

static void check_by_hand(FW *t)
{
    for (int val = 0; val < 256; val += 5) {
        set_property(t, "idr", val);
        g_assert_true(fw_irq(t));
        g_assert_cmphex(get_property(t, "str"), ==, FW_KCS_IBF);
        g_assert_cmphex(get_property(t, "idr"), ==, val);
        g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_IBF);
        set_property(t, "str", 0xff);
        g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_IBF);
        g_assert_cmphex(kcs_fw_read_idr(t), ==, val);
        g_assert_cmphex(get_property(t, "str"), ==, 0);
        g_assert_false(fw_irq(t));
        kcs_fw_write_odr(t, val);
        g_assert_cmphex(get_property(t, "str"), ==, FW_KCS_OBF);
        g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_OBF);
        g_assert_cmphex(get_property(t, "odr"), ==, val);
        g_assert_cmphex(get_property(t, "str"), ==, 0);
        set_property(t, "odr", 0x5a);
        g_assert_cmphex(get_property(t, "str"), ==, 0);
        g_assert_cmphex(get_property(t, "odr"), ==, 0x5a);
    }
}

/* No ipmi-host-extern: what firmware writes waits for a person */
static void test_by_hand(const FWBoard *board)
{
    FW *t = fw_new(board);

    t->qts = qtest_initf("-nodefaults -machine %s %s", board->machine,
                         board->options);
    qtest_irq_intercept_in(t->qts, board->intc);
    set_property(t, "idr", 0x11);
    g_assert_false(fw_irq(t));
    fw_listen(t);
    g_assert_true(fw_irq(t));
    kcs_fw_read_idr(t);
    check_by_hand(t);
    fw_stop(t);
}

/* A hand that meddles with a host's channel does no harm that lasts */
static void test_by_hand_too(FW *t, const FWPhase *phase)
{
    WireFrame frame;
    int answers = 0;

    for (int i = 0; i < 4; i++) {
        set_property(t, "idr", 0x60 + i);
        get_property(t, "odr");
        set_property(t, "odr", i);
        t->fw->go_on(t, phase);
    }
    ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
    ipmi_wire_settle(t->qts);
    while (ipmi_wire_try_recv(t->host, &frame)) {
        answers += !frame.command;
    }
    g_assert_cmpint(answers, ==, phase->open);
    fw_check_works(t);
}

/*
 * Interrupts
 */

/* A line for each channel, or one for all */
static void check_lines(const FWBoard *const *list)
{
    FW *t[NR_CHANNELS];
    bool shared = list[0]->irq == list[1]->irq;

    fw_start_together(t, list, NR_CHANNELS);
    for (int i = 0; i < NR_CHANNELS; i++) {
        fw_connect(t[i], WIRE_CMD_NOATTN);
        fw_listen(t[i]);
    }
    for (int i = 0; i < NR_CHANNELS; i++) {
        fw_send(t[i], i, 0x18, 0x42);
        kcs_fw_wait_ibf(t[i]);
        for (int j = 0; j < NR_CHANNELS; j++) {
            g_assert_true(fw_irq(t[j]) == (shared || j <= i));
        }
    }
    for (int i = 0; i < NR_CHANNELS; i++) {
        t[i]->fw->deaf(t[i]);
        fw_expect_code(t[i], i, 0x18, 0x42, CC_BMC_INIT);
        for (int j = 0; j < NR_CHANNELS; j++) {
            g_assert_true(fw_irq(t[j]) ==
                          (shared ? i + 1 < NR_CHANNELS : j > i));
        }
    }
    fw_stop_together(t, NR_CHANNELS);
}

static void get_channels(const FWBoard *board, const FWBoard **list)
{
    for (int i = 0; i < NR_CHANNELS; i++) {
        list[i] = board + i;
    }
}

static void test_lines(const FWBoard *board)
{
    const FWBoard *list[NR_CHANNELS];

    get_channels(board, list);
    check_lines(list);
}

static void test_together(const FWBoard *board)
{
    const FWBoard *list[NR_CHANNELS];

    get_channels(board, list);
    kcs_fw_check_together(list, NR_CHANNELS);
}

/*
 * Streams from before there were hosts: the same section without subsections,
 * which is what a channel at rest still makes
 */
static void test_stream(const FWBoard *board)
{
    FW *t = fw_start(board, "", "");
    char *path = fw_new_file();
    g_autofree char *bytes = NULL;
    gsize len;

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_check_works(t);
    set_property(t, "idr", 0x42);
    fw_save(t, path);
    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    g_assert_nonnull(memmem(bytes, len, "aspeed.lpc", 10));
    g_assert_null(memmem(bytes, len, "aspeed.lpc/", 11));
    fw_stop(t);

    t = fw_start_target(board);
    g_assert_true(fw_load(t, path));
    g_assert_cmphex(kcs_fw_str(t), ==, FW_KCS_IBF);
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0x42);
    fw_connect(t, WIRE_CMD_NOATTN);
    fw_check_works(t);
    fw_stop(t);
    fw_remove_file(path);
}

static void add_board(const FWBoard *board)
{
    kcs_fw_add_register_tests(board);
    fw_add(board, "reg/narrow-channel", test_narrow_channel);
    fw_add(board, "reg/enable", test_enable);
    fw_add_bare(board, "by-hand", test_by_hand);
}

/* @first is the first channel of a machine */
static void add_machine(const FWBoard *first)
{
    fw_add(first, "reg/stored", test_stored);
    fw_add(first, "reg/narrow", test_narrow);
    fw_add_bare(first, "reg/banks", test_banks_bare);
    fw_add_bare(first, "irq/lines", test_lines);
    fw_add_bare(first, "together", test_together);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < ARRAY_SIZE(boards); i++) {
        if (!qtest_has_machine(boards[i].machine)) {
            continue;
        }
        add_board(&boards[i]);
        if (i % NR_CHANNELS == 0) {
            add_machine(&boards[i]);
        }
    }
    if (qtest_has_machine(AST2600_KCS3->machine)) {
        fw_add_message_tests(AST2600_KCS3);
        kcs_fw_add_tests(AST2600_KCS3);
        fw_add_life_tests(AST2600_KCS3);
        fw_add_migration_tests(AST2600_KCS3);
        fw_add_bare(AST2600_KCS3, "migration/stream", test_stream);
        fw_add_phases(AST2600_KCS3, "by-hand/too", test_by_hand_too);
    }
    if (qtest_has_machine(AST2500_KCS1->machine)) {
        fw_add_migration_tests(AST2500_KCS1);
    }
    return g_test_run();
}
