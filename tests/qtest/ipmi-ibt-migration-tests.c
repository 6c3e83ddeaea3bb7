/*
 * Tests of aspeed-ipmi-ibt and ipmi-host-extern: migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include "qemu/bswap.h"
#include "qobject/qdict.h"
#include "ipmi-ibt-fixture.h"

/*
 * Streams, in files
 */

typedef struct Progress {
    QTestState *qts;
    bool completed;
} Progress;

static bool has_ended(void *opaque)
{
    Progress *p = opaque;
    QDict *ret = qtest_qmp_assert_success_ref(p->qts,
        "{ 'execute': 'query-migrate' }");
    const char *status = qdict_get_try_str(ret, "status");
    bool failed = !g_strcmp0(status, "failed");

    p->completed = !g_strcmp0(status, "completed");
    qobject_unref(ret);
    return failed || p->completed;
}

/* Returns whether it worked */
static bool wait_migration(QTestState *qts)
{
    Progress p = { .qts = qts };

    ipmi_wire_wait(has_ended, &p, "the migration to end");
    return p.completed;
}

static char *new_file(void)
{
    char *path;
    int fd = g_file_open_tmp("ipmi-ibt-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    return path;
}

static void remove_file(char *path)
{
    g_unlink(path);
    g_free(path);
}

static void save(IBT *t, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);

    qtest_qmp_assert_success(t->qts, "{ 'execute': 'migrate',"
                             " 'arguments': { 'uri': %s } }", uri);
    g_assert_true(wait_migration(t->qts));
}

static IBT *start_target(const IBTBoard *board)
{
    return ibt_start(board, "", "-incoming defer");
}

static bool load(IBT *t, const char *path)
{
    g_autofree char *uri = g_strdup_printf("file:%s", path);

    qtest_qmp_assert_success(t->qts, "{ 'execute': 'migrate-incoming',"
        " 'arguments': { 'uri': %s, 'exit-on-error': false } }", uri);
    return wait_migration(t->qts);
}

/* A machine that goes on where @t stood; @t ends */
static IBT *migrate(IBT *t)
{
    char *path = new_file();
    IBT *to = start_target(t->board);

    save(t, path);
    g_assert_true(load(to, path));
    to->taken = t->taken;
    ibt_stop(t);
    remove_file(path);
    return to;
}

/*
 * Round trips
 */

/* All registers but the buffer, whose reading changes it */
static void get_registers(IBT *t, uint32_t *regs)
{
    for (int i = 0; i < 7; i++) {
        regs[i] = i * 4 == IBT_DATA ? 0 : ibt_read(t->qts, i * 4);
    }
}

/* What came with the stream drives the line as soon as it is looked at */
static void check_irq(IBT *t)
{
    bool level = ibt_read(t->qts, IBT_CR1) & ibt_read(t->qts, IBT_CR2);

    if (t->board->raw) {
        g_assert_true(ibt_irq_raw(t->qts, t->board) == level);
    }
    ibt_write(t->qts, IBT_CR1, ibt_read(t->qts, IBT_CR1));
    g_assert_true(ibt_irq(t) == level);
    ibt_write(t->qts, IBT_CR2, ibt_read(t->qts, IBT_CR2));
    g_assert_false(ibt_irq(t));
    if (t->board->raw) {
        g_assert_false(ibt_irq_raw(t->qts, t->board));
    }
}

static IBT *start_in_phase(const IBTBoard *board, IBTPhase phase)
{
    IBT *t = ibt_start(board, "", "");

    ibt_connect(t, WIRE_CMD_NOATTN);
    ibt_listen(t->qts);
    ibt_write(t->qts, IBT_CR3, 0x12345678);
    ibt_enter(t, phase);
    return t;
}

/*
 * The firmware goes on at the target. The old requests' answers go nowhere,
 * since their host is not there; a new request with the same number gets its
 * own, once.
 */
static void check_phase(const IBTBoard *board, IBTPhase phase)
{
    IBT *t = start_in_phase(board, phase);
    uint32_t before[7], after[7];

    get_registers(t, before);
    t = migrate(t);
    get_registers(t, after);
    g_assert_cmpmem(after, sizeof(after), before, sizeof(before));
    check_irq(t);
    ibt_connect(t, phase == IBT_ATTENTION ? WIRE_CMD_ATTN_IRQ
                                          : WIRE_CMD_NOATTN);
    ibt_send_marked(t, 0x31, 0x99);
    ipmi_wire_settle(t->qts);
    ibt_go_on(t, phase);
    ibt_expect_mark(t, 0x31, 0x99);
    ipmi_wire_step_ms(t->qts, 2 * IBT_TIMEOUT_MS);
    ipmi_wire_expect_nothing(t->host, t->qts);
    ibt_check_works(t);
    ibt_stop(t);
}

