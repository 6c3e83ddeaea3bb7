/*
 * Migration of an x86 VM with an IPMI interface, through a file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qobject/qdict.h"
#include "ipmi-migration.h"

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

void ipmi_stream_start(IPMIBench *b, const IPMIFrontEnd *fe, const char *side,
                       const char *more)
{
    g_autofree char *args = NULL;
    g_autofree char *line = NULL;

    *b = (IPMIBench) { .fe = fe, .wire = ipmi_wire_new() };
    args = ipmi_bench_args(fe, b->wire, IPMI_CONNECT_LATER, "", 0);
    line = g_strdup_printf(IPMI_BENCH_MACHINE "%s %s", args, more);
    b->qts = qtest_init_with_env(side, line, true);
}

void ipmi_stream_start_loading(IPMIBench *b, const IPMIFrontEnd *fe,
                               const char *side)
{
    ipmi_stream_start(b, fe, side, "-incoming defer");
    ipmi_bench_set_driver(b);
}

void ipmi_stream_connect(IPMIBench *b)
{
    ipmi_wire_listen(b->wire);
    ipmi_bench_accept(b);
}

void ipmi_stream_save_phase(const IPMIFrontEnd *fe, const char *side,
                            const IPMIPhase *phase, const IPMIStream *st)
{
    IPMIBench b;

    ipmi_stream_start(&b, fe, side, "");
    ipmi_bench_set_up(&b);
    ipmi_stream_connect(&b);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    ipmi_bench_check(&b);
    ipmi_phase_enter(&b, phase);
    ipmi_stream_save(b.qts, st);
    ipmi_bench_close(&b);
}
