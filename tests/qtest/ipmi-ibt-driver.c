/*
 * BMC firmware's driver for the BT interface (iBT) of Aspeed BMCs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-driver.h"

/* Host address 0xe4, SerIRQ 10, both pointers cleared by hardware, enabled */
#define CR0_AS_LINUX 0x00e4a00d

uint32_t ibt_read(QTestState *qts, unsigned reg)
{
    return qtest_readl(qts, IBT_BASE + reg);
}

void ibt_write(QTestState *qts, unsigned reg, uint32_t val)
{
    qtest_writel(qts, IBT_BASE + reg, val);
}

void ibt_listen(QTestState *qts)
{
    ibt_write(qts, IBT_CR1, IBT_IRQ_H2B | IBT_IRQ_HBUSY);
    ibt_write(qts, IBT_CR0, CR0_AS_LINUX);
    if (ibt_read(qts, IBT_CTRL) & IBT_B_BUSY) {
        ibt_write(qts, IBT_CTRL, IBT_B_BUSY);
    }
}

static bool has_request(void *opaque)
{
    return ibt_read(opaque, IBT_CTRL) & IBT_H2B_ATN;
}

void ibt_wait_request(QTestState *qts)
{
    ipmi_wire_wait(has_request, qts, "a request in the iBT");
}

uint8_t ibt_begin_take(QTestState *qts)
{
    ibt_write(qts, IBT_CTRL, IBT_B_BUSY);
    ibt_write(qts, IBT_CTRL, IBT_H2B_ATN);
    ibt_write(qts, IBT_CTRL, IBT_CLR_RD_PTR);
    return ibt_read(qts, IBT_DATA);
}

/* Netfn/lun, sequence number, cmd, data: that is the order in the buffer */
void ibt_end_take(QTestState *qts, FWRequest *req, uint8_t len)
{
    g_assert_cmpuint(len, >=, 3);
    req->len = len - 1;
    req->msg[0] = ibt_read(qts, IBT_DATA);
    req->seq = ibt_read(qts, IBT_DATA);
    for (size_t i = 1; i < req->len; i++) {
        req->msg[i] = ibt_read(qts, IBT_DATA);
    }
    ibt_write(qts, IBT_CTRL, IBT_B_BUSY);
}

void ibt_take(QTestState *qts, FWRequest *req)
{
    ibt_end_take(qts, req, ibt_begin_take(qts));
}

void ibt_next(QTestState *qts, FWRequest *req)
{
    ibt_wait_request(qts);
    ibt_write(qts, IBT_CR2, IBT_IRQ_H2B | IBT_IRQ_HBUSY);
    ibt_take(qts, req);
}

void ibt_put_raw(QTestState *qts, const uint8_t *bytes, size_t len)
{
    ibt_write(qts, IBT_CTRL, IBT_CLR_WR_PTR);
    for (size_t i = 0; i < len; i++) {
        ibt_write(qts, IBT_DATA, bytes[i]);
    }
}

void ibt_respond(QTestState *qts, uint8_t seq, const uint8_t *msg,
                 size_t len)
{
    uint8_t frame[IBT_MSG_MAX + 2] = { len + 1, msg[0], seq };

    g_assert_cmpuint(len, <=, IBT_MSG_MAX);
    memcpy(frame + 3, msg + 1, len - 1);
    ibt_put_raw(qts, frame, len + 2);
    ibt_write(qts, IBT_CTRL, IBT_B2H_ATN);
}

/*
 * Phases
 */

static void set_busy(FW *t, bool busy)
{
    if (!(ibt_read(t->qts, IBT_CTRL) & IBT_B_BUSY) == busy) {
        ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    }
}

static void begin_read(FW *t)
{
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_begin_take(t->qts), ==, FW_PHASE_LEN + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, FW_PHASE_NETFN);
}

static void begin_write(FW *t)
{
    static const uint8_t half[] = { 0x04, FW_PHASE_NETFN | 0x04 };

    ibt_next(t->qts, &t->taken);
    ibt_put_raw(t->qts, half, sizeof(half));
}

static void ibt_prepare(FW *t, const FWPhase *phase)
{
    set_busy(t, phase->id == IBT_BLOCKED);
}

static void ibt_advance(FW *t, const FWPhase *phase)
{
    switch (phase->id) {
    case IBT_ATTENTION:
        ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
        break;
    case IBT_BLOCKED:
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
        break;
    case IBT_PENDING:
        ibt_wait_request(t->qts);
        break;
    case IBT_READING:
    case IBT_QUEUED:
        begin_read(t);
        break;
    case IBT_TAKEN:
        ibt_next(t->qts, &t->taken);
        break;
    case IBT_WRITING:
        begin_write(t);
        break;
    default:
        break;
    }
}

/* The second half of a request, and of a response to it */
static void end_read(FW *t)
{
    t->taken.msg[0] = FW_PHASE_NETFN;
    t->taken.seq = ibt_read(t->qts, IBT_DATA);
    t->taken.msg[1] = ibt_read(t->qts, IBT_DATA);
    t->taken.msg[2] = ibt_read(t->qts, IBT_DATA);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    fw_answer_mark(t);
}

static void end_write(FW *t)
{
    const uint8_t half[] = { t->taken.seq, FW_PHASE_CMD, t->taken.msg[2] };

    for (int i = 0; i < ARRAY_SIZE(half); i++) {
        ibt_write(t->qts, IBT_DATA, half[i]);
    }
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
}

