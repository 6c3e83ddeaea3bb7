/*
 * BT driver of a host, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-wire.h"

uint8_t bt_driver_read(BTDriver *bt, unsigned reg)
{
    return qtest_inb(bt->qts, bt->base + reg);
}

void bt_driver_write(BTDriver *bt, unsigned reg, uint8_t val)
{
    qtest_outb(bt->qts, bt->base + reg, val);
}

typedef struct CtrlWait {
    BTDriver *bt;
    uint8_t bits;
    uint8_t value;
} CtrlWait;

static bool ctrl_matches(void *opaque)
{
    CtrlWait *wait = opaque;

    return (bt_driver_read(wait->bt, BT_CTRL) & wait->bits) == wait->value;
}

void bt_driver_wait_ctrl(BTDriver *bt, uint8_t bits, uint8_t value)
{
    CtrlWait wait = { .bt = bt, .bits = bits, .value = value };
    g_autofree char *what = g_strdup_printf("BT_CTRL & 0x%02x == 0x%02x",
                                            bits, value);

    ipmi_wire_wait(ctrl_matches, &wait, what);
}

void bt_driver_fill(BTDriver *bt, uint8_t seq, const void *msg, size_t len)
{
    const uint8_t *bytes = msg;

    g_assert_cmpuint(len, >=, 2);
    g_assert_cmpuint(len, <=, BT_DRIVER_MSG_MAX);
    bt_driver_write(bt, BT_CTRL, CLR_WR_PTR);
    bt_driver_write(bt, BT_DATA, len + 1);
    bt_driver_write(bt, BT_DATA, bytes[0]);
    bt_driver_write(bt, BT_DATA, seq);
    for (size_t i = 1; i < len; i++) {
        bt_driver_write(bt, BT_DATA, bytes[i]);
    }
}

void bt_driver_request(BTDriver *bt, uint8_t seq, const void *msg, size_t len)
{
    bt_driver_wait_ctrl(bt, B_BUSY | H2B_ATN, 0);
    bt_driver_fill(bt, seq, msg, len);
    bt_driver_write(bt, BT_CTRL, H2B_ATN);
}

bool bt_driver_has_response(BTDriver *bt)
{
    return bt_driver_read(bt, BT_CTRL) & B2H_ATN;
}

void bt_driver_wait_response(BTDriver *bt)
{
    bt_driver_wait_ctrl(bt, B2H_ATN, B2H_ATN);
}

void bt_driver_response(BTDriver *bt, BTResponse *rsp)
{
    uint8_t rest;

    bt_driver_wait_response(bt);
    g_assert_cmphex(bt_driver_read(bt, BT_CTRL) & H_BUSY, ==, 0);
    bt_driver_write(bt, BT_CTRL, H_BUSY);
    g_assert_cmphex(bt_driver_read(bt, BT_CTRL) & H_BUSY, ==, H_BUSY);
    bt_driver_write(bt, BT_CTRL, B2H_ATN);
    g_assert_cmphex(bt_driver_read(bt, BT_CTRL) & B2H_ATN, ==, 0);
    bt_driver_write(bt, BT_CTRL, CLR_RD_PTR);

    rest = bt_driver_read(bt, BT_DATA);
    g_assert_cmpuint(rest, >=, 4);
    rsp->msg[0] = bt_driver_read(bt, BT_DATA);
    rsp->seq = bt_driver_read(bt, BT_DATA);
    rsp->len = rest - 1;
    for (size_t i = 1; i < rsp->len; i++) {
        rsp->msg[i] = bt_driver_read(bt, BT_DATA);
    }
    bt_driver_write(bt, BT_CTRL, H_BUSY);
    g_assert_cmphex(bt_driver_read(bt, BT_CTRL) & H_BUSY, ==, 0);
}

void bt_driver_expect(BTDriver *bt, uint8_t seq, const void *msg, size_t len)
{
    BTResponse rsp;

    bt_driver_response(bt, &rsp);
    g_assert_cmphex(rsp.seq, ==, seq);
    g_assert_cmpmem(rsp.msg, rsp.len, msg, len);
}

void bt_driver_expect_error(BTDriver *bt, uint8_t seq, const uint8_t *req,
                            uint8_t cc)
{
    const uint8_t rsp[] = { req[0] | 4, req[1], cc };

    bt_driver_expect(bt, seq, rsp, sizeof(rsp));
}
