/*
 * Migration streams of a VM, in files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "ipmi-stream.h"
#include "ipmi-wire.h"

void ipmi_stream_init(IPMIStream *st)
{
    st->dir = g_dir_make_tmp("ipmi-migration-XXXXXX", NULL);
    st->path = g_build_filename(st->dir, "stream", NULL);
    st->uri = g_strdup_printf("file:%s", st->path);
}

void ipmi_stream_free(IPMIStream *st)
{
    g_unlink(st->path);
    g_rmdir(st->dir);
    g_free(st->dir);
    g_free(st->path);
    g_free(st->uri);
}

typedef struct StatusWait {
    QTestState *qts;
    bool failed;
} StatusWait;

static bool migration_ended(void *opaque)
{
    StatusWait *wait = opaque;
    QDict *info = qtest_qmp_assert_success_ref(wait->qts,
                                               "{'execute': 'query-migrate'}");
    const char *status = qdict_get_try_str(info, "status");
    bool ended;

    wait->failed = !g_strcmp0(status, "failed");
    ended = wait->failed || !g_strcmp0(status, "completed");
    qobject_unref(info);
    return ended;
}

/* False if it failed */
static bool wait_migration(QTestState *qts)
{
    StatusWait wait = { .qts = qts };

    ipmi_wire_wait(migration_ended, &wait, "the end of a migration");
    return !wait.failed;
}

void ipmi_stream_save(QTestState *qts, const IPMIStream *st)
{
    qtest_qmp_assert_success(qts, "{'execute': 'migrate',"
                             " 'arguments': {'uri': %s}}", st->uri);
    g_assert_true(wait_migration(qts));
}

bool ipmi_stream_load(QTestState *qts, const IPMIStream *st)
{
    qtest_qmp_assert_success(qts, "{'execute': 'migrate-incoming',"
                             " 'arguments': {'uri': %s,"
                             " 'exit-on-error': false}}", st->uri);
    return wait_migration(qts);
}
