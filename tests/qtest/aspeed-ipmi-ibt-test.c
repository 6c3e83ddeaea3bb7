/*
 * QTests for aspeed-ipmi-ibt and ipmi-host-extern
 *
 * The BT interface of Aspeed BMCs, on one machine of each generation. The
 * test plays both parties: BMC firmware through the registers, and the host
 * as the peer of ipmi-host-extern's chardev. This file holds the tests of
 * registers and interrupts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-driver.h"

/* What a read past the end of a buffer gives */
#define NOTHING 0xff

/*
 * Configuration registers
 */

static const unsigned all_regs[] = {
    IBT_CR0, IBT_CR1, IBT_CR2, IBT_CR3, IBT_CTRL, IBT_INTMASK,
};

static void check_irq(FW *t, bool level)
{
    g_assert_true(fw_irq(t) == level);
    if (t->board->raw) {
        g_assert_true(fw_irq_raw(t) == level);
    }
}

static void check_all_zero(FW *t)
{
    for (int i = 0; i < ARRAY_SIZE(all_regs); i++) {
        g_assert_cmphex(ibt_read(t->qts, all_regs[i]), ==, 0);
    }
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, NOTHING);
    check_irq(t, false);
}

static void test_reset_values(FW *t)
{
    check_all_zero(t);
}

static void test_reset_clears(FW *t)
{
    for (int i = 0; i < ARRAY_SIZE(all_regs); i++) {
        ibt_write(t->qts, all_regs[i], 0xffffffff);
    }
    /* SMS_ATN was among it */
    ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY | IBT_SMS_ATN);
    qtest_system_reset(t->qts);
    ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    check_all_zero(t);
}

/* Bits that can be written are those that have a meaning */
static void test_masks(FW *t)
{
    static const struct {
        unsigned reg;
        uint32_t writable;
    } masks[] = {
        { IBT_CR0, 0xfffcfc0d },
        { IBT_CR1, IBT_IRQ_H2B | IBT_IRQ_HBUSY },
        { IBT_CR2, 0 },
        { IBT_CR3, 0xffffffff },
        { IBT_INTMASK, 0 },
    };

    for (int i = 0; i < ARRAY_SIZE(masks); i++) {
        ibt_write(t->qts, masks[i].reg, 0xffffffff);
        g_assert_cmphex(ibt_read(t->qts, masks[i].reg), ==,
                        masks[i].writable);
        for (int bit = 0; bit < 32; bit++) {
            ibt_write(t->qts, masks[i].reg, 1u << bit);
            g_assert_cmphex(ibt_read(t->qts, masks[i].reg), ==,
                            masks[i].writable & (1u << bit));
        }
        ibt_write(t->qts, masks[i].reg, 0);
        g_assert_cmphex(ibt_read(t->qts, masks[i].reg), ==, 0);
    }
}

/* Bytes and halves read and write their part of a word only */
static void check_narrow(FW *t, unsigned reg, uint32_t mask)
{
    uint64_t addr = IBT_BASE + reg;

    ibt_write(t->qts, reg, 0);
    for (int i = 0; i < 4; i++) {
        qtest_writeb(t->qts, addr + i, 0xf1 + i);
        g_assert_cmphex(qtest_readb(t->qts, addr + i), ==,
                        (0xf1 + i) & (mask >> (8 * i)) & 0xff);
    }
    g_assert_cmphex(ibt_read(t->qts, reg), ==, 0xf4f3f2f1 & mask);
    for (int i = 0; i < 4; i += 2) {
        g_assert_cmphex(qtest_readw(t->qts, addr + i), ==,
                        (0xf4f3f2f1 & mask) >> (8 * i) & 0xffff);
    }
    qtest_writew(t->qts, addr + 2, 0x8765);
    qtest_writew(t->qts, addr, 0x4349);
    g_assert_cmphex(ibt_read(t->qts, reg), ==, 0x87654349 & mask);
    qtest_writew(t->qts, addr, 0);
    g_assert_cmphex(ibt_read(t->qts, reg), ==, 0x87650000 & mask);
}

static void test_narrow(FW *t)
{
    check_narrow(t, IBT_CR0, 0xfffcfc0d);
    check_narrow(t, IBT_CR1, 0x00000041);
    check_narrow(t, IBT_CR3, 0xffffffff);
}

