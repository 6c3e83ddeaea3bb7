/*
 * BMC firmware's driver for a KCS channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-kcs-firmware.h"

/* Control codes */
enum {
    GET_STATUS  = 0x60,
    WRITE_START = 0x61,
    WRITE_END   = 0x62,
    READ_NEXT   = 0x68,
};

/* What GET_STATUS tells */
enum {
    NO_ERROR     = 0x00,
    ABORTED      = 0x01,
    ILLEGAL_CODE = 0x02,
    BAD_LENGTH   = 0x06,
};

/*
 * Registers
 */

static const KCSPlace *place(FW *t)
{
    return t->board->place;
}

uint32_t kcs_fw_get(FW *t, uint64_t addr)
{
    return place(t)->wide ? qtest_readl(t->qts, addr)
                          : qtest_readb(t->qts, addr);
}

void kcs_fw_set(FW *t, uint64_t addr, uint32_t val)
{
    if (place(t)->wide) {
        qtest_writel(t->qts, addr, val);
    } else {
        qtest_writeb(t->qts, addr, val);
    }
}

void kcs_fw_change(FW *t, const KCSBits *bits, bool set)
{
    uint32_t val = kcs_fw_get(t, bits->addr) & ~bits->bits;

    kcs_fw_set(t, bits->addr, val | (set ? bits->bits : 0));
}

uint8_t kcs_fw_str(FW *t)
{
    return kcs_fw_get(t, place(t)->str);
}

uint8_t kcs_fw_read_idr(FW *t)
{
    return kcs_fw_get(t, place(t)->idr);
}

void kcs_fw_write_odr(FW *t, uint8_t val)
{
    kcs_fw_set(t, place(t)->odr, val);
}

/* All of the register is written back, with bits that are not firmware's */
void kcs_fw_set_state(FW *t, uint8_t state)
{
    kcs_fw_set(t, place(t)->str, (kcs_fw_str(t) & ~FW_KCS_STATE) | state);
}

void kcs_fw_set_attention(FW *t, bool set)
{
    uint8_t str = kcs_fw_str(t) & ~FW_KCS_SMS_ATN;

    kcs_fw_set(t, place(t)->str, str | (set ? FW_KCS_SMS_ATN : 0));
}

/*
 * Protocol
 */

void kcs_fw_abort(FW *t)
{
    kcs_fw_set_state(t, FW_KCS_ERROR_STATE);
    kcs_fw_read_idr(t);
    kcs_fw_write_odr(t, 0);
    t->state.phase = FW_KCS_ERROR;
    t->state.in_len = 0;
}

static void on_command(FW *t)
{
    kcs_fw_set_state(t, FW_KCS_WRITE_STATE);
    kcs_fw_write_odr(t, 0);
    switch (kcs_fw_read_idr(t)) {
    case WRITE_START:
        t->state.phase = FW_KCS_WRITE_START;
        t->state.error = NO_ERROR;
        t->state.in_len = 0;
        break;
    case WRITE_END:
        if (t->state.phase == FW_KCS_WRITE_DATA) {
            t->state.phase = FW_KCS_WRITE_END;
        } else {
            kcs_fw_abort(t);
        }
        break;
    case GET_STATUS:
        if (t->state.error == NO_ERROR) {
            t->state.error = ABORTED;
        }
        t->state.phase = FW_KCS_ABORT1;
        break;
    default:
        kcs_fw_abort(t);
        t->state.error = ILLEGAL_CODE;
        break;
    }
}

static void on_write(FW *t)
{
    if (t->state.in_len == sizeof(t->state.in)) {
        kcs_fw_abort(t);
        t->state.error = BAD_LENGTH;
        return;
    }
    kcs_fw_set_state(t, FW_KCS_WRITE_STATE);
    kcs_fw_write_odr(t, 0);
    t->state.in[t->state.in_len++] = kcs_fw_read_idr(t);
    t->state.phase = FW_KCS_WRITE_DATA;
}

