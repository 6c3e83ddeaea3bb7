/*
 * ipmi-bmc-sim in an x86 VM, for tests: what is seen of it from outside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qbool.h"
#include "qobject/qdict.h"
#include "qobject/qnum.h"
#include "qobject/qstring.h"
#include "ipmi-sim-outside.h"
#include "ipmi-wire.h"

static QDict *get(SimVM *vm, const char *name)
{
    QDict *rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments':"
                           " {'path': %s, 'property': %s}}", SIM_QOM, name);

    g_assert_true(qdict_haskey(rsp, "return"));
    return rsp;
}

void sim_check_str(SimVM *vm, const char *name, const char *expected)
{
    QDict *rsp = get(vm, name);

    g_assert_cmpstr(qdict_get_str(rsp, "return"), ==, expected);
    qobject_unref(rsp);
}

void sim_check_bool(SimVM *vm, const char *name, bool expected)
{
    QDict *rsp = get(vm, name);

    g_assert_cmpint(qdict_get_bool(rsp, "return"), ==, expected);
    qobject_unref(rsp);
}

void sim_check_int(SimVM *vm, const char *name, int64_t expected)
{
    QDict *rsp = get(vm, name);

    g_assert_cmpint(qdict_get_int(rsp, "return"), ==, expected);
    qobject_unref(rsp);
}

void sim_set_power(SimVM *vm, bool on)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'qom-set', 'arguments':"
                             " {'path': %s, 'property': 'power',"
                             " 'value': %i}}", SIM_QOM, on);
}

/*
 * Waiting
 */

typedef struct StatusWait {
    SimVM *vm;
    const char *query;
    const char *status;
    const char *or_status;
    bool other;
} StatusWait;

static bool status_is(void *opaque)
{
    StatusWait *wait = opaque;
    QDict *rsp = qtest_qmp(wait->vm->qts, "{'execute': %s}", wait->query);
    QDict *ret = qdict_get_qdict(rsp, "return");
    const char *status = qdict_get_try_str(ret, "status");
    bool is = !g_strcmp0(status, wait->status);

    wait->other = wait->or_status && !g_strcmp0(status, wait->or_status);
    qobject_unref(rsp);
    return is || wait->other;
}

void sim_wait_status(SimVM *vm, const char *status)
{
    StatusWait wait = { .vm = vm, .query = "query-status", .status = status };

    ipmi_wire_wait(status_is, &wait, status);
}

static bool wait_migration(SimVM *vm)
{
    StatusWait wait = { .vm = vm, .query = "query-migrate",
                        .status = "completed", .or_status = "failed" };

    ipmi_wire_wait(status_is, &wait, "the end of a migration");
    return !wait.other;
}

bool sim_migrate(SimVM *vm, const char *uri)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'migrate',"
                             " 'arguments': {'uri': %s}}", uri);
    return wait_migration(vm);
}

bool sim_migrate_incoming(SimVM *vm, const char *uri)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'migrate-incoming',"
                             " 'arguments': {'uri': %s,"
                             " 'exit-on-error': false}}", uri);
    return wait_migration(vm);
}

void sim_step(SimVM *vm, double seconds)
{
    qtest_clock_step(vm->qts, seconds * 1e9);
}
