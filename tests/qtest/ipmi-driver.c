/*
 * Driver of a host for any kind of IPMI interface, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-driver.h"
#include "ipmi-wire.h"

uint8_t ipmi_driver_read(IPMIDriver *d, unsigned reg)
{
    return qtest_inb(d->qts, d->base + reg);
}

void ipmi_driver_write(IPMIDriver *d, unsigned reg, uint8_t val)
{
    qtest_outb(d->qts, d->base + reg, val);
}

unsigned ipmi_driver_state(IPMIDriver *d)
{
    return d->ops->state(d);
}

typedef struct StateWait {
    IPMIDriver *d;
    unsigned bits;
    unsigned value;
} StateWait;

static bool state_matches(void *opaque)
{
    StateWait *wait = opaque;

    return (ipmi_driver_state(wait->d) & wait->bits) == wait->value;
}

void ipmi_driver_wait_state(IPMIDriver *d, unsigned bits, unsigned value)
{
    StateWait wait = { .d = d, .bits = bits, .value = value };
    g_autofree char *what = g_strdup_printf("%s: state & 0x%x == 0x%x",
                                            d->ops->name, bits, value);

    ipmi_wire_wait(state_matches, &wait, what);
}

void ipmi_driver_request(IPMIDriver *d, uint8_t seq, const void *msg,
                         size_t len)
{
    g_assert_cmpuint(len, >=, 2);
    g_assert_cmpuint(len, <=, d->ops->msg_max);
    ipmi_driver_wait_state(d, IPMI_PENDING, 0);
    d->ops->request(d, seq, msg, len);
}

bool ipmi_driver_has_response(IPMIDriver *d)
{
    return ipmi_driver_state(d) & IPMI_RESPONSE;
}

void ipmi_driver_wait_response(IPMIDriver *d)
{
    ipmi_driver_wait_state(d, IPMI_RESPONSE, IPMI_RESPONSE);
}

void ipmi_driver_response(IPMIDriver *d, IPMIResponse *rsp)
{
    ipmi_driver_wait_response(d);
    d->ops->response(d, rsp);
}

void ipmi_driver_expect(IPMIDriver *d, uint8_t seq, const void *msg,
                        size_t len)
{
    IPMIResponse rsp;

    ipmi_driver_response(d, &rsp);
    if (d->ops->numbered) {
        g_assert_cmphex(rsp.seq, ==, seq);
    }
    g_assert_cmpmem(rsp.msg, rsp.len, msg, len);
}

void ipmi_driver_expect_error(IPMIDriver *d, uint8_t seq, const uint8_t *req,
                              uint8_t cc)
{
    const uint8_t rsp[] = { req[0] | 4, req[1], cc };

    ipmi_driver_expect(d, seq, rsp, sizeof(rsp));
}