/* Registers of 8 bits live in the low byte of their word */
static void test_narrow_channel(FW *t)
{
    uint64_t ctrl = IBT_BASE + IBT_CTRL;

    for (int i = 1; i < 4; i++) {
        qtest_writeb(t->qts, ctrl + i, 0xff);
        g_assert_cmphex(qtest_readb(t->qts, ctrl + i), ==, 0);
    }
    qtest_writew(t->qts, ctrl + 2, 0xffff);
    ibt_write(t->qts, IBT_CTRL, 0xffffff00);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    qtest_writeb(t->qts, ctrl, IBT_B_BUSY);
    g_assert_cmphex(qtest_readb(t->qts, ctrl), ==, IBT_B_BUSY);
    g_assert_cmphex(qtest_readw(t->qts, ctrl), ==, IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
    qtest_writew(t->qts, ctrl, 0xff00 | IBT_B_BUSY);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/* The words around are the LPC controller's, as without an iBT */
static void test_neighbours(FW *t)
{
    qtest_writel(t->qts, IBT_BASE - 4, 0x11223344);
    qtest_writel(t->qts, IBT_BASE + 0x1c, 0x55667788);
    for (int i = 0; i < ARRAY_SIZE(all_regs); i++) {
        g_assert_cmphex(ibt_read(t->qts, all_regs[i]), ==, 0);
    }
    ibt_write(t->qts, IBT_CR0, 0xffffffff);
    ibt_write(t->qts, IBT_INTMASK, 0xffffffff);
    g_assert_cmphex(qtest_readl(t->qts, IBT_BASE - 4), ==, 0x11223344);
    g_assert_cmphex(qtest_readl(t->qts, IBT_BASE + 0x1c), ==, 0x55667788);
}

/*
 * BT_CTRL
 */

/* A request is there, and the firmware has read two bytes of it */
static void begin_bits(FW *t, uint8_t seq)
{
    fw_listen(t);
    fw_send(t, seq, 0x18, 0x42);
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 5);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_H2B_ATN);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
}

/* What each 1 does by itself, whatever stands beside it */
static uint8_t ctrl_after(uint8_t val)
{
    uint8_t ctrl = IBT_H2B_ATN;

    if (val & IBT_H2B_ATN) {
        ctrl &= ~IBT_H2B_ATN;
    }
    if (val & IBT_SMS_ATN) {
        ctrl |= IBT_SMS_ATN;
    }
    if (val & IBT_B_BUSY) {
        ctrl |= IBT_B_BUSY;
    }
    /* Not there to be seen: the host takes a response, good or not, at once */
    return ctrl;
}

static void check_bits(FW *t, uint8_t val)
{
    uint8_t next;

    begin_bits(t, val);
    ibt_write(t->qts, IBT_CTRL, val);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, ctrl_after(val));
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==,
                    val & IBT_B2H_ATN ? IBT_IRQ_HBUSY : 0);
    g_assert_true(fw_irq(t) == !!(val & IBT_B2H_ATN));
    next = ibt_read(t->qts, IBT_DATA);
    if (val & IBT_CLR_RD_PTR) {
        g_assert_cmphex(next, ==, 5);
        g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
        ibt_read(t->qts, IBT_DATA);
    }
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x42);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, val);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x5a);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, NOTHING);
    if (val & IBT_SMS_ATN) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    }
    /* No bit alone was a response, so the request is still open */
    qtest_system_reset(t->qts);
    fw_expect_code(t, val, 0x18, 0x42, CC_BMC_INIT);
    if (val & IBT_SMS_ATN) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
}

static void test_ctrl_bits(FW *t)
{
    for (int val = 0; val <= 0xff; val++) {
        check_bits(t, val);
    }
    ipmi_wire_expect_nothing(t->host, t->qts);
}

static void test_b_busy_toggles(FW *t)
{
    for (int i = 0; i < 5; i++) {
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==,
                        i & 1 ? IBT_B_BUSY : 0);
        ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    }
}

/* The write pointer goes back before a response in the same write is taken */
static void test_clr_wr_ptr(FW *t)
{
    static const uint8_t junk[] = { 0x44, 0x55, 0x66 };
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00, 0x99 };
    uint8_t frame[] = { 4, 0x1c, 0, 0x42, 0x00 };
    FWRequest req;

    fw_listen(t);
    fw_send(t, 0x21, 0x18, 0x42);
    fw_next(t, &req);
    ibt_put_raw(t->qts, junk, sizeof(junk));
    fw_answer(t, &req, rsp[2], rsp + 3, 1);
    ipmi_wire_expect_message(t->host, 0x21, rsp, sizeof(rsp));

    fw_send(t, 0x22, 0x18, 0x42);
    fw_next(t, &req);
    frame[2] = req.seq;
    ibt_put_raw(t->qts, frame, sizeof(frame));
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN | IBT_CLR_WR_PTR);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_answer(t, &req, rsp[2], rsp + 3, 1);
    ipmi_wire_expect_message(t->host, 0x22, rsp, sizeof(rsp));
}

/*
 * Data register
 */