static void on_last_write(FW *t)
{
    kcs_fw_set_state(t, FW_KCS_READ_STATE);
    t->state.in[t->state.in_len++] = kcs_fw_read_idr(t);
    t->state.phase = FW_KCS_WRITE_DONE;
}

static void on_read(FW *t)
{
    bool done = t->state.out_pos == t->state.out_len;

    if (done) {
        kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
    }
    if (kcs_fw_read_idr(t) != READ_NEXT) {
        kcs_fw_set_state(t, FW_KCS_ERROR_STATE);
        kcs_fw_write_odr(t, 0);
        t->state.phase = FW_KCS_ERROR;
    } else if (done) {
        kcs_fw_write_odr(t, 0);
        t->state.phase = FW_KCS_IDLE;
    } else {
        kcs_fw_write_odr(t, t->state.out[t->state.out_pos++]);
    }
}

static void on_data(FW *t)
{
    switch (t->state.phase) {
    case FW_KCS_WRITE_START:
    case FW_KCS_WRITE_DATA:
        on_write(t);
        break;
    case FW_KCS_WRITE_END:
        on_last_write(t);
        break;
    case FW_KCS_READ:
        on_read(t);
        break;
    case FW_KCS_ABORT1:
        kcs_fw_set_state(t, FW_KCS_READ_STATE);
        kcs_fw_read_idr(t);
        kcs_fw_write_odr(t, t->state.error);
        t->state.phase = FW_KCS_ABORT2;
        break;
    case FW_KCS_ABORT2:
        kcs_fw_set_state(t, FW_KCS_IDLE_STATE);
        kcs_fw_read_idr(t);
        kcs_fw_write_odr(t, 0);
        t->state.phase = FW_KCS_IDLE;
        break;
    default:
        kcs_fw_abort(t);
        break;
    }
}

bool kcs_fw_event(FW *t)
{
    uint8_t str = kcs_fw_str(t);

    if (!(str & FW_KCS_IBF)) {
        return false;
    }
    if (str & FW_KCS_CD) {
        on_command(t);
    } else {
        on_data(t);
    }
    return true;
}

static bool has_ibf(void *opaque)
{
    return kcs_fw_str(opaque) & FW_KCS_IBF;
}

void kcs_fw_wait_ibf(FW *t)
{
    ipmi_wire_wait(has_ibf, t, "the host to write to a KCS channel");
}

void kcs_fw_wait_event(FW *t)
{
    kcs_fw_wait_ibf(t);
    kcs_fw_event(t);
}

static void take(FW *t, FWRequest *req)
{
    g_assert_cmpint(t->state.phase, ==, FW_KCS_WRITE_DONE);
    g_assert_cmpuint(t->state.in_len, <=, sizeof(req->msg));
    req->len = t->state.in_len;
    memcpy(req->msg, t->state.in, req->len);
    t->state.phase = FW_KCS_WAIT_READ;
}

/* An answer that comes too late is refused, as the host has gone on */
bool kcs_fw_begin_answer(FW *t, const uint8_t *msg, size_t len)
{
    if (t->state.phase != FW_KCS_WAIT_READ) {
        return false;
    }
    g_assert_cmpuint(len, <=, sizeof(t->state.out));
    memcpy(t->state.out, msg, len);
    t->state.out_len = len;
    t->state.out_pos = 1;
    t->state.phase = FW_KCS_READ;
    kcs_fw_write_odr(t, msg[0]);
    return true;
}

/*
 * Phases
 */

static void next(FW *t, FWRequest *req)
{
    while (t->state.phase != FW_KCS_WRITE_DONE) {
        kcs_fw_wait_event(t);
    }
    take(t, req);
}

