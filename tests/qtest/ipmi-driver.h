/*
 * Driver of a host for any kind of IPMI interface, for tests: x86 I/O ports
 * through qtest
 *
 * A kind of channel (ipmi-bt-driver.h, ipmi-kcs-driver.h) brings a table of
 * functions. Messages are the bytes netfn/lun, cmd, data...; in a response
 * the completion code comes first in data.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_DRIVER_H
#define TESTS_QTEST_IPMI_DRIVER_H

#include "libqtest.h"

/* Most bytes of a message, of all kinds */
#define IPMI_DRIVER_MSG_MAX 300

/* What an interface is doing; none of it is idle */
enum {
    IPMI_PENDING   = 0x01,      /* the BMC has a request */
    IPMI_RESPONSE  = 0x02,      /* the host has a response to read */
    IPMI_ATTENTION = 0x04,      /* SMS_ATN */
    IPMI_TRANSFER  = 0x08,      /* any other phase of a transfer */
};

typedef struct IPMIDriverOps IPMIDriverOps;

/**
 * IPMIDriver: one interface
 * @ops: its kind
 * @qts: the machine
 * @base: number of the first port
 */
typedef struct IPMIDriver {
    const IPMIDriverOps *ops;
    QTestState *qts;
    uint16_t base;
} IPMIDriver;

/**
 * IPMIResponse: what the host has read
 * @seq: sequence number, if the kind has one
 * @len: number of bytes in @msg
 * @msg: netfn/lun, cmd, completion code, data
 */
typedef struct IPMIResponse {
    uint8_t seq;
    size_t len;
    uint8_t msg[IPMI_DRIVER_MSG_MAX];
} IPMIResponse;

/**
 * IPMIDriverOps: a kind of channel
 * @name: of the kind, as in the names of devices
 * @msg_max: most bytes of a message
 * @numbered: a response has the sequence number of its request
 * @state: IPMI_*, as the registers show it
 * @request: send a request to an interface that is free
 * @response: take the response that is there
 * @clear_attention: make IPMI_ATTENTION go away, where a host can do that
 * @enable_irq: let the interface interrupt, as far as the host can say
 * @end_irq: after a response was taken, whatever else ends its interrupt
 */
struct IPMIDriverOps {
    const char *name;
    size_t msg_max;
    bool numbered;

    unsigned (*state)(IPMIDriver *d);
    void (*request)(IPMIDriver *d, uint8_t seq, const void *msg, size_t len);
    void (*response)(IPMIDriver *d, IPMIResponse *rsp);
    void (*clear_attention)(IPMIDriver *d);
    void (*enable_irq)(IPMIDriver *d);
    void (*end_irq)(IPMIDriver *d);
};

/* Registers, from the first port on */
uint8_t ipmi_driver_read(IPMIDriver *d, unsigned reg);
void ipmi_driver_write(IPMIDriver *d, unsigned reg, uint8_t val);

/* IPMI_*, just now */
unsigned ipmi_driver_state(IPMIDriver *d);

/* Wait until all @bits of ipmi_driver_state() are as in @value */
void ipmi_driver_wait_state(IPMIDriver *d, unsigned bits, unsigned value);

/* Wait until the interface is free, then send a request */
void ipmi_driver_request(IPMIDriver *d, uint8_t seq, const void *msg,
                         size_t len);

/* Whether a response is there; does not wait */
bool ipmi_driver_has_response(IPMIDriver *d);

/* Wait until a response is there */
void ipmi_driver_wait_response(IPMIDriver *d);

/* Wait for a response and take it */
void ipmi_driver_response(IPMIDriver *d, IPMIResponse *rsp);

/* Wait for a response, which must be this one */
void ipmi_driver_expect(IPMIDriver *d, uint8_t seq, const void *msg,
                        size_t len);

/**
 * ipmi_driver_expect_error: wait for a response of a completion code alone
 * @d: the interface
 * @seq: the request's sequence number
 * @req: its netfn/lun and cmd
 * @cc: the completion code
 */
void ipmi_driver_expect_error(IPMIDriver *d, uint8_t seq, const uint8_t *req,
                              uint8_t cc);

#endif
