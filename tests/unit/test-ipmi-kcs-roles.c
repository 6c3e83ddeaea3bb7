/*
 * Unit tests of both roles on a KCS channel
 *
 * Against each role stands a driver of the other party, which knows nothing
 * but the registers: a host's against kcs_bmc, strict about states and
 * tolerant of bytes that are there for an interrupt; a firmware's against
 * kcs_host, an interrupt handler and a user. At the end the two roles are
 * joined, and one driver's request travels to the other driver and back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs_bmc.h"
#include "hw/ipmi/channel/kcs_host.h"
#include "ipmi-role-user.h"

/* --- a host's driver, on the host's port of kcs_bmc --------------------- */

static uint8_t host_status(KCSBmc *bmc)
{
    return kcs_bmc_host_read(bmc, 1);
}

static void host_clear_obf(KCSBmc *bmc)
{
    if (host_status(bmc) & KCS_OBF) {
        kcs_bmc_host_read(bmc, 0);
    }
}

/* The BMC is through with the last write, is in this state, and interrupts */
static void host_expect_state(KCSBmc *bmc, uint8_t state)
{
    uint8_t status = host_status(bmc);

    g_assert_cmphex(status & (KCS_STATE | KCS_IBF), ==, state);
    g_assert_cmphex(status & KCS_OBF, ==, KCS_OBF);
    g_assert_true(kcs_host_irq(&bmc->ch));
    g_assert_cmpint(kcs_bmc_host_irq(bmc), ==, bmc->irq_enabled);
}

static void host_command(KCSBmc *bmc, uint8_t code)
{
    host_clear_obf(bmc);
    g_assert_false(kcs_bmc_host_irq(bmc));
    kcs_bmc_host_write(bmc, 1, code);
}

static void host_data(KCSBmc *bmc, uint8_t val)
{
    host_clear_obf(bmc);
    g_assert_false(kcs_bmc_host_irq(bmc));
    kcs_bmc_host_write(bmc, 0, val);
}

/* Writes a request from any state */
static void host_ask(KCSBmc *bmc, IPMIMsg msg)
{
    host_command(bmc, 0x61);
    for (size_t i = 0; i < msg.len; i++) {
        host_expect_state(bmc, KCS_STATE_WRITE);
        if (i + 1 == msg.len) {
            host_command(bmc, 0x62);
            host_expect_state(bmc, KCS_STATE_WRITE);
        }
        host_data(bmc, msg.data[i]);
    }
}

/* The BMC does not let go of the request until it has an answer */
static void host_waits(KCSBmc *bmc)
{
    uint8_t status = host_status(bmc);

    g_assert_cmphex(status & (KCS_IBF | KCS_OBF), ==, KCS_IBF);
    g_assert_false(kcs_bmc_host_irq(bmc));
}

static void host_expect(KCSBmc *bmc, IPMIMsg wanted)
{
    for (size_t i = 0; i < wanted.len; i++) {
        host_expect_state(bmc, KCS_STATE_READ);
        g_assert_cmphex(kcs_bmc_host_read(bmc, 0), ==, wanted.data[i]);
        kcs_bmc_host_write(bmc, 0, 0x68);
    }
    host_expect_state(bmc, KCS_STATE_IDLE);
    host_clear_obf(bmc);
}

/* Asks what went wrong, as section 9.15 has it for hosts */
static uint8_t host_get_status(KCSBmc *bmc)
{
    uint8_t code;

    host_command(bmc, 0x60);
    g_assert_cmphex(host_status(bmc) & KCS_IBF, ==, 0);
    host_data(bmc, 0x00);
    host_expect_state(bmc, KCS_STATE_READ);
    code = kcs_bmc_host_read(bmc, 0);
    kcs_bmc_host_write(bmc, 0, 0x68);
    host_expect_state(bmc, KCS_STATE_IDLE);
    host_clear_obf(bmc);
    return code;
}

/* --- kcs_bmc and its user ----------------------------------------------- */

typedef struct BmcRig {
    RoleUser user;
    KCSBmc bmc;
    IPMIMsg answer;             /* unless empty, given within the callback */
    uint8_t fail_code;          /* unless 0, given within the callback */
} BmcRig;

static void bmc_rig_request(void *opaque, uint8_t msg_id,
                            const uint8_t *req, size_t len)
{
    BmcRig *rig = opaque;

    g_assert_cmphex(rig->bmc.ch.str & KCS_IBF, ==, KCS_IBF);
    role_user_message(&rig->user, msg_id, req, len);
    if (rig->answer.len) {
        g_assert_true(kcs_bmc_response(&rig->bmc, msg_id, rig->answer.data,
                                       rig->answer.len));
    }
    if (rig->fail_code) {
        kcs_bmc_fail(&rig->bmc, rig->fail_code);
    }
}

static void bmc_rig_state(void *opaque, KCSBmcState from, KCSBmcState to)
{
    role_user_state(opaque, from, to);
}

static const KCSBmcOps bmc_rig_ops = {
    .request = bmc_rig_request,
    .state_changed = bmc_rig_state,
    .guest_error = role_user_error,
};

static void bmc_rig_init(BmcRig *rig)
{
    memset(rig, 0, sizeof(*rig));
    kcs_bmc_init(&rig->bmc, &bmc_rig_ops, rig);
    rig->bmc.irq_enabled = true;
}

static void assert_bmc(BmcRig *rig, KCSBmcState state,
                       unsigned int requests, unsigned int errors)
{
    g_assert_cmpstr(kcs_bmc_state_name(rig->bmc.state), ==,
                    kcs_bmc_state_name(state));
    role_user_assert(&rig->user, state, requests);
    g_assert_cmpuint(rig->user.errors, ==, errors);
    g_assert_true(kcs_bmc_valid(&rig->bmc));
}

static bool bmc_answer(BmcRig *rig, uint8_t msg_id, IPMIMsg rsp)
{
    return kcs_bmc_response(&rig->bmc, msg_id, rsp.data, rsp.len);
}

/* Nothing may be left of what went on before */
static void bmc_round_trip(BmcRig *rig)
{
    unsigned int requests = rig->user.messages;
    unsigned int errors = rig->user.errors;
    uint8_t msg_id = rig->bmc.msg_id;
    IPMIMsg req = MSG("\x18\x01\x55");

    ipmi_msg_reset(&rig->answer);
    rig->fail_code = 0;
    rig->bmc.opaque = rig;
    host_ask(&rig->bmc, req);
    assert_bmc(rig, KCS_BMC_PENDING, requests + 1, errors);
    g_assert_cmphex(rig->user.msg_id, ==, (msg_id + 1) & 0xff);
    assert_msg(&rig->user.msg, &req);
    host_waits(&rig->bmc);
    g_assert_true(bmc_answer(rig, rig->user.msg_id,
                             MSG("\x1c\x01\x00\xaa\xbb")));
    assert_bmc(rig, KCS_BMC_READ, requests + 1, errors);
    host_expect(&rig->bmc, MSG("\x1c\x01\x00\xaa\xbb"));
    assert_bmc(rig, KCS_BMC_IDLE, requests + 1, errors);
    g_assert_false(kcs_bmc_host_irq(&rig->bmc));
}

static void test_bmc_round_trips(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    assert_bmc(&rig, KCS_BMC_IDLE, 0, 0);
    g_assert_cmphex(host_status(&rig.bmc), ==, 0);
    for (int i = 0; i < 300; i++) {
        bmc_round_trip(&rig);
    }
}

static void test_bmc_lengths(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t len = 2; len <= 300; len++) {
        IPMIMsg req = long_msg("\x28\x42", len);
        IPMIMsg rsp = long_msg("\x2c\x42", 3 + (len * 5 + 288) % 298);

        host_ask(&rig.bmc, req);
        assert_msg(&rig.user.msg, &req);
        g_assert_true(bmc_answer(&rig, rig.user.msg_id, rsp));
        host_expect(&rig.bmc, rsp);
    }
    host_ask(&rig.bmc, MSG("\x28\x42"));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, long_msg("\x2c", 300)));
    host_expect(&rig.bmc, long_msg("\x2c", 300));
    assert_bmc(&rig, KCS_BMC_IDLE, 300, 0);
}

static void test_bmc_byte_values(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (int byte = 0; byte < 256; byte++) {
        uint8_t req[] = { byte, byte ^ 0xff, byte, 0x68, byte };
        uint8_t rsp[] = { byte ^ 4, byte ^ 0xff, byte, byte, 0x60, byte };

        rig.answer = make_msg(rsp, sizeof(rsp));
        host_ask(&rig.bmc, make_msg(req, sizeof(req)));
        g_assert_cmpmem(rig.user.msg.data, rig.user.msg.len, req, sizeof(req));
        host_expect(&rig.bmc, rig.answer);
    }
    assert_bmc(&rig, KCS_BMC_IDLE, 256, 0);
}

/* Answers that are there before the host's write is over */
static void test_bmc_within_callback(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    rig.answer = MSG("\x1c\x01\x00");
    host_ask(&rig.bmc, MSG("\x18\x01"));
    assert_bmc(&rig, KCS_BMC_READ, 1, 0);
    host_expect(&rig.bmc, rig.answer);

    ipmi_msg_reset(&rig.answer);
    rig.fail_code = 0xc3;
    host_ask(&rig.bmc, MSG("\x28\x07\x01"));
    host_expect(&rig.bmc, MSG("\x2c\x07\xc3"));
    assert_bmc(&rig, KCS_BMC_IDLE, 2, 0);
    bmc_round_trip(&rig);
}

/* --- kcs_bmc against a table -------------------------------------------- */

/*
 * The table is section 9.15 in another form. Rows are phases, columns what
 * the host writes. A cell is the next phase, and with E and A a digit for the
 * status: 0 none, 1 aborted, 2 illegal, 6 length, f unspecified, = as it was.
 */
typedef enum Symbol {
    START,
    STATUS,
    END,
    OTHER_COMMAND,
    READ_CODE,
    OTHER_DATA,
    NR_SYMBOLS,
} Symbol;

/* Phases: Idle, Write, Last, Pending, Read, Final read, Abort, Error */
static const char phases[] = "IWLPRFAE";

