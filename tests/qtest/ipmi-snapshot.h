/*
 * Snapshots of a VM, which goes on from one while its IPMI peer stays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_SNAPSHOT_H
#define TESTS_QTEST_IPMI_SNAPSHOT_H

#include "libqtest.h"

/* The block node that they are kept in */
#define IPMI_SNAPSHOT_NODE "vm0"

/**
 * IPMISnapshots: an image of its own, with a VM's snapshots in it
 * @qts: the VM, which may be another one than it was
 * @path: the image
 */
typedef struct IPMISnapshots {
    QTestState *qts;
    char *path;
} IPMISnapshots;

/* Make an image without any, and give it to the VM */
void ipmi_snapshots_init(IPMISnapshots *s, QTestState *qts);

/* Remove the image; no VM needs it any more */
void ipmi_snapshots_free(IPMISnapshots *s);

/* Save the VM, by a name that is new */
void ipmi_snapshot_save(IPMISnapshots *s, const char *name);

/* Have the VM go on where it was saved; false if QEMU refuses */
bool ipmi_snapshot_load(IPMISnapshots *s, const char *name);

#endif
