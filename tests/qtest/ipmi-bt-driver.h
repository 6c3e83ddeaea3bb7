/*
 * BT driver of a host, for tests: x86 I/O ports through qtest
 *
 * IPMI 2.0 section 11. Checks the busy and attention bits at each step. The
 * messages that it takes and gives are the bytes netfn/lun, cmd, data...; in
 * a response the completion code comes first in data.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_BT_DRIVER_H
#define TESTS_QTEST_IPMI_BT_DRIVER_H

#include "libqtest.h"

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

/**
 * BTDriver: one BT interface
 * @qts: the machine
 * @base: number of the first port
 */
typedef struct BTDriver {
    QTestState *qts;
    uint16_t base;
} BTDriver;

/**
 * BTResponse: what the host has read
 * @seq: sequence number
 * @len: number of bytes in @msg
 * @msg: netfn/lun, cmd, completion code, data
 */
typedef struct BTResponse {
    uint8_t seq;
    size_t len;
    uint8_t msg[BT_DRIVER_MSG_MAX];
} BTResponse;

uint8_t bt_driver_read(BTDriver *bt, unsigned reg);
void bt_driver_write(BTDriver *bt, unsigned reg, uint8_t val);

/* Write a request into the buffer, length byte first, but do not tell */
void bt_driver_fill(BTDriver *bt, uint8_t seq, const void *msg, size_t len);

/* Wait until the interface is free, then send a request */
void bt_driver_request(BTDriver *bt, uint8_t seq, const void *msg, size_t len);

/* Wait until B2H_ATN says that a response is there */
void bt_driver_wait_response(BTDriver *bt);

/* Whether a response is there; does not wait */
bool bt_driver_has_response(BTDriver *bt);

/* Wait until all @bits of BT_CTRL are as in @value */
void bt_driver_wait_ctrl(BTDriver *bt, uint8_t bits, uint8_t value);

/* Wait for a response and take it */
void bt_driver_response(BTDriver *bt, BTResponse *rsp);

/* Wait for a response, which must be this one */
void bt_driver_expect(BTDriver *bt, uint8_t seq, const void *msg, size_t len);

/**
 * bt_driver_expect_error: wait for a response of a completion code alone
 * @bt: the interface
 * @seq: its sequence number
 * @req: the request's netfn/lun and cmd
 * @cc: the completion code
 */
void bt_driver_expect_error(BTDriver *bt, uint8_t seq, const uint8_t *req,
                            uint8_t cc);

#endif
