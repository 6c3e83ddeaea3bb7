/*
 * A BMC machine with a scripted host, and the phases of a transfer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-ibt-fixture.h"

/* Further requests count up the first one's seq and mark */
#define PHASE_SEQ    0x31
#define PHASE_MARK   0x51
#define PHASE_QUEUED 2

static const char *const phase_names[IBT_NR_PHASES] = {
    [IBT_IDLE]      = "idle",
    [IBT_ATTENTION] = "attention",
    [IBT_BLOCKED]   = "blocked",
    [IBT_PENDING]   = "pending",
    [IBT_READING]   = "reading",
    [IBT_TAKEN]     = "taken",
    [IBT_WRITING]   = "writing",
    [IBT_QUEUED]    = "queued",
};

/*
 * Machines
 */

IBT *ibt_new(const IBTBoard *board)
{
    IBT *t = g_new0(IBT, 1);

    t->board = board;
    t->host = ipmi_wire_new();
    return t;
}

void ibt_launch(IBT *t, const char *chardev, const char *device,
                const char *args)
{
    t->qts = qtest_initf("-machine %s -m 256M -chardev %s,id=host "
                         "-device ipmi-host-extern,chardev=host,"
                         "responder=/machine/soc/ibt%s %s",
                         t->board->machine, chardev, device, args);
    qtest_irq_intercept_in(t->qts, t->board->intc);
}

IBT *ibt_start(const IBTBoard *board, const char *device, const char *args)
{
    IBT *t = ibt_new(board);
    g_autofree char *chardev =
        g_strdup_printf("socket,path=%s,server=on,wait=off",
                        ipmi_wire_path(t->host));

    ibt_launch(t, chardev, device, args);
    return t;
}

void ibt_stop(IBT *t)
{
    qtest_quit(t->qts);
    ipmi_wire_free(t->host);
    g_free(t);
}

void ibt_connect(IBT *t, uint8_t attn)
{
    const uint8_t greeting[] = {
        WIRE_CMD_VERSION, 1, WIRE_END_COMMAND,
        WIRE_CMD_ENABLE_IRQ, WIRE_END_COMMAND,
        attn, WIRE_END_COMMAND,
    };

    ipmi_wire_connect(t->host);
    ipmi_wire_expect_raw(t->host, greeting, sizeof(greeting));
}

bool ibt_irq(const IBT *t)
{
    return qtest_get_irq(t->qts, t->board->irq);
}

/*
 * Registration
 */

typedef struct IBTCase {
    const IBTBoard *board;
    IBTPhase phase;
    IBTTest fn;
    IBTPhaseTest phase_fn;
    IBTBareTest bare_fn;
} IBTCase;

static void run_case(const void *data)
{
    const IBTCase *c = data;
    IBT *t;

    if (c->bare_fn) {
        c->bare_fn(c->board);
        return;
    }
    t = ibt_start(c->board, "", "");
    ibt_connect(t, WIRE_CMD_NOATTN);
    if (c->fn) {
        c->fn(t);
    } else {
        ibt_listen(t->qts);
        ibt_enter(t, c->phase);
        c->phase_fn(t, c->phase);
    }
    ibt_stop(t);
}

static void add_case(const char *name, IBTCase c)
{
    g_autofree char *path = g_strdup_printf("aspeed-ipmi-ibt/%s/%s",
                                            c.board->machine, name);

    qtest_add_data_func_full(path, g_memdup2(&c, sizeof(c)), run_case,
                             g_free);
}

void ibt_add(const IBTBoard *board, const char *name, IBTTest fn)
{
    add_case(name, (IBTCase) { .board = board, .fn = fn });
}

void ibt_add_phases(const IBTBoard *board, const char *name,
                    IBTPhaseTest fn)
{
    for (int i = 0; i < IBT_NR_PHASES; i++) {
        g_autofree char *path = g_strdup_printf("%s/%s", name,
                                                phase_names[i]);

        add_case(path, (IBTCase) {
            .board = board, .phase = i, .phase_fn = fn,
        });
    }
}

void ibt_add_bare(const IBTBoard *board, const char *name,
                  IBTBareTest fn)
{
    add_case(name, (IBTCase) { .board = board, .bare_fn = fn });
}

/*
 * Transfers
 */

void ibt_send(IBT *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd)
{
    const uint8_t msg[] = { netfn_lun, cmd, seq, 0x5a };

    ipmi_wire_send_message(t->host, seq, msg, sizeof(msg));
}

void ibt_send_marked(IBT *t, uint8_t seq, uint8_t mark)
{
    const uint8_t msg[IBT_PHASE_LEN] = {
        IBT_PHASE_NETFN, IBT_PHASE_CMD, mark, 0x5a,
    };

    ipmi_wire_send_message(t->host, seq, msg, sizeof(msg));
}

void ibt_expect_mark(IBT *t, uint8_t seq, uint8_t mark)
{
    ibt_expect_code(t, seq, IBT_PHASE_NETFN, IBT_PHASE_CMD, mark);
}

void ibt_expect_code(IBT *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd,
                     uint8_t cc)
{
    const uint8_t rsp[] = { netfn_lun | 0x04, cmd, cc };

    ipmi_wire_expect_message(t->host, seq, rsp, sizeof(rsp));
}

/* Data of an answer: differs by place and by request */
static void fill_data(uint8_t *data, size_t len, uint8_t seed)
{
    for (size_t i = 0; i < len; i++) {
        data[i] = seed + 5 * i;
    }
}

