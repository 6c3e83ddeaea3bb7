/*
 * KCS driver of a host, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-driver.h"

uint8_t kcs_driver_status(IPMIDriver *d)
{
    return ipmi_driver_read(d, KCS_STATUS);
}

void kcs_driver_command(IPMIDriver *d, uint8_t code)
{
    ipmi_driver_write(d, KCS_STATUS, code);
}

void kcs_driver_expect_state(IPMIDriver *d, uint8_t state)
{
    uint8_t status = kcs_driver_status(d);

    g_assert_cmphex(status & (KCS_STATE | KCS_IBF), ==, state);
    if (status & KCS_OBF) {
        ipmi_driver_read(d, KCS_DATA);
    }
}

void kcs_driver_begin(IPMIDriver *d, const void *msg, size_t len)
{
    const uint8_t *bytes = msg;

    kcs_driver_command(d, KCS_WRITE_START);
    kcs_driver_expect_state(d, KCS_WRITING);
    for (size_t i = 0; i < len; i++) {
        ipmi_driver_write(d, KCS_DATA, bytes[i]);
        kcs_driver_expect_state(d, KCS_WRITING);
    }
}

void kcs_driver_finish(IPMIDriver *d, const void *msg, size_t len)
{
    const uint8_t *bytes = msg;

    for (size_t i = 0; i + 1 < len; i++) {
        ipmi_driver_write(d, KCS_DATA, bytes[i]);
        kcs_driver_expect_state(d, KCS_WRITING);
    }
    kcs_driver_command(d, KCS_WRITE_END);
    kcs_driver_expect_state(d, KCS_WRITING);
    ipmi_driver_write(d, KCS_DATA, bytes[len - 1]);
}

uint8_t kcs_driver_next(IPMIDriver *d)
{
    uint8_t val;

    g_assert_cmphex(kcs_driver_status(d) & (KCS_STATE | KCS_IBF | KCS_OBF),
                    ==, KCS_READING | KCS_OBF);
    val = ipmi_driver_read(d, KCS_DATA);
    g_assert_cmphex(kcs_driver_status(d) & KCS_OBF, ==, 0);
    ipmi_driver_write(d, KCS_DATA, KCS_NEXT);
    return val;
}

void kcs_driver_end(IPMIDriver *d)
{
    kcs_driver_expect_state(d, KCS_IDLE);
    g_assert_cmphex(kcs_driver_status(d) & KCS_OBF, ==, 0);
}

uint8_t kcs_driver_get_status(IPMIDriver *d)
{
    uint8_t code;

    kcs_driver_command(d, KCS_GET_STATUS);
    kcs_driver_expect_state(d, KCS_WRITING);
    ipmi_driver_write(d, KCS_DATA, 0);
    code = kcs_driver_next(d);
    kcs_driver_end(d);
    return code;
}

static unsigned kcs_state(IPMIDriver *d)
{
    uint8_t status = kcs_driver_status(d);
    uint8_t state = status & KCS_STATE;
    unsigned attention = status & KCS_SMS_ATN ? IPMI_ATTENTION : 0;

    if (status & KCS_IBF) {
        return attention | IPMI_PENDING;
    }
    if (state == KCS_READING && (status & KCS_OBF)) {
        return attention | IPMI_RESPONSE;
    }
    return attention | (state == KCS_IDLE ? 0 : IPMI_TRANSFER);
}

static void kcs_request(IPMIDriver *d, uint8_t seq, const void *msg,
                        size_t len)
{
    const uint8_t *bytes = msg;

    kcs_driver_begin(d, bytes, len - 1);
    kcs_driver_finish(d, bytes + len - 1, 1);
}

static void kcs_response(IPMIDriver *d, IPMIResponse *rsp)
{
    rsp->len = 0;
    do {
        g_assert_cmpuint(rsp->len, <, sizeof(rsp->msg));
        rsp->msg[rsp->len++] = kcs_driver_next(d);
    } while ((kcs_driver_status(d) & KCS_STATE) == KCS_READING);
    kcs_driver_end(d);
}

/* A host has no register for any of this */
static void kcs_nothing(IPMIDriver *d)
{
}

const IPMIDriverOps ipmi_kcs_driver = {
    .name = "kcs",
    .msg_max = KCS_DRIVER_MSG_MAX,
    .state = kcs_state,
    .request = kcs_request,
    .response = kcs_response,
    .clear_attention = kcs_nothing,
    .enable_irq = kcs_nothing,
    .end_irq = kcs_nothing,
};