static const char *const table[][NR_SYMBOLS] = {
    /*       0x61 0x60  0x62  else   0x68  else */
    /* I */ { "W", "A0", "E2", "E2", "Ef", "Ef" },
    /* W */ { "W", "A1", "L",  "E2", "+",  "+" },
    /* L */ { "W", "A1", "E2", "E2", "!",  "!" },
    /* P */ { "W", "A1", "-",  "-",  "-",  "-" },
    /* R */ { "W", "A1", "E2", "E2", ">",  "E2" },
    /* F */ { "W", "A1", "E2", "E2", "I",  "E2" },
    /* A */ { "W", "A=", "E2", "E2", "?",  "?" },
    /* E */ { "W", "A=", "E2", "E2", "E=", "E=" },
};

typedef struct Model {
    char phase;
    uint8_t status;
    uint8_t out;                /* what is in Data_Out */
    bool fresh;                 /* and was not read */
    bool command;
    uint8_t in[300];
    size_t in_len;
    IPMIMsg rsp;
    size_t given;
    unsigned int requests;
} Model;

static Symbol symbol(unsigned int reg, uint8_t val)
{
    if (reg == 0) {
        return val == 0x68 ? READ_CODE : OTHER_DATA;
    }
    return val == 0x61 ? START : val == 0x60 ? STATUS :
        val == 0x62 ? END : OTHER_COMMAND;
}

static void model_put(Model *m, uint8_t val)
{
    m->out = val;
    m->fresh = true;
}

static void model_give(Model *m)
{
    model_put(m, m->rsp.data[m->given++]);
    m->phase = m->given < m->rsp.len ? 'R' : 'F';
}

static void model_answer(Model *m, const IPMIMsg *rsp)
{
    m->rsp = *rsp;
    m->given = 0;
    model_give(m);
}

static void model_go(Model *m, char phase, char status)
{
    m->phase = phase;
    if (status && status != '=') {
        m->status = status == 'f' ? 0xff : status - '0';
    }
    if (phase == 'W') {
        m->in_len = 0;
    }
    model_put(m, 0);
}

static void model_store(Model *m, uint8_t val, bool last)
{
    if (m->in_len == 300) {
        model_go(m, 'E', '6');
        return;
    }
    m->in[m->in_len++] = val;
    if (!last) {
        model_put(m, 0);
    } else if (m->in_len == 1) {
        IPMIMsg rsp = MSG("\x04\x00\xc7");

        rsp.data[0] = (val | 4) & 0xff;
        model_answer(m, &rsp);
    } else {
        m->phase = 'P';
        m->requests++;
    }
}

static void model_write(Model *m, unsigned int reg, uint8_t val)
{
    const char *cell = table[strchr(phases, m->phase) - phases]
                            [symbol(reg, val)];
    IPMIMsg code = make_msg(&m->status, 1);

    m->command = reg == 1;
    switch (cell[0]) {
    case '+':
    case '!':
        model_store(m, val, cell[0] == '!');
        break;
    case '>':
        model_give(m);
        break;
    case '?':
        model_answer(m, &code);
        break;
    case '-':
        break;
    default:
        model_go(m, cell[0], cell[1]);
        break;
    }
}

static uint8_t model_status_reg(const Model *m)
{
    static const uint8_t shown[] = {
        0x00, 0x80, 0x80, 0x80, 0x40, 0x40, 0x80, 0xc0,
    };

    return shown[strchr(phases, m->phase) - phases] + m->command * 8 +
        (m->phase == 'P') * 2 + m->fresh;
}

typedef struct Both {
    BmcRig rig;
    Model m;
} Both;

static void both_init(Both *b)
{
    bmc_rig_init(&b->rig);
    b->m = (Model) { .phase = 'I' };
}

static Both both_copy(const Both *b)
{
    return *b;
}

static void both_write(Both *b, unsigned int reg, uint8_t val)
{
    b->rig.bmc.opaque = &b->rig;
    kcs_bmc_host_write(&b->rig.bmc, reg, val);
    model_write(&b->m, reg, val);
}

static void both_read(Both *b, unsigned int reg)
{
    if (reg == 0) {
        g_assert_cmphex(kcs_bmc_host_read(&b->rig.bmc, 0), ==, b->m.out);
        b->m.fresh = false;
    } else {
        g_assert_cmphex(host_status(&b->rig.bmc), ==,
                        model_status_reg(&b->m));
    }
}

static void both_answer(Both *b, const IPMIMsg *rsp)
{
    bool pending = b->m.phase == 'P';

    b->rig.bmc.opaque = &b->rig;
    g_assert_cmpint(bmc_answer(&b->rig, b->rig.user.msg_id, *rsp), ==,
                    pending);
    if (pending) {
        model_answer(&b->m, rsp);
    }
}

static bool both_same(const Both *b)
{
    const BmcRig *rig = &b->rig;

    return rig->bmc.ch.str == model_status_reg(&b->m) &&
        rig->bmc.ch.odr == b->m.out &&
        kcs_bmc_host_irq(&rig->bmc) == b->m.fresh &&
        rig->user.messages == b->m.requests &&
        (b->m.phase != 'P' ||
         (rig->user.msg.len == b->m.in_len &&
          memcmp(rig->user.msg.data, b->m.in, b->m.in_len) == 0)) &&
        kcs_bmc_valid(&rig->bmc);
}

static void assert_same(const Both *b, const char *where)
{
    if (!both_same(b)) {
        g_test_message("%s: role %s str %02x odr %02x requests %u, "
                       "model %c str %02x odr %02x requests %u", where,
                       kcs_bmc_state_name(b->rig.bmc.state),
                       b->rig.bmc.ch.str, b->rig.bmc.ch.odr,
                       b->rig.user.messages, b->m.phase,
                       model_status_reg(&b->m), b->m.out, b->m.requests);
        g_assert_not_reached();
    }
}

/*
 * Ways into each phase: words for writes, C() to Command. TIMES() repeats the
 * byte before it. No word is 0.
 */
#define C(code) (0x100 | (code))
#define TIMES(n) (0x1000 | (n))
#define ANSWER(len) (0x2000 | (len))

typedef struct Situation {
    const char *name;
    char phase;
    uint16_t words[8];
} Situation;

static const Situation situations[] = {
    { "fresh", 'I', { 0 } },
    { "idle after a transfer", 'I',
      { C(0x61), 0x18, C(0x62), 1, ANSWER(3), 0x68, 0x68, 0x68 } },
    { "write, nothing yet", 'W', { C(0x61) } },
    { "write, one byte", 'W', { C(0x61), 0x18 } },
    { "write, all but one", 'W', { C(0x61), 0x18, TIMES(298) } },
    { "write, full", 'W', { C(0x61), 0x18, TIMES(299) } },
    { "last, nothing yet", 'L', { C(0x61), C(0x62) } },
    { "last", 'L', { C(0x61), 0x18, C(0x62) } },
    { "last, room for one", 'L', { C(0x61), 0x18, TIMES(298), C(0x62) } },
    { "last, full", 'L', { C(0x61), 0x18, TIMES(299), C(0x62) } },
    { "pending", 'P', { C(0x61), 0x18, C(0x62), 1 } },
    { "pending, longest", 'P',
      { C(0x61), 0x18, TIMES(298), C(0x62), 1 } },
    { "read, first", 'R', { C(0x61), 0x18, C(0x62), 1, ANSWER(5) } },
    { "read, second", 'R', { C(0x61), 0x18, C(0x62), 1, ANSWER(5), 0x68 } },
    { "read, final", 'F',
      { C(0x61), 0x18, C(0x62), 1, ANSWER(3), 0x68, 0x68 } },
    { "read, longest", 'F',
      { C(0x61), 0x18, C(0x62), 1, ANSWER(300), 0x68, TIMES(298) } },
    { "read, answer to a request without a command", 'R',
      { C(0x61), C(0x62), 0x18 } },
    { "abort while idle", 'A', { C(0x60) } },
    { "abort of a transfer", 'A', { C(0x61), 0x18, C(0x60) } },
    { "abort while pending", 'A', { C(0x61), 0x18, C(0x62), 1, C(0x60) } },
    { "abort after an error", 'A', { C(0x62), C(0x60) } },
    { "status", 'F', { C(0x60), 0x55 } },
    { "error, illegal", 'E', { C(0x62) } },
    { "error, unspecified", 'E', { 0x11 } },
    { "error, length", 'E', { C(0x61), 0x18, TIMES(300) } },
};

static void both_enter(Both *b, const Situation *s)
{
    uint16_t before = 0;

    both_init(b);
    for (size_t i = 0; i < ARRAY_SIZE(s->words) && s->words[i]; i++) {
        uint16_t word = s->words[i];
        unsigned int times = word & 0x1000 ? word & 0xfff : 1;
        IPMIMsg rsp;

        if (word & 0x2000) {
            rsp = long_msg("\x1c\x01", word & 0xfff);
            both_answer(b, &rsp);
            continue;
        }
        before = word & 0x1000 ? before : word;
        for (unsigned int n = 0; n < times; n++) {
            both_write(b, before >> 8, before);
        }
        assert_same(b, s->name);
    }
    assert_same(b, s->name);
    g_assert_cmpint(b->m.phase, ==, s->phase);
}

/* Both of the specification's ways back, each from the same point */
static void check_recovery(const Both *b)
{
    Both start = both_copy(b);
    Both status = both_copy(b);

    start.rig.bmc.opaque = &start.rig;
    bmc_round_trip(&start.rig);

    status.rig.bmc.opaque = &status.rig;
    host_get_status(&status.rig.bmc);
    g_assert_cmpint(status.rig.bmc.state, ==, KCS_BMC_IDLE);
    g_assert_cmphex(host_status(&status.rig.bmc) & ~KCS_CD, ==, 0);
    bmc_round_trip(&status.rig);
}

