/*
 * Migration of an x86 VM with an IPMI interface, through a file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_MIGRATION_H
#define TESTS_QTEST_IPMI_MIGRATION_H

#include "ipmi-phase.h"

/* The environment variable that names our QEMU */
#define OURS "QTEST_QEMU_BINARY"

/**
 * IPMIStream: a place for a migration stream
 * @dir: a directory of its own
 * @path: the file
 * @uri: the file, for QEMU
 */
typedef struct IPMIStream {
    char *dir;
    char *path;
    char *uri;
} IPMIStream;

void ipmi_stream_init(IPMIStream *st);
void ipmi_stream_free(IPMIStream *st);

/* Save a VM, which stops it */
void ipmi_stream_save(QTestState *qts, const IPMIStream *st);

/* Load a VM that was started with -incoming defer; false if QEMU refuses */
bool ipmi_stream_load(QTestState *qts, const IPMIStream *st);

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