static void test_data_lanes(FW *t)
{
    uint64_t data = IBT_BASE + IBT_DATA;

    fw_listen(t);
    fw_send(t, 0x11, 0x18, 0x42);
    ibt_wait_request(t->qts);
    /* Only the low byte is the buffer; the others move nothing */
    for (int i = 1; i < 4; i++) {
        g_assert_cmphex(qtest_readb(t->qts, data + i), ==, 0);
    }
    g_assert_cmphex(qtest_readw(t->qts, data + 2), ==, 0);
    g_assert_cmphex(qtest_readb(t->qts, data), ==, 0x05);
    g_assert_cmphex(qtest_readw(t->qts, data), ==, 0x18);
    ibt_read(t->qts, IBT_DATA);
    g_assert_cmphex(qtest_readl(t->qts, data), ==, 0x42);
    g_assert_cmphex(qtest_readb(t->qts, data), ==, 0x11);
    g_assert_cmphex(qtest_readb(t->qts, data), ==, 0x5a);
    for (int i = 0; i < 1000; i++) {
        g_assert_cmphex(qtest_readb(t->qts, data), ==, NOTHING);
    }
}

/* A response written by bytes and halves, with noise in the other lanes */
static void test_data_writes(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00, 0xab };
    uint64_t data = IBT_BASE + IBT_DATA;
    FWRequest req;

    fw_listen(t);
    fw_send(t, 0x12, 0x18, 0x42);
    fw_next(t, &req);
    ibt_write(t->qts, IBT_CTRL, IBT_CLR_WR_PTR);
    qtest_writeb(t->qts, data, 5);
    qtest_writeb(t->qts, data + 1, 0x77);
    qtest_writew(t->qts, data, 0x771c);
    qtest_writew(t->qts, data + 2, 0x7777);
    qtest_writel(t->qts, data, 0x77777700 | req.seq);
    qtest_writeb(t->qts, data + 3, 0x77);
    qtest_writeb(t->qts, data, 0x42);
    qtest_writeb(t->qts, data, 0x00);
    qtest_writeb(t->qts, data, 0xab);
    qtest_writeb(t->qts, IBT_BASE + IBT_CTRL, IBT_B2H_ATN);
    ipmi_wire_expect_message(t->host, 0x12, rsp, sizeof(rsp));
}

/* What does not fit the response buffer is lost, and nothing else is */
static void test_data_overflow(FW *t)
{
    uint8_t frame[256] = { 255, 0x1c };
    uint8_t rsp[IBT_MSG_MAX] = { 0x1c, 0x42 };
    FWRequest req;

    fw_listen(t);
    fw_send(t, 0x13, 0x18, 0x42);
    fw_next(t, &req);
    frame[2] = req.seq;
    frame[3] = 0x42;
    for (int i = 4; i < sizeof(frame); i++) {
        frame[i] = rsp[i - 2] = i;
    }
    ibt_put_raw(t->qts, frame, sizeof(frame));
    for (int i = 0; i < 1000; i++) {
        ibt_write(t->qts, IBT_DATA, 0xee);
    }
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ipmi_wire_expect_message(t->host, 0x13, rsp, sizeof(rsp));
    fw_check_works(t);
}

/*
 * Interrupts
 */

static void test_irq_h2b(FW *t)
{
    FWRequest req;

    fw_listen(t);
    check_irq(t, false);
    fw_send(t, 0x01, 0x18, 0x42);
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, IBT_IRQ_H2B);
    check_irq(t, true);
    /* Status is a latch: it does not go away with its cause */
    ibt_take(t->qts, &req);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, IBT_IRQ_H2B);
    check_irq(t, true);
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_HBUSY | 0xffffff00);
    check_irq(t, true);
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, 0);
    check_irq(t, false);
}

static void test_irq_hbusy(FW *t)
{
    FWRequest req;

    fw_listen(t);
    fw_send(t, 0x02, 0x18, 0x42);
    fw_next(t, &req);
    check_irq(t, false);
    fw_answer(t, &req, 0, NULL, 0);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
    g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==, IBT_IRQ_HBUSY);
    check_irq(t, true);
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
    check_irq(t, true);
    qtest_writeb(t->qts, IBT_BASE + IBT_CR2, IBT_IRQ_HBUSY);
    check_irq(t, false);
}

