/*
 * ipmi-bmc-sim in an x86 VM, for tests: requests and what must come back
 *
 * Messages are texts of hexadecimal bytes. A request is the network function,
 * the command and data, as "06 01" for Get Device ID; "06.1 01" is for LUN 1.
 * A response is the completion code and data. In what is expected, "??" is
 * any byte and a "*" at the end is any number of any bytes.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_SIM_H
#define TESTS_QTEST_IPMI_SIM_H

#include "ipmi-bt-driver.h"

/* The machine that can have all this, and a simulator behind a BT interface */
#define SIM_MACHINE "-M pc -nodefaults "
#define SIM_DEVICE  "-device ipmi-bmc-sim,id=bmc0"
#define SIM_BT      " -device isa-ipmi-bt,bmc=bmc0,irq=0"
#define SIM_QOM     "/machine/peripheral/bmc0"

/**
 * SimVM: a VM that has a simulator, at the usual ports
 * @qts: the VM
 * @bt: the interface, a BT one if it has no driver of another kind
 * @seq: number of the last request
 */
typedef struct SimVM {
    QTestState *qts;
    IPMIDriver bt;
    uint8_t seq;
} SimVM;

/**
 * SimCase: a request and its answer
 * @req: the request
 * @rsp: what must come back
 */
typedef struct SimCase {
    const char *req;
    const char *rsp;
} SimCase;

/**
 * sim_vm_start: start a VM
 * @props: more properties of the simulator, as ",device_id=1"; may be ""
 * @args: more arguments of QEMU; may be ""
 */
SimVM *sim_vm_start(const char *props, const char *args);

/* End a VM */
void sim_vm_end(SimVM *vm);

/**
 * sim_call: send a request and take the response
 * @vm: the VM
 * @req: the request
 * @rsp: set to the response; its header has been checked
 */
void sim_call(SimVM *vm, const char *req, IPMIResponse *rsp);

/* The same for a request of bytes; netfn/lun and cmd come first */
void sim_call_bytes(SimVM *vm, const uint8_t *req, size_t len,
                    IPMIResponse *rsp);

/* Send a request whose answer must be as expected; fails with both texts */
void sim_check(SimVM *vm, const char *req, const char *expected);

/* The same for many, in this order */
void sim_check_all(SimVM *vm, const SimCase *cases, size_t n);

/* sim_check() for a request of bytes */
void sim_check_bytes(SimVM *vm, const void *req, size_t len,
                     const char *expected);

/**
 * sim_reserve: make a reservation
 * @vm: the VM
 * @req: Reserve SEL or Reserve SDR Repository
 *
 * Returns: its ID.
 */
uint16_t sim_reserve(SimVM *vm, const char *req);

/* sim_check() with a reservation, for which "RR RR" stands in the request */
void sim_check_reserved(SimVM *vm, uint16_t reservation, const char *format,
                        const char *expected);

/* Empty the event log, and the SDR repository */
void sim_clear_sel(SimVM *vm);
void sim_clear_sdrs(SimVM *vm);

#endif
