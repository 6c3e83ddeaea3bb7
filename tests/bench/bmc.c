/*
 * The BMC's bare-metal firmware: answers what comes over the iBT
 *
 * It does what a firmware's driver has to do for a request and no more: the
 * answer has as many data bytes as the request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <stdint.h>

#include "pattern.h"

#define IBT_BASE        0x1e789140u
#define IBT_DEPTH       256

enum { IBT_CR0 = 0x00, IBT_CR1 = 0x04, IBT_CR2 = 0x08, IBT_CTRL = 0x10,
       IBT_DATA = 0x14 };
enum { CR0_IO_BASE = 0xe4 << 16, CR0_SIRQ = 10 << 12, CR0_CLEAR_READ = 8,
       CR0_CLEAR_WRITE = 4, CR0_ENABLE = 1 };
enum { CLR_WR_PTR = 1, CLR_RD_PTR = 2, H2B_ATN = 4, B2H_ATN = 8,
       H_BUSY = 0x40, B_BUSY = 0x80 };
enum { LEN, NETFN_LUN, SEQ, CMD, REQUEST_DATA, CODE = 4, ANSWER_DATA };

#define REQUEST_HEADER  (REQUEST_DATA - 1)
#define ANSWER_HEADER   (ANSWER_DATA - 1)

static uint8_t message[IBT_DEPTH];

static void put(unsigned offset, uint32_t value)
{
    /* volatile: device registers, each access counts */
    *(volatile uint32_t *)(IBT_BASE + offset) = value;
}

static uint8_t get(unsigned offset)
{
    /* volatile: as above */
    return *(volatile uint32_t *)(IBT_BASE + offset);
}

static void wait_clear(uint8_t bits)
{
    while (get(IBT_CTRL) & bits) {
        /* nothing else to do */
    }
}

static void wait_request(void)
{
    while (!(get(IBT_CTRL) & H2B_ATN)) {
        /* nothing else to do */
    }
}

static void set_busy(bool busy)
{
    if (!(get(IBT_CTRL) & B_BUSY) == busy) {
        put(IBT_CTRL, B_BUSY);
    }
}

static void take_request(void)
{
    set_busy(true);
    put(IBT_CTRL, H2B_ATN);
    put(IBT_CTRL, CLR_RD_PTR);
    message[LEN] = get(IBT_DATA);
    for (unsigned i = 1; i <= message[LEN]; i++) {
        message[i] = get(IBT_DATA);
    }
    set_busy(false);
}

static void send_answer(unsigned data_len)
{
    wait_clear(H_BUSY | B2H_ATN);
    put(IBT_CTRL, CLR_WR_PTR);
    put(IBT_DATA, ANSWER_HEADER + data_len);
    put(IBT_DATA, message[NETFN_LUN] | 1 << 2);
    put(IBT_DATA, message[SEQ]);
    put(IBT_DATA, message[CMD]);
    put(IBT_DATA, 0);
    for (unsigned i = 0; i < data_len; i++) {
        put(IBT_DATA, bench_answer_byte(message[REQUEST_DATA + i]));
    }
    put(IBT_CTRL, B2H_ATN);
}

static void answer(void)
{
    unsigned data_len = message[LEN] - REQUEST_HEADER;

    /* Too short for a message, or longer than the answer could be. */
    if (message[LEN] < REQUEST_HEADER || data_len > BENCH_MAX_DATA) {
        return;
    }
    send_answer(data_len);
}

void bmc_main(void)
{
    put(IBT_CR1, 0);
    put(IBT_CR0, CR0_IO_BASE | CR0_SIRQ | CR0_CLEAR_READ | CR0_CLEAR_WRITE |
                 CR0_ENABLE);
    set_busy(false);
    for (;;) {
        wait_request();
        take_request();
        answer();
    }
}