static void check_situation(const Situation *s)
{
    g_autofree char *where = NULL;
    Both before, b;

    both_enter(&before, s);
    for (unsigned int what = 0; what < 512; what++) {
        b = both_copy(&before);
        both_write(&b, what >> 8, what);
        where = g_strdup_printf("%s, then %s %02x", s->name,
                                what >> 8 ? "Command" : "Data_In",
                                what & 0xff);
        assert_same(&b, where);
        g_clear_pointer(&where, g_free);
        check_recovery(&b);
        /* Reads change nothing of it but OBF */
        both_read(&b, 1);
        both_read(&b, 0);
        assert_same(&b, s->name);
        both_read(&b, 1);
        check_recovery(&b);
    }
}

static void test_bmc_table(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        check_situation(&situations[i]);
    }
}

/* Each register that is not there, from each situation */
static void test_bmc_no_register(void)
{
    static const unsigned int regs[] = { 2, 3, 255, 256, ~0u };
    Both b;

    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        both_enter(&b, &situations[i]);
        for (size_t r = 0; r < ARRAY_SIZE(regs); r++) {
            kcs_bmc_host_write(&b.rig.bmc, regs[r], 0x61);
            g_assert_cmphex(kcs_bmc_host_read(&b.rig.bmc, regs[r]), ==, 0xff);
            assert_same(&b, situations[i].name);
        }
    }
}

/* What GET_STATUS tells, read to the end */
static void test_bmc_status_codes(void)
{
    static const struct {
        const char *name;
        uint8_t code;
    } wanted[] = {
        { "fresh", 0x00 },
        { "write, one byte", 0x01 },
        { "last", 0x01 },
        { "pending", 0x01 },
        { "read, first", 0x01 },
        { "read, final", 0x01 },
        { "abort while idle", 0x00 },
        { "abort of a transfer", 0x01 },
        { "abort after an error", 0x02 },
        { "error, illegal", 0x02 },
        { "error, unspecified", 0xff },
        { "error, length", 0x06 },
    };
    unsigned int found = 0;
    Both b;

    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        for (size_t w = 0; w < ARRAY_SIZE(wanted); w++) {
            if (strcmp(situations[i].name, wanted[w].name) == 0) {
                both_enter(&b, &situations[i]);
                g_assert_cmphex(host_get_status(&b.rig.bmc), ==,
                                wanted[w].code);
                /* And it is told once */
                g_assert_cmphex(host_get_status(&b.rig.bmc), ==, 0x00);
                found++;
            }
        }
    }
    g_assert_cmpuint(found, ==, ARRAY_SIZE(wanted));
}

/* One step of a guest that knows the codes, but not the rules */
static void walk_step(Both *b)
{
    static const uint8_t codes[] = { 0x60, 0x61, 0x61, 0x62, 0x62, 0x68 };
    IPMIMsg rsp = long_msg("\x1c\x01", g_test_rand_int_range(3, 12));
    uint8_t val = g_test_rand_bit() ? g_test_rand_int() :
        codes[g_test_rand_int_range(0, ARRAY_SIZE(codes))];

    switch (g_test_rand_int_range(0, 8)) {
    case 0:
        both_read(b, 0);
        break;
    case 1:
        both_read(b, 1);
        break;
    case 2:
        both_answer(b, &rsp);
        break;
    case 3:
    case 4:
        /* Commands that mean something, or no transfer would get far */
        both_write(b, 1, codes[g_test_rand_int_range(0, 5)]);
        break;
    case 5:
        both_write(b, g_test_rand_int_range(0, 20) == 0, val);
        break;
    default:
        both_write(b, 0, b->m.phase == 'R' || b->m.phase == 'F' ? 0x68 : val);
        break;
    }
}

static void test_bmc_walk(void)
{
    unsigned int seen[sizeof(phases)] = { };
    Both b;

    both_init(&b);
    for (int i = 0; i < 300000; i++) {
        walk_step(&b);
        assert_same(&b, "walk");
        seen[strchr(phases, b.m.phase) - phases]++;
    }
    for (size_t i = 0; phases[i]; i++) {
        g_assert_cmpuint(seen[i], >, 100);
    }
}

/* --- kcs_bmc: answers ---------------------------------------------------- */

static void test_bmc_wrong_answers(void)
{
    static const uint8_t big[301] = { 0x1c, 0x01 };
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, MSG("\x18\x01"));
    g_assert_false(bmc_answer(&rig, rig.user.msg_id + 1, MSG("\x1c\x01\x00")));
    g_assert_false(bmc_answer(&rig, rig.user.msg_id - 1, MSG("\x1c\x01\x00")));
    assert_bmc(&rig, KCS_BMC_PENDING, 1, 0);
    host_waits(&rig.bmc);
    g_assert_true(kcs_bmc_response(&rig.bmc, rig.user.msg_id, big,
                                   sizeof(big)));
    host_expect(&rig.bmc, MSG("\x1c\x01\xca"));

    for (size_t len = 0; len < 3; len++) {
        host_ask(&rig.bmc, MSG("\x19\x02\x00"));
        g_assert_true(kcs_bmc_response(&rig.bmc, rig.user.msg_id, big, len));
        host_expect(&rig.bmc, MSG("\x1d\x02\xff"));
    }
    /* Not twice */
    g_assert_false(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00")));
    bmc_round_trip(&rig);
}

/* In no situation but one does an answer do anything */
static void test_bmc_answer_out_of_place(void)
{
    IPMIMsg rsp = MSG("\x1c\x01\x00");
    Both b;

    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        if (situations[i].phase != 'P') {
            both_enter(&b, &situations[i]);
            both_answer(&b, &rsp);
            kcs_bmc_fail(&b.rig.bmc, 0xc3);
            assert_same(&b, situations[i].name);
        }
    }
}

/* An abort ends a request; what comes for it later is dropped */
static void test_bmc_abort_pending(void)
{
    static const uint8_t codes[] = { 0x60, 0x61 };
    BmcRig rig;
    uint8_t old;

    bmc_rig_init(&rig);
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        host_ask(&rig.bmc, MSG("\x18\x01"));
        old = rig.user.msg_id;
        kcs_bmc_host_write(&rig.bmc, 1, codes[i]);
        g_assert_cmphex(host_status(&rig.bmc) & (KCS_STATE | KCS_IBF), ==,
                        KCS_STATE_WRITE);
        g_assert_false(bmc_answer(&rig, old, MSG("\x1c\x01\x00")));
        host_ask(&rig.bmc, MSG("\x18\x08"));
        g_assert_cmphex(rig.user.msg_id, !=, old);
        g_assert_false(bmc_answer(&rig, old, MSG("\x1c\x01\x00")));
        g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x08\x00")));
        host_expect(&rig.bmc, MSG("\x1c\x08\x00"));
    }
    bmc_round_trip(&rig);
}

static void test_bmc_fail(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (int cc = 0; cc < 256; cc++) {
        const uint8_t wanted[] = { 0x2f, 0x42, cc };

        host_ask(&rig.bmc, MSG("\x2b\x42\x99"));
        kcs_bmc_fail(&rig.bmc, cc);
        kcs_bmc_fail(&rig.bmc, cc ^ 1);
        host_expect(&rig.bmc, make_msg(wanted, sizeof(wanted)));
    }
    assert_bmc(&rig, KCS_BMC_IDLE, 256, 0);
}

static void test_bmc_reset(void)
{
    IPMIMsg rsp = MSG("\x1c\x01\x00");
    Both b;

    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        for (int how = 0; how < 4; how++) {
            BmcRig *rig = &b.rig;
            uint8_t old;

            both_enter(&b, &situations[i]);
            old = rig->bmc.msg_id;
            rig->bmc.irq_enabled = how & 1;
            kcs_bmc_set_atn(&rig->bmc, how & 2, true);
            kcs_bmc_reset(&rig->bmc);
            g_assert_cmphex(rig->bmc.ch.str, ==, how & 2 ? KCS_SMS_ATN : 0);
            g_assert_cmpint(rig->bmc.irq_enabled, ==, how & 1);
            g_assert_false(kcs_host_irq(&rig->bmc.ch));
            g_assert_cmphex(rig->bmc.msg_id, ==, old);
            assert_bmc(rig, KCS_BMC_IDLE, rig->user.messages,
                       rig->user.errors);
            g_assert_false(bmc_answer(rig, old, rsp));
            bmc_round_trip(rig);
        }
    }
}

/* --- kcs_bmc: the host's interrupt -------------------------------------- */

static void test_bmc_irq_enable(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    rig.bmc.irq_enabled = false;
    kcs_bmc_host_write(&rig.bmc, 1, 0x61);
    kcs_bmc_set_atn(&rig.bmc, true, true);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    rig.bmc.irq_enabled = true;
    g_assert_true(kcs_bmc_host_irq(&rig.bmc));
    kcs_bmc_host_read(&rig.bmc, 0);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    /* A driver that polls is served alike */
    rig.bmc.irq_enabled = false;
    bmc_round_trip(&rig);
}

static void test_bmc_attention_idle(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    kcs_bmc_set_atn(&rig.bmc, true, false);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    kcs_bmc_set_atn(&rig.bmc, true, true);
    g_assert_true(kcs_bmc_host_irq(&rig.bmc));
    kcs_bmc_host_read(&rig.bmc, 0);
    g_assert_true(kcs_bmc_host_irq(&rig.bmc));
    g_assert_cmphex(host_status(&rig.bmc), ==, KCS_SMS_ATN);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    g_assert_cmphex(host_status(&rig.bmc), ==, KCS_SMS_ATN);
    bmc_round_trip(&rig);
    kcs_bmc_set_atn(&rig.bmc, false, true);
    g_assert_cmphex(host_status(&rig.bmc) & KCS_SMS_ATN, ==, 0);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));

    /* Gone before the host looked */
    kcs_bmc_set_atn(&rig.bmc, true, true);
    kcs_bmc_set_atn(&rig.bmc, false, false);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
}

/* Section 9.13: the line is for the transfer from its start to its end */
static void test_bmc_attention_transfer(void)
{
    static const uint8_t codes[] = { 0x60, 0x61 };
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t i = 0; i < ARRAY_SIZE(codes); i++) {
        kcs_bmc_set_atn(&rig.bmc, true, true);
        kcs_bmc_host_write(&rig.bmc, 1, codes[i]);
        g_assert_true(kcs_bmc_host_irq(&rig.bmc));
        kcs_bmc_host_read(&rig.bmc, 0);
        g_assert_false(kcs_bmc_host_irq(&rig.bmc));
        kcs_bmc_set_atn(&rig.bmc, true, true);
        g_assert_false(kcs_bmc_host_irq(&rig.bmc));
        g_assert_cmphex(host_status(&rig.bmc) & KCS_SMS_ATN, ==, KCS_SMS_ATN);
        kcs_bmc_reset(&rig.bmc);
        kcs_bmc_set_atn(&rig.bmc, false, false);
    }
}

