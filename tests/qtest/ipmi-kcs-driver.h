/*
 * KCS driver of a host, for tests
 *
 * IPMI 2.0 section 9. Checks the status at each step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_KCS_DRIVER_H
#define TESTS_QTEST_IPMI_KCS_DRIVER_H

#include "ipmi-driver.h"

/* Registers, from the first port on */
enum {
    KCS_DATA   = 0,
    KCS_STATUS = 1,             /* written: Command */
};

/* Status */
enum {
    KCS_OBF     = 0x01,
    KCS_IBF     = 0x02,
    KCS_SMS_ATN = 0x04,
    KCS_CD      = 0x08,
    KCS_IDLE    = 0x00,
    KCS_READING = 0x40,
    KCS_WRITING = 0x80,
    KCS_ERROR   = 0xc0,
    KCS_STATE   = 0xc0,
};

/* Control codes */
enum {
    KCS_GET_STATUS  = 0x60,
    KCS_WRITE_START = 0x61,
    KCS_WRITE_END   = 0x62,
    KCS_NEXT        = 0x68,
};

/* What GET_STATUS tells */
enum {
    KCS_CODE_OK      = 0x00,
    KCS_CODE_ABORTED = 0x01,
    KCS_CODE_ILLEGAL = 0x02,
    KCS_CODE_LENGTH  = 0x06,
};

/* Most bytes of a message */
#define KCS_DRIVER_MSG_MAX 300

extern const IPMIDriverOps ipmi_kcs_driver;

uint8_t kcs_driver_status(IPMIDriver *d);
void kcs_driver_command(IPMIDriver *d, uint8_t code);

/* IBF is clear and the state bits are @state; drops what is in Data_Out */
void kcs_driver_expect_state(IPMIDriver *d, uint8_t state);

/* WRITE_START and the first @len bytes of a message, no more */
void kcs_driver_begin(IPMIDriver *d, const void *msg, size_t len);

/* The bytes that follow, of which the last one is the message's last */
void kcs_driver_finish(IPMIDriver *d, const void *msg, size_t len);

/* A byte of a response, and have the next one made ready */
uint8_t kcs_driver_next(IPMIDriver *d);

/* The end of a response: idle, with nothing left in Data_Out */
void kcs_driver_end(IPMIDriver *d);

/* The whole of GET_STATUS; returns what it tells */
uint8_t kcs_driver_get_status(IPMIDriver *d);

#endif
