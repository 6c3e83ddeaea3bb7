/*
 * A BMC machine with a scripted host, and the phases of a transfer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-fw-fixture.h"

/*
 * Machines
 */

FW *fw_new(const FWBoard *board)
{
    FW *t = g_new0(FW, 1);

    t->board = board;
    t->fw = board->driver;
    t->host = ipmi_wire_new();
    return t;
}

void fw_launch(FW *t, const char *chardev, const char *device,
               const char *args)
{
    t->qts = qtest_initf("-nodefaults -machine %s %s -chardev %s,id=host "
                         "-device ipmi-host-extern,chardev=host,"
                         "responder=%s%s %s", t->board->machine,
                         t->board->options, chardev, t->board->responder,
                         device, args);
    qtest_irq_intercept_in(t->qts, t->board->intc);
}

FW *fw_start(const FWBoard *board, const char *device, const char *args)
{
    FW *t = fw_new(board);
    g_autofree char *chardev =
        g_strdup_printf("socket,path=%s,server=on,wait=off",
                        ipmi_wire_path(t->host));

    fw_launch(t, chardev, device, args);
    return t;
}

void fw_stop(FW *t)
{
    qtest_quit(t->qts);
    ipmi_wire_free(t->host);
    g_free(t);
}

void fw_start_together(FW **t, const FWBoard *const *boards, int n)
{
    g_autoptr(GString) args = g_string_new(NULL);
    QTestState *qts;

    g_string_printf(args, "-nodefaults -machine %s %s", boards[0]->machine,
                    boards[0]->options);
    for (int i = 0; i < n; i++) {
        t[i] = fw_new(boards[i]);
        g_string_append_printf(args,
            " -chardev socket,id=h%d,path=%s,server=on,wait=off"
            " -device ipmi-host-extern,chardev=h%d,responder=%s",
            i, ipmi_wire_path(t[i]->host), i, boards[i]->responder);
    }
    qts = qtest_init(args->str);
    qtest_irq_intercept_in(qts, boards[0]->intc);
    for (int i = 0; i < n; i++) {
        t[i]->qts = qts;
    }
}

void fw_stop_together(FW **t, int n)
{
    qtest_quit(t[0]->qts);
    for (int i = 0; i < n; i++) {
        ipmi_wire_free(t[i]->host);
        g_free(t[i]);
    }
}

void fw_connect(FW *t, uint8_t attn)
{
    const uint8_t greeting[] = {
        WIRE_CMD_VERSION, 1, WIRE_END_COMMAND,
        WIRE_CMD_ENABLE_IRQ, WIRE_END_COMMAND,
        attn, WIRE_END_COMMAND,
    };

    ipmi_wire_connect(t->host);
    ipmi_wire_expect_raw(t->host, greeting, sizeof(greeting));
}

bool fw_irq(const FW *t)
{
    return qtest_get_irq(t->qts, t->board->irq);
}

bool fw_irq_raw(const FW *t)
{
    g_assert_true(t->board->raw);
    return qtest_readl(t->qts, t->board->raw) >> t->board->irq & 1;
}

/*
 * Registration
 */

typedef struct FWCase {
    const FWBoard *board;
    const FWPhase *phase;
    FWTest fn;
    FWPhaseTest phase_fn;
    FWBareTest bare_fn;
} FWCase;

static void run_case(const void *data)
{
    const FWCase *c = data;
    FW *t;

    if (c->bare_fn) {
        c->bare_fn(c->board);
        return;
    }
    t = fw_start(c->board, "", "");
    fw_connect(t, WIRE_CMD_NOATTN);
    if (c->fn) {
        c->fn(t);
    } else {
        fw_listen(t);
        fw_enter(t, c->phase);
        c->phase_fn(t, c->phase);
    }
    fw_stop(t);
}

static void add_case(const char *name, FWCase c)
{
    g_autofree char *path = g_strdup_printf("%s/%s/%s", c.board->driver->name,
                                            c.board->name, name);

    qtest_add_data_func_full(path, g_memdup2(&c, sizeof(c)), run_case,
                             g_free);
}

void fw_add(const FWBoard *board, const char *name, FWTest fn)
{
    add_case(name, (FWCase) { .board = board, .fn = fn });
}

void fw_add_phases(const FWBoard *board, const char *name, FWPhaseTest fn)
{
    for (const FWPhase *p = board->driver->phases; p->name; p++) {
        g_autofree char *path = g_strdup_printf("%s/%s", name, p->name);

        add_case(path, (FWCase) {
            .board = board, .phase = p, .phase_fn = fn,
        });
    }
}

void fw_add_bare(const FWBoard *board, const char *name, FWBareTest fn)
{
    add_case(name, (FWCase) { .board = board, .bare_fn = fn });
}

