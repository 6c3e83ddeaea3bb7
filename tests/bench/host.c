/*
 * The host's bare-metal program: asks the BMC over BT, without a pause
 *
 * Its command line (-append) is "KEY=NUMBER ..." with the keys of options[].
 * It writes one byte to the debug console for each block of rounds, which the
 * program that runs the VM takes the time of: 'm', or 'E' if any answer of
 * the block was wrong. The first mark stands for the warm-up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <stdbool.h>
#include <stdint.h>

#include "pattern.h"

#define DEBUG_CONSOLE   0xe9
#define DEBUG_EXIT      0xf4
/* A port that exists, is dispatched as any other, and does nothing. */
#define PORT_NOTHING    0x80
#define PIC_COMMAND     0x20
#define PIC_MASK        0x21
#define PIC2_MASK       0xa1
#define PIC_END         0x20
#define VECTOR          0x20
#define IRQ             5
#define PORT_BT         0xe4

enum { B2H_IRQ_EN = 1, B2H_IRQ = 2 };
enum { CLR_WR_PTR = 1, CLR_RD_PTR = 2, H2B_ATN = 4, B2H_ATN = 8,
       H_BUSY = 0x40, B_BUSY = 0x80 };

/* The completion code for a BMC that is not there yet. */
#define NOT_IN_THIS_STATE 0xd2

typedef struct MultibootInfo {
    uint32_t flags;
    uint32_t mem_lower;
    uint32_t mem_upper;
    uint32_t boot_device;
    const char *cmdline;
} MultibootInfo;

/*
 * alone: 1 makes the same port accesses, to a port that does nothing
 * blocks: 0 goes on for ever
 * sleep: 1 waits for the interrupt; 0 polls, with @delay empty loops between
 */
static uint32_t size, block = 100, blocks, delay = 100, alone, sleep;

static const struct {
    const char *key;
    uint32_t *value;
} options[] = {
    { "size=", &size }, { "block=", &block }, { "blocks=", &blocks },
    { "delay=", &delay }, { "alone=", &alone }, { "sleep=", &sleep },
};

static uint16_t ctrl_port, data_port, intmask_port;
static bool may_sleep;