/* The end of a transfer interrupts, and SMS_ATN is there to be seen */
static void test_bmc_attention_end(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, MSG("\x18\x01"));
    kcs_bmc_set_atn(&rig.bmc, true, true);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00")));
    for (int i = 0; i < 3; i++) {
        kcs_bmc_host_read(&rig.bmc, 0);
        g_assert_false(kcs_bmc_host_irq(&rig.bmc));
        kcs_bmc_host_write(&rig.bmc, 0, 0x68);
        g_assert_true(kcs_bmc_host_irq(&rig.bmc));
    }
    g_assert_cmphex(host_status(&rig.bmc), ==, KCS_SMS_ATN | KCS_OBF);
}

/* A host that has given up in the error state still hears of an attention */
static void test_bmc_attention_error(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    kcs_bmc_host_write(&rig.bmc, 0, 0x12);
    kcs_bmc_host_read(&rig.bmc, 0);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    kcs_bmc_set_atn(&rig.bmc, true, true);
    g_assert_true(kcs_bmc_host_irq(&rig.bmc));
    bmc_round_trip(&rig);
}

static void test_bmc_valid(void)
{
    KCSBmc good[ARRAY_SIZE(situations)], bad;
    Both b;

    for (size_t i = 0; i < ARRAY_SIZE(situations); i++) {
        both_enter(&b, &situations[i]);
        good[i] = b.rig.bmc;
        g_assert_true(kcs_bmc_valid(&good[i]));

        bad = good[i];
        bad.ch.str ^= KCS_IBF;
        g_assert_false(kcs_bmc_valid(&bad));
        bad = good[i];
        bad.state = KCS_BMC_ERROR + 1;
        g_assert_false(kcs_bmc_valid(&bad));
        bad = good[i];
        bad.req.len = 301;
        g_assert_false(kcs_bmc_valid(&bad));
        bad = good[i];
        bad.rsp.len = 301;
        g_assert_false(kcs_bmc_valid(&bad));
        bad = good[i];
        bad.pos = bad.rsp.len + 1;
        g_assert_false(kcs_bmc_valid(&bad));
        bad = good[i];
        bad.ch.atn_irq = true;
        g_assert_false(kcs_bmc_valid(&bad));
        if (situations[i].phase == 'A' || situations[i].phase == 'E') {
            bad = good[i];
            bad.rsp.len = 0;
            g_assert_false(kcs_bmc_valid(&bad));
            bad.rsp.len = 2;
            g_assert_false(kcs_bmc_valid(&bad));
            bad.rsp.len = 1;
            bad.pos = 1;
            g_assert_false(kcs_bmc_valid(&bad));
        }
    }
}

static void count_requests(void *opaque, uint8_t msg_id, const uint8_t *req,
                           size_t len)
{
    ++*(unsigned int *)opaque;
}

static void test_bmc_optional_ops(void)
{
    static const KCSBmcOps ops = { .request = count_requests };
    unsigned int count = 0;
    KCSBmc bmc;

    kcs_bmc_init(&bmc, &ops, &count);
    kcs_bmc_host_write(&bmc, 0, 0x33);
    host_ask(&bmc, MSG("\x18\x01"));
    g_assert_cmpuint(count, ==, 1);
    g_assert_true(kcs_bmc_response(&bmc, bmc.msg_id,
                                   (const uint8_t *)"\x1c\x01\x00", 3));
    host_expect(&bmc, MSG("\x1c\x01\x00"));
}

static void test_state_names(void)
{
    for (int a = 0; a <= KCS_BMC_ERROR; a++) {
        for (int b = 0; b < a; b++) {
            g_assert_cmpstr(kcs_bmc_state_name(a), !=, kcs_bmc_state_name(b));
        }
    }
    for (int a = 0; a <= KCS_HOST_ABORT_READ; a++) {
        for (int b = 0; b < a; b++) {
            g_assert_cmpstr(kcs_host_state_name(a), !=,
                            kcs_host_state_name(b));
        }
    }
    g_assert_cmpstr(kcs_bmc_state_name(KCS_BMC_ERROR + 1), ==, "?");
    g_assert_cmpstr(kcs_host_state_name(KCS_HOST_ABORT_READ + 1), ==, "?");
}

/* --- kcs_host, its user, and a firmware's driver ------------------------ */

typedef enum FwPhase {
    FW_IDLE,
    FW_WRITE_START,
    FW_WRITE_DATA,
    FW_WRITE_END,
    FW_WRITE_DONE,
    FW_READ,
    FW_ABORT_1,
    FW_ABORT_2,
    FW_ERROR,
} FwPhase;

/* When the bottom half runs: the firmware must not notice */
typedef enum Timing {
    LATE,                       /* when the interrupt handler is through */
    EAGER,                      /* as soon as it can, within the handler */
    RANDOM,
    NR_TIMINGS,
} Timing;

typedef struct HostRig HostRig;

struct HostRig {
    RoleUser user;
    KCSHost host;
    Timing timing;
    bool scheduled;

    bool attention;
    unsigned int attentions;
    bool ask_again;             /* from within the response */

    FwPhase phase;
    bool dummy_last;            /* after IDR, not before */
    bool deaf;
    uint8_t error;
    uint8_t in[1000];
    size_t in_len;
    uint8_t out[1000];
    size_t out_len, out_pos;
    IPMIMsg answer;             /* the user's, to each request */
    unsigned int starts, answers;

    unsigned int events;        /* handler calls */
    unsigned int at;            /* the one in which this happens */
    void (*trick)(HostRig *rig);
};

static void host_ask_for(HostRig *rig, uint8_t msg_id, IPMIMsg req)
{
    kcs_host_request(&rig->host, msg_id, req.data, req.len);
}

static void host_rig_response(void *opaque, uint8_t msg_id,
                              const uint8_t *rsp, size_t len)
{
    HostRig *rig = opaque;

    role_user_message(&rig->user, msg_id, rsp, len);
    if (rig->ask_again) {
        rig->ask_again = false;
        host_ask_for(rig, msg_id + 1, MSG("\x18\x01\x02"));
    }
}

static void host_rig_attention(void *opaque, bool set)
{
    HostRig *rig = opaque;

    g_assert_cmpint(set, !=, rig->attention);
    rig->attention = set;
    rig->attentions++;
}

static void host_rig_schedule(void *opaque)
{
    HostRig *rig = opaque;

    g_assert_true(kcs_host_ready(&rig->host));
    rig->scheduled = true;
}

static void host_rig_state(void *opaque, KCSHostState from, KCSHostState to)
{
    role_user_state(opaque, from, to);
}

static const KCSHostOps host_rig_ops = {
    .response = host_rig_response,
    .attention = host_rig_attention,
    .schedule = host_rig_schedule,
    .state_changed = host_rig_state,
    .guest_error = role_user_error,
};

static void run_if_due(HostRig *rig, bool due)
{
    if (rig->scheduled && due) {
        rig->scheduled = false;
        kcs_host_run(&rig->host);
        g_assert_true(kcs_host_valid(&rig->host));
    }
}

/* Between two accesses of the firmware */
static void between(HostRig *rig)
{
    g_assert_true(kcs_host_valid(&rig->host));
    g_assert_true(rig->scheduled || !kcs_host_ready(&rig->host));
    run_if_due(rig, rig->timing == EAGER ||
               (rig->timing == RANDOM && g_test_rand_bit()));
}

static uint8_t fw_read(HostRig *rig, unsigned int reg)
{
    uint8_t val = kcs_host_bmc_read(&rig->host, reg);

    /* The next byte must not come from within */
    g_assert_true(reg != 0 || !(rig->host.ch.str & KCS_IBF));
    between(rig);
    return val;
}

static void fw_write(HostRig *rig, unsigned int reg, uint8_t val)
{
    bool full = rig->host.ch.str & KCS_IBF;

    kcs_host_bmc_write(&rig->host, reg, val);
    g_assert_cmpint((rig->host.ch.str & KCS_IBF) != 0, ==, full);
    between(rig);
}

static void fw_set_state(HostRig *rig, uint8_t state)
{
    uint8_t str = fw_read(rig, 2);

    fw_write(rig, 2, (str & ~KCS_STATE) | state);
}

/* A byte with its dummy, in either order */
static uint8_t fw_take_signalled(HostRig *rig)
{
    uint8_t val;

    if (!rig->dummy_last) {
        fw_write(rig, 1, 0);
    }
    val = fw_read(rig, 0);
    if (rig->dummy_last) {
        fw_write(rig, 1, 0);
    }
    return val;
}

static void fw_force_abort(HostRig *rig)
{
    fw_set_state(rig, KCS_STATE_ERROR);
    fw_read(rig, 0);
    fw_write(rig, 1, 0);
    rig->phase = FW_ERROR;
    rig->in_len = 0;
}

static void fw_command(HostRig *rig)
{
    fw_set_state(rig, KCS_STATE_WRITE);
    switch (fw_take_signalled(rig)) {
    case 0x61:
        rig->phase = FW_WRITE_START;
        rig->error = 0;
        rig->in_len = 0;
        rig->starts++;
        break;
    case 0x62:
        if (rig->phase == FW_WRITE_DATA) {
            rig->phase = FW_WRITE_END;
        } else {
            fw_force_abort(rig);
        }
        break;
    case 0x60:
        rig->error = rig->error ?: 0x01;
        rig->phase = FW_ABORT_1;
        break;
    default:
        rig->error = 0x02;
        fw_force_abort(rig);
        break;
    }
}

static void fw_store(HostRig *rig, uint8_t val)
{
    g_assert_cmpuint(rig->in_len, <, sizeof(rig->in));
    rig->in[rig->in_len++] = val;
}

