/*
 * Migration streams of a VM, in files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_STREAM_H
#define TESTS_QTEST_IPMI_STREAM_H

#include "libqtest.h"

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

#endif
