/*
 * BT driver of a host, for tests
 *
 * IPMI 2.0 section 11. Checks the busy and attention bits at each step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_BT_DRIVER_H
#define TESTS_QTEST_IPMI_BT_DRIVER_H

#include "ipmi-driver.h"

/* Registers, from the first port on */
enum {
    BT_CTRL    = 0,
    BT_DATA    = 1,
    BT_INTMASK = 2,
};

/* BT_CTRL */
enum {
    CLR_WR_PTR = 0x01,
    CLR_RD_PTR = 0x02,
    H2B_ATN    = 0x04,
    B2H_ATN    = 0x08,
    SMS_ATN    = 0x10,
    H_BUSY     = 0x40,
    B_BUSY     = 0x80,
};

/* BT_INTMASK */
enum {
    B2H_IRQ_EN = 0x01,
    B2H_IRQ    = 0x02,
    BMC_HWRST  = 0x80,
};

/* Most bytes of a message in one BT frame */
#define BT_DRIVER_MSG_MAX 254

extern const IPMIDriverOps ipmi_bt_driver;

/* Read and write BT_CTRL and BT_INTMASK */
uint8_t bt_driver_ctrl(IPMIDriver *d);
uint8_t bt_driver_intmask(IPMIDriver *d);
void bt_driver_set_ctrl(IPMIDriver *d, uint8_t val);
void bt_driver_set_intmask(IPMIDriver *d, uint8_t val);

/* Write a request into the buffer, length byte first, but do not tell */
void bt_driver_fill(IPMIDriver *d, uint8_t seq, const void *msg, size_t len);

/* Wait until all @bits of BT_CTRL are as in @value */
void bt_driver_wait_ctrl(IPMIDriver *d, uint8_t bits, uint8_t value);

#endif