static void fw_read_code(HostRig *rig)
{
    bool all = rig->out_pos == rig->out_len;

    if (all) {
        fw_set_state(rig, KCS_STATE_IDLE);
    }
    if (fw_read(rig, 0) != 0x68) {
        fw_set_state(rig, KCS_STATE_ERROR);
        fw_write(rig, 1, 0);
        rig->phase = FW_ERROR;
    } else if (all) {
        fw_write(rig, 1, 0);
        rig->phase = FW_IDLE;
    } else {
        fw_write(rig, 1, rig->out[rig->out_pos++]);
    }
}

static void fw_data(HostRig *rig)
{
    switch (rig->phase) {
    case FW_WRITE_START:
    case FW_WRITE_DATA:
        fw_set_state(rig, KCS_STATE_WRITE);
        rig->phase = FW_WRITE_DATA;
        fw_store(rig, fw_take_signalled(rig));
        break;
    case FW_WRITE_END:
        fw_set_state(rig, KCS_STATE_READ);
        fw_store(rig, fw_read(rig, 0));
        rig->phase = FW_WRITE_DONE;
        break;
    case FW_READ:
        fw_read_code(rig);
        break;
    case FW_ABORT_1:
        fw_set_state(rig, KCS_STATE_READ);
        fw_read(rig, 0);
        fw_write(rig, 1, rig->error);
        rig->phase = FW_ABORT_2;
        break;
    case FW_ABORT_2:
        fw_set_state(rig, KCS_STATE_IDLE);
        fw_read(rig, 0);
        fw_write(rig, 1, 0);
        rig->phase = FW_IDLE;
        break;
    default:
        fw_force_abort(rig);
        break;
    }
}

static void fw_handler(HostRig *rig)
{
    uint8_t str = fw_read(rig, 2);

    g_assert_cmphex(str & KCS_IBF, ==, KCS_IBF);
    if (rig->trick && rig->events++ == rig->at) {
        rig->trick(rig);
    } else if (str & KCS_CD) {
        fw_command(rig);
    } else {
        fw_data(rig);
    }
}

/* The user's write */
static void fw_respond(HostRig *rig, IPMIMsg rsp)
{
    g_assert_cmpint(rig->phase, ==, FW_WRITE_DONE);
    memcpy(rig->out, rsp.data, rsp.len);
    rig->out_len = rsp.len;
    rig->out_pos = 1;
    rig->phase = FW_READ;
    rig->answers++;
    fw_write(rig, 1, rig->out[0]);
}

static bool fw_works(HostRig *rig)
{
    if (kcs_bmc_irq(&rig->host.ch) && !rig->deaf) {
        fw_handler(rig);
        return true;
    }
    if (rig->phase == FW_WRITE_DONE && rig->answer.len) {
        fw_respond(rig, rig->answer);
        return true;
    }
    return false;
}

/* Until there is nothing more to do */
static void pump(HostRig *rig)
{
    for (int i = 0; i < 10000; i++) {
        if (!fw_works(rig)) {
            if (!rig->scheduled) {
                return;
            }
            run_if_due(rig, true);
        } else if (rig->timing != RANDOM || g_test_rand_bit()) {
            run_if_due(rig, true);
        }
    }
    g_assert_not_reached();
}

static void host_rig_init(HostRig *rig, Timing timing, bool dummy_last)
{
    memset(rig, 0, sizeof(*rig));
    kcs_host_init(&rig->host, &host_rig_ops, rig);
    rig->timing = timing;
    rig->dummy_last = dummy_last;
    rig->host.ch.bmc_irq_enable = KCS_BMC_IRQ_IBF;
    kcs_host_set_enabled(&rig->host, true);
}

static void assert_host(HostRig *rig, KCSHostState state,
                        unsigned int responses)
{
    g_assert_cmpstr(kcs_host_state_name(rig->host.state), ==,
                    kcs_host_state_name(state));
    role_user_assert(&rig->user, state, responses);
    g_assert_true(kcs_host_valid(&rig->host));
}

static void assert_answered(HostRig *rig, uint8_t msg_id, IPMIMsg rsp,
                            unsigned int responses)
{
    assert_host(rig, KCS_HOST_IDLE, responses);
    g_assert_cmphex(rig->user.msg_id, ==, msg_id);
    assert_msg(&rig->user.msg, &rsp);
}

static void host_transfer(HostRig *rig, uint8_t msg_id, IPMIMsg req,
                          IPMIMsg rsp)
{
    unsigned int responses = rig->user.messages;

    rig->answer = (IPMIMsg) { };
    host_ask_for(rig, msg_id, req);
    pump(rig);
    g_assert_cmpint(rig->phase, ==, FW_WRITE_DONE);
    g_assert_cmpmem(rig->in, rig->in_len, req.data, req.len);
    assert_host(rig, KCS_HOST_LAST, responses);
    fw_respond(rig, rsp);
    pump(rig);
    assert_answered(rig, msg_id, rsp, responses + 1);
    g_assert_cmpint(rig->phase, ==, FW_IDLE);
    g_assert_cmphex(rig->host.ch.str & (KCS_IBF | KCS_OBF | KCS_STATE),
                    ==, 0);
}

/* Nothing may be left of what went on before */
static void host_round_trip(HostRig *rig)
{
    unsigned int errors;

    rig->trick = NULL;
    rig->ask_again = false;
    rig->deaf = false;
    kcs_host_set_enabled(&rig->host, true);
    rig->host.ch.bmc_irq_enable = KCS_BMC_IRQ_IBF;
    pump(rig);
    errors = rig->user.errors;
    host_transfer(rig, rig->user.msg_id + 7, MSG("\x18\x01\x55"),
                  MSG("\x1c\x01\x00\xaa\xbb"));
    g_assert_cmpuint(rig->user.errors, ==, errors);
}

/* Runs a test with each time of the bottom half and each firmware */
static void each_way(void (*test)(HostRig *rig))
{
    HostRig rig;

    for (Timing timing = 0; timing < NR_TIMINGS; timing++) {
        for (int dummy_last = 0; dummy_last < 2; dummy_last++) {
            g_test_message("timing %d, dummy %s", timing,
                           dummy_last ? "last" : "first");
            host_rig_init(&rig, timing, dummy_last);
            test(&rig);
        }
    }
}

static void host_round_trips(HostRig *rig)
{
    assert_host(rig, KCS_HOST_IDLE, 0);
    for (int i = 0; i < 300; i++) {
        host_round_trip(rig);
    }
    g_assert_cmpuint(rig->user.errors, ==, 0);
    g_assert_cmpuint(rig->starts, ==, 300);
}

static void test_host_round_trips(void)
{
    each_way(host_round_trips);
}

static void host_lengths(HostRig *rig)
{
    for (size_t len = 2; len <= 300; len++) {
        host_transfer(rig, len, long_msg("\x28\x42", len),
                      long_msg("\x2c\x42", 3 + (len * 5 + 288) % 298));
    }
    host_transfer(rig, 1, MSG("\x28\x42"), long_msg("\x2c", 300));
    g_assert_cmpuint(rig->user.errors, ==, 0);
}

static void test_host_lengths(void)
{
    each_way(host_lengths);
}

static void host_byte_values(HostRig *rig)
{
    for (int byte = 0; byte < 256; byte++) {
        uint8_t req[] = { byte, byte ^ 0xff, byte, 0x68, byte };
        uint8_t rsp[] = { byte ^ 4, byte ^ 0xff, byte, byte, 0x60, byte };

        host_transfer(rig, byte, make_msg(req, sizeof(req)),
                      make_msg(rsp, sizeof(rsp)));
    }
    g_assert_cmpuint(rig->user.errors, ==, 0);
}

static void test_host_byte_values(void)
{
    each_way(host_byte_values);
}

/* --- kcs_host: requests that do not reach the firmware ------------------ */

static void test_host_request_lengths(void)
{
    static const uint8_t big[301] = { 0x18, 0x01 };
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    kcs_host_request(&rig.host, 1, NULL, 0);
    assert_answered(&rig, 1, MSG("\x04\x00\xc7"), 1);
    kcs_host_request(&rig.host, 2, big, 1);
    assert_answered(&rig, 2, MSG("\x1c\x00\xc7"), 2);
    kcs_host_request(&rig.host, 3, big, sizeof(big));
    assert_answered(&rig, 3, MSG("\x1c\x01\xc8"), 3);
    g_assert_cmphex(rig.host.ch.str, ==, 0);
    host_round_trip(&rig);
}

static void test_host_disabled(void)
{
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    kcs_host_set_enabled(&rig.host, false);
    g_assert_cmpuint(rig.user.messages, ==, 0);
    host_ask_for(&rig, 5, MSG("\x19\x01"));
    assert_answered(&rig, 5, MSG("\x1d\x01\xd2"), 1);
    g_assert_cmphex(rig.host.ch.str, ==, 0);
    pump(&rig);
    g_assert_cmpuint(rig.events, ==, 0);
    host_round_trip(&rig);
}

static void test_host_asked_within(void)
{
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    rig.ask_again = true;
    rig.answer = MSG("\x1c\x01\x00");
    host_ask_for(&rig, 5, MSG("\x18\x01"));
    pump(&rig);
    assert_answered(&rig, 6, rig.answer, 2);

    /* The next one fails as the one before */
    rig.ask_again = true;
    rig.answer = (IPMIMsg) { };
    host_ask_for(&rig, 7, MSG("\x18\x01"));
    pump(&rig);
    kcs_host_set_enabled(&rig.host, false);
    assert_answered(&rig, 8, MSG("\x1c\x01\xd2"), 4);
    host_round_trip(&rig);
}

/* --- kcs_host: firmware that misbehaves --------------------------------- */

/* Handler calls of a request of 4 bytes and a response of 4 */
#define NR_EVENTS 10
#define LAST_WRITE 5

/* Asks with a trick in one handler call; the answer is to come by itself */
static void ask_with(HostRig *rig, unsigned int at,
                     void (*trick)(HostRig *rig))
{
    rig->trick = trick;
    rig->at = at;
    rig->events = 0;
    rig->starts = 0;
    rig->user.messages = 0;
    rig->user.errors = 0;
    rig->answer = MSG("\x1c\x01\x00\x99");
    host_ask_for(rig, 0x31, MSG("\x18\x01\x02\x03"));
    pump(rig);
    /* A deaf firmware does not come further than this */
    g_assert_cmpuint(rig->events, >, at);
}

