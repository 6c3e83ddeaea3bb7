/*
 * Unit tests of the queue of a host's requests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/host/queue.h"

/* The request of a number, unlike that of any other */
static size_t make_message(uint8_t *msg, unsigned int number)
{
    size_t len = 2 + number * 37 % (IPMI_MSG_MAX - 1);

    for (size_t i = 0; i < len; i++) {
        msg[i] = number * 11 + i;
    }
    return len;
}

static int64_t make_deadline(unsigned int number)
{
    return INT64_MAX - number;
}

static bool push(IPMIHostQueue *queue, unsigned int number)
{
    uint8_t msg[IPMI_MSG_MAX];
    size_t len = make_message(msg, number);
    bool taken = ipmi_host_queue_push(queue, number, make_deadline(number),
                                      msg, len);

    /* It has been copied, so what becomes of ours is no matter */
    memset(msg, 0xee, sizeof(msg));
    return taken;
}

static void assert_first(const IPMIHostQueue *queue, unsigned int number)
{
    const IPMIHostRequest *r = ipmi_host_queue_first(queue);
    uint8_t msg[IPMI_MSG_MAX];
    size_t len = make_message(msg, number);

    g_assert_nonnull(r);
    g_assert_cmphex(r->seq, ==, number & 0xff);
    g_assert_cmpint(r->deadline, ==, make_deadline(number));
    g_assert_cmpmem(r->msg.data, r->msg.len, msg, len);
    g_assert_false(r->msg.overrun);
}

static void test_empty(void)
{
    IPMIHostQueue queue = { };

    g_assert_null(ipmi_host_queue_first(&queue));
    ipmi_host_queue_clear(&queue);
    g_assert_null(ipmi_host_queue_first(&queue));
}

static void test_full(void)
{
    IPMIHostQueue queue = { };

    for (unsigned int i = 0; i < IPMI_HOST_QUEUE_SIZE; i++) {
        g_assert_true(push(&queue, i));
        assert_first(&queue, 0);
    }
    g_assert_false(push(&queue, 100));
    g_assert_false(push(&queue, 101));
    for (unsigned int i = 0; i < IPMI_HOST_QUEUE_SIZE; i++) {
        assert_first(&queue, i);
        ipmi_host_queue_pop(&queue);
    }
    g_assert_null(ipmi_host_queue_first(&queue));
}

/* In and out at each fill, and often enough to go round and round */
static void test_order(void)
{
    for (unsigned int fill = 1; fill <= IPMI_HOST_QUEUE_SIZE; fill++) {
        IPMIHostQueue queue = { };
        unsigned int in = 0;

        while (in < fill) {
            g_assert_true(push(&queue, in++));
        }
        for (unsigned int out = 0; out < 600; out++) {
            assert_first(&queue, out);
            ipmi_host_queue_pop(&queue);
            g_assert_true(push(&queue, in++));
        }
        g_assert_cmpuint(queue.count, ==, fill);
    }
}

static void test_clear(void)
{
    for (unsigned int popped = 0; popped < IPMI_HOST_QUEUE_SIZE; popped++) {
        IPMIHostQueue queue = { };

        for (unsigned int i = 0; i < IPMI_HOST_QUEUE_SIZE; i++) {
            g_assert_true(push(&queue, i));
        }
        for (unsigned int i = 0; i < popped; i++) {
            ipmi_host_queue_pop(&queue);
        }
        ipmi_host_queue_clear(&queue);
        g_assert_null(ipmi_host_queue_first(&queue));
        for (unsigned int i = 0; i < IPMI_HOST_QUEUE_SIZE; i++) {
            g_assert_true(push(&queue, 50 + i));
        }
        g_assert_false(push(&queue, 99));
        assert_first(&queue, 50);
    }
}

/* A place that held a long message, cut short even, serves a new one */
static void test_lengths(void)
{
    static const uint8_t big[IPMI_MSG_MAX + 1] = { 1, 2, 3 };
    IPMIHostQueue queue = { };

    for (size_t len = 0; len <= IPMI_MSG_MAX; len++) {
        ipmi_host_queue_push(&queue, 1, 0, big, sizeof(big));
        g_assert_cmpuint(ipmi_host_queue_first(&queue)->msg.len, ==,
                         IPMI_MSG_MAX);
        ipmi_host_queue_clear(&queue);

        ipmi_host_queue_push(&queue, 2, -1, big, len);
        g_assert_cmpuint(ipmi_host_queue_first(&queue)->msg.len, ==, len);
        g_assert_false(ipmi_host_queue_first(&queue)->msg.overrun);
        g_assert_cmpint(ipmi_host_queue_first(&queue)->deadline, ==, -1);
        ipmi_host_queue_clear(&queue);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    g_test_add_func("/ipmi/host-queue/empty", test_empty);
    g_test_add_func("/ipmi/host-queue/full", test_full);
    g_test_add_func("/ipmi/host-queue/order", test_order);
    g_test_add_func("/ipmi/host-queue/clear", test_clear);
    g_test_add_func("/ipmi/host-queue/lengths", test_lengths);

    return g_test_run();
}
