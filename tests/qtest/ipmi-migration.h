/*
 * Migration of an x86 VM with an IPMI interface, through a file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_MIGRATION_H
#define TESTS_QTEST_IPMI_MIGRATION_H

#include "ipmi-phase.h"
#include "ipmi-stream.h"

/* The environment variable that names our QEMU */
#define OURS "QTEST_QEMU_BINARY"

/**
 * ipmi_stream_start: start a VM whose BMC does not listen yet
 * @b: filled in
 * @fe: the front-end
 * @side: name of the environment variable with the QEMU
 * @more: more arguments
 */
void ipmi_stream_start(IPMIBench *b, const IPMIFrontEnd *fe, const char *side,
                       const char *more);

/* The same for a VM that is about to load, which sets up its PCI devices */
void ipmi_stream_start_loading(IPMIBench *b, const IPMIFrontEnd *fe,
                               const char *side);

/* The BMC listens, and QEMU connects */
void ipmi_stream_connect(IPMIBench *b);

/* Save a VM of @side whose guest is in a phase */
void ipmi_stream_save_phase(const IPMIFrontEnd *fe, const char *side,
                            const IPMIPhase *phase, const IPMIStream *st);

#endif
