/*
 * Snapshots of a VM, which goes on from one while its IPMI peer stays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "ipmi-snapshot.h"
#include "ipmi-wire.h"

typedef struct Job {
    QTestState *qts;
    bool failed;
} Job;

static bool job_is_over(void *opaque)
{
    Job *job = opaque;
    QDict *rsp = qtest_qmp(job->qts, "{'execute': 'query-jobs'}");
    QDict *info = qobject_to(QDict,
                             qlist_peek(qdict_get_qlist(rsp, "return")));
    bool over = g_str_equal(qdict_get_str(info, "status"), "concluded");

    job->failed = qdict_haskey(info, "error");
    qobject_unref(rsp);
    return over;
}

/* Wait for job j0; returns whether it succeeded */
static bool job_wait(QTestState *qts)
{
    Job job = { .qts = qts };

    ipmi_wire_wait(job_is_over, &job, "the end of a job");
    qtest_qmp_assert_success(qts, "{'execute': 'job-dismiss',"
                             " 'arguments': {'id': 'j0'}}");
    return !job.failed;
}

/* An image of 64 MiB, which is more than they need */
static void make_qcow2(QTestState *qts, const char *path)
{
    qtest_qmp_assert_success(qts, "{'execute': 'blockdev-add',"
                             " 'arguments': {'driver': 'file',"
                             " 'node-name': 'f0', 'filename': %s}}", path);
    qtest_qmp_assert_success(qts, "{'execute': 'blockdev-create',"
                             " 'arguments': {'job-id': 'j0', 'options':"
                             " {'driver': 'qcow2', 'file': 'f0',"
                             " 'size': 67108864}}}");
    g_assert_true(job_wait(qts));
    qtest_qmp_assert_success(qts, "{'execute': 'blockdev-add',"
                             " 'arguments': {'driver': 'qcow2',"
                             " 'node-name': %s, 'file': 'f0'}}",
                             IPMI_SNAPSHOT_NODE);
}

void ipmi_snapshots_init(IPMISnapshots *s, QTestState *qts)
{
    int fd = g_file_open_tmp("ipmi-snapshot-XXXXXX", &s->path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    s->qts = qts;
    make_qcow2(qts, s->path);
}

void ipmi_snapshots_free(IPMISnapshots *s)
{
    g_unlink(s->path);
    g_free(s->path);
}

static bool run(IPMISnapshots *s, const char *command, const char *name)
{
    qtest_qmp_assert_success(s->qts, "{'execute': %s, 'arguments':"
                             " {'job-id': 'j0', 'tag': %s, 'vmstate': %s,"
                             " 'devices': [%s]}}", command, name,
                             IPMI_SNAPSHOT_NODE, IPMI_SNAPSHOT_NODE);
    return job_wait(s->qts);
}

void ipmi_snapshot_save(IPMISnapshots *s, const char *name)
{
    g_assert_true(run(s, "snapshot-save", name));
}

bool ipmi_snapshot_load(IPMISnapshots *s, const char *name)
{
    return run(s, "snapshot-load", name);
}