void ibt_go_on(FW *t, const FWPhase *phase)
{
    switch (phase->id) {
    case IBT_BLOCKED:
        set_busy(t, false);
        break;
    case IBT_READING:
    case IBT_QUEUED:
        end_read(t);
        break;
    case IBT_TAKEN:
        fw_answer_mark(t);
        break;
    case IBT_WRITING:
        end_write(t);
        break;
    default:
        break;
    }
    while (ibt_read(t->qts, IBT_CTRL) & IBT_H2B_ATN) {
        ibt_take(t->qts, &t->taken);
        fw_answer_mark(t);
    }
}

/*
 * The driver for tests that know no registers
 */

static void fw_ibt_listen(FW *t)
{
    ibt_listen(t->qts);
}

static void fw_ibt_deaf(FW *t)
{
    ibt_write(t->qts, IBT_CR0, 0);
}

static bool fw_ibt_pending(FW *t)
{
    return ibt_read(t->qts, IBT_CTRL) & IBT_H2B_ATN;
}

static void fw_ibt_next(FW *t, FWRequest *req)
{
    ibt_next(t->qts, req);
}

static void fw_ibt_answer(FW *t, const FWRequest *req, const uint8_t *msg,
                          size_t len)
{
    ibt_respond(t->qts, req->seq, msg, len);
}

static void fw_ibt_set_attention(FW *t)
{
    ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
}

static void fw_ibt_check_idle(FW *t)
{
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL) & ~IBT_SMS_ATN, ==, 0);
}

static void fw_ibt_check_reset(FW *t)
{
    for (unsigned reg = IBT_CR0; reg <= IBT_INTMASK; reg += 4) {
        g_assert_cmphex(ibt_read(t->qts, reg), ==,
                        reg == IBT_DATA ? 0xff : 0);
    }
}

/* All but the buffer, whose reading changes it */
static void fw_ibt_registers(FW *t, uint32_t *regs)
{
    for (unsigned reg = IBT_CR0; reg <= IBT_INTMASK; reg += 4) {
        regs[reg / 4] = reg == IBT_DATA ? 0 : ibt_read(t->qts, reg);
    }
}

static void fw_ibt_touch(FW *t)
{
    ibt_write(t->qts, IBT_CR1, ibt_read(t->qts, IBT_CR1));
}

/* All of BT_CTRL but SMS_ATN, and responses that nobody has asked for */
static void fw_ibt_babble(FW *t)
{
    static const uint8_t rsp[] = { 0x1c, 0x42, 0x00 };

    for (int val = 0; val < 256; val++) {
        ibt_read(t->qts, IBT_DATA);
        ibt_write(t->qts, IBT_CTRL, val & ~IBT_SMS_ATN);
        ibt_respond(t->qts, val, rsp, sizeof(rsp));
    }
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, 0);
}

static const FWPhase ibt_phases[] = {
    { .id = IBT_IDLE, .name = "idle" },
    { .id = IBT_ATTENTION, .name = "attention", .attention = true },
    { .id = IBT_BLOCKED, .name = "blocked", .open = 1 },
    { .id = IBT_PENDING, .name = "pending", .open = 1 },
    { .id = IBT_READING, .name = "reading", .open = 1 },
    { .id = IBT_TAKEN, .name = "taken", .open = 1 },
    { .id = IBT_WRITING, .name = "writing", .open = 1 },
    { .id = IBT_QUEUED, .name = "queued", .open = 3 },
    { }
};

static const FWDriver ibt_driver = {
    .name = "aspeed-ipmi-ibt",
    .msg_max = IBT_MSG_MAX,
    .phases = ibt_phases,
    .listen = fw_ibt_listen,
    .deaf = fw_ibt_deaf,
    .pending = fw_ibt_pending,
    .next = fw_ibt_next,
    .answer = fw_ibt_answer,
    .set_attention = fw_ibt_set_attention,
    .check_idle = fw_ibt_check_idle,
    .check_reset = fw_ibt_check_reset,
    .registers = fw_ibt_registers,
    .touch = fw_ibt_touch,
    .prepare = ibt_prepare,
    .advance = ibt_advance,
    .go_on = ibt_go_on,
    .babble = fw_ibt_babble,
};

const FWBoard ibt_boards[IBT_NR_BOARDS] = {
    {
        .name = "ast2600-evb",
        .machine = "ast2600-evb",
        .options = "-m 256M",
        .responder = "/machine/soc/ibt",
        .intc = "/machine/soc/a7mpcore",
        .irq = 143,
        .driver = &ibt_driver,
    }, {
        .name = "ast2500-evb",
        .machine = "ast2500-evb",
        .options = "-m 256M",
        .responder = "/machine/soc/ibt",
        .intc = "/machine/soc/vic",
        .irq = 8,
        .raw = 0x1e6c0090,
        .driver = &ibt_driver,
    }, {
        .name = "palmetto-bmc",
        .machine = "palmetto-bmc",
        .options = "-m 256M",
        .responder = "/machine/soc/ibt",
        .intc = "/machine/soc/vic",
        .irq = 8,
        .raw = 0x1e6c0090,
        .driver = &ibt_driver,
    },
};