/* A request that nobody looks at ends, but what was written of it stays */
static void prepare(FW *t, const FWPhase *phase)
{
    if (phase->id == KCS_PHASE_BLOCKED) {
        fw_send_marked(t, 0x21, 0x41);
        kcs_fw_wait_ibf(t);
        ipmi_wire_step_ms(t->qts, FW_TIMEOUT_MS);
        fw_expect_mark(t, 0x21, CC_TIMEOUT);
    }
}

static void wait_events(FW *t, int n)
{
    for (int i = 0; i < n; i++) {
        kcs_fw_wait_event(t);
    }
}

static void begin_response(FW *t, int taken)
{
    const uint8_t rsp[] = {
        FW_PHASE_NETFN | 0x04, FW_PHASE_CMD, FW_PHASE_MARK,
    };

    next(t, &t->taken);
    g_assert_true(kcs_fw_begin_answer(t, rsp, sizeof(rsp)));
    wait_events(t, taken);
    kcs_fw_wait_ibf(t);
}

/* The firmware gives up in the midst of a request, and is asked why */
static void begin_recovery(FW *t, int taken)
{
    wait_events(t, 3);
    kcs_fw_abort(t);
    wait_events(t, taken);
    kcs_fw_wait_ibf(t);
}

static void advance(FW *t, const FWPhase *phase)
{
    switch (phase->id) {
    case KCS_PHASE_ATTENTION:
        kcs_fw_set_attention(t, true);
        break;
    case KCS_PHASE_BLOCKED:
    case KCS_PHASE_STARTED:
        kcs_fw_wait_ibf(t);
        break;
    case KCS_PHASE_WRITING:
    case KCS_PHASE_QUEUED:
        wait_events(t, 3);
        g_assert_cmpint(t->state.phase, ==, FW_KCS_WRITE_DATA);
        kcs_fw_wait_ibf(t);
        break;
    case KCS_PHASE_ENDING:
        wait_events(t, FW_PHASE_LEN + 1);
        g_assert_cmpint(t->state.phase, ==, FW_KCS_WRITE_END);
        kcs_fw_wait_ibf(t);
        break;
    case KCS_PHASE_TAKEN:
        next(t, &t->taken);
        break;
    case KCS_PHASE_READING:
        begin_response(t, 1);
        break;
    case KCS_PHASE_LAST:
        begin_response(t, 2);
        break;
    case KCS_PHASE_ABORTED:
        begin_recovery(t, 0);
        break;
    case KCS_PHASE_STATUS:
        begin_recovery(t, 1);
        break;
    case KCS_PHASE_RECOVERED:
        begin_recovery(t, 2);
        break;
    }
}

static void begin_mark(FW *t)
{
    const uint8_t rsp[] = {
        t->taken.msg[0] | 0x04, t->taken.msg[1], t->taken.msg[2],
    };

    kcs_fw_begin_answer(t, rsp, sizeof(rsp));
}

static void go_on(FW *t, const FWPhase *phase)
{
    do {
        while (kcs_fw_event(t)) {
            /* That was one of them */
        }
        if (t->state.phase == FW_KCS_WRITE_DONE) {
            take(t, &t->taken);
        }
        if (t->state.phase == FW_KCS_WAIT_READ) {
            begin_mark(t);
        }
        ipmi_wire_settle(t->qts);
    } while (has_ibf(t));
}

/*
 * The driver for tests that know no registers
 */

static void listen_on(FW *t)
{
    t->state.phase = FW_KCS_IDLE;
    for (int i = 0; i < ARRAY_SIZE(place(t)->on); i++) {
        if (place(t)->on[i].addr) {
            kcs_fw_change(t, &place(t)->on[i], true);
        }
    }
    kcs_fw_change(t, &place(t)->ibfie, true);
}

static void deaf(FW *t)
{
    kcs_fw_abort(t);
    kcs_fw_change(t, &place(t)->ibfie, false);
}

static bool pending(FW *t)
{
    return has_ibf(t);
}

