/*
 * Unit tests of the IPMI message builder, its helpers and the checksum
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/message.h"

#define GUARD 0x5a

/* A message with bytes behind it that nobody may touch */
typedef struct Guarded {
    IPMIMsg msg;
    uint8_t guard[64];
} Guarded;

static void guarded_init(Guarded *g)
{
    memset(g, GUARD, sizeof(*g));
    ipmi_msg_reset(&g->msg);
}

static void assert_guard(const Guarded *g)
{
    for (size_t i = 0; i < sizeof(g->guard); i++) {
        g_assert_cmphex(g->guard[i], ==, GUARD);
    }
}

static void assert_same(const IPMIMsg *a, const IPMIMsg *b)
{
    g_assert_cmpuint(a->len, ==, b->len);
    g_assert_cmpint(a->overrun, ==, b->overrun);
    g_assert_cmpmem(a->data, a->len, b->data, b->len);
}

static void test_netfn_lun(void)
{
    for (int byte = 0; byte < 256; byte++) {
        g_assert_cmphex(ipmi_netfn(byte), ==, byte / 4);
        g_assert_cmphex(ipmi_lun(byte), ==, byte % 4);
        g_assert_cmphex(ipmi_netfn_lun(byte / 4, byte % 4), ==, byte);
    }
    /* Neither part spills into the other */
    g_assert_cmphex(ipmi_netfn_lun(0xff, 0), ==, 0xfc);
    g_assert_cmphex(ipmi_netfn_lun(0x40, 0), ==, 0x00);
    g_assert_cmphex(ipmi_netfn_lun(0, 0xff), ==, 0x03);
    g_assert_cmphex(ipmi_netfn_lun(0, 0x04), ==, 0x00);
}

static void test_netfn_direction(void)
{
    for (int netfn = 0; netfn < 64; netfn += 2) {
        g_assert_false(ipmi_netfn_is_response(netfn));
        g_assert_true(ipmi_netfn_is_response(netfn + 1));
    }
    g_assert_false(ipmi_netfn_is_response(IPMI_NETFN_APP));
    g_assert_false(ipmi_netfn_is_response(IPMI_NETFN_OEM));
}

static void test_checksum_known(void)
{
    static const struct {
        uint8_t bytes[4];
        size_t len;
        uint8_t checksum;
    } cases[] = {
        { { 0 }, 0, 0x00 },
        { { 0x00 }, 1, 0x00 },
        { { 0x01 }, 1, 0xff },
        { { 0x80 }, 1, 0x80 },
        { { 0xff }, 1, 0x01 },
        /* The head of an IPMB request to the BMC's address, netfn App */
        { { 0x20, 0x18 }, 2, 0xc8 },
        { { 0x80, 0x80 }, 2, 0x00 },
        { { 0xff, 0xff, 0xff, 0xff }, 4, 0x04 },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        g_assert_cmphex(ipmi_checksum(cases[i].bytes, cases[i].len), ==,
                        cases[i].checksum);
    }
}

static void test_checksum_completes_sum(void)
{
    uint8_t buf[IPMI_MSG_MAX + 1];

    for (size_t len = 0; len <= IPMI_MSG_MAX; len++) {
        unsigned int sum = 0;

        for (size_t i = 0; i < len; i++) {
            buf[i] = g_test_rand_int_range(0, 256);
        }
        buf[len] = ipmi_checksum(buf, len);
        for (size_t i = 0; i <= len; i++) {
            sum += buf[i];
        }
        g_assert_cmpuint(sum % 256, ==, 0);
        g_assert_cmphex(ipmi_checksum(buf, len + 1), ==, 0);
    }
}

