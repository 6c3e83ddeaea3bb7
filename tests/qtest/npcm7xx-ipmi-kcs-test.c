/*
 * QTests for npcm7xx-ipmi-kcs and ipmi-host-extern
 *
 * The KCS channels of Nuvoton's BMCs. The test plays both parties: BMC
 * firmware through the registers, and the host as the peer of
 * ipmi-host-extern's chardev. This file holds the tests of what only this
 * chip has.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-firmware.h"

#define BASE        0xf0007000
#define CHANNEL(n)  (BASE + 0x0c + 0x12 * (n))
#define NR_CHANNELS 3

/* Registers of a channel */
enum {
    ST  = 0x00,
    DO  = 0x02,
    DI  = 0x04,
    DOC = 0x06,
    DOM = 0x08,
    DIC = 0x0a,
    CTL = 0x0c,
    IC  = 0x0e,
    IE  = 0x10,
};

/* CTL */
#define IBFIE 0x01
#define OBEIE 0x02

/* What reading does not change, and what it is after a reset */
#define REGS { \
        CHANNEL(0) + ST, CHANNEL(0) + DO, CHANNEL(0) + CTL,             \
        CHANNEL(0) + IC, CHANNEL(0) + IE,                               \
        CHANNEL(1) + ST, CHANNEL(1) + DO, CHANNEL(1) + CTL,             \
        CHANNEL(1) + IC, CHANNEL(1) + IE,                               \
        CHANNEL(2) + ST, CHANNEL(2) + DO, CHANNEL(2) + CTL,             \
        CHANNEL(2) + IC, CHANNEL(2) + IE,                               \
    }
#define RESET { \
        0, 0, 0xc0, 0x41, 0, 0, 0, 0xc0, 0x41, 0, 0, 0, 0xc0, 0x41, 0,  \
    }

/* As Linux has it: IRQE and HIRQE when the channel is enabled */
#define PLACE(n) {                                                      \
        .idr = CHANNEL(n) + DI, .odr = CHANNEL(n) + DO,                 \
        .str = CHANNEL(n) + ST,                                         \
        .on = { { CHANNEL(n) + IE, 0x09 } },                            \
        .ibfie = { CHANNEL(n) + CTL, IBFIE },                           \
        .regs = REGS,                                                   \
        .reset = RESET,                                                 \
    }

static const KCSPlace places[NR_CHANNELS] = { PLACE(0), PLACE(1), PLACE(2) };

#define BOARD(MACHINE, INTC, OPTIONS, n) {                              \
        .name = MACHINE "/kcs" #n,                                      \
        .machine = MACHINE,                                             \
        .options = OPTIONS,                                             \
        .responder = "/machine/soc/kcs/kcs" #n,                         \
        .intc = INTC,                                                   \
        .irq = 9,                                                       \
        .driver = &npcm7xx_kcs_driver,                                  \
        .place = &places[n - 1],                                        \
    }

#define NPCM7XX "/machine/soc/a9mpcore"
#define NPCM8XX "/machine/soc/gic"
/* Nothing runs, so any file does; its own one is in few packages */
#define NPCM8XX_ROM "-bios npcm7xx_bootrom.bin"

/* Of the first two all channels, in their order; the second is AArch64 only */
static const FWBoard boards[] = {
    BOARD("npcm750-evb", NPCM7XX, "", 1),
    BOARD("npcm750-evb", NPCM7XX, "", 2),
    BOARD("npcm750-evb", NPCM7XX, "", 3),
    BOARD("npcm845-evb", NPCM8XX, NPCM8XX_ROM, 1),
    BOARD("npcm845-evb", NPCM8XX, NPCM8XX_ROM, 2),
    BOARD("npcm845-evb", NPCM8XX, NPCM8XX_ROM, 3),
    BOARD("quanta-gsj", NPCM7XX, "", 1),
};

#define NPCM750_EVB (&boards[0])
#define NPCM845_EVB (&boards[NR_CHANNELS])

static void get_channels(const FWBoard *board, const FWBoard **list)
{
    for (int i = 0; i < NR_CHANNELS; i++) {
        list[i] = board + i;
    }
}

static uint64_t reg(const FW *t, unsigned offset)
{
    const KCSPlace *place = t->board->place;

    return place->str + offset;
}