static void test_host_events(void)
{
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    ask_with(&rig, 0, fw_command);
    g_assert_cmpuint(rig.events, ==, NR_EVENTS);
    assert_answered(&rig, 0x31, rig.answer, 1);
}

static void trick_idle(HostRig *rig)
{
    fw_set_state(rig, KCS_STATE_IDLE);
    fw_read(rig, 0);
    rig->phase = FW_IDLE;
}

/* Answers before it has the request */
static void trick_early(HostRig *rig)
{
    fw_set_state(rig, KCS_STATE_READ);
    fw_write(rig, 1, 0x1c);
    fw_read(rig, 0);
    fw_write(rig, 1, 0x1c);
    rig->phase = FW_READ;
    rig->out_len = rig->out_pos = 0;
}

/* More bytes than there is anything to say */
static void trick_chatter(HostRig *rig)
{
    bool reading = rig->phase == FW_READ || rig->phase == FW_ABORT_2 ||
        rig->phase == FW_WRITE_DONE;

    for (int i = 0; i < 5 && !reading; i++) {
        fw_write(rig, 1, 0x55);
    }
    if (rig->host.ch.str & KCS_CD) {
        fw_command(rig);
    } else {
        fw_data(rig);
    }
    for (int i = 0; i < 5 && rig->phase < FW_WRITE_DONE; i++) {
        fw_write(rig, 1, 0x66);
    }
}

static void trick_close(HostRig *rig)
{
    fw_force_abort(rig);
    rig->host.ch.bmc_irq_enable = 0;
    kcs_host_set_enabled(&rig->host, false);
}

/* Not even this much */
static void trick_vanish(HostRig *rig)
{
    rig->host.ch.bmc_irq_enable = 0;
    kcs_host_set_enabled(&rig->host, false);
}

static void trick_reset(HostRig *rig)
{
    kcs_host_reset(&rig->host);
    rig->phase = FW_IDLE;
}

static void trick_deaf(HostRig *rig)
{
    rig->deaf = true;
}

/* A driver that looks twice at IDR, and at ODR at all */
static void trick_reread(HostRig *rig)
{
    uint8_t idr = kcs_host_bmc_read(&rig->host, 1);

    g_assert_cmphex(kcs_host_bmc_read(&rig->host, 1), ==, idr);
    if (rig->host.ch.str & KCS_CD) {
        fw_command(rig);
    } else {
        fw_data(rig);
    }
    if (!(rig->host.ch.str & KCS_IBF)) {
        fw_read(rig, 0);
    }
}

/* What is to come of it */
typedef enum Outcome {
    ANSWERED,                   /* as if nothing had been */
    RETRIED,                    /* through an abort, and then answered */
    CLOSED,                     /* 0xd2 */
    NOTHING,
} Outcome;

static void check_outcome(HostRig *rig, Outcome outcome)
{
    switch (outcome) {
    case ANSWERED:
        assert_answered(rig, 0x31, MSG("\x1c\x01\x00\x99"), 1);
        g_assert_cmpuint(rig->starts, ==, 1);
        g_assert_cmpuint(rig->user.errors, ==, 0);
        break;
    case RETRIED:
        assert_answered(rig, 0x31, MSG("\x1c\x01\x00\x99"), 1);
        g_assert_cmpuint(rig->starts, >=, 1);
        g_assert_cmpuint(rig->user.errors, >=, 1);
        g_assert_cmpuint(rig->host.retries, >=, 1);
        break;
    case CLOSED:
        assert_answered(rig, 0x31, MSG("\x1c\x01\xd2"), 1);
        break;
    case NOTHING:
        g_assert_cmpuint(rig->user.messages, ==, 0);
        break;
    }
}

static const struct {
    const char *name;
    void (*trick)(HostRig *rig);
    unsigned int first, end;
    Outcome outcome;
} tricks[] = {
    { "force-abort", fw_force_abort, 0, NR_EVENTS, RETRIED },
    { "idle", trick_idle, 0, LAST_WRITE, RETRIED },
    { "early", trick_early, 0, LAST_WRITE, RETRIED },
    { "chatter", trick_chatter, 0, NR_EVENTS, ANSWERED },
    { "reread", trick_reread, 0, NR_EVENTS, ANSWERED },
    { "close", trick_close, 0, NR_EVENTS, CLOSED },
    { "vanish", trick_vanish, 0, NR_EVENTS, CLOSED },
    { "reset", trick_reset, 0, NR_EVENTS, CLOSED },
    { "deaf", trick_deaf, 0, NR_EVENTS, NOTHING },
};

static void host_tricks(HostRig *rig)
{
    Timing timing = rig->timing;
    bool dummy_last = rig->dummy_last;

    for (size_t i = 0; i < ARRAY_SIZE(tricks); i++) {
        for (unsigned int at = tricks[i].first; at < tricks[i].end; at++) {
            g_test_message("%s at %u", tricks[i].name, at);
            host_rig_init(rig, timing, dummy_last);
            ask_with(rig, at, tricks[i].trick);
            check_outcome(rig, tricks[i].outcome);
            host_round_trip(rig);
        }
    }
}

static void test_host_tricks(void)
{
    each_way(host_tricks);
}

/* IDLE in place of a response, or of its rest */
static void host_idle_early(HostRig *rig)
{
    for (unsigned int at = LAST_WRITE; at < NR_EVENTS; at++) {
        unsigned int got = at - LAST_WRITE;

        ask_with(rig, at, trick_idle);
        if (got < 3) {
            assert_answered(rig, 0x31, MSG("\x1c\x01\xff"), 1);
            g_assert_cmpuint(rig->user.errors, ==, 1);
        } else {
            IPMIMsg wanted = MSG("\x1c\x01\x00\x99");

            wanted.len = got;
            assert_answered(rig, 0x31, wanted, 1);
        }
        host_round_trip(rig);
    }
}

static void test_host_idle_early(void)
{
    each_way(host_idle_early);
}

/* Aborts while the host waits for the response: no IDR to read */
static void host_abort_later(HostRig *rig)
{
    host_ask_for(rig, 0x31, MSG("\x18\x01"));
    pump(rig);
    assert_host(rig, KCS_HOST_LAST, 0);
    fw_force_abort(rig);
    pump(rig);
    /* The same request, once more */
    g_assert_cmpint(rig->phase, ==, FW_WRITE_DONE);
    g_assert_cmpmem(rig->in, rig->in_len, "\x18\x01", 2);
    assert_host(rig, KCS_HOST_LAST, 0);
    fw_respond(rig, MSG("\x1c\x01\x00"));
    pump(rig);
    assert_answered(rig, 0x31, MSG("\x1c\x01\x00"), 1);
    host_round_trip(rig);
}

static void test_host_abort_later(void)
{
    each_way(host_abort_later);
}

static void host_answers_twice(HostRig *rig)
{
    host_transfer(rig, 1, MSG("\x18\x01"), MSG("\x1c\x01\x00"));
    for (int i = 0; i < 3; i++) {
        fw_set_state(rig, KCS_STATE_READ);
        fw_write(rig, 1, 0x1c);
        g_assert_cmphex(rig->host.ch.str & KCS_OBF, ==, 0);
        fw_write(rig, 1, 0x01);
        fw_set_state(rig, KCS_STATE_IDLE);
        fw_write(rig, 1, 0x00);
        assert_host(rig, KCS_HOST_IDLE, 1);
        g_assert_cmphex(rig->host.ch.str, ==, 0);
    }
    host_round_trip(rig);
    /* And if it is still at it when the next request comes */
    fw_set_state(rig, KCS_STATE_READ);
    fw_write(rig, 1, 0x1c);
    host_round_trip(rig);
    fw_set_state(rig, KCS_STATE_ERROR);
    host_round_trip(rig);
}

static void test_host_answers_twice(void)
{
    each_way(host_answers_twice);
}

static void answer_lengths(HostRig *rig, size_t len, uint8_t cc)
{
    rig->user.messages = 0;
    rig->user.errors = 0;
    host_ask_for(rig, len, MSG("\x1a\x01\x00"));
    pump(rig);
    for (size_t i = 0; i < len; i++) {
        rig->out[i] = i + 1;
    }
    rig->out_len = len;
    rig->out_pos = 0;
    rig->phase = FW_READ;
    if (len) {
        fw_write(rig, 1, rig->out[rig->out_pos++]);
    } else {
        fw_set_state(rig, KCS_STATE_IDLE);
        rig->phase = FW_IDLE;
    }
    pump(rig);
    assert_host(rig, KCS_HOST_IDLE, 1);
    g_assert_cmpint(rig->phase, ==, FW_IDLE);
    g_assert_cmpuint(rig->user.errors, ==, cc != 0);
    if (cc) {
        const uint8_t wanted[] = { 0x1e, 0x01, cc };

        g_assert_cmpmem(rig->user.msg.data, rig->user.msg.len, wanted, 3);
    } else {
        g_assert_cmpmem(rig->user.msg.data, rig->user.msg.len, rig->out, len);
    }
}

static void host_answer_lengths(HostRig *rig)
{
    answer_lengths(rig, 0, 0xff);
    answer_lengths(rig, 1, 0xff);
    answer_lengths(rig, 2, 0xff);
    answer_lengths(rig, 3, 0);
    answer_lengths(rig, 300, 0);
    answer_lengths(rig, 301, 0xca);
    answer_lengths(rig, 1000, 0xca);
    host_round_trip(rig);
}

static void test_host_answer_lengths(void)
{
    each_way(host_answer_lengths);
}

/* A firmware that never gets through one request */
static void always_abort(HostRig *rig)
{
    bool end = (rig->host.ch.str & KCS_CD) && rig->host.ch.idr == 0x62;

    rig->at = rig->events;
    if (end) {
        fw_force_abort(rig);
    } else if (rig->host.ch.str & KCS_CD) {
        fw_command(rig);
    } else {
        fw_data(rig);
    }
}

static void only_abort(HostRig *rig)
{
    rig->at = rig->events;
    fw_force_abort(rig);
}

