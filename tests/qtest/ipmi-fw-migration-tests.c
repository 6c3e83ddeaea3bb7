/*
 * Tests of responders and ipmi-host-extern: migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "ipmi-fw-fixture.h"
#include "ipmi-snapshot.h"
#include "ipmi-stream.h"

/*
 * Streams, in files
 */

char *fw_new_file(void)
{
    char *path;
    int fd = g_file_open_tmp("ipmi-fw-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

void fw_remove_file(char *path)
{
    g_unlink(path);
    g_free(path);
}

void fw_save(FW *t, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);

    ipmi_stream_save(t->qts, &(IPMIStream) { .uri = uri });
}

FW *fw_start_target(const FWBoard *board)
{
    return fw_start(board, "", "-incoming defer");
}

bool fw_load(FW *t, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);

    return ipmi_stream_load(t->qts, &(IPMIStream) { .uri = uri });
}

/* A machine that goes on where @t stood; @t ends */
FW *fw_migrate(FW *t)
{
    char *path = fw_new_file();
    FW *to = fw_start_target(t->board);

    fw_save(t, path);
    g_assert_true(fw_load(to, path));
    to->taken = t->taken;
    to->state = t->state;
    fw_stop(t);
    fw_remove_file(path);
    return to;
}

void fw_stream_save(FWStream *s, FW *t, const void *mark, size_t n)
{
    s->path = fw_new_file();
    fw_save(t, s->path);
    g_assert_true(g_file_get_contents(s->path, &s->bytes, &s->len, NULL));
    s->mark = memmem(s->bytes, s->len, mark, n);
    g_assert_nonnull(s->mark);
}

void fw_stream_free(FWStream *s)
{
    g_free(s->bytes);
    fw_remove_file(s->path);
}

FW *fw_stream_load(FWStream *s, const FWBoard *board, int at,
                   const void *bytes, size_t n, bool *ok)
{
    FW *t = fw_start_target(board);
    g_autofree void *saved = g_memdup2(s->mark + at, n);

    memcpy(s->mark + at, bytes, n);
    g_assert_true(g_file_set_contents(s->path, s->bytes, s->len, NULL));
    memcpy(s->mark + at, saved, n);
    *ok = fw_load(t, s->path);
    return t;
}

/*
 * Round trips
 */

/* What came with the stream drives the line as soon as it is looked at */
static void check_irq(FW *t, bool level)
{
    if (t->board->raw) {
        g_assert_true(fw_irq_raw(t) == level);
    }
    t->fw->touch(t);
    g_assert_true(fw_irq(t) == level);
}

static FW *start_in_phase(const FWBoard *board, const FWPhase *phase)
{
    FW *t = fw_start(board, "", "");

    fw_connect(t, WIRE_CMD_NOATTN);
    fw_listen(t);
    fw_enter(t, phase);
    return t;
}

/*
 * The firmware goes on at the target. The old requests' answers go nowhere,
 * since their host is not there; a new request with the same number gets its
 * own, once.
 */
static void check_phase(const FWBoard *board, const FWPhase *phase)
{
    FW *t = start_in_phase(board, phase);
    uint32_t before[FW_REGISTERS] = { }, after[FW_REGISTERS] = { };
    bool irq;

    t->fw->registers(t, before);
    irq = fw_irq(t);
    t = fw_migrate(t);
    t->fw->registers(t, after);
    g_assert_cmpmem(after, sizeof(after), before, sizeof(before));
    check_irq(t, irq);
    fw_connect(t, phase->attention ? WIRE_CMD_ATTN_IRQ
                                          : WIRE_CMD_NOATTN);
    fw_send_marked(t, 0x31, 0x99);
    ipmi_wire_settle(t->qts);
    t->fw->go_on(t, phase);
    fw_expect_mark(t, 0x31, 0x99);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
    fw_stop(t);
}

static void test_phases(const FWBoard *board)
{
    for (const FWPhase *p = board->driver->phases; p->name; p++) {
        g_test_message("phase %s", p->name);
        check_phase(board, p);
    }
}

