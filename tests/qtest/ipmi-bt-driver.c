/*
 * BT driver of a host, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-wire.h"

uint8_t bt_driver_ctrl(IPMIDriver *d)
{
    return ipmi_driver_read(d, BT_CTRL);
}

uint8_t bt_driver_intmask(IPMIDriver *d)
{
    return ipmi_driver_read(d, BT_INTMASK);
}

void bt_driver_set_ctrl(IPMIDriver *d, uint8_t val)
{
    ipmi_driver_write(d, BT_CTRL, val);
}

void bt_driver_set_intmask(IPMIDriver *d, uint8_t val)
{
    ipmi_driver_write(d, BT_INTMASK, val);
}

typedef struct CtrlWait {
    IPMIDriver *d;
    uint8_t bits;
    uint8_t value;
} CtrlWait;

static bool ctrl_matches(void *opaque)
{
    CtrlWait *wait = opaque;

    return (bt_driver_ctrl(wait->d) & wait->bits) == wait->value;
}

void bt_driver_wait_ctrl(IPMIDriver *d, uint8_t bits, uint8_t value)
{
    CtrlWait wait = { .d = d, .bits = bits, .value = value };
    g_autofree char *what = g_strdup_printf("BT_CTRL & 0x%02x == 0x%02x",
                                            bits, value);

    ipmi_wire_wait(ctrl_matches, &wait, what);
}

static unsigned bt_state(IPMIDriver *d)
{
    uint8_t ctrl = bt_driver_ctrl(d);

    return (ctrl & (B_BUSY | H2B_ATN) ? IPMI_PENDING : 0) |
        (ctrl & B2H_ATN ? IPMI_RESPONSE : 0) |
        (ctrl & SMS_ATN ? IPMI_ATTENTION : 0) |
        (ctrl & H_BUSY ? IPMI_TRANSFER : 0);
}

void bt_driver_fill(IPMIDriver *d, uint8_t seq, const void *msg, size_t len)
{
    const uint8_t *bytes = msg;

    g_assert_cmpuint(len, >=, 2);
    g_assert_cmpuint(len, <=, BT_DRIVER_MSG_MAX);
    bt_driver_set_ctrl(d, CLR_WR_PTR);
    ipmi_driver_write(d, BT_DATA, len + 1);
    ipmi_driver_write(d, BT_DATA, bytes[0]);
    ipmi_driver_write(d, BT_DATA, seq);
    for (size_t i = 1; i < len; i++) {
        ipmi_driver_write(d, BT_DATA, bytes[i]);
    }
}

static void bt_request(IPMIDriver *d, uint8_t seq, const void *msg,
                       size_t len)
{
    bt_driver_fill(d, seq, msg, len);
    bt_driver_set_ctrl(d, H2B_ATN);
}

static void bt_response(IPMIDriver *d, IPMIResponse *rsp)
{
    uint8_t rest;

    g_assert_cmphex(bt_driver_ctrl(d) & H_BUSY, ==, 0);
    bt_driver_set_ctrl(d, H_BUSY);
    g_assert_cmphex(bt_driver_ctrl(d) & H_BUSY, ==, H_BUSY);
    bt_driver_set_ctrl(d, B2H_ATN);
    g_assert_cmphex(bt_driver_ctrl(d) & B2H_ATN, ==, 0);
    bt_driver_set_ctrl(d, CLR_RD_PTR);

    rest = ipmi_driver_read(d, BT_DATA);
    g_assert_cmpuint(rest, >=, 4);
    rsp->msg[0] = ipmi_driver_read(d, BT_DATA);
    rsp->seq = ipmi_driver_read(d, BT_DATA);
    rsp->len = rest - 1;
    for (size_t i = 1; i < rsp->len; i++) {
        rsp->msg[i] = ipmi_driver_read(d, BT_DATA);
    }
    bt_driver_set_ctrl(d, H_BUSY);
    g_assert_cmphex(bt_driver_ctrl(d) & H_BUSY, ==, 0);
}

static void bt_clear_attention(IPMIDriver *d)
{
    bt_driver_set_ctrl(d, SMS_ATN);
}

static void bt_enable_irq(IPMIDriver *d)
{
    bt_driver_set_intmask(d, B2H_IRQ_EN);
}

static void bt_end_irq(IPMIDriver *d)
{
    bt_driver_set_intmask(d, B2H_IRQ_EN | B2H_IRQ);
}

const IPMIDriverOps ipmi_bt_driver = {
    .name = "bt",
    .msg_max = BT_DRIVER_MSG_MAX,
    .numbered = true,
    .state = bt_state,
    .request = bt_request,
    .response = bt_response,
    .clear_attention = bt_clear_attention,
    .enable_irq = bt_enable_irq,
    .end_irq = bt_end_irq,
};