static void host_gives_up(HostRig *rig)
{
    ask_with(rig, 0, always_abort);
    assert_answered(rig, 0x31, MSG("\x1c\x01\xce"), 1);
    g_assert_cmpuint(rig->starts, ==, 1 + KCS_HOST_RETRIES);
    g_assert_cmpuint(rig->user.errors, ==, 1 + KCS_HOST_RETRIES);
    host_round_trip(rig);

    /* One that does not even take the abort */
    ask_with(rig, 0, only_abort);
    assert_answered(rig, 0x31, MSG("\x1c\x01\xce"), 1);
    g_assert_cmpuint(rig->user.errors, ==, 1 + KCS_HOST_RETRIES);
    /* Each request has its own tries */
    ask_with(rig, 0, fw_force_abort);
    assert_answered(rig, 0x31, MSG("\x1c\x01\x00\x99"), 1);
    host_round_trip(rig);
}

static void test_host_gives_up(void)
{
    each_way(host_gives_up);
}

/* Another request in place of one that is somewhere on its way */
static void host_superseded(HostRig *rig)
{
    for (unsigned int at = 0; at < NR_EVENTS; at++) {
        ask_with(rig, at, trick_deaf);
        host_ask_for(rig, 0x32, MSG("\x18\x02\x07"));
        assert_host(rig, KCS_HOST_BLOCKED, 0);
        g_assert_cmphex(rig->host.ch.str & KCS_IBF, ==, KCS_IBF);
        rig->deaf = false;
        rig->answer = MSG("\x1c\x02\x00");
        pump(rig);
        assert_answered(rig, 0x32, rig->answer, 1);
        g_assert_cmpmem(rig->in, rig->in_len, "\x18\x02\x07", 3);
        g_assert_cmpuint(rig->user.errors, ==, 0);
        host_round_trip(rig);
    }
}

static void test_host_superseded(void)
{
    each_way(host_superseded);
}

/* The firmware works on the first one; its answer has no place to go to */
static void host_superseded_later(HostRig *rig)
{
    host_ask_for(rig, 0x31, MSG("\x18\x01"));
    pump(rig);
    host_ask_for(rig, 0x32, MSG("\x18\x02"));
    assert_host(rig, KCS_HOST_START, 0);
    rig->deaf = true;
    fw_write(rig, 1, 0x1c);
    g_assert_cmphex(rig->host.ch.str & KCS_OBF, ==, 0);
    rig->deaf = false;
    rig->answer = MSG("\x1c\x02\x00");
    pump(rig);
    assert_answered(rig, 0x32, rig->answer, 1);

    /* In the middle of its response, with a byte in ODR */
    rig->answer = (IPMIMsg) { };
    host_ask_for(rig, 0x33, MSG("\x18\x03"));
    pump(rig);
    kcs_bmc_write(&rig->host.ch, 1, 0x1c);
    host_ask_for(rig, 0x34, MSG("\x18\x04"));
    g_assert_cmphex(rig->host.ch.str & KCS_OBF, ==, 0);
    rig->answer = MSG("\x1c\x04\x00");
    pump(rig);
    assert_answered(rig, 0x34, rig->answer, 2);
    host_round_trip(rig);
}

static void test_host_superseded_later(void)
{
    each_way(host_superseded_later);
}

/* --- kcs_host against a table ------------------------------------------- */

/*
 * Where the host goes when IBF falls with each state in STR, and without a
 * byte in ODR, with one from before, and with one from after. States of the
 * host by letter; lower case: with an answer, or a retry counted.
 */
static const struct {
    KCSHostState state;
    unsigned int events;        /* to get there */
    /* IDLE, READ, WRITE, ERROR; each without OBF, from before, from after */
    const char *next;
} steps[] = {
    { KCS_HOST_START,  0, "aaDa" "aaDa" "aaDa" },
    { KCS_HOST_DATA,   1, "aaDa" "aaDa" "aaDa" },
    { KCS_HOST_DATA,   3, "aaEa" "aaEa" "aaEa" },
    { KCS_HOST_END,    4, "aaLa" "aaLa" "aaLa" },
    { KCS_HOST_LAST,   5, "iLaa" "iLaa" "iRaa" },
    { KCS_HOST_READ,   6, "iRaa" "iRaa" "iRaa" },
    { KCS_HOST_READ,   9, "iRaa" "iRaa" "iRaa" },
};

/* After an abort in the first call: 0x60, 0x00, 0x68 */
static const struct {
    KCSHostState state;
    unsigned int events;
    const char *next;
} abort_steps[] = {
    { KCS_HOST_ABORT,      1, "TTTT" "TTTT" "TTTT" },
    { KCS_HOST_STATUS,     2, "aTaa" "aQaa" "aQaa" },
    { KCS_HOST_ABORT_READ, 3, "Saaa" "Saaa" "Saaa" },
};

static char host_letter(const HostRig *rig, unsigned int retries)
{
    static const char letters[] = "IBSDELRATQ";
    char letter = letters[rig->host.state];

    if (rig->user.messages || rig->host.retries != retries) {
        letter = g_ascii_tolower(letter);
    }
    return letter;
}

/* Stops in the given handler call, with the byte still in IDR */
static void stop_at(HostRig *rig, unsigned int events, bool aborted)
{
    host_rig_init(rig, LATE, false);
    rig->answer = MSG("\x1c\x01\x00\x99");
    host_ask_for(rig, 0x31, MSG("\x18\x01\x02\x03"));
    for (unsigned int n = 0; n < events;) {
        if (kcs_bmc_irq(&rig->host.ch)) {
            if (aborted && n == 0) {
                fw_force_abort(rig);
            } else {
                fw_handler(rig);
            }
            n++;
        } else {
            g_assert_true(fw_works(rig));
        }
        run_if_due(rig, true);
    }
    if (!kcs_bmc_irq(&rig->host.ch)) {
        g_assert_true(fw_works(rig));
        run_if_due(rig, true);
    }
    g_assert_true(kcs_bmc_irq(&rig->host.ch));
}

/* With a byte in ODR, before or after the firmware takes the one in IDR */
static void check_step(unsigned int events, bool aborted, KCSHostState state,
                       const char *next)
{
    static const char *const ways[] = { "none", "before", "after" };
    unsigned int retries;
    HostRig rig;

    for (unsigned int str = 0; str < 4; str++) {
        for (unsigned int way = 0; way < ARRAY_SIZE(ways); way++) {
            stop_at(&rig, events, aborted);
            assert_host(&rig, state, 0);
            retries = rig.host.retries;
            kcs_host_bmc_write(&rig.host, 2, str << 6);
            if (way == 1) {
                kcs_host_bmc_write(&rig.host, 1, 0x1c);
            }
            g_assert_false(rig.scheduled);
            kcs_host_bmc_read(&rig.host, 0);
            if (way == 2) {
                kcs_host_bmc_write(&rig.host, 1, 0x1c);
            }
            run_if_due(&rig, true);
            g_test_message("%s at %u, STR %02x, byte %s",
                           kcs_host_state_name(state), events, str << 6,
                           ways[way]);
            g_assert_cmpint(host_letter(&rig, retries), ==,
                            next[str + 4 * way]);
            g_assert_cmphex(rig.host.ch.str & KCS_OBF, ==, 0);
            rig.phase = FW_IDLE;
            host_round_trip(&rig);
        }
    }
}

static void test_host_table(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        check_step(steps[i].events, false, steps[i].state, steps[i].next);
    }
    for (size_t i = 0; i < ARRAY_SIZE(abort_steps); i++) {
        check_step(abort_steps[i].events, true, abort_steps[i].state,
                   abort_steps[i].next);
    }
}

/* Firmware that does not take the byte: nothing else moves the host */
static void test_host_waits_for_ibf(void)
{
    HostRig rig;

    for (unsigned int events = 0; events < NR_EVENTS; events++) {
        for (unsigned int str = 0; str < 4; str++) {
            KCSHostState state;

            stop_at(&rig, events, false);
            state = rig.host.state;
            kcs_host_bmc_write(&rig.host, 2, str << 6);
            kcs_host_bmc_write(&rig.host, 1, 0x1c);
            kcs_host_bmc_write(&rig.host, 1, 0x1d);
            g_assert_false(rig.scheduled);
            g_assert_false(kcs_host_ready(&rig.host));
            kcs_host_run(&rig.host);
            assert_host(&rig, state, 0);
            g_assert_cmphex(rig.host.ch.str & KCS_IBF, ==, KCS_IBF);
        }
    }
}

/* A bottom half that comes too often */
static void test_host_spurious_runs(void)
{
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    kcs_host_run(&rig.host);
    assert_host(&rig, KCS_HOST_IDLE, 0);
    g_assert_cmphex(rig.host.ch.str, ==, 0);
    host_ask_for(&rig, 1, MSG("\x18\x01"));
    pump(&rig);
    for (int i = 0; i < 3; i++) {
        kcs_host_run(&rig.host);
        assert_host(&rig, KCS_HOST_LAST, 0);
        g_assert_cmphex(rig.host.ch.str & KCS_IBF, ==, 0);
    }
    fw_respond(&rig, MSG("\x1c\x01\x00"));
    pump(&rig);
    assert_answered(&rig, 1, MSG("\x1c\x01\x00"), 1);
}

/* --- kcs_host: attention, reset, validity ------------------------------- */

static void test_host_attention(void)
{
    HostRig rig;

    host_rig_init(&rig, LATE, false);
    fw_write(&rig, 2, KCS_SMS_ATN);
    g_assert_true(rig.attention);
    fw_write(&rig, 2, KCS_SMS_ATN | KCS_OEM1);
    fw_write(&rig, 2, KCS_SMS_ATN | KCS_STATE_ERROR);
    g_assert_cmpuint(rig.attentions, ==, 1);
    /* A value in other registers that looks like it */
    fw_write(&rig, 1, 0);
    g_assert_cmpuint(rig.attentions, ==, 1);
    fw_write(&rig, 2, 0);
    g_assert_false(rig.attention);
    fw_write(&rig, 1, KCS_SMS_ATN);
    fw_write(&rig, 2, 0xff & ~KCS_SMS_ATN);
    g_assert_cmpuint(rig.attentions, ==, 2);

    /* In a transfer, which goes on */
    host_ask_for(&rig, 1, MSG("\x18\x01"));
    fw_write(&rig, 2, fw_read(&rig, 2) | KCS_SMS_ATN);
    g_assert_cmpuint(rig.attentions, ==, 3);
    rig.answer = MSG("\x1c\x01\x00");
    pump(&rig);
    assert_answered(&rig, 1, rig.answer, 1);
    g_assert_true(rig.attention);
    kcs_host_set_enabled(&rig.host, false);
    g_assert_true(rig.attention);
    kcs_host_reset(&rig.host);
    g_assert_false(rig.attention);
    kcs_host_reset(&rig.host);
    g_assert_cmpuint(rig.attentions, ==, 4);
}