void ibt_round(IBT *t, uint8_t seq, const uint8_t *msg, size_t len,
               size_t rsp_len)
{
    uint8_t rsp[IBT_MSG_MAX] = { msg[0] | 0x04, msg[1], seq ^ 0x77 };
    IBTRequest req;

    g_assert_cmpuint(rsp_len, <=, sizeof(rsp) - 3);
    fill_data(rsp + 3, rsp_len, seq + len);
    ipmi_wire_send_message(t->host, seq, msg, len);
    ibt_next(t->qts, &req);
    g_assert_cmpmem(req.msg, req.len, msg, len);
    g_assert_cmphex(ibt_read(t->qts, IBT_CTRL) & ~IBT_SMS_ATN, ==, 0);
    ibt_answer(t->qts, &req, rsp[2], rsp + 3, rsp_len);
    ipmi_wire_expect_message(t->host, seq, rsp, rsp_len + 3);
}

void ibt_check_works(IBT *t)
{
    static const uint8_t msg[] = { 0x18, 0x01, 0xa0, 0xa1, 0xaa };

    ibt_round(t, 0xaa, msg, sizeof(msg), 20);
    ibt_round(t, 0x01, msg, 2, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/*
 * Phases
 */

static void set_busy(IBT *t, bool busy)
{
    if (!(ibt_read(t->qts, IBT_CTRL) & IBT_B_BUSY) == busy) {
        ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    }
}

static void begin_read(IBT *t)
{
    ibt_wait_request(t->qts);
    g_assert_cmphex(ibt_begin_take(t->qts), ==, IBT_PHASE_LEN + 1);
    g_assert_cmphex(ibt_read(t->qts, IBT_DATA), ==, IBT_PHASE_NETFN);
}

static void begin_write(IBT *t)
{
    static const uint8_t half[] = { 0x04, IBT_PHASE_NETFN | 0x04 };

    ibt_next(t->qts, &t->taken);
    ibt_put_raw(t->qts, half, sizeof(half));
}

/* Sends the requests of a phase, and sees to it that QEMU has them */
static void send_open(IBT *t, IBTPhase phase)
{
    for (int i = 0; i < ibt_open_requests(phase); i++) {
        ibt_send_marked(t, PHASE_SEQ + i, PHASE_MARK + i);
    }
    ipmi_wire_settle(t->qts);
}

void ibt_prepare(IBT *t, IBTPhase phase)
{
    set_busy(t, phase == IBT_BLOCKED);
}

void ibt_advance(IBT *t, IBTPhase phase)
{
    switch (phase) {
    case IBT_ATTENTION:
        ibt_write(t->qts, IBT_CTRL, IBT_SMS_ATN);
        break;
    case IBT_BLOCKED:
        g_assert_cmphex(ibt_read(t->qts, IBT_CTRL), ==, IBT_B_BUSY);
        break;
    case IBT_PENDING:
        ibt_wait_request(t->qts);
        break;
    case IBT_READING:
    case IBT_QUEUED:
        begin_read(t);
        break;
    case IBT_TAKEN:
        ibt_next(t->qts, &t->taken);
        break;
    case IBT_WRITING:
        begin_write(t);
        break;
    default:
        break;
    }
}

void ibt_enter(IBT *t, IBTPhase phase)
{
    ibt_prepare(t, phase);
    send_open(t, phase);
    ibt_advance(t, phase);
    if (phase == IBT_ATTENTION) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    }
}

int ibt_open_requests(IBTPhase phase)
{
    switch (phase) {
    case IBT_IDLE:
    case IBT_ATTENTION:
        return 0;
    case IBT_QUEUED:
        return 1 + PHASE_QUEUED;
    default:
        return 1;
    }
}

void ibt_expect_open(IBT *t, IBTPhase phase, uint8_t cc)
{
    for (int i = 0; i < ibt_open_requests(phase); i++) {
        ibt_expect_code(t, PHASE_SEQ + i, IBT_PHASE_NETFN, IBT_PHASE_CMD, cc);
    }
}

void ibt_expect_served(IBT *t, IBTPhase phase)
{
    for (int i = 0; i < ibt_open_requests(phase); i++) {
        ibt_expect_mark(t, PHASE_SEQ + i, PHASE_MARK + i);
    }
}

/* A completion code that tells which request was answered */
static void answer_mark(IBT *t)
{
    ibt_answer(t->qts, &t->taken, t->taken.msg[2], NULL, 0);
}

/* The second half of a request, and of a response to it */
static void end_read(IBT *t)
{
    t->taken.msg[0] = IBT_PHASE_NETFN;
    t->taken.seq = ibt_read(t->qts, IBT_DATA);
    t->taken.msg[1] = ibt_read(t->qts, IBT_DATA);
    t->taken.msg[2] = ibt_read(t->qts, IBT_DATA);
    ibt_write(t->qts, IBT_CTRL, IBT_B_BUSY);
    answer_mark(t);
}

static void end_write(IBT *t)
{
    const uint8_t half[] = { t->taken.seq, IBT_PHASE_CMD, t->taken.msg[2] };

    for (int i = 0; i < ARRAY_SIZE(half); i++) {
        ibt_write(t->qts, IBT_DATA, half[i]);
    }
    ibt_write(t->qts, IBT_CTRL, IBT_B2H_ATN);
}

void ibt_go_on(IBT *t, IBTPhase phase)
{
    switch (phase) {
    case IBT_BLOCKED:
        set_busy(t, false);
        break;
    case IBT_READING:
    case IBT_QUEUED:
        end_read(t);
        break;
    case IBT_TAKEN:
        answer_mark(t);
        break;
    case IBT_WRITING:
        end_write(t);
        break;
    default:
        break;
    }
    while (ibt_read(t->qts, IBT_CTRL) & IBT_H2B_ATN) {
        ibt_take(t->qts, &t->taken);
        answer_mark(t);
    }
}