static void test_put_until_full(void)
{
    Guarded g;

    guarded_init(&g);
    for (int i = 0; i < IPMI_MSG_MAX; i++) {
        g_assert_true(ipmi_msg_put(&g.msg, i ^ 0x33));
        g_assert_cmpuint(g.msg.len, ==, i + 1);
        g_assert_false(g.msg.overrun);
    }
    for (int i = 0; i < 5; i++) {
        g_assert_false(ipmi_msg_put(&g.msg, 0xee));
        g_assert_true(g.msg.overrun);
        g_assert_cmpuint(g.msg.len, ==, IPMI_MSG_MAX);
    }
    for (int i = 0; i < IPMI_MSG_MAX; i++) {
        g_assert_cmphex(g.msg.data[i], ==, (i ^ 0x33) & 0xff);
    }
    assert_guard(&g);
}

static void test_reset(void)
{
    IPMIMsg msg = { 0 };

    while (ipmi_msg_put(&msg, 0x11)) {
        /* Until it overruns */
    }
    ipmi_msg_reset(&msg);
    g_assert_cmpuint(msg.len, ==, 0);
    g_assert_false(msg.overrun);
    g_assert_true(ipmi_msg_put(&msg, 0x22));
    g_assert_cmpuint(msg.len, ==, 1);
    g_assert_cmphex(msg.data[0], ==, 0x22);
}

/* One call must leave what as many single calls leave */
static void check_put_bytes(const uint8_t *bytes, size_t before, size_t len)
{
    Guarded once, single;
    bool all = true;

    guarded_init(&once);
    guarded_init(&single);
    for (size_t i = 0; i < before; i++) {
        ipmi_msg_put(&once.msg, 0x77);
        ipmi_msg_put(&single.msg, 0x77);
    }
    for (size_t i = 0; i < len; i++) {
        all &= ipmi_msg_put(&single.msg, bytes[i]);
    }
    g_assert_cmpint(ipmi_msg_put_bytes(&once.msg, bytes, len), ==, all);
    g_assert_cmpint(all, ==, before + len <= IPMI_MSG_MAX);
    assert_same(&once.msg, &single.msg);
    assert_guard(&once);
    assert_guard(&single);
}

static void test_put_bytes(void)
{
    static const size_t before[] = { 0, 1, 2, 149, 298, 299, 300 };
    uint8_t bytes[IPMI_MSG_MAX + 5];

    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = i * 7;
    }
    for (size_t i = 0; i < ARRAY_SIZE(before); i++) {
        for (size_t len = 0; len <= sizeof(bytes); len++) {
            check_put_bytes(bytes, before[i], len);
        }
    }
}

static void test_put_no_bytes(void)
{
    IPMIMsg msg = { 0 };

    g_assert_true(ipmi_msg_put_bytes(&msg, NULL, 0));
    g_assert_cmpuint(msg.len, ==, 0);
    while (msg.len < IPMI_MSG_MAX) {
        g_assert_true(ipmi_msg_put(&msg, 0));
    }
    /* Nothing is lost, so a full message is still whole */
    g_assert_true(ipmi_msg_put_bytes(&msg, NULL, 0));
    g_assert_false(msg.overrun);
}

static void test_put_le16(void)
{
    IPMIMsg msg = { };

    g_assert_true(ipmi_msg_put_le16(&msg, 0x1234));
    g_assert_true(ipmi_msg_put_le16(&msg, 0xff01));
    g_assert_cmpmem(msg.data, msg.len, "\x34\x12\x01\xff", 4);
    msg.len = IPMI_MSG_MAX - 1;
    g_assert_false(ipmi_msg_put_le16(&msg, 0xabcd));
    g_assert_true(msg.overrun);
    g_assert_cmpuint(msg.len, ==, IPMI_MSG_MAX);
    g_assert_cmphex(msg.data[IPMI_MSG_MAX - 1], ==, 0xcd);
}

/* A length that could only come from a bad migration stream */
static void test_put_bad_length(void)
{
    static const uint16_t lengths[] = { IPMI_MSG_MAX + 1, 0x8000, 0xffff };

    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        Guarded g;

        guarded_init(&g);
        g.msg.len = lengths[i];
        g_assert_false(ipmi_msg_put(&g.msg, 0xee));
        g_assert_false(ipmi_msg_put_bytes(&g.msg, "\xee\xee", 2));
        g_assert_true(g.msg.overrun);
        assert_guard(&g);
    }
}