/*
 * Transfers
 */

void fw_send(FW *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd)
{
    const uint8_t msg[] = { netfn_lun, cmd, seq, 0x5a };

    ipmi_wire_send_message(t->host, seq, msg, sizeof(msg));
}

void fw_send_marked(FW *t, uint8_t seq, uint8_t mark)
{
    const uint8_t msg[FW_PHASE_LEN] = {
        FW_PHASE_NETFN, FW_PHASE_CMD, mark, 0x5a,
    };

    ipmi_wire_send_message(t->host, seq, msg, sizeof(msg));
}

void fw_expect_mark(FW *t, uint8_t seq, uint8_t mark)
{
    fw_expect_code(t, seq, FW_PHASE_NETFN, FW_PHASE_CMD, mark);
}

void fw_answer_mark(FW *t)
{
    fw_answer(t, &t->taken, t->taken.msg[2], NULL, 0);
}

void fw_expect_code(FW *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd,
                    uint8_t cc)
{
    const uint8_t rsp[] = { netfn_lun | 0x04, cmd, cc };

    ipmi_wire_expect_message(t->host, seq, rsp, sizeof(rsp));
}

void fw_listen(FW *t)
{
    t->fw->listen(t);
}

void fw_next(FW *t, FWRequest *req)
{
    t->fw->next(t, req);
}

void fw_answer(FW *t, const FWRequest *req, uint8_t cc, const uint8_t *data,
               size_t len)
{
    uint8_t msg[WIRE_MSG_MAX] = { req->msg[0] | 0x04, req->msg[1], cc };

    g_assert_cmpuint(len, <=, t->fw->msg_max - 3);
    if (len) {
        memcpy(msg + 3, data, len);
    }
    t->fw->answer(t, req, msg, len + 3);
}

/* Data of an answer: differs by place and by request */
static void fill_data(uint8_t *data, size_t len, uint8_t seed)
{
    for (size_t i = 0; i < len; i++) {
        data[i] = seed + 5 * i;
    }
}

void fw_round(FW *t, uint8_t seq, const uint8_t *msg, size_t len,
              size_t rsp_len)
{
    uint8_t rsp[WIRE_MSG_MAX] = { msg[0] | 0x04, msg[1], seq ^ 0x77 };
    FWRequest req;

    g_assert_cmpuint(rsp_len, <=, t->fw->msg_max - 3);
    fill_data(rsp + 3, rsp_len, seq + len);
    ipmi_wire_send_message(t->host, seq, msg, len);
    fw_next(t, &req);
    g_assert_cmpmem(req.msg, req.len, msg, len);
    t->fw->check_idle(t);
    fw_answer(t, &req, rsp[2], rsp + 3, rsp_len);
    ipmi_wire_expect_message(t->host, seq, rsp, rsp_len + 3);
}

void fw_check_works(FW *t)
{
    static const uint8_t msg[] = { 0x18, 0x01, 0xa0, 0xa1, 0xaa };

    fw_round(t, 0xaa, msg, sizeof(msg), 20);
    fw_round(t, 0x01, msg, 2, 0);
    ipmi_wire_expect_nothing(t->host, t->qts);
}

/*
 * Phases
 */

const FWPhase *fw_phase(const FWBoard *board, int id)
{
    const FWPhase *p = board->driver->phases;

    while (p->id != id) {
        p++;
        g_assert_nonnull(p->name);
    }
    return p;
}

const FWPhase *fw_attention_phase(const FWBoard *board)
{
    const FWPhase *p = board->driver->phases;

    while (!p->attention) {
        p++;
        g_assert_nonnull(p->name);
    }
    return p;
}

void fw_enter(FW *t, const FWPhase *phase)
{
    t->fw->prepare(t, phase);
    for (int i = 0; i < phase->open; i++) {
        fw_send_marked(t, FW_PHASE_SEQ + i, FW_PHASE_MARK + i);
    }
    ipmi_wire_settle(t->qts);
    t->fw->advance(t, phase);
    if (phase->attention) {
        ipmi_wire_expect_command(t->host, WIRE_CMD_ATTN_IRQ);
    }
}

void fw_expect_open(FW *t, const FWPhase *phase, uint8_t cc)
{
    for (int i = 0; i < phase->open; i++) {
        fw_expect_code(t, FW_PHASE_SEQ + i, FW_PHASE_NETFN, FW_PHASE_CMD, cc);
    }
}

void fw_expect_served(FW *t, const FWPhase *phase)
{
    for (int i = 0; i < phase->open; i++) {
        fw_expect_mark(t, FW_PHASE_SEQ + i, FW_PHASE_MARK + i);
    }
}