static void test_phases(const IBTBoard *board)
{
    for (IBTPhase phase = 0; phase < IBT_NR_PHASES; phase++) {
        g_test_message("phase %d", phase);
        check_phase(board, phase);
    }
}

static void check_bytes(IBT *t, const uint8_t *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, bytes[i]);
    }
}

/* The request's bytes and the place in them are the same afterwards */
static void test_buffer(const IBTBoard *board)
{
    uint8_t msg[200] = { 0x18, 0x42 };
    IBT *t = start_in_phase(board, IBT_IDLE);
    uint8_t seq;

    for (int i = 2; i < sizeof(msg); i++) {
        msg[i] = 3 * i;
    }
    ipmi_wire_send_message(t->host, 1, msg, sizeof(msg));
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, sizeof(msg) + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
    seq = ibt_read(t->qts, IBT_DATA);
    t = migrate(t);
    check_bytes(t, msg + 1, sizeof(msg) - 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0xff);
    ibt_write(t->qts, IBT_CTRL, IBT_CLR_RD_PTR);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, sizeof(msg) + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, 0x18);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, seq);
    check_bytes(t, msg + 1, sizeof(msg) - 1);
    ibt_stop(t);
}

/* A response begun before and ended after it is one response */
static void test_response(const IBTBoard *board)
{
    IBT *t = start_in_phase(board, IBT_IDLE);
    IBTRequest req;

    ibt_put_raw(t->qts, (const uint8_t[]) { 5, 0x1c }, 2);
    t = migrate(t);
    ibt_connect(t, WIRE_CMD_NOATTN);
    ibt_send(t, 0x09, 0x18, 0x42);
    ibt_next(t->qts, &req);
    ibt_write(t->qts, IBT_DATA, req.seq);
    ibt_write(t->qts, IBT_DATA, 0x42);
    ibt_write(t->qts, IBT_DATA, 0x77);
    ibt_write(t->qts, IBT_DATA, 0x88);
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
    ipmi_wire_expect_message(t->host, 0x09,
                             (const uint8_t[]) { 0x1c, 0x42, 0x77, 0x88 }, 4);
    ibt_stop(t);
}

/* The host is connected to the target before the stream comes */
static void test_host_first(const IBTBoard *board)
{
    IBT *from = start_in_phase(board, IBT_ATTENTION);
    IBT *to = start_target(board);
    char *path = new_file();

    ibt_connect(to, WIRE_CMD_NOATTN);
    ibt_send(to, 0x01, 0x18, 0x42);
    ibt_expect_code(to, 0x01, 0x18, 0x42, CC_BMC_INIT);
    save(from, path);
    g_assert_true(load(to, path));
    ipmi_wire_expect_command(to->host, WIRE_CMD_ATTN_IRQ);
    ipmi_wire_expect_nothing(to->host, to->qts);
    ibt_check_works(to);
    ibt_stop(from);
    ibt_stop(to);
    remove_file(path);
}

/* The stopped source may go on, if the target did not come up */
static void test_source_goes_on(IBT *t, IBTPhase phase)
{
    char *path = new_file();

    save(t, path);
    ipmi_wire_expect_nothing(t->host, t->qts);
    qtest_qmp_assert_success(t->qts, "{ 'execute': 'cont' }");
    ibt_go_on(t, phase);
    ibt_expect_served(t, phase);
    ibt_check_works(t);
    remove_file(path);
}

/*
 * Hostile streams
 */

/*
 * Version 1 of the stream, counted from the request buffer's first byte,
 * which the request in it gives away
 */
enum {
    AT_CTRL       = -4,
    AT_INTMASK    = -3,
    AT_IRQ_ENABLE = -2,
    AT_IRQ_STATUS = -1,
    AT_H2B_WR     = 256,
    AT_H2B_RD     = 260,
    AT_B2H_WR     = 520,
    AT_B2H_RD     = 524,
    AT_STATE      = 528,
    AT_ENABLED    = 532,
    AT_MSG_ID     = 533,
    AT_SEQ        = 534,
    AT_REQ_LEN    = 535,
    AT_REQ        = 537,
};

typedef struct Stream {
    char *path;
    char *bytes;
    gsize len;
    char *buffer;
} Stream;

static void stream_read(Stream *s, IBT *t)
{
    uint8_t frame[16] = { 5, 0x18, 0, 0x42, 0x51, 0x5a };

    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, frame[0]);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, frame[1]);
    frame[2] = ibt_read(t->qts, IBT_DATA);
    s->path = new_file();
    save(t, s->path);
    g_assert_true(g_file_get_contents(s->path, &s->bytes, &s->len, NULL));
    s->buffer = memmem(s->bytes, s->len, frame, sizeof(frame));
    g_assert_nonnull(s->buffer);
    g_assert_cmphex((uint8_t)s->buffer[AT_CTRL], ==, IBT_H2B_ATN);
    g_assert_cmpmem(s->buffer + AT_REQ, 4, "\x18\x42\x51\x5a", 4);
}