static void assert_error_response(const IPMIMsg *rsp, uint8_t first,
                                  uint8_t cmd, uint8_t cc)
{
    g_assert_cmpuint(rsp->len, ==, 3);
    g_assert_false(rsp->overrun);
    g_assert_cmphex(rsp->data[0], ==, first);
    g_assert_cmphex(rsp->data[1], ==, cmd);
    g_assert_cmphex(rsp->data[2], ==, cc);
}

/* What the response to a request of this first byte starts with */
static uint8_t response_first(uint8_t first)
{
    return (first / 8 * 2 + 1) * 4 + first % 4;
}

static void test_error_response_bytes(void)
{
    uint8_t req[4] = { 0, 0, 0xdd, 0xdd };
    IPMIMsg rsp;

    for (int value = 0; value < 256; value++) {
        req[0] = value;
        req[1] = 255 - value;
        for (size_t len = 2; len <= sizeof(req); len++) {
            memset(&rsp, 0xff, sizeof(rsp));
            ipmi_msg_error_response(&rsp, req, len, value / 2);
            assert_error_response(&rsp, response_first(value), 255 - value,
                                  value / 2);
        }
    }
}

static void test_error_response_short(void)
{
    /* The bytes beyond the length must not be looked at */
    static const uint8_t req[2] = { 0x1a, 0x55 };
    IPMIMsg rsp;

    memset(&rsp, 0xff, sizeof(rsp));
    ipmi_msg_error_response(&rsp, NULL, 0, IPMI_CC_NODE_BUSY);
    assert_error_response(&rsp, 0x04, 0x00, 0xc0);

    ipmi_msg_error_response(&rsp, req, 0, IPMI_CC_TIMEOUT);
    assert_error_response(&rsp, 0x04, 0x00, 0xc3);

    ipmi_msg_error_response(&rsp, req, 1, IPMI_CC_UNSPECIFIED);
    assert_error_response(&rsp, 0x1e, 0x00, 0xff);

    ipmi_msg_error_response(&rsp, req, 2, IPMI_CC_BMC_INIT_IN_PROGRESS);
    assert_error_response(&rsp, 0x1e, 0x55, 0xd2);
}

static void test_error_response_in_place(void)
{
    IPMIMsg msg = { 0 };

    ipmi_msg_put_bytes(&msg, "\x2b\x43\x01\x02\x03", 5);
    ipmi_msg_error_response(&msg, msg.data, msg.len,
                            IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    assert_error_response(&msg, 0x2f, 0x43, 0xc7);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    g_test_add_func("/ipmi/message/netfn-lun", test_netfn_lun);
    g_test_add_func("/ipmi/message/netfn-direction", test_netfn_direction);
    g_test_add_func("/ipmi/message/checksum/known", test_checksum_known);
    g_test_add_func("/ipmi/message/checksum/completes-sum",
                    test_checksum_completes_sum);
    g_test_add_func("/ipmi/message/put/until-full", test_put_until_full);
    g_test_add_func("/ipmi/message/put/bytes", test_put_bytes);
    g_test_add_func("/ipmi/message/put/no-bytes", test_put_no_bytes);
    g_test_add_func("/ipmi/message/put/le16", test_put_le16);
    g_test_add_func("/ipmi/message/put/bad-length", test_put_bad_length);
    g_test_add_func("/ipmi/message/reset", test_reset);
    g_test_add_func("/ipmi/message/error-response/bytes",
                    test_error_response_bytes);
    g_test_add_func("/ipmi/message/error-response/short",
                    test_error_response_short);
    g_test_add_func("/ipmi/message/error-response/in-place",
                    test_error_response_in_place);

    return g_test_run();
}