static uint8_t get(const FW *t, unsigned offset)
{
    return qtest_readb(t->qts, reg(t, offset));
}

static void set(const FW *t, unsigned offset, uint8_t val)
{
    qtest_writeb(t->qts, reg(t, offset), val);
}

/*
 * Registers
 */

/* Those that are memory, and those beside the channels */
static void test_stored(FW *t)
{
    for (int val = 0; val < 256; val++) {
        set(t, CTL, val);
        set(t, IC, ~val);
        set(t, IE, val + 3);
        g_assert_cmphex(get(t, CTL), ==, val);
        g_assert_cmphex(get(t, IC), ==, (uint8_t)~val);
        g_assert_cmphex(get(t, IE), ==, (uint8_t)(val + 3));
    }
    for (uint64_t addr = BASE; addr < CHANNEL(0); addr += 2) {
        qtest_writeb(t->qts, addr, addr ^ 0x5a);
    }
    qtest_writeb(t->qts, BASE + 0x4e, 0xe5);
    for (uint64_t addr = BASE; addr < CHANNEL(0); addr += 2) {
        g_assert_cmphex(qtest_readb(t->qts, addr), ==,
                        (uint8_t)(addr ^ 0x5a));
    }
    g_assert_cmphex(qtest_readb(t->qts, BASE + 0x4e), ==, 0xe5);
    qtest_system_reset(t->qts);
    g_assert_cmphex(qtest_readb(t->qts, BASE), ==, 0);
    g_assert_cmphex(qtest_readb(t->qts, BASE + 0x4e), ==, 0);
    /* What is in none of these is not there, to the end of the block */
    for (uint64_t addr = BASE + 0x60; addr < BASE + 0x1000; addr++) {
        qtest_writeb(t->qts, addr, 0xff);
        g_assert_cmphex(qtest_readb(t->qts, addr), ==, 0);
    }
}

/* Between two registers there is nothing; wide accesses reach both */
static void test_widths(FW *t)
{
    qtest_writeb(t->qts, reg(t, IC) + 1, 0xff);
    g_assert_cmphex(qtest_readb(t->qts, reg(t, IC) + 1), ==, 0);
    g_assert_cmphex(get(t, IC), ==, 0x41);
    qtest_writew(t->qts, reg(t, IC), 0xff12);
    g_assert_cmphex(get(t, IC), ==, 0x12);
    g_assert_cmphex(qtest_readw(t->qts, reg(t, IC)), ==, 0x12);
    qtest_writew(t->qts, reg(t, IE), 0x34);
    g_assert_cmphex(get(t, IE), ==, 0x34);
    g_assert_cmphex(get(t, IC), ==, 0x12);
    if (!(reg(t, IC) & 3)) {
        g_assert_cmphex(qtest_readl(t->qts, reg(t, IC)), ==, 0x00340012);
    }
}

/* Other names of DO and DI, which raise something at the host as well */
static void test_aliases(FW *t)
{
    static const unsigned outs[] = { DO, DOC, DOM };
    const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };
    FWRequest req;

    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    fw_next(t, &req);
    for (int i = 0; i < ARRAY_SIZE(outs); i++) {
        set(t, outs[i], rsp[i]);
        g_assert_cmphex(get(t, DO), ==, rsp[i]);
        g_assert_cmphex(get(t, DOC), ==, rsp[i]);
        kcs_fw_wait_ibf(t);
        g_assert_true(fw_irq(t));
        if (i + 1 < ARRAY_SIZE(outs)) {
            g_assert_cmphex(get(t, i ? DIC : DI), ==, 0x68);
            g_assert_false(fw_irq(t));
        }
    }
    kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
    set(t, DIC, 0x11);
    g_assert_true(fw_irq(t));
    g_assert_cmphex(get(t, DIC), ==, 0x68);
    t->state.phase = FW_KCS_IDLE;
    fw_expect_code(t, 1, 0x18, 0x42, 0);
    fw_check_works(t);
}

/*
 * Interrupts
 */