static void stream_free(Stream *s)
{
    g_free(s->bytes);
    remove_file(s->path);
}

/*
 * Loads the stream with @n bytes changed. Whether it is accepted or not, QEMU
 * lives on; if it is, firmware can work again after a reset at the latest.
 */
static bool try_stream(const IBTBoard *board, Stream *s, int at,
                       const void *bytes, size_t n)
{
    IBT *t = start_target(board);
    g_autofree void *saved = g_memdup2(s->buffer + at, n);
    bool ok;

    memcpy(s->buffer + at, bytes, n);
    g_assert_true(g_file_set_contents(s->path, s->bytes, s->len, NULL));
    memcpy(s->buffer + at, saved, n);
    ok = load(t, s->path);
    ibt_read(t->qts, IBT_CTRL);
    if (ok) {
        ibt_connect(t, ibt_read(t->qts, IBT_CTRL) & IBT_SMS_ATN ?
                       WIRE_CMD_ATTN_IRQ : WIRE_CMD_NOATTN);
        for (int i = 0; i < 300; i++) {
            ibt_read(t->qts, IBT_DATA);
            ibt_write(t->qts, IBT_DATA, i);
        }
        ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN | IBT_H2B_ATN);
        ipmi_wire_close(t->host);
        qtest_system_reset(t->qts);
        ibt_connect(t, WIRE_CMD_NOATTN);
        ibt_listen(t->qts);
        ibt_check_works(t);
    }
    ibt_stop(t);
    return ok;
}

static bool try_word(const IBTBoard *board, Stream *s, int at, uint32_t val)
{
    uint32_t be = cpu_to_be32(val);

    return try_stream(board, s, at, &be, sizeof(be));
}

static bool try_half(const IBTBoard *board, Stream *s, int at, uint16_t val)
{
    uint16_t be = cpu_to_be16(val);

    return try_stream(board, s, at, &be, sizeof(be));
}

/* What no buffer holds, no role knows and no request can be is refused */
static void test_hostile(const IBTBoard *board)
{
    static const int pointers[] = {
        AT_H2B_WR, AT_H2B_RD, AT_B2H_WR, AT_B2H_RD,
    };
    IBT *t = start_in_phase(board, IBT_PENDING);
    Stream s;

    stream_read(&s, t);
    ibt_stop(t);
    g_assert_true(try_stream(board, &s, 0, "", 0));
    for (int i = 0; i < ARRAY_SIZE(pointers); i++) {
        g_assert_true(try_word(board, &s, pointers[i], 256));
        g_assert_false(try_word(board, &s, pointers[i], 257));
        g_assert_false(try_word(board, &s, pointers[i], UINT32_MAX));
    }
    g_assert_false(try_word(board, &s, AT_STATE, 3));
    g_assert_false(try_word(board, &s, AT_STATE, UINT32_MAX));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 0));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 1));
    g_assert_true(try_half(board, &s, AT_REQ_LEN, 254));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, 255));
    g_assert_false(try_half(board, &s, AT_REQ_LEN, UINT16_MAX));
    stream_free(&s);
}

/* Odd values elsewhere do no harm, accepted or not */
static void test_odd(const IBTBoard *board)
{
    static const int places[] = {
        AT_CTRL, AT_INTMASK, AT_IRQ_ENABLE, AT_IRQ_STATUS, AT_ENABLED,
        AT_MSG_ID, AT_SEQ, 0,
    };
    static const uint8_t values[] = { 0x00, 0x7f, 0xff };
    IBT *t = start_in_phase(board, IBT_PENDING);
    Stream s;

    stream_read(&s, t);
    ibt_stop(t);
    for (int i = 0; i < ARRAY_SIZE(places) * ARRAY_SIZE(values); i++) {
        try_stream(board, &s, places[i / ARRAY_SIZE(values)],
                   &values[i % ARRAY_SIZE(values)], 1);
    }
    stream_free(&s);
}

void ibt_add_migration_tests(const IBTBoard *board)
{
    ibt_add_bare(board, "migration/phases", test_phases);
    ibt_add_bare(board, "migration/buffer", test_buffer);
    ibt_add_bare(board, "migration/response", test_response);
    ibt_add_bare(board, "migration/host-first", test_host_first);
    ibt_add_phases(board, "migration/source", test_source_goes_on);
    if (board == IBT_AST2600) {
        ibt_add_bare(board, "migration/hostile", test_hostile);
        ibt_add_bare(board, "migration/odd", test_odd);
    }
}