static void answer(FW *t, const FWRequest *req, const uint8_t *msg,
                   size_t len)
{
    while (kcs_fw_event(t)) {
        /* An interrupt comes first */
    }
    if (!kcs_fw_begin_answer(t, msg, len)) {
        return;
    }
    while (t->state.phase == FW_KCS_READ) {
        kcs_fw_wait_event(t);
    }
}

static void set_attention(FW *t)
{
    kcs_fw_set_attention(t, true);
}

static void check_idle(FW *t)
{
    g_assert_cmphex(kcs_fw_str(t) & FW_KCS_IBF, ==, 0);
}

static void check_reset(FW *t)
{
    for (int i = 0; i < FW_REGISTERS && place(t)->regs[i]; i++) {
        g_assert_cmphex(kcs_fw_get(t, place(t)->regs[i]), ==,
                        place(t)->reset[i]);
    }
    g_assert_cmphex(kcs_fw_read_idr(t), ==, 0);
}

static void registers(FW *t, uint32_t *regs)
{
    for (int i = 0; i < FW_REGISTERS && place(t)->regs[i]; i++) {
        regs[i] = kcs_fw_get(t, place(t)->regs[i]);
    }
}

static void touch(FW *t)
{
    kcs_fw_set(t, place(t)->ibfie.addr, kcs_fw_get(t, place(t)->ibfie.addr));
}

/* All of the status but SMS_ATN, and bytes that nobody has asked for */
static void babble(FW *t)
{
    for (int val = 0; val < 256; val++) {
        kcs_fw_set(t, place(t)->str, val & ~FW_KCS_SMS_ATN);
        kcs_fw_write_odr(t, val);
        kcs_fw_read_idr(t);
        g_assert_cmphex(kcs_fw_str(t) & (FW_KCS_STR_MASK | FW_KCS_IBF), ==,
                        val & FW_KCS_STR_MASK & ~FW_KCS_SMS_ATN);
    }
}

static const FWPhase phases[] = {
    { .id = KCS_PHASE_IDLE, .name = "idle" },
    { .id = KCS_PHASE_ATTENTION, .name = "attention", .attention = true },
    { .id = KCS_PHASE_BLOCKED, .name = "blocked", .open = 1 },
    { .id = KCS_PHASE_STARTED, .name = "started", .open = 1 },
    { .id = KCS_PHASE_WRITING, .name = "writing", .open = 1 },
    { .id = KCS_PHASE_ENDING, .name = "ending", .open = 1 },
    { .id = KCS_PHASE_TAKEN, .name = "taken", .open = 1 },
    { .id = KCS_PHASE_READING, .name = "reading", .open = 1 },
    { .id = KCS_PHASE_LAST, .name = "last", .open = 1 },
    { .id = KCS_PHASE_QUEUED, .name = "queued", .open = 3 },
    { .id = KCS_PHASE_ABORTED, .name = "aborted", .open = 1 },
    { .id = KCS_PHASE_STATUS, .name = "status", .open = 1 },
    { .id = KCS_PHASE_RECOVERED, .name = "recovered", .open = 1 },
    { }
};

#define KCS_DRIVER(NAME) {                      \
    .name = NAME,                               \
    .msg_max = WIRE_MSG_MAX,                    \
    .phases = phases,                           \
    .listen = listen_on,                        \
    .deaf = deaf,                               \
    .pending = pending,                         \
    .next = next,                               \
    .answer = answer,                           \
    .set_attention = set_attention,             \
    .check_idle = check_idle,                   \
    .check_reset = check_reset,                 \
    .registers = registers,                     \
    .touch = touch,                             \
    .prepare = prepare,                         \
    .advance = advance,                         \
    .go_on = go_on,                             \
    .babble = babble,                           \
}

const FWDriver npcm7xx_kcs_driver = KCS_DRIVER("npcm7xx-ipmi-kcs");
const FWDriver aspeed_kcs_driver = KCS_DRIVER("aspeed-ipmi-kcs");
