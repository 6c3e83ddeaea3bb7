/*
 * BMC firmware's driver for the BT interface (iBT) of Aspeed BMCs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-wire.h"
#include "ipmi-ibt-driver.h"

/* Host address 0xe4, SerIRQ 10, both pointers cleared by hardware, enabled */
#define CR0_AS_LINUX 0x00e4a00d

const IBTBoard ibt_boards[IBT_NR_BOARDS] = {
    {
        .machine = "ast2600-evb",
        .intc = "/machine/soc/a7mpcore",
        .irq = 143,
    }, {
        .machine = "ast2500-evb",
        .intc = "/machine/soc/vic",
        .irq = 8,
        .raw = 0x1e6c0090,
    }, {
        .machine = "palmetto-bmc",
        .intc = "/machine/soc/vic",
        .irq = 8,
        .raw = 0x1e6c0090,
    },
};

uint32_t ibt_read(QTestState *qts, unsigned reg)
{
    return qtest_readl(qts, IBT_BASE + reg);
}

void ibt_write(QTestState *qts, unsigned reg, uint32_t val)
{
    qtest_writel(qts, IBT_BASE + reg, val);
}

bool ibt_irq_raw(QTestState *qts, const IBTBoard *board)
{
    g_assert_true(board->raw);
    return qtest_readl(qts, board->raw) >> board->irq & 1;
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
void ibt_end_take(QTestState *qts, IBTRequest *req, uint8_t len)
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

void ibt_take(QTestState *qts, IBTRequest *req)
{
    ibt_end_take(qts, req, ibt_begin_take(qts));
}

void ibt_next(QTestState *qts, IBTRequest *req)
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

void ibt_answer(QTestState *qts, const IBTRequest *req, uint8_t cc,
                const uint8_t *data, size_t len)
{
    uint8_t msg[IBT_MSG_MAX] = { req->msg[0] | 0x04, req->msg[1], cc };

    g_assert_cmpuint(len, <=, sizeof(msg) - 3);
    if (len) {
        memcpy(msg + 3, data, len);
    }
    ibt_respond(qts, req->seq, msg, len + 3);
}