static void test_host_reset(void)
{
    HostRig rig;

    for (unsigned int events = 0; events < NR_EVENTS; events++) {
        stop_at(&rig, events, false);
        rig.host.ch.bmc_irq_enable = KCS_BMC_IRQ_ALL;
        fw_write(&rig, 2, 0xff);
        kcs_host_reset(&rig.host);
        assert_answered(&rig, 0x31, MSG("\x1c\x01\xd2"), 1);
        g_assert_cmphex(rig.host.ch.str, ==, 0);
        g_assert_cmphex(rig.host.ch.idr, ==, 0);
        g_assert_cmphex(rig.host.ch.bmc_irq_enable, ==, 0);
        g_assert_false(rig.host.enabled);
        /* Once */
        kcs_host_reset(&rig.host);
        kcs_host_set_enabled(&rig.host, false);
        assert_host(&rig, KCS_HOST_IDLE, 1);
        rig.phase = FW_IDLE;
        host_round_trip(&rig);
    }
}

#define BAD(field, value)                       \
    do {                                        \
        KCSHost bad = *good;                    \
                                                \
        g_assert_true(kcs_host_valid(&bad));    \
        bad.field = (value);                    \
        g_assert_false(kcs_host_valid(&bad));   \
    } while (0)

static void check_bad(const KCSHost *good)
{
    BAD(state, KCS_HOST_ABORT_READ + 1);
    BAD(state, UINT32_MAX);
    BAD(retries, KCS_HOST_RETRIES + 1);
    BAD(req.len, IPMI_MSG_MAX + 1);
    BAD(rsp.len, IPMI_MSG_MAX + 1);
    BAD(pos, IPMI_MSG_MAX + 1);
    BAD(ch.bmc_irq_enable, 4);
    if (good->state != KCS_HOST_IDLE) {
        BAD(enabled, 0);
        BAD(req.len, 1);
        BAD(pos, good->req.len + 1);
    }
}

static void test_host_valid(void)
{
    HostRig rig;
    const KCSHost *good = &rig.host;

    host_rig_init(&rig, LATE, false);
    check_bad(good);
    for (unsigned int events = 0; events < NR_EVENTS; events++) {
        stop_at(&rig, events, false);
        check_bad(good);
        /* As much was written as the state says, and no less */
        if (good->state != KCS_HOST_START) {
            BAD(pos, 0);
        } else {
            BAD(pos, 1);
        }
        if (good->state != KCS_HOST_LAST && good->state != KCS_HOST_READ) {
            BAD(pos, good->req.len);
        } else {
            BAD(pos, good->req.len - 1);
        }
    }
    for (unsigned int events = 1; events < 4; events++) {
        stop_at(&rig, events, true);
        check_bad(good);
    }
}

static void count_responses(void *opaque, uint8_t msg_id, const uint8_t *rsp,
                            size_t len)
{
    ++*(unsigned int *)opaque;
}

static void no_attention(void *opaque, bool set)
{
    g_assert_not_reached();
}

static void do_nothing(void *opaque)
{
}

static void test_host_optional_ops(void)
{
    static const KCSHostOps ops = {
        .response = count_responses,
        .attention = no_attention,
        .schedule = do_nothing,
    };
    unsigned int count = 0;
    KCSHost host;

    kcs_host_init(&host, &ops, &count);
    kcs_host_set_enabled(&host, true);
    kcs_host_request(&host, 1, (const uint8_t *)"\x18\x01", 2);
    for (int i = 0; i < 20; i++) {
        kcs_host_bmc_write(&host, 2, KCS_STATE_ERROR);
        kcs_host_bmc_read(&host, 0);
        kcs_host_run(&host);
    }
    g_assert_cmpuint(count, ==, 1);
}

/* --- both roles, and a driver at either end ----------------------------- */

typedef struct Chain {
    BmcRig bmc;
    HostRig host;
} Chain;

static void chain_init(Chain *c, Timing timing)
{
    bmc_rig_init(&c->bmc);
    host_rig_init(&c->host, timing, false);
}

static void chain_transfer(Chain *c, IPMIMsg req, IPMIMsg rsp)
{
    HostRig *host = &c->host;

    host_ask(&c->bmc.bmc, req);
    assert_msg(&c->bmc.user.msg, &req);
    host_waits(&c->bmc.bmc);
    host_transfer(host, c->bmc.user.msg_id, c->bmc.user.msg, rsp);
    g_assert_true(bmc_answer(&c->bmc, host->user.msg_id, host->user.msg));
    host_expect(&c->bmc.bmc, rsp);
}

static void test_chain_lengths(void)
{
    Chain c;

    for (Timing timing = 0; timing < NR_TIMINGS; timing++) {
        chain_init(&c, timing);
        for (size_t len = 2; len <= 300; len++) {
            chain_transfer(&c, long_msg("\x28\x42", len),
                           long_msg("\x2c\x42", 3 + len * 7 % 298));
        }
        g_assert_cmpuint(c.bmc.user.errors + c.host.user.errors, ==, 0);
    }
}

/* The host gives up its request; the firmware's answer comes anyway */
static void test_chain_abort(void)
{
    Chain c;

    chain_init(&c, LATE);
    host_ask(&c.bmc.bmc, MSG("\x18\x01"));
    host_ask_for(&c.host, c.bmc.user.msg_id, c.bmc.user.msg);
    pump(&c.host);
    g_assert_cmphex(host_get_status(&c.bmc.bmc), ==, 0x01);
    fw_respond(&c.host, MSG("\x1c\x01\x00"));
    pump(&c.host);
    g_assert_false(bmc_answer(&c.bmc, c.host.user.msg_id, c.host.user.msg));
    chain_transfer(&c, MSG("\x18\x02"), MSG("\x1c\x02\x00"));
}

static const struct {
    const char *path;
    GTestFunc run;
} tests[] = {
    { "/ipmi/kcs-bmc/round-trips", test_bmc_round_trips },
    { "/ipmi/kcs-bmc/lengths", test_bmc_lengths },
    { "/ipmi/kcs-bmc/byte-values", test_bmc_byte_values },
    { "/ipmi/kcs-bmc/within-callback", test_bmc_within_callback },
    { "/ipmi/kcs-bmc/table", test_bmc_table },
    { "/ipmi/kcs-bmc/no-register", test_bmc_no_register },
    { "/ipmi/kcs-bmc/status-codes", test_bmc_status_codes },
    { "/ipmi/kcs-bmc/walk", test_bmc_walk },
    { "/ipmi/kcs-bmc/wrong-answers", test_bmc_wrong_answers },
    { "/ipmi/kcs-bmc/answer-out-of-place", test_bmc_answer_out_of_place },
    { "/ipmi/kcs-bmc/abort-pending", test_bmc_abort_pending },
    { "/ipmi/kcs-bmc/fail", test_bmc_fail },
    { "/ipmi/kcs-bmc/reset", test_bmc_reset },
    { "/ipmi/kcs-bmc/irq-enable", test_bmc_irq_enable },
    { "/ipmi/kcs-bmc/attention-idle", test_bmc_attention_idle },
    { "/ipmi/kcs-bmc/attention-transfer", test_bmc_attention_transfer },
    { "/ipmi/kcs-bmc/attention-end", test_bmc_attention_end },
    { "/ipmi/kcs-bmc/attention-error", test_bmc_attention_error },
    { "/ipmi/kcs-bmc/valid", test_bmc_valid },
    { "/ipmi/kcs-bmc/optional-ops", test_bmc_optional_ops },
    { "/ipmi/kcs/state-names", test_state_names },
    { "/ipmi/kcs-host/round-trips", test_host_round_trips },
    { "/ipmi/kcs-host/lengths", test_host_lengths },
    { "/ipmi/kcs-host/byte-values", test_host_byte_values },
    { "/ipmi/kcs-host/request-lengths", test_host_request_lengths },
    { "/ipmi/kcs-host/disabled", test_host_disabled },
    { "/ipmi/kcs-host/asked-within", test_host_asked_within },
    { "/ipmi/kcs-host/events", test_host_events },
    { "/ipmi/kcs-host/tricks", test_host_tricks },
    { "/ipmi/kcs-host/idle-early", test_host_idle_early },
    { "/ipmi/kcs-host/abort-later", test_host_abort_later },
    { "/ipmi/kcs-host/answers-twice", test_host_answers_twice },
    { "/ipmi/kcs-host/answer-lengths", test_host_answer_lengths },
    { "/ipmi/kcs-host/gives-up", test_host_gives_up },
    { "/ipmi/kcs-host/superseded", test_host_superseded },
    { "/ipmi/kcs-host/superseded-later", test_host_superseded_later },
    { "/ipmi/kcs-host/table", test_host_table },
    { "/ipmi/kcs-host/waits-for-ibf", test_host_waits_for_ibf },
    { "/ipmi/kcs-host/spurious-runs", test_host_spurious_runs },
    { "/ipmi/kcs-host/attention", test_host_attention },
    { "/ipmi/kcs-host/reset", test_host_reset },
    { "/ipmi/kcs-host/valid", test_host_valid },
    { "/ipmi/kcs-host/optional-ops", test_host_optional_ops },
    { "/ipmi/kcs-chain/lengths", test_chain_lengths },
    { "/ipmi/kcs-chain/abort", test_chain_abort },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_test_add_func(tests[i].path, tests[i].run);
    }
    return g_test_run();
}