/* Both causes at once; each has its own enable and its own latch */
static void test_irq_gating(FW *t)
{
    FWRequest req;

    ibt_write(t->qts, IBT_CR0, IBT_ENABLE);
    fw_send(t, 0x03, 0x18, 0x42);
    ibt_wait_request(t->qts);
    ibt_take(t->qts, &req);
    fw_answer(t, &req, 0, NULL, 0);
    for (int enable = 0; enable < 4; enable++) {
        uint32_t cr1 = (enable & 1 ? IBT_IRQ_H2B : 0) |
                       (enable & 2 ? IBT_IRQ_HBUSY : 0);

        g_assert_cmphex(ibt_read(t->qts, IBT_CR2), ==,
                        IBT_IRQ_H2B | IBT_IRQ_HBUSY);
        ibt_write(t->qts, IBT_CR1, cr1);
        check_irq(t, cr1);
    }
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
    check_irq(t, true);
    ibt_write(t->qts, IBT_CR1, IBT_IRQ_H2B);
    check_irq(t, false);
    ibt_write(t->qts, IBT_CR1, IBT_IRQ_HBUSY);
    check_irq(t, true);
    ibt_write(t->qts, IBT_CR2, IBT_IRQ_HBUSY);
    check_irq(t, false);
}

/* A request raises the line even while the last one's latch is still set */
static void test_irq_again(FW *t)
{
    FWRequest req;

    fw_listen(t);
    for (int i = 0; i < 3; i++) {
        fw_send(t, i, 0x18, 0x42);
        ibt_wait_request(t->qts);
        check_irq(t, true);
        ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B | IBT_IRQ_HBUSY);
        check_irq(t, false);
        ibt_take(t->qts, &req);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, 0x42, 0);
        check_irq(t, true);
    }
}

/*
 * The AST2400 and AST2500 have one line for all of LPC: the iBT must not
 * take it down while a KCS channel holds it, nor the other way round
 */
static void test_irq_shared(FW *t)
{
    /* HICR0.LPC1E, HICR2.IBFIE1 */
    qtest_writel(t->qts, IBT_LPC_BASE + 0x00, 0x20);
    qtest_writel(t->qts, IBT_LPC_BASE + 0x08, 0x02);
    fw_listen(t);
    for (int i = 0; i < 2; i++) {
        FWRequest req;

        qtest_qmp_assert_success(t->qts, "{ 'execute': 'qom-set',"
            " 'arguments': { 'path': '/machine/soc/lpc', 'property': 'idr1',"
            " 'value': 85 } }");
        check_irq(t, true);
        fw_send(t, i, 0x18, 0x42);
        ibt_wait_request(t->qts);
        ibt_take(t->qts, &req);
        if (i) {
            ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
        } else {
            qtest_readl(t->qts, IBT_LPC_BASE + 0x24);
        }
        check_irq(t, true);
        qtest_readl(t->qts, IBT_LPC_BASE + 0x24);
        ibt_write(t->qts, IBT_CR2, IBT_IRQ_H2B);
        check_irq(t, false);
        fw_answer(t, &req, 0, NULL, 0);
        fw_expect_code(t, i, 0x18, 0x42, 0);
        ibt_write(t->qts, IBT_CR2, IBT_IRQ_HBUSY);
    }
}

static void add_register_tests(const FWBoard *board)
{
    fw_add(board, "reg/reset-values", test_reset_values);
    fw_add(board, "reg/reset-clears", test_reset_clears);
    fw_add(board, "reg/masks", test_masks);
    fw_add(board, "reg/narrow", test_narrow);
    fw_add(board, "reg/narrow-channel", test_narrow_channel);
    fw_add(board, "reg/neighbours", test_neighbours);
    fw_add(board, "ctrl/bits", test_ctrl_bits);
    fw_add(board, "ctrl/b-busy", test_b_busy_toggles);
    fw_add(board, "ctrl/clr-wr-ptr", test_clr_wr_ptr);
    fw_add(board, "data/lanes", test_data_lanes);
    fw_add(board, "data/writes", test_data_writes);
    fw_add(board, "data/overflow", test_data_overflow);
    fw_add(board, "irq/h2b", test_irq_h2b);
    fw_add(board, "irq/hbusy", test_irq_hbusy);
    fw_add(board, "irq/gating", test_irq_gating);
    fw_add(board, "irq/again", test_irq_again);
    if (board != IBT_AST2600) {
        fw_add(board, "irq/shared", test_irq_shared);
    }
}

/*
 * What is the same code for all of them is tried on the newest and on one
 * that shares its interrupt; the AST2400 differs from the latter by name
 */
static void add_tests(const FWBoard *board)
{
    add_register_tests(board);
    fw_add_message_tests(board);
    ibt_add_message_tests(board);
    if (board != IBT_AST2400) {
        ibt_add_fault_tests(board);
        fw_add_peer_tests(board);
        fw_add_life_tests(board);
        fw_add_migration_tests(board);
        ibt_add_migration_tests(board);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (int i = 0; i < IBT_NR_BOARDS; i++) {
        if (qtest_has_machine(ibt_boards[i].machine)) {
            add_tests(&ibt_boards[i]);
        }
    }
    return g_test_run();
}
