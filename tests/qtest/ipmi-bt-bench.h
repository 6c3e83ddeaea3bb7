/*
 * Test bench: an x86 VM with a BT interface, and a scripted BMC behind it
 *
 * The same tests run on each front-end; a front-end is the data of a test.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_BT_BENCH_H
#define TESTS_QTEST_IPMI_BT_BENCH_H

#include "ipmi-bt-driver.h"
#include "ipmi-wire.h"

/**
 * BTFrontEnd: a device that shows BT registers to the guest
 * @name: part of the tests' names
 * @device: for -device, behind which the property bmc goes
 * @base: number of its first port, once it is set up
 * @irq: its interrupt, as an input of the I/O APIC
 * @slot: for a PCI device where it is, so that its ports and its interrupt
 *        can be set up; 0 for an ISA device
 */
typedef struct BTFrontEnd {
    const char *name;
    const char *device;
    uint16_t base;
    int irq;
    int slot;
} BTFrontEnd;

/**
 * BTBench:
 * @fe: the front-end in use
 * @qts: the VM
 * @wire: the BMC's end of the connection
 * @bt: the guest's end
 * @last_id: number of the last request that came over the wire
 */
typedef struct BTBench {
    const BTFrontEnd *fe;
    QTestState *qts;
    IPMIWire *wire;
    BTDriver bt;
    uint8_t last_id;
} BTBench;

/* The machine that has all this; goes before bt_bench_args() */
#define BT_BENCH_MACHINE "-M pc -nodefaults "

/* How QEMU gets at its peer */
typedef enum BTConnect {
    BT_CONNECT_ONCE,            /* before the machine starts */
    BT_CONNECT_AGAIN,           /* whenever the BMC listens, which it does */
    BT_CONNECT_LATER,           /* the same, but it does not listen yet */
    BT_CONNECT_SERVER,          /* the VM listens */
} BTConnect;

/* Register a test once for each front-end, as /ipmi-bt/<name>/<path> */
void bt_bench_add(const char *path, void (*fn)(const void *front_end));

/**
 * bt_bench_args: the part of a command line that makes a BMC and an interface
 * @fe: the front-end
 * @w: the BMC's end
 * @how: who connects to whom
 * @bmc_props: more properties of ipmi-bmc-extern, each behind a comma
 * @i: number of the BMC, "bmc0" and so on
 *
 * Returns: to be freed.
 */
char *bt_bench_args(const BTFrontEnd *fe, IPMIWire *w, BTConnect how,
                    const char *bmc_props, int i);

/* Four that fit into one VM */
extern const BTFrontEnd bt_bench_four[4];

/**
 * bt_bench_open_many: start a VM with several interfaces, and connect them
 * @b: filled in, one for each
 * @fe: the front-ends
 * @n: their number
 * @more: more arguments of QEMU
 */
void bt_bench_open_many(BTBench *b, const BTFrontEnd *fe, int n,
                        const char *more);

/* End a VM of bt_bench_open_many() */
void bt_bench_close_many(BTBench *b, int n);

/**
 * bt_bench_start: start a VM, do not connect it
 * @b: filled in
 * @front_end: the BTFrontEnd
 * @how: who connects to whom
 * @bmc_props: more properties of ipmi-bmc-extern, each behind a comma
 * @more: more arguments of QEMU
 */
void bt_bench_start(BTBench *b, const void *front_end, BTConnect how,
                    const char *bmc_props, const char *more);

/* Start a VM, connect it, and take its greeting */
void bt_bench_open(BTBench *b, const void *front_end);

/* Wait for QEMU's connection, and for its greeting */
void bt_bench_accept(BTBench *b);

/* Wait for QEMU's greeting */
void bt_bench_greeting(BTBench *b);

/* End the VM and all that belongs to it */
void bt_bench_close(BTBench *b);

/* Give the front-end of a VM its ports and its interrupt */
void bt_bench_set_up(BTBench *b);

/* Have interrupts watched; true while the line is active */
void bt_bench_watch_irq(BTBench *b);
bool bt_bench_irq(BTBench *b);

/* Read and write BT_CTRL and BT_INTMASK */
uint8_t bt_bench_ctrl(BTBench *b);
uint8_t bt_bench_intmask(BTBench *b);
void bt_bench_set_ctrl(BTBench *b, uint8_t val);
void bt_bench_set_intmask(BTBench *b, uint8_t val);

/* The BMC sends a command, and QEMU acts upon it */
void bt_bench_command(BTBench *b, uint8_t id);

/* Let QEMU act upon what the BMC has sent */
void bt_bench_settle(BTBench *b);

/*
 * Requests and responses
 */

/* Get Device ID, and an answer to it */
extern const uint8_t bt_bench_req[2];
extern const uint8_t bt_bench_rsp[4];

/* Write bt_bench_req on the guest's side and take it on the BMC's */
void bt_bench_begin(BTBench *b, uint8_t seq);

/* Send bt_bench_rsp as an answer to the last request; the guest sees it */
void bt_bench_answer(BTBench *b);

/* A request of the guest, all the way to the BMC; returns its number there */
uint8_t bt_bench_request(BTBench *b, uint8_t seq, const void *msg,
                         size_t len);

/* A request of the guest, which the BMC answers with @rsp */
void bt_bench_exchange(BTBench *b, uint8_t seq, const void *req,
                       size_t req_len, const void *rsp, size_t rsp_len);

/* A request and a response that show that all is well */
void bt_bench_check(BTBench *b);

#endif