/* The host is connected to the target before the stream comes */
static void test_host_first(const FWBoard *board)
{
    FW *from = start_in_phase(board, fw_attention_phase(board));
    FW *to = fw_start_target(board);
    char *path = fw_new_file();

    fw_connect(to, WIRE_CMD_NOATTN);
    fw_send(to, 0x01, 0x18, 0x42);
    fw_expect_code(to, 0x01, 0x18, 0x42, CC_BMC_INIT);
    fw_save(from, path);
    g_assert_true(fw_load(to, path));
    ipmi_wire_expect_command(to->host, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_expect_nothing(to->host, to->qts);
    fw_check_works(to);
    fw_stop(from);
    fw_stop(to);
    fw_remove_file(path);
}

/* The stopped source may go on, if the target did not come up */
static void test_source_goes_on(FW *t, const FWPhase *phase)
{
    char *path = fw_new_file();

    fw_save(t, path);
    ipmi_wire_expect_nothing(t->host, t->qts);
    qtest_qmp_assert_success(t->qts, "{ 'execute': 'cont' }");
    t->fw->go_on(t, phase);
    fw_expect_served(t, phase);
    fw_check_works(t);
    fw_remove_file(path);
}

/*
 * Snapshots: the machine goes back in time, and its host does not
 */

/**
 * Moment: what the machine was like, as the test knows it
 * @phase: where the firmware was
 * @fw: the request that it had, and the state of its driver
 * @irq: level of its interrupt
 * @regs: its registers
 */
typedef struct Moment {
    const FWPhase *phase;
    FW fw;
    bool irq;
    uint32_t regs[FW_REGISTERS];
} Moment;

static void save_moment(FW *t, IPMISnapshots *shots, const FWPhase *phase,
                        Moment *m)
{
    *m = (Moment) { .phase = phase, .irq = fw_irq(t) };
    t->fw->registers(t, m->regs);
    m->fw = *t;
    ipmi_snapshot_save(shots, phase->name);
}

/* The firmware begins anew; the host is told if there was an attention */
static void reset_firmware(FW *t, bool attention)
{
    qtest_system_reset(t->qts);
    if (attention) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    fw_listen(t);
}

/*
 * The host has asked for something, which nobody knows of any more. It is
 * told of the reset that comes first, and of the attention that there was.
 */
static void go_back(FW *t, IPMISnapshots *shots, const Moment *m,
                    bool attention)
{
    uint32_t regs[FW_REGISTERS] = { };

    fw_send_marked(t, 0x41, 0x91);
    ipmi_wire_settle(t->qts);
    g_assert_true(ipmi_snapshot_load(shots, m->phase->name));
    fw_expect_code(t, 0x41, FW_PHASE_NETFN, FW_PHASE_CMD, CC_BMC_INIT);
    if (attention) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_NOATTN);
    }
    ipmi_wire_expect_command(t->host, m->phase->attention ?
                             WIRE_CMD_ATTN_IRQ : WIRE_CMD_NOATTN);
    ipmi_wire_expect_nothing(t->host, t->qts);
    t->fw->registers(t, regs);
    g_assert_cmpmem(regs, sizeof(regs), m->regs, sizeof(m->regs));
    check_irq(t, m->irq);
    t->taken = m->fw.taken;
    t->state = m->fw.state;
}

/*
 * The firmware answers what it had then, which is nobody's; and it does so
 * while the host, with the same number, waits for something else
 */
static void check_snapshot(FW *t, IPMISnapshots *shots, const FWPhase *phase)
{
    Moment m;

    fw_enter(t, phase);
    save_moment(t, shots, phase, &m);
    t->fw->go_on(t, phase);
    fw_expect_served(t, phase);
    reset_firmware(t, phase->attention);
    if (!phase->attention) {
        t->fw->set_attention(t);
        ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    }
    go_back(t, shots, &m, !phase->attention);
    t->fw->go_on(t, phase);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
    go_back(t, shots, &m, phase->attention);
    fw_send_marked(t, FW_PHASE_SEQ, 0x99);
    ipmi_wire_settle(t->qts);
    t->fw->go_on(t, phase);
    fw_expect_mark(t, FW_PHASE_SEQ, 0x99);
    ipmi_wire_step_ms(t->qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    fw_check_works(t);
    reset_firmware(t, phase->attention);
}

static void test_snapshots(FW *t)
{
    IPMISnapshots shots;

    fw_listen(t);
    ipmi_snapshots_init(&shots, t->qts);
    for (const FWPhase *p = t->fw->phases; p->name; p++) {
        g_test_message("phase %s", p->name);
        check_snapshot(t, &shots, p);
    }
    ipmi_snapshots_free(&shots);
}

void fw_add_migration_tests(const FWBoard *board)
{
    fw_add_bare(board, "migration/phases", test_phases);
    fw_add_bare(board, "migration/host-first", test_host_first);
    fw_add(board, "migration/snapshots", test_snapshots);
    fw_add_phases(board, "migration/source", test_source_goes_on);
}