/* A level as long as there is room for a byte to the host */
static void test_irq_obe(FW *t)
{
    FWRequest req;

    g_assert_false(fw_irq(t));
    set(t, CTL, OBEIE);
    g_assert_true(fw_irq(t));
    set(t, CTL, 0);
    g_assert_false(fw_irq(t));
    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    fw_next(t, &req);
    g_assert_false(fw_irq(t));
    set(t, CTL, IBFIE | OBEIE);
    g_assert_true(fw_irq(t));
    set(t, DO, 0x1c);
    kcs_fw_wait_ibf(t);
    set(t, CTL, OBEIE);
    /* That was the end of listening; the byte that comes is not taken */
    fw_expect_code(t, 1, 0x18, 0x42, CC_BMC_INIT);
    g_assert_true(fw_irq(t));
    get(t, DI);
    g_assert_true(fw_irq(t));
    set(t, CTL, 0);
    g_assert_false(fw_irq(t));
}

/* OBF is there with IBF, and then the line is low for want of OBE */
static void test_irq_obf(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 1, 0x18, 0x42);
    fw_next(t, &req);
    set(t, DO, 0x1c);
    kcs_fw_wait_ibf(t);
    set(t, DO, 0x42);
    set(t, CTL, IBFIE | OBEIE);
    g_assert_true(fw_irq(t));
    g_assert_cmphex(get(t, ST) & 3, ==, FW_KCS_OBF | FW_KCS_IBF);
    get(t, DI);
    kcs_fw_wait_ibf(t);
    g_assert_cmphex(get(t, ST) & 3, ==, FW_KCS_IBF);
    g_assert_true(fw_irq(t));
}

/* One line: it falls when the last cause in any channel is gone */
static void test_irq_shared(const FWBoard *board)
{
    const FWBoard *list[NR_CHANNELS];
    FW *t[NR_CHANNELS];

    get_channels(board, list);
    fw_start_together(t, list, NR_CHANNELS);
    for (int i = 0; i < NR_CHANNELS; i++) {
        fw_connect(t[i], WIRE_CMD_NOATTN);
        fw_listen(t[i]);
    }
    g_assert_false(fw_irq(t[0]));
    for (int i = 0; i < NR_CHANNELS; i++) {
        fw_send(t[i], i, 0x18, 0x42);
        kcs_fw_wait_ibf(t[i]);
        g_assert_true(fw_irq(t[i]));
    }
    for (int i = 0; i < NR_CHANNELS; i++) {
        g_assert_true(fw_irq(t[0]));
        t[i]->fw->deaf(t[i]);
        fw_expect_code(t[i], i, 0x18, 0x42, CC_BMC_INIT);
    }
    g_assert_false(fw_irq(t[0]));
    set(t[1], CTL, OBEIE);
    g_assert_true(fw_irq(t[0]));
    set(t[2], CTL, OBEIE);
    set(t[1], CTL, 0);
    g_assert_true(fw_irq(t[0]));
    set(t[2], CTL, 0);
    g_assert_false(fw_irq(t[0]));
    fw_stop_together(t, NR_CHANNELS);
}

static void test_together(const FWBoard *board)
{
    const FWBoard *list[NR_CHANNELS];

    get_channels(board, list);
    kcs_fw_check_together(list, NR_CHANNELS);
}

/* What there is to test of each channel */
static void add_board(const FWBoard *board)
{
    kcs_fw_add_register_tests(board);
    fw_add(board, "reg/stored", test_stored);
    fw_add(board, "reg/widths", test_widths);
    fw_add(board, "reg/aliases", test_aliases);
    fw_add(board, "irq/obe", test_irq_obe);
    fw_add(board, "irq/obf", test_irq_obf);
}

/* What there is to test of a machine, at its first channel */
static void add_machine(const FWBoard *board)
{
    fw_add_bare(board, "irq/shared", test_irq_shared);
    fw_add_bare(board, "together", test_together);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < ARRAY_SIZE(boards); i++) {
        if (qtest_has_machine(boards[i].machine)) {
            add_board(&boards[i]);
        }
    }
    if (qtest_has_machine(NPCM750_EVB->machine)) {
        fw_add_message_tests(NPCM750_EVB);
        kcs_fw_add_tests(NPCM750_EVB);
        fw_add_peer_tests(NPCM750_EVB);
        fw_add_life_tests(NPCM750_EVB);
        fw_add_migration_tests(NPCM750_EVB);
        add_machine(NPCM750_EVB);
    }
    if (qtest_has_machine(NPCM845_EVB->machine)) {
        /* No migration: all lines are told anew then, too many for libqtest */
        add_machine(NPCM845_EVB);
    }
    return g_test_run();
}
