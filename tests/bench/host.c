/*
 * The host's bare-metal program: asks the BMC, without a pause
 *
 * Its command line (-append) is "KEY=NUMBER ..." with the keys of options[].
 * It writes one byte to the debug console for each block of rounds, which the
 * program that runs the VM takes the time of: 'm', or 'E' if any answer of
 * the block was wrong. The first mark stands for the warm-up.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "host.h"
#include "pattern.h"

#define DEBUG_CONSOLE   0xe9
#define DEBUG_EXIT      0xf4
#define PIC_COMMAND     0x20
#define PIC_MASK        0x21
#define PIC2_MASK       0xa1
#define PIC_END         0x20
#define VECTOR          0x20
#define IRQ             5

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
 * kcs: asks over KCS, not over BT
 * command: 0 asks what the benchmark's peers answer; otherwise the network
 *          function and the command (in the lower byte) of a request without
 *          data, whose answer may be anything that is no error
 * blocks: 0 goes on for ever
 * delay: empty loops between two polls
 */
uint32_t alone, sleep;
static uint32_t size, block = 100, blocks, delay = 100, kcs, command;

static const struct {
    const char *key;
    uint32_t *value;
} options[] = {
    { "size=", &size }, { "block=", &block }, { "blocks=", &blocks },
    { "delay=", &delay }, { "alone=", &alone }, { "sleep=", &sleep },
    { "kcs=", &kcs }, { "command=", &command },
};

static const Interface *interface;
static bool may_sleep;
static uint8_t message[ANSWER_DATA + BENCH_MAX_DATA];

static void pass_time(void)
{
    for (uint32_t i = 0; i < delay; i++) {
        asm volatile("");
    }
}

/* Called by interrupt_entry. */
void acknowledge(void)
{
    interface->acknowledge();
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

uint8_t wait_for(uint16_t port, uint8_t mask, uint8_t value)
{
    uint8_t now;

    while (((now = inb(port)) & mask) != value && !alone) {
        pass_time();
    }
    return now;
}

uint8_t wait_for_answer(uint16_t port, uint8_t mask, uint8_t value)
{
    if (may_sleep) {
        do {
            sleep_once();
        } while ((inb(port) & mask) != value && !alone);
    }
    return wait_for(port, mask, value);
}

static void send_request(uint32_t round)
{
    message[NETFN_LUN] = BENCH_NETFN_LUN;
    message[CMD] = BENCH_CMD;
    if (command) {
        message[NETFN_LUN] = command >> 8 << 2;
        message[CMD] = command;
    }
    for (uint32_t i = 0; i < size; i++) {
        message[REQUEST_DATA + i] = bench_request_byte(round, i);
    }
    interface->send(message, REQUEST_DATA + size);
}

static bool data_is_wrong(uint32_t round)
{
    bool wrong = false;

    for (uint32_t i = 0; i < size; i++) {
        uint8_t want = bench_answer_byte(bench_request_byte(round, i));

        wrong |= message[ANSWER_DATA + i] != want;
    }
    return wrong;
}

/* Says whether the answer was wrong. */
static bool take_answer(uint32_t round)
{
    uint8_t netfn_lun = message[NETFN_LUN] | 1 << 2;
    uint8_t cmd = message[CMD];
    unsigned max = command ? sizeof(message) : ANSWER_DATA + size;
    unsigned len = interface->receive(message, max);
    bool wrong = len < ANSWER_DATA || message[NETFN_LUN] != netfn_lun ||
                 message[CMD] != cmd || message[CODE] != 0;

    if (!command) {
        wrong |= len != max;
        wrong |= data_is_wrong(round);
    }
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

/*
 * The BMC may still be starting: QEMU then says so in its place. Nor has it
 * allowed interrupts yet.
 */
static void wait_for_bmc(void)
{
    do {
        send_request(0);
        interface->receive(message, ANSWER_DATA);
    } while (!alone && message[CODE] == NOT_IN_THIS_STATE);
}

/*
 * An interrupt that nobody takes, as the timer's that the firmware left on,
 * would stay pending for ever, which makes some accesses dearer than they are
 * under any real system. So it is masked, and the BMC's too if none sleeps.
 */
static void set_up_interrupts(void)
{
    const uint8_t mask = sleep ? (uint8_t)~(1 << IRQ) : 0xff;
    const uint8_t pic[] = { VECTOR, 1 << 2, 1, mask };
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
    interface = kcs ? &kcs_interface : &bt_interface;
    set_up_interrupts();
    interface->set_up();
    wait_for_bmc();
    may_sleep = sleep;
    errors = run_block(0);
    while (!blocks || round < blocks * block) {
        errors += run_block(round);
        round += block;
    }
    outb(DEBUG_EXIT, errors != 0);
}
