/*
 * Test bench: an x86 VM with an IPMI interface, and a scripted BMC behind it
 *
 * The same tests run on each front-end, which is a kind of channel on a bus;
 * a front-end is the data of a test.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_BENCH_H
#define TESTS_QTEST_IPMI_BENCH_H

#include "ipmi-driver.h"
#include "ipmi-wire.h"

/**
 * IPMIFrontEnd: a device that shows a channel to the guest
 * @kind: the channel
 * @name: part of the tests' names, the bus
 * @device: for -device, behind which the property bmc goes
 * @base: number of its first port, once it is set up
 * @irq: its interrupt, as an input of the I/O APIC
 * @slot: for a PCI device where it is, so that its ports and its interrupt
 *        can be set up; 0 for an ISA device
 */
typedef struct IPMIFrontEnd {
    const IPMIDriverOps *kind;
    const char *name;
    const char *device;
    uint16_t base;
    int irq;
    int slot;
} IPMIFrontEnd;

/**
 * IPMIBench:
 * @fe: the front-end in use
 * @qts: the VM
 * @wire: the BMC's end of the connection
 * @drv: the guest's end
 * @last_id: number of the last request that came over the wire
 */
typedef struct IPMIBench {
    const IPMIFrontEnd *fe;
    QTestState *qts;
    IPMIWire *wire;
    IPMIDriver drv;
    uint8_t last_id;
} IPMIBench;

/* The machine that has all this; goes before ipmi_bench_args() */
#define IPMI_BENCH_MACHINE "-M pc -nodefaults "

/* How QEMU gets at its peer */
typedef enum IPMIConnect {
    IPMI_CONNECT_ONCE,            /* before the machine starts */
    IPMI_CONNECT_AGAIN,           /* whenever the BMC listens, which it does */
    IPMI_CONNECT_LATER,           /* the same, but it does not listen yet */
    IPMI_CONNECT_SERVER,          /* the VM listens */
} IPMIConnect;

/* Register a test once for each front-end, as /ipmi-<kind>/<name>/<path> */
void ipmi_bench_add(const char *path, void (*fn)(const void *front_end));

/* The same for the front-ends of one kind alone */
void ipmi_bench_add_kind(const IPMIDriverOps *kind, const char *path,
                         void (*fn)(const void *front_end));

/**
 * ipmi_bench_args: the part of a command line that makes a BMC and an interface
 * @fe: the front-end
 * @w: the BMC's end
 * @how: who connects to whom
 * @bmc_props: more properties of ipmi-bmc-extern, each behind a comma
 * @i: number of the BMC, "bmc0" and so on
 *
 * Returns: to be freed.
 */
char *ipmi_bench_args(const IPMIFrontEnd *fe, IPMIWire *w, IPMIConnect how,
                      const char *bmc_props, int i);

/* All kinds, and as many as fit into one VM */
#define IPMI_BENCH_MANY 6
extern const IPMIFrontEnd ipmi_bench_many[IPMI_BENCH_MANY];

/**
 * ipmi_bench_open_many: start a VM with several interfaces, and connect them
 * @b: filled in, one for each
 * @fe: the front-ends
 * @n: their number
 * @more: more arguments of QEMU
 */
void ipmi_bench_open_many(IPMIBench *b, const IPMIFrontEnd *fe, int n,
                          const char *more);

/* End a VM of ipmi_bench_open_many() */
void ipmi_bench_close_many(IPMIBench *b, int n);

/**
 * ipmi_bench_start: start a VM, do not connect it
 * @b: filled in
 * @front_end: the IPMIFrontEnd
 * @how: who connects to whom
 * @bmc_props: more properties of ipmi-bmc-extern, each behind a comma
 * @more: more arguments of QEMU
 */
void ipmi_bench_start(IPMIBench *b, const void *front_end, IPMIConnect how,
                      const char *bmc_props, const char *more);

/* Start a VM, connect it, and take its greeting */
void ipmi_bench_open(IPMIBench *b, const void *front_end);

/* Wait for QEMU's connection, and for its greeting */
void ipmi_bench_accept(IPMIBench *b);

/* Wait for QEMU's greeting */
void ipmi_bench_greeting(IPMIBench *b);

/* End the VM and all that belongs to it */
void ipmi_bench_close(IPMIBench *b);

/* Give the front-end of a VM its ports and its interrupt */
void ipmi_bench_set_up(IPMIBench *b);

/* The same for the test's driver alone, if the guest has done the rest */
void ipmi_bench_set_driver(IPMIBench *b);

/* A register of the PCI configuration space, of a front-end that has one */
uint32_t ipmi_bench_pci_config(IPMIBench *b, uint8_t reg);

/* Have interrupts watched; true while the line is active */
void ipmi_bench_watch_irq(IPMIBench *b);
bool ipmi_bench_irq(IPMIBench *b);

/* The BMC sends a command, and QEMU acts upon it */
void ipmi_bench_command(IPMIBench *b, uint8_t id);

/* The attention ends, for the BMC and for the guest */
void ipmi_bench_end_attention(IPMIBench *b);

/* Let QEMU act upon what the BMC has sent */
void ipmi_bench_settle(IPMIBench *b);

/*
 * Requests and responses
 */

/* Get Device ID, and an answer to it */
extern const uint8_t ipmi_bench_req[2];
extern const uint8_t ipmi_bench_rsp[4];

/* Send ipmi_bench_req on the guest's side and take it on the BMC's */
void ipmi_bench_begin(IPMIBench *b, uint8_t seq);

/* The BMC gets a request from QEMU, which must be this one */
void ipmi_bench_take(IPMIBench *b, const void *msg, size_t len);

/* Send ipmi_bench_rsp as an answer to the last request; the guest sees it */
void ipmi_bench_answer(IPMIBench *b);

/* A request of the guest, all the way to the BMC; returns its number there */
uint8_t ipmi_bench_request(IPMIBench *b, uint8_t seq, const void *msg,
                           size_t len);

/* A request of the guest, which the BMC answers with @rsp */
void ipmi_bench_exchange(IPMIBench *b, uint8_t seq, const void *req,
                         size_t req_len, const void *rsp, size_t rsp_len);

/* A request and a response that show that all is well */
void ipmi_bench_check(IPMIBench *b);

#endif