static void outb(uint16_t port, uint8_t value)
{
    asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t inb(uint16_t port)
{
    uint8_t value;

    asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static void pass_time(void)
{
    for (uint32_t i = 0; i < delay; i++) {
        asm volatile("");
    }
}

/* Called by interrupt_entry. */
void acknowledge(void)
{
    outb(intmask_port, B2H_IRQ_EN | B2H_IRQ);
    outb(PIC_COMMAND, PIC_END);
}

/* Interrupts are off but here, so none can be missed. */
static void sleep_once(void)
{
    if (alone) {
        acknowledge();
    } else {
        asm volatile("sti; hlt; cli" : : : "memory");
    }
}

static void wait_for(uint8_t mask, uint8_t value)
{
    while ((inb(ctrl_port) & mask) != value && !alone) {
        pass_time();
    }
}

static void wait_for_answer(void)
{
    if (may_sleep) {
        do {
            sleep_once();
        } while (!(inb(ctrl_port) & B2H_ATN) && !alone);
    }
    wait_for(B_BUSY | B2H_ATN, B2H_ATN);
}

static void send_request(uint32_t round)
{
    wait_for(B_BUSY | H2B_ATN, 0);
    outb(ctrl_port, CLR_WR_PTR);
    outb(data_port, 3 + size);
    outb(data_port, BENCH_NETFN_LUN);
    outb(data_port, round);
    outb(data_port, BENCH_CMD);
    for (uint32_t i = 0; i < size; i++) {
        outb(data_port, bench_request_byte(round, i));
    }
    outb(ctrl_port, H2B_ATN);
}

static void start_answer(void)
{
    wait_for_answer();
    outb(ctrl_port, H_BUSY);
    outb(ctrl_port, B2H_ATN);
    outb(ctrl_port, CLR_RD_PTR);
}

static bool header_is_wrong(uint32_t round)
{
    bool wrong = false;

    wrong |= inb(data_port) != BENCH_RSP_NETFN_LUN;
    wrong |= inb(data_port) != (uint8_t)round;
    wrong |= inb(data_port) != BENCH_CMD;
    wrong |= inb(data_port) != 0;
    return wrong;
}

static bool data_is_wrong(uint32_t round)
{
    bool wrong = false;

    for (uint32_t i = 0; i < size; i++) {
        uint8_t want = bench_answer_byte(bench_request_byte(round, i));

        wrong |= inb(data_port) != want;
    }
    return wrong;
}

/* Says whether the answer was wrong. */
static bool take_answer(uint32_t round)
{
    bool wrong;

    start_answer();
    wrong = inb(data_port) != 4 + size;
    wrong |= header_is_wrong(round);
    wrong |= data_is_wrong(round);
    outb(ctrl_port, H_BUSY);
    return wrong && !alone;
}

static uint32_t run_block(uint32_t first)
{
    uint32_t errors = 0;

    for (uint32_t i = 0; i < block; i++) {
        send_request(first + i);
        errors += take_answer(first + i);
    }
    outb(DEBUG_CONSOLE, errors ? 'E' : 'm');
    return errors;
}

static uint32_t number(const char *text)
{
    uint32_t value = 0;

    while (*text >= '0' && *text <= '9') {
        value = value * 10 + *text++ - '0';
    }
    return value;
}

/* Returns what follows @key in @text, or NULL. */
static const char *after(const char *text, const char *key)
{
    while (*key && *text == *key) {
        text++;
        key++;
    }
    return *key ? 0 : text;
}

static void parse(const char *cmdline)
{
    for (; *cmdline; cmdline++) {
        for (unsigned i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
            const char *value = after(cmdline, options[i].key);

            if (value && cmdline[-1] == ' ') {
                *options[i].value = number(value);
            }
        }
    }
}

static uint8_t completion_code(void)
{
    uint8_t code;

    start_answer();
    for (unsigned i = 0; i < 5; i++) {
        code = inb(data_port);
    }
    outb(ctrl_port, H_BUSY);
    return code;
}

/* The BMC may still be starting: QEMU then says so in its place. */
static void wait_for_bmc(void)
{
    do {
        send_request(0);
    } while (completion_code() == NOT_IN_THIS_STATE);
}

/*
 * The timer interrupt that the firmware left on would stay pending for ever,
 * which makes some accesses dearer than they are under any real system.
 */
static void set_up_interrupts(void)
{
    static const uint8_t pic[] = { VECTOR, 1 << 2, 1, (uint8_t)~(1 << IRQ) };
    static uint64_t gates[VECTOR + IRQ + 1];
    uint32_t entry;
    struct {
        uint16_t limit;
        const void *base;
    } __attribute__((packed)) idt = { sizeof(gates) - 1, gates };

    asm("movl $interrupt_entry, %0" : "=r"(entry));
    /* present, 32-bit interrupt gate, code selector 8 */
    gates[VECTOR + IRQ] = (uint64_t)(entry >> 16) << 48 | 0x8e00ull << 32 |
                          8 << 16 | (uint16_t)entry;
    asm volatile("lidt %0" : : "m"(idt), "m"(gates));
    outb(PIC_COMMAND, 0x11);    /* start the set-up that pic[] goes on with */
    for (unsigned i = 0; i < sizeof(pic); i++) {
        outb(PIC_MASK, pic[i]);
    }
    outb(PIC2_MASK, 0xff);
}

void guest_main(const MultibootInfo *info)
{
    uint32_t round = 0;
    uint32_t errors;

    parse(info->cmdline);
    set_up_interrupts();
    ctrl_port = alone ? PORT_NOTHING : PORT_BT;
    data_port = alone ? PORT_NOTHING : PORT_BT + 1;
    intmask_port = alone ? PORT_NOTHING : PORT_BT + 2;
    wait_for_bmc();
    outb(intmask_port, B2H_IRQ_EN | B2H_IRQ);
    may_sleep = sleep;
    errors = run_block(0);
    while (!blocks || round < blocks * block) {
        errors += run_block(round);
        round += block;
    }
    outb(DEBUG_EXIT, errors != 0);
}
