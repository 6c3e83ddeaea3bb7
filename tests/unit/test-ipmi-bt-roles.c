/*
 * Unit tests of both roles on a BT channel
 *
 * Against each role stands a driver of the other party, which knows nothing
 * but the registers, as IPMI 2.0 section 11 tells it to use them: a host's
 * against bt_bmc, a firmware's against bt_host. At the end the two roles are
 * joined, and one driver's request travels to the other driver and back.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt_bmc.h"
#include "hw/ipmi/channel/bt_host.h"
#include "ipmi-role-user.h"

/* --- frames ------------------------------------------------------------- */

/* Puts a message into a frame; returns the frame's size */
static size_t make_frame(uint8_t *frame, uint8_t seq, const IPMIMsg *msg)
{
    frame[0] = msg->len + 1;
    frame[1] = msg->data[0];
    frame[2] = seq;
    for (size_t i = 1; i < msg->len; i++) {
        frame[i + 2] = msg->data[i];
    }
    return msg->len + 2;
}

/* --- a host's driver, on the host's port of bt_bmc ---------------------- */

static uint8_t host_ctrl(BTBmc *bmc)
{
    return bt_bmc_host_read(bmc, 0);
}

static void host_set_ctrl(BTBmc *bmc, uint8_t val)
{
    bt_bmc_host_write(bmc, 0, val);
}

static void host_fill(BTBmc *bmc, const uint8_t *bytes, size_t len)
{
    host_set_ctrl(bmc, BT_CLR_WR_PTR);
    for (size_t i = 0; i < len; i++) {
        bt_bmc_host_write(bmc, 1, bytes[i]);
    }
}

static void host_ask(BTBmc *bmc, uint8_t seq, IPMIMsg msg)
{
    uint8_t frame[BT_BUFFER_SIZE];
    size_t len = make_frame(frame, seq, &msg);

    g_assert_cmphex(host_ctrl(bmc) & (BT_B_BUSY | BT_H2B_ATN), ==, 0);
    host_fill(bmc, frame, len);
    host_set_ctrl(bmc, BT_H2B_ATN);
}

/* Takes a response; returns its sequence number */
static uint8_t host_take(BTBmc *bmc, IPMIMsg *rsp)
{
    uint8_t len, seq;

    g_assert_cmphex(host_ctrl(bmc) & (BT_B2H_ATN | BT_H_BUSY), ==, BT_B2H_ATN);
    host_set_ctrl(bmc, BT_H_BUSY);
    host_set_ctrl(bmc, BT_B2H_ATN);
    g_assert_cmphex(host_ctrl(bmc) & (BT_B2H_ATN | BT_H_BUSY), ==, BT_H_BUSY);
    host_set_ctrl(bmc, BT_CLR_RD_PTR);
    len = bt_bmc_host_read(bmc, 1);
    g_assert_cmpuint(len, >=, 4);
    ipmi_msg_reset(rsp);
    ipmi_msg_put(rsp, bt_bmc_host_read(bmc, 1));
    seq = bt_bmc_host_read(bmc, 1);
    for (int i = 2; i < len; i++) {
        ipmi_msg_put(rsp, bt_bmc_host_read(bmc, 1));
    }
    g_assert_cmphex(bt_bmc_host_read(bmc, 1), ==, 0xff);
    host_set_ctrl(bmc, BT_H_BUSY);
    return seq;
}

static void host_expect(BTBmc *bmc, uint8_t seq, IPMIMsg wanted)
{
    IPMIMsg rsp;

    g_assert_cmphex(host_take(bmc, &rsp), ==, seq);
    assert_msg(&rsp, &wanted);
}

/* --- bt_bmc and its user ------------------------------------------------ */

typedef struct BmcRig {
    RoleUser user;
    BTBmc bmc;
    IPMIMsg answer;             /* unless empty, given within the callback */
    uint8_t fail_code;          /* unless 0, given within the callback */
} BmcRig;

static void bmc_rig_request(void *opaque, uint8_t msg_id,
                            const uint8_t *req, size_t len)
{
    BmcRig *rig = opaque;

    g_assert_cmphex(host_ctrl(&rig->bmc) & (BT_B_BUSY | BT_H2B_ATN), ==,
                    BT_B_BUSY);
    role_user_message(&rig->user, msg_id, req, len);
    if (rig->answer.len) {
        g_assert_true(bt_bmc_response(&rig->bmc, msg_id, rig->answer.data,
                                      rig->answer.len));
    }
    if (rig->fail_code) {
        bt_bmc_fail(&rig->bmc, rig->fail_code);
    }
}

static void bmc_rig_state(void *opaque, BTBmcState from, BTBmcState to)
{
    role_user_state(opaque, from, to);
}

static const BTBmcOps bmc_rig_ops = {
    .request = bmc_rig_request,
    .state_changed = bmc_rig_state,
    .guest_error = role_user_error,
};

static void bmc_rig_init(BmcRig *rig)
{
    memset(rig, 0, sizeof(*rig));
    bt_bmc_init(&rig->bmc, &bmc_rig_ops, rig);
}

static void assert_bmc(BmcRig *rig, BTBmcState state, uint8_t ctrl,
                       unsigned int requests, unsigned int errors)
{
    g_assert_cmpstr(bt_bmc_state_name(rig->bmc.state), ==,
                    bt_bmc_state_name(state));
    role_user_assert(&rig->user, state, requests);
    g_assert_cmphex(host_ctrl(&rig->bmc), ==, ctrl);
    g_assert_cmpuint(rig->user.errors, ==, errors);
    g_assert_true(bt_bmc_valid(&rig->bmc));
    g_assert_cmpint(rig->bmc.held.len > 0, ==, state == BT_BMC_HOLDING);
}

static bool bmc_answer(BmcRig *rig, uint8_t msg_id, IPMIMsg rsp)
{
    return bt_bmc_response(&rig->bmc, msg_id, rsp.data, rsp.len);
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
    host_ask(&rig->bmc, 0x77, req);
    assert_bmc(rig, BT_BMC_PENDING, BT_B_BUSY, requests + 1, errors);
    g_assert_cmphex(rig->user.msg_id, ==, (msg_id + 1) & 0xff);
    assert_msg(&rig->user.msg, &req);
    g_assert_true(bmc_answer(rig, rig->user.msg_id,
                             MSG("\x1c\x01\x00\xaa\xbb")));
    assert_bmc(rig, BT_BMC_IDLE, BT_B2H_ATN, requests + 1, errors);
    host_expect(&rig->bmc, 0x77, MSG("\x1c\x01\x00\xaa\xbb"));
    assert_bmc(rig, BT_BMC_IDLE, 0, requests + 1, errors);
}

static void test_bmc_round_trips(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    assert_bmc(&rig, BT_BMC_IDLE, 0, 0, 0);
    for (int i = 0; i < 300; i++) {
        bmc_round_trip(&rig);
    }
}

static void test_bmc_lengths(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t len = 2; len <= 254; len++) {
        IPMIMsg req = long_msg("\x28\x42", len);
        IPMIMsg rsp = long_msg("\x2c\x42", 3 + len * 5 % 252);

        host_ask(&rig.bmc, len, req);
        assert_msg(&rig.user.msg, &req);
        g_assert_true(bmc_answer(&rig, rig.user.msg_id, rsp));
        host_expect(&rig.bmc, len, rsp);
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, 253, 0);
}

static void test_bmc_byte_values(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (int byte = 0; byte < 256; byte++) {
        uint8_t req[] = { byte, byte ^ 0xff, byte, 0xa0, byte };
        uint8_t rsp[] = { byte ^ 4, byte ^ 0xff, byte, byte, 0xaa, byte };

        rig.answer = make_msg(rsp, sizeof(rsp));
        host_ask(&rig.bmc, byte, make_msg(req, sizeof(req)));
        g_assert_cmpmem(rig.user.msg.data, rig.user.msg.len, req, sizeof(req));
        host_expect(&rig.bmc, byte, rig.answer);
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, 256, 0);
}

/* Answers that are there before the host's write is over */
static void test_bmc_within_callback(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    rig.answer = MSG("\x1c\x01\x00");
    host_ask(&rig.bmc, 9, MSG("\x18\x01"));
    assert_bmc(&rig, BT_BMC_IDLE, BT_B2H_ATN, 1, 0);
    /* The next one while the host has yet to take the first */
    host_ask(&rig.bmc, 10, MSG("\x18\x01"));
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B2H_ATN | BT_B_BUSY, 2, 0);
    host_expect(&rig.bmc, 9, rig.answer);
    host_expect(&rig.bmc, 10, rig.answer);

    ipmi_msg_reset(&rig.answer);
    rig.fail_code = 0xc3;
    host_ask(&rig.bmc, 11, MSG("\x28\x07\x01"));
    host_expect(&rig.bmc, 11, MSG("\x2c\x07\xc3"));
    assert_bmc(&rig, BT_BMC_IDLE, 0, 3, 0);
    bmc_round_trip(&rig);
}

/* Frames whose length byte is wrong, and what they are answered with */
typedef struct BadFrame {
    const char *what;
    uint8_t bytes[6];
    uint8_t len;
    uint8_t seq;
    uint8_t netfn_lun, cmd;
} BadFrame;

static const BadFrame bad_frames[] = {
    { "empty", { 0 }, 0, 0, 0x04, 0 },
    { "zero, alone", { 0 }, 1, 0, 0x04, 0 },
    { "zero", { 0, 0x19, 7, 1 }, 4, 7, 0x1d, 1 },
    { "no netfn", { 3 }, 1, 0, 0x04, 0 },
    { "no sequence number", { 3, 0x19 }, 2, 0, 0x1d, 0 },
    { "no cmd", { 3, 0x19, 7 }, 3, 7, 0x1d, 0 },
    { "fitting, but no cmd", { 2, 0x19, 7 }, 3, 7, 0x1d, 0 },
    { "one too few for a cmd", { 2, 0x19, 7, 1 }, 4, 7, 0x1d, 1 },
    { "one byte missing", { 4, 0x19, 7, 1 }, 4, 7, 0x1d, 1 },
    { "one data byte missing", { 6, 0x19, 7, 1, 2, 3 }, 6, 7, 0x1d, 1 },
    { "most bytes missing", { 255, 0x3f, 8, 0x99, 2 }, 5, 8, 0x3f, 0x99 },
    { "like capabilities", { 4, 0x18, 7, 0x36 }, 4, 7, 0x1c, 0x36 },
};

static void check_bad_frame(BmcRig *rig, const BadFrame *bad)
{
    uint8_t wanted[] = { bad->netfn_lun, bad->cmd, 0xc7 };
    unsigned int requests = rig->user.messages;
    unsigned int errors = rig->user.errors;

    g_test_message("%s", bad->what);
    host_fill(&rig->bmc, bad->bytes, bad->len);
    host_set_ctrl(&rig->bmc, BT_H2B_ATN);
    assert_bmc(rig, BT_BMC_IDLE, BT_B2H_ATN, requests, errors + 1);
    host_expect(&rig->bmc, bad->seq, make_msg(wanted, sizeof(wanted)));
    assert_bmc(rig, BT_BMC_IDLE, 0, requests, errors + 1);
}

/* Bytes of the round trip before each one must not show up in its answer */
static void test_bmc_bad_frames(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t i = 0; i < ARRAY_SIZE(bad_frames); i++) {
        check_bad_frame(&rig, &bad_frames[i]);
        bmc_round_trip(&rig);
        check_bad_frame(&rig, &bad_frames[i]);
        check_bad_frame(&rig, &bad_frames[i]);
        bmc_round_trip(&rig);
    }
}

static void test_bmc_extra_bytes(void)
{
    uint8_t frame[300] = { 255, 0x18, 5, 1 };
    BmcRig rig;

    bmc_rig_init(&rig);
    /* Bytes past the frame are not part of it */
    host_fill(&rig.bmc, (const uint8_t *)"\x03\x18\x05\x01\xee\xee", 6);
    host_set_ctrl(&rig.bmc, BT_H2B_ATN);
    g_assert_cmpmem(rig.user.msg.data, rig.user.msg.len, "\x18\x01", 2);
    bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00"));
    host_expect(&rig.bmc, 5, MSG("\x1c\x01\x00"));

    /* Nor is what no longer fits the buffer */
    memset(&frame[256], 0xee, sizeof(frame) - 256);
    host_fill(&rig.bmc, frame, sizeof(frame));
    host_set_ctrl(&rig.bmc, BT_H2B_ATN);
    g_assert_cmpuint(rig.user.msg.len, ==, 254);
    g_assert_cmphex(rig.user.msg.data[253], ==, 0);
    bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00"));
    host_expect(&rig.bmc, 5, MSG("\x1c\x01\x00"));
    assert_bmc(&rig, BT_BMC_IDLE, 0, 2, 0);
}

/* A host that asks again while B_BUSY is set */
static void test_bmc_asked_while_busy(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, 1, MSG("\x18\x01"));
    for (int i = 1; i <= 3; i++) {
        host_fill(&rig.bmc, (const uint8_t *)"\x03\x28\x02\x09", 4);
        host_set_ctrl(&rig.bmc, BT_H2B_ATN);
        assert_bmc(&rig, BT_BMC_PENDING, BT_B_BUSY, 1, i);
    }
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00")));
    assert_bmc(&rig, BT_BMC_IDLE, BT_B2H_ATN, 1, 3);
    host_expect(&rig.bmc, 1, MSG("\x1c\x01\x00"));
    bmc_round_trip(&rig);

    /* The request before is gone, and not to be had a second time */
    host_set_ctrl(&rig.bmc, BT_H2B_ATN);
    assert_bmc(&rig, BT_BMC_IDLE, BT_B2H_ATN, 2, 4);
    host_expect(&rig.bmc, 0, MSG("\x04\x00\xc7"));

    /* All at once: a new buffer, which is empty, and a request */
    host_set_ctrl(&rig.bmc, 0xff & ~BT_H_BUSY);
    host_expect(&rig.bmc, 0, MSG("\x04\x00\xc7"));
    bmc_round_trip(&rig);
}

/* An answer made here is to the request, whatever the host wrote since */
static void test_bmc_fails_what_was_asked(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, 1, MSG("\x18\x01"));
    host_fill(&rig.bmc, (const uint8_t *)"\x03\x28\x02\x09", 4);
    host_set_ctrl(&rig.bmc, BT_H2B_ATN);
    bt_bmc_fail(&rig.bmc, 0xc3);
    host_expect(&rig.bmc, 1, MSG("\x1c\x01\xc3"));
    bmc_round_trip(&rig);
}

/* A response that must not overwrite the one before */
static void test_bmc_holding(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, 1, MSG("\x18\x01"));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00\x11")));
    host_ask(&rig.bmc, 2, MSG("\x18\x02"));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x02\x00\x22")));
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_B2H_ATN, 2, 0);

    /* The one that is held is the answer, and there is no other */
    g_assert_false(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x02\x00\x33")));
    bt_bmc_fail(&rig.bmc, 0xc3);
    host_set_ctrl(&rig.bmc, BT_H2B_ATN);
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_B2H_ATN, 2, 1);

    /* Neither bit alone lets it out; host_take() drops H_BUSY last */
    host_set_ctrl(&rig.bmc, BT_H_BUSY);
    host_set_ctrl(&rig.bmc, BT_H_BUSY);
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_B2H_ATN, 2, 1);
    host_expect(&rig.bmc, 1, MSG("\x1c\x01\x00\x11"));
    assert_bmc(&rig, BT_BMC_IDLE, BT_B2H_ATN, 2, 1);
    host_expect(&rig.bmc, 2, MSG("\x1c\x02\x00\x22"));
    assert_bmc(&rig, BT_BMC_IDLE, 0, 2, 1);
    bmc_round_trip(&rig);
}

static void test_bmc_holding_for_h_busy(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    host_ask(&rig.bmc, 3, MSG("\x18\x03"));
    host_set_ctrl(&rig.bmc, BT_H_BUSY);
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x03\x00")));
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_H_BUSY, 1, 0);
    host_set_ctrl(&rig.bmc, BT_B2H_ATN);
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_H_BUSY, 1, 0);
    host_set_ctrl(&rig.bmc, BT_H_BUSY);
    assert_bmc(&rig, BT_BMC_IDLE, BT_B2H_ATN, 1, 0);
    host_expect(&rig.bmc, 3, MSG("\x1c\x03\x00"));

    /* Held errors are no different; and one write may end it and ask anew */
    host_ask(&rig.bmc, 4, MSG("\x18\x04"));
    host_set_ctrl(&rig.bmc, BT_H_BUSY);
    bt_bmc_fail(&rig.bmc, 0xd2);
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_H_BUSY, 2, 0);
    host_fill(&rig.bmc, (const uint8_t *)"\x03\x18\x05\x06", 4);
    host_set_ctrl(&rig.bmc, BT_H_BUSY | BT_H2B_ATN);
    assert_bmc(&rig, BT_BMC_PENDING, BT_B_BUSY | BT_B2H_ATN, 3, 0);
    host_expect(&rig.bmc, 4, MSG("\x1c\x04\xd2"));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x06\x00")));
    host_expect(&rig.bmc, 5, MSG("\x1c\x06\x00"));
    bmc_round_trip(&rig);
}

/* --- bt_bmc: resets ----------------------------------------------------- */

static void bmc_phase_idle(BmcRig *rig)
{
}

static void bmc_phase_writing(BmcRig *rig)
{
    host_fill(&rig->bmc, (const uint8_t *)"\x03\x18\x05", 3);
}

static void bmc_phase_pending(BmcRig *rig)
{
    host_ask(&rig->bmc, 0x21, MSG("\x18\x01"));
}

static void bmc_phase_answered(BmcRig *rig)
{
    bmc_phase_pending(rig);
    g_assert_true(bmc_answer(rig, rig->user.msg_id, MSG("\x1c\x01\x00\x99")));
}

static void bmc_phase_holding(BmcRig *rig)
{
    bmc_phase_answered(rig);
    bmc_phase_answered(rig);
}

static void bmc_phase_reading(BmcRig *rig)
{
    bmc_phase_answered(rig);
    host_set_ctrl(&rig->bmc, BT_H_BUSY);
    host_set_ctrl(&rig->bmc, BT_B2H_ATN);
    g_assert_cmphex(bt_bmc_host_read(&rig->bmc, 1), ==, 5);
}

static void bmc_phase_attention(BmcRig *rig)
{
    bt_bmc_set_sms_atn(&rig->bmc.ch, true, true);
}

static void (*const bmc_phases[])(BmcRig *) = {
    bmc_phase_idle,
    bmc_phase_writing,
    bmc_phase_pending,
    bmc_phase_answered,
    bmc_phase_holding,
    bmc_phase_reading,
    bmc_phase_attention,
};

static void bmc_reset_by_host(BTBmc *bmc)
{
    bt_bmc_host_write(bmc, 2, BT_BMC_HWRST | BT_B2H_IRQ_EN);
}

static void check_bmc_reset(void (*phase)(BmcRig *), void (*reset)(BTBmc *))
{
    BmcRig rig;
    unsigned int requests;
    uint8_t msg_id, atn;

    bmc_rig_init(&rig);
    rig.bmc.irq_enabled = true;
    bt_bmc_host_write(&rig.bmc, 2, BT_B2H_IRQ_EN);
    phase(&rig);
    requests = rig.user.messages;
    msg_id = rig.user.msg_id;
    atn = host_ctrl(&rig.bmc) & BT_SMS_ATN;

    /* The BMC still has what the attention stands for */
    reset(&rig.bmc);
    assert_bmc(&rig, BT_BMC_IDLE, atn, requests, 0);
    host_set_ctrl(&rig.bmc, BT_SMS_ATN);
    g_assert_cmphex(bt_bmc_host_read(&rig.bmc, 2), ==, 0);
    g_assert_cmphex(bt_bmc_host_read(&rig.bmc, 1), ==, 0xff);
    g_assert_false(bt_bmc_host_irq(&rig.bmc));
    g_assert_true(rig.bmc.irq_enabled);
    g_assert_cmpuint(rig.bmc.ch.h2b.wr, ==, 0);

    /* The answer comes late, now and while another request is out */
    g_assert_false(bmc_answer(&rig, msg_id, MSG("\x1c\x01\x00\x66")));
    bt_bmc_fail(&rig.bmc, 0xc3);
    assert_bmc(&rig, BT_BMC_IDLE, 0, requests, 0);
    host_ask(&rig.bmc, 0x31, MSG("\x18\x08"));
    g_assert_false(bmc_answer(&rig, msg_id, MSG("\x1c\x01\x00\x66")));
    g_assert_true(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x08\x00")));
    host_expect(&rig.bmc, 0x31, MSG("\x1c\x08\x00"));
    bmc_round_trip(&rig);
}

static void test_bmc_resets(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(bmc_phases); i++) {
        check_bmc_reset(bmc_phases[i], bt_bmc_reset);
        check_bmc_reset(bmc_phases[i], bmc_reset_by_host);
    }
}

/* --- bt_bmc: responses and errors --------------------------------------- */

static void test_bmc_ids(void)
{
    BmcRig rig;
    IPMIMsg rsp = MSG("\x1c\x01\x00");

    bmc_rig_init(&rig);
    for (int id = 0; id < 256; id++) {
        g_assert_false(bmc_answer(&rig, id, rsp));
    }
    for (int round = 0; round < 260; round++) {
        host_ask(&rig.bmc, round, MSG("\x18\x01"));
        for (int delta = 1; delta < 256; delta++) {
            g_assert_false(bmc_answer(&rig, rig.user.msg_id + delta, rsp));
        }
        g_assert_true(bmc_answer(&rig, rig.user.msg_id, rsp));
        g_assert_false(bmc_answer(&rig, rig.user.msg_id, rsp));
        host_expect(&rig.bmc, round, rsp);
        g_assert_false(bmc_answer(&rig, rig.user.msg_id, rsp));
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, 260, 0);
}

static void test_bmc_response_lengths(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t len = 0; len <= 300; len++) {
        IPMIMsg rsp = long_msg("\x2d\x42\x80", len);

        host_ask(&rig.bmc, len, MSG("\x29\x42\x01"));
        g_assert_true(bmc_answer(&rig, rig.user.msg_id, rsp));
        if (len < 3) {
            rsp = MSG("\x2d\x42\xff");
        } else if (len > 254) {
            rsp = MSG("\x2d\x42\xca");
        }
        host_expect(&rig.bmc, len, rsp);
    }
    host_ask(&rig.bmc, 5, MSG("\x29\x42"));
    g_assert_true(bt_bmc_response(&rig.bmc, rig.user.msg_id, NULL, 0));
    host_expect(&rig.bmc, 5, MSG("\x2d\x42\xff"));
    assert_bmc(&rig, BT_BMC_IDLE, 0, 302, 0);
}

static void test_bmc_fail(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    bt_bmc_fail(&rig.bmc, 0xc3);
    assert_bmc(&rig, BT_BMC_IDLE, 0, 0, 0);
    for (int cc = 0; cc < 256; cc++) {
        uint8_t req[] = { cc & ~0x04, cc + 1, cc };
        uint8_t rsp[] = { cc | 0x04, cc + 1, cc };

        /* Not the one request that is answered before it gets that far */
        if (req[1] == 0x36) {
            continue;
        }
        host_ask(&rig.bmc, cc ^ 0x0f, make_msg(req, sizeof(req)));
        bt_bmc_fail(&rig.bmc, cc);
        bt_bmc_fail(&rig.bmc, 0xc0);
        g_assert_false(bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00")));
        host_expect(&rig.bmc, cc ^ 0x0f, make_msg(rsp, sizeof(rsp)));
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, 255, 0);
}

/* Get BT Interface Capabilities, and what only looks like it */
static void test_bmc_capabilities(void)
{
    BmcRig rig;
    unsigned int requests = 0;

    bmc_rig_init(&rig);
    for (int first = 0; first < 256; first++) {
        uint8_t req[] = { first, 0x36 };
        uint8_t rsp[] = { first + 4, 0x36, 0, 1, 255, 255, 10, 0 };

        host_ask(&rig.bmc, first, make_msg(req, sizeof(req)));
        if (first / 4 == 6) {
            g_assert_cmpuint(rig.user.messages, ==, requests);
        } else {
            g_assert_cmpuint(rig.user.messages, ==, ++requests);
            g_assert_cmpmem(rig.user.msg.data, rig.user.msg.len, req,
                            sizeof(req));
            bmc_answer(&rig, rig.user.msg_id, make_msg(rsp, sizeof(rsp)));
        }
        host_expect(&rig.bmc, first, make_msg(rsp, sizeof(rsp)));
    }
    for (int cmd = 0; cmd < 256; cmd++) {
        uint8_t req[] = { 0x18, cmd };

        host_ask(&rig.bmc, cmd, make_msg(req, sizeof(req)));
        requests += cmd != 0x36;
        g_assert_cmpuint(rig.user.messages, ==, requests);
        bt_bmc_reset(&rig.bmc);
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, requests, 0);
}

static void test_bmc_capabilities_with_data(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    for (size_t len = 3; len <= 254; len++) {
        host_ask(&rig.bmc, len, long_msg("\x1a\x36", len));
        host_expect(&rig.bmc, len, MSG("\x1e\x36\xc7"));
    }
    assert_bmc(&rig, BT_BMC_IDLE, 0, 0, 0);

    /* The host has yet to take the answer before */
    host_ask(&rig.bmc, 1, MSG("\x18\x36"));
    host_ask(&rig.bmc, 2, MSG("\x19\x36"));
    assert_bmc(&rig, BT_BMC_HOLDING, BT_B_BUSY | BT_B2H_ATN, 0, 0);
    host_expect(&rig.bmc, 1, MSG("\x1c\x36\x00\x01\xff\xff\x0a\x00"));
    host_expect(&rig.bmc, 2, MSG("\x1d\x36\x00\x01\xff\xff\x0a\x00"));
    bmc_round_trip(&rig);
}

static void test_bmc_host_irq(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    bt_bmc_host_write(&rig.bmc, 2, BT_B2H_IRQ_EN);
    host_ask(&rig.bmc, 1, MSG("\x18\x01"));
    g_assert_false(bt_host_irq(&rig.bmc.ch));
    bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00"));
    /* The BMC has the last word */
    g_assert_true(bt_host_irq(&rig.bmc.ch));
    g_assert_false(bt_bmc_host_irq(&rig.bmc));
    rig.bmc.irq_enabled = true;
    g_assert_true(bt_bmc_host_irq(&rig.bmc));
    bt_bmc_host_write(&rig.bmc, 2, BT_B2H_IRQ | BT_B2H_IRQ_EN);
    g_assert_false(bt_bmc_host_irq(&rig.bmc));

    /* One more when a held response comes out */
    host_ask(&rig.bmc, 2, MSG("\x18\x01"));
    bmc_answer(&rig, rig.user.msg_id, MSG("\x1c\x01\x00"));
    g_assert_false(bt_bmc_host_irq(&rig.bmc));
    host_expect(&rig.bmc, 1, MSG("\x1c\x01\x00"));
    g_assert_true(bt_bmc_host_irq(&rig.bmc));
    g_assert_cmphex(bt_bmc_host_read(&rig.bmc, 2), ==, 0x03);
    rig.bmc.irq_enabled = false;
    g_assert_false(bt_bmc_host_irq(&rig.bmc));
}

static void test_bmc_valid(void)
{
    BmcRig rig;

    bmc_rig_init(&rig);
    bmc_phase_holding(&rig);
    g_assert_true(bt_bmc_valid(&rig.bmc));
    rig.bmc.held.len = 254;
    g_assert_true(bt_bmc_valid(&rig.bmc));
    rig.bmc.held.len = 255;
    g_assert_false(bt_bmc_valid(&rig.bmc));
    rig.bmc.held.len = 2;
    g_assert_false(bt_bmc_valid(&rig.bmc));
    rig.bmc.held.len = 3;
    g_assert_true(bt_bmc_valid(&rig.bmc));
    rig.bmc.ch.b2h.rd = 257;
    g_assert_false(bt_bmc_valid(&rig.bmc));
}

static void ignore_request(void *opaque, uint8_t msg_id,
                           const uint8_t *req, size_t len)
{
}

/* Those that only a trace or a log needs may be left out */
static void test_bmc_optional_ops(void)
{
    static const BTBmcOps ops = { .request = ignore_request };
    BTBmc bmc;

    bt_bmc_init(&bmc, &ops, NULL);
    host_set_ctrl(&bmc, BT_H2B_ATN);
    host_expect(&bmc, 0, MSG("\x04\x00\xc7"));
    host_ask(&bmc, 1, MSG("\x18\x01"));
    host_set_ctrl(&bmc, BT_H2B_ATN);
    bt_bmc_reset(&bmc);
    g_assert_cmphex(host_ctrl(&bmc), ==, 0);

    g_assert_cmpstr(bt_bmc_state_name(BT_BMC_IDLE), ==, "idle");
    g_assert_cmpstr(bt_bmc_state_name(BT_BMC_PENDING), ==, "pending");
    g_assert_cmpstr(bt_bmc_state_name(BT_BMC_HOLDING), ==, "holding");
    g_assert_nonnull(bt_bmc_state_name(BT_BMC_HOLDING + 1));
}

/* --- a firmware's driver, on the BMC's port of bt_host ------------------ */

static uint8_t fw_ctrl(BTHost *host)
{
    return bt_host_bmc_read(host, 0);
}

/* The host is never seen in the middle of something */
static void fw_set_ctrl(BTHost *host, uint8_t val)
{
    bt_host_bmc_write(host, 0, val);
    g_assert_cmphex(fw_ctrl(host) & (BT_H_BUSY | BT_B2H_ATN), ==, 0);
}

/* Takes a request; returns its sequence number */
static uint8_t fw_take(BTHost *host, IPMIMsg *req)
{
    uint8_t len, seq;

    g_assert_cmphex(fw_ctrl(host) & (BT_H2B_ATN | BT_B_BUSY), ==, BT_H2B_ATN);
    fw_set_ctrl(host, BT_B_BUSY);
    fw_set_ctrl(host, BT_H2B_ATN);
    fw_set_ctrl(host, BT_CLR_RD_PTR);
    len = bt_host_bmc_read(host, 1);
    g_assert_cmpuint(len, >=, 3);
    ipmi_msg_reset(req);
    ipmi_msg_put(req, bt_host_bmc_read(host, 1));
    seq = bt_host_bmc_read(host, 1);
    for (int i = 2; i < len; i++) {
        ipmi_msg_put(req, bt_host_bmc_read(host, 1));
    }
    g_assert_cmphex(bt_host_bmc_read(host, 1), ==, 0xff);
    g_assert_cmphex(fw_ctrl(host) & (BT_H2B_ATN | BT_B_BUSY), ==, BT_B_BUSY);
    fw_set_ctrl(host, BT_B_BUSY);
    return seq;
}

static uint8_t fw_expect(BTHost *host, IPMIMsg wanted)
{
    IPMIMsg req;
    uint8_t seq = fw_take(host, &req);

    assert_msg(&req, &wanted);
    return seq;
}

static void fw_answer_raw(BTHost *host, const uint8_t *bytes, size_t len)
{
    fw_set_ctrl(host, BT_CLR_WR_PTR);
    for (size_t i = 0; i < len; i++) {
        bt_host_bmc_write(host, 1, bytes[i]);
    }
    fw_set_ctrl(host, BT_B2H_ATN);
}

static void fw_answer(BTHost *host, uint8_t seq, IPMIMsg rsp)
{
    uint8_t frame[BT_BUFFER_SIZE];

    fw_answer_raw(host, frame, make_frame(frame, seq, &rsp));
}

/* Does what a firmware does that starts, or returns to its work */
static void fw_serve(BTHost *host)
{
    if (fw_ctrl(host) & BT_B_BUSY) {
        fw_set_ctrl(host, BT_B_BUSY);
    }
    while (fw_ctrl(host) & BT_H2B_ATN) {
        IPMIMsg req;
        uint8_t seq = fw_take(host, &req);

        req.data[0] |= 4;
        ipmi_msg_put(&req, 0);
        fw_answer(host, seq, req);
    }
}

/* --- bt_host and its user ----------------------------------------------- */

typedef struct HostRig {
    RoleUser user;
    BTHost host;
    unsigned int attentions[2]; /* by whether it was set */
    unsigned int again;         /* that many more, asked in the callback */
} HostRig;

static void host_rig_response(void *opaque, uint8_t msg_id,
                              const uint8_t *rsp, size_t len)
{
    HostRig *rig = opaque;

    role_user_message(&rig->user, msg_id, rsp, len);
    if (rig->again) {
        rig->again--;
        bt_host_request(&rig->host, msg_id + 1, (const uint8_t *)"\x28\x44",
                        2);
    }
}

static void host_rig_attention(void *opaque, bool set)
{
    HostRig *rig = opaque;

    g_assert_cmpint((rig->host.ch.ctrl & BT_SMS_ATN) != 0, ==, set);
    rig->attentions[set]++;
}

static void host_rig_state(void *opaque, BTHostState from, BTHostState to)
{
    role_user_state(opaque, from, to);
}

static const BTHostOps host_rig_ops = {
    .response = host_rig_response,
    .attention = host_rig_attention,
    .state_changed = host_rig_state,
    .guest_error = role_user_error,
};

static void host_rig_init(HostRig *rig)
{
    memset(rig, 0, sizeof(*rig));
    bt_host_init(&rig->host, &host_rig_ops, rig);
    g_assert_false(rig->host.enabled);
    bt_host_set_enabled(&rig->host, true);
}

static void request(HostRig *rig, uint8_t msg_id, IPMIMsg req)
{
    bt_host_request(&rig->host, msg_id, req.data, req.len);
}

static void assert_host(HostRig *rig, BTHostState state, uint8_t ctrl,
                        unsigned int responses, unsigned int errors)
{
    g_assert_cmpstr(bt_host_state_name(rig->host.state), ==,
                    bt_host_state_name(state));
    role_user_assert(&rig->user, state, responses);
    g_assert_cmphex(fw_ctrl(&rig->host), ==, ctrl);
    g_assert_cmpuint(rig->user.errors, ==, errors);
    g_assert_true(bt_host_valid(&rig->host));
}

static void assert_rsp(HostRig *rig, uint8_t msg_id, IPMIMsg wanted)
{
    g_assert_cmphex(rig->user.msg_id, ==, msg_id);
    assert_msg(&rig->user.msg, &wanted);
}

static void host_round_trip(HostRig *rig)
{
    unsigned int responses = rig->user.messages;
    unsigned int errors = rig->user.errors;
    uint8_t last = rig->host.seq;
    uint8_t seq;

    request(rig, 0x66, MSG("\x18\x01\x55"));
    assert_host(rig, BT_HOST_PENDING, BT_H2B_ATN, responses, errors);
    seq = fw_expect(&rig->host, MSG("\x18\x01\x55"));
    g_assert_cmphex(seq, ==, (last + 1) & 0xff);
    assert_host(rig, BT_HOST_PENDING, 0, responses, errors);
    fw_answer(&rig->host, seq, MSG("\x1c\x01\x00\xaa\xbb"));
    assert_host(rig, BT_HOST_IDLE, 0, responses + 1, errors);
    assert_rsp(rig, 0x66, MSG("\x1c\x01\x00\xaa\xbb"));
}

static void test_host_round_trips(void)
{
    HostRig rig;

    host_rig_init(&rig);
    assert_host(&rig, BT_HOST_IDLE, 0, 0, 0);
    for (int i = 0; i < 300; i++) {
        host_round_trip(&rig);
    }
}

static void test_host_lengths(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (size_t len = 2; len <= 254; len++) {
        IPMIMsg req = long_msg("\x28\x42", len);
        IPMIMsg rsp = long_msg("\x2c\x42", 3 + len * 5 % 252);

        request(&rig, len, req);
        fw_answer(&rig.host, fw_expect(&rig.host, req), rsp);
        assert_rsp(&rig, len, rsp);
    }
    assert_host(&rig, BT_HOST_IDLE, 0, 253, 0);
}

static void test_host_byte_values(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (int byte = 0; byte < 256; byte++) {
        uint8_t req[] = { byte, byte ^ 0xff, byte, 0xa0, byte };
        uint8_t rsp[] = { byte | 4, byte ^ 0xff, byte, byte, 0xaa, byte };
        uint8_t seq;

        request(&rig, byte ^ 0x3c, make_msg(req, sizeof(req)));
        seq = fw_expect(&rig.host, make_msg(req, sizeof(req)));
        fw_answer(&rig.host, seq, make_msg(rsp, sizeof(rsp)));
        assert_rsp(&rig, byte ^ 0x3c, make_msg(rsp, sizeof(rsp)));
    }
    assert_host(&rig, BT_HOST_IDLE, 0, 256, 0);
}

static void test_host_bad_requests(void)
{
    HostRig rig;

    host_rig_init(&rig);
    bt_host_request(&rig.host, 1, NULL, 0);
    assert_rsp(&rig, 1, MSG("\x04\x00\xc7"));
    request(&rig, 2, MSG("\x29"));
    assert_rsp(&rig, 2, MSG("\x2d\x00\xc7"));
    for (size_t len = 255; len <= 300; len++) {
        request(&rig, len, long_msg("\x29\x42", len));
        assert_rsp(&rig, len, MSG("\x2d\x42\xc8"));
    }
    assert_host(&rig, BT_HOST_IDLE, 0, 48, 0);

    /* Even such a one supersedes what is there */
    request(&rig, 7, MSG("\x18\x01"));
    request(&rig, 8, MSG("\x18"));
    assert_host(&rig, BT_HOST_IDLE, BT_H2B_ATN, 49, 0);
    fw_serve(&rig.host);
    assert_host(&rig, BT_HOST_IDLE, 0, 49, 1);
    host_round_trip(&rig);
}

static void test_host_blocked(void)
{
    HostRig rig;
    uint8_t seq;

    host_rig_init(&rig);
    rig.host.ch.bmc_irq_enable = BT_BMC_IRQ_ALL;
    fw_set_ctrl(&rig.host, BT_B_BUSY);
    request(&rig, 1, MSG("\x18\x01"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 0);
    g_assert_cmphex(bt_host_bmc_read(&rig.host, 1), ==, 0xff);
    bt_host_bmc_write(&rig.host, 1, BT_B_BUSY);
    bt_host_bmc_write(&rig.host, 2, BT_B_BUSY);
    fw_set_ctrl(&rig.host, BT_CLR_RD_PTR | BT_CLR_WR_PTR | BT_H2B_ATN);
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 0);
    g_assert_false(bt_bmc_irq(&rig.host.ch));

    /* A newer request takes its place */
    request(&rig, 2, MSG("\x18\x02"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 0);
    fw_set_ctrl(&rig.host, BT_B_BUSY);
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 0, 0);
    g_assert_true(bt_bmc_irq(&rig.host.ch));
    g_assert_cmphex(rig.host.ch.bmc_irq_status, ==, BT_BMC_IRQ_H2B);

    seq = fw_expect(&rig.host, MSG("\x18\x02"));
    fw_answer(&rig.host, seq, MSG("\x1c\x02\x00"));
    assert_rsp(&rig, 2, MSG("\x1c\x02\x00"));
    assert_host(&rig, BT_HOST_IDLE, 0, 1, 0);
    /* The host has read it, so there is room for another */
    g_assert_cmphex(rig.host.ch.bmc_irq_status, ==, BT_BMC_IRQ_ALL);
    host_round_trip(&rig);
}

static void test_host_superseded(void)
{
    HostRig rig;
    uint8_t seq;

    host_rig_init(&rig);
    /* Before the firmware has taken it */
    request(&rig, 1, MSG("\x18\x01"));
    request(&rig, 2, MSG("\x18\x01"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_H2B_ATN, 0, 0);
    request(&rig, 3, MSG("\x18\x01"));
    seq = fw_expect(&rig.host, MSG("\x18\x01"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 0, 0);
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00\x11"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 0, 1);
    fw_serve(&rig.host);
    assert_host(&rig, BT_HOST_IDLE, 0, 1, 1);
    assert_rsp(&rig, 3, MSG("\x1c\x01\x00"));

    /* While the firmware works on it */
    request(&rig, 4, MSG("\x18\x01"));
    seq = fw_expect(&rig.host, MSG("\x18\x01"));
    request(&rig, 5, MSG("\x18\x01"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 1, 1);
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00\x44"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 1, 2);
    seq = fw_expect(&rig.host, MSG("\x18\x01"));
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00\x55"));
    assert_rsp(&rig, 5, MSG("\x1c\x01\x00\x55"));
    host_round_trip(&rig);
}

/* The answer to a given up request comes while the next one is held back */
static void test_host_superseded_blocked(void)
{
    HostRig rig;
    uint8_t seq;

    host_rig_init(&rig);
    request(&rig, 1, MSG("\x18\x01"));
    seq = fw_expect(&rig.host, MSG("\x18\x01"));
    fw_set_ctrl(&rig.host, BT_B_BUSY);
    request(&rig, 2, MSG("\x18\x01"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 0);
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 1);
    fw_answer(&rig.host, seq + 1, MSG("\x1c\x01\x00"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY, 0, 2);
    fw_serve(&rig.host);
    assert_rsp(&rig, 2, MSG("\x1c\x01\x00"));
    host_round_trip(&rig);
}

static void test_host_within_callback(void)
{
    HostRig rig;

    host_rig_init(&rig);
    rig.again = 300;
    request(&rig, 1, MSG("\x18\x01"));
    for (int i = 1; i <= 300; i++) {
        uint8_t seq;

        seq = fw_expect(&rig.host, i == 1 ? MSG("\x18\x01") : MSG("\x28\x44"));
        fw_answer(&rig.host, seq, i == 1 ? MSG("\x1c\x01\x00")
                                         : MSG("\x2c\x44\x00"));
        g_assert_cmphex(rig.user.msg_id, ==, i & 0xff);
        assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, i, 0);
    }
    fw_serve(&rig.host);
    assert_host(&rig, BT_HOST_IDLE, 0, 301, 0);

    /* The same from an answer that says that nobody listens */
    rig.again = 5;
    request(&rig, 1, MSG("\x18\x01"));
    bt_host_set_enabled(&rig.host, false);
    assert_host(&rig, BT_HOST_IDLE, BT_H2B_ATN, 307, 0);
    assert_rsp(&rig, 6, MSG("\x2c\x44\xd2"));
}

/* --- bt_host: phases ---------------------------------------------------- */

/* Each leaves request 0x21 unanswered, but for the first and the last */
static void host_phase_idle(HostRig *rig)
{
}

static void host_phase_blocked(HostRig *rig)
{
    fw_set_ctrl(&rig->host, BT_B_BUSY);
    request(rig, 0x21, MSG("\x18\x01"));
    g_assert_cmpint(rig->host.state, ==, BT_HOST_BLOCKED);
}

static void host_phase_unread(HostRig *rig)
{
    request(rig, 0x21, MSG("\x18\x01"));
}

static void host_phase_superseded(HostRig *rig)
{
    request(rig, 0x20, MSG("\x18\x01"));
    request(rig, 0x21, MSG("\x18\x01"));
    g_assert_cmpint(rig->host.state, ==, BT_HOST_BLOCKED);
}

static void host_phase_reading(HostRig *rig)
{
    host_phase_unread(rig);
    fw_set_ctrl(&rig->host, BT_B_BUSY);
    fw_set_ctrl(&rig->host, BT_H2B_ATN | BT_CLR_RD_PTR);
    g_assert_cmphex(bt_host_bmc_read(&rig->host, 1), ==, 3);
}

static void host_phase_read(HostRig *rig)
{
    host_phase_unread(rig);
    fw_expect(&rig->host, MSG("\x18\x01"));
}

static void host_phase_answering(HostRig *rig)
{
    host_phase_read(rig);
    bt_host_bmc_write(&rig->host, 1, 4);
    bt_host_bmc_write(&rig->host, 1, 0x1c);
}

static void host_phase_answered(HostRig *rig)
{
    host_phase_unread(rig);
    fw_serve(&rig->host);
    rig->user.messages = 0;
}

static const struct {
    const char *name;
    void (*enter)(HostRig *);
    bool waiting;
} host_phases[] = {
    { "idle", host_phase_idle, false },
    { "blocked", host_phase_blocked, true },
    { "unread", host_phase_unread, true },
    { "superseded", host_phase_superseded, true },
    { "reading", host_phase_reading, true },
    { "read", host_phase_read, true },
    { "answering", host_phase_answering, true },
    { "answered", host_phase_answered, false },
};

static void enter_host_phase(HostRig *rig, size_t i)
{
    g_test_message("%s", host_phases[i].name);
    host_rig_init(rig);
    host_phases[i].enter(rig);
    g_assert_cmpuint(rig->user.messages, ==, 0);
}

/* What a channel answers that nobody listens to */
static void check_not_enabled(HostRig *rig)
{
    unsigned int responses = rig->user.messages;

    request(rig, 0x51, MSG("\x2b\x02\x03"));
    g_assert_cmpuint(rig->user.messages, ==, responses + 1);
    assert_rsp(rig, 0x51, MSG("\x2f\x02\xd2"));
    g_assert_cmpint(rig->host.state, ==, BT_HOST_IDLE);
}

static void check_host_disabled(size_t i)
{
    HostRig rig;
    uint8_t seq;

    enter_host_phase(&rig, i);
    seq = rig.host.seq;
    bt_host_set_enabled(&rig.host, true);
    g_assert_cmpuint(rig.user.messages, ==, 0);
    bt_host_set_enabled(&rig.host, false);
    bt_host_set_enabled(&rig.host, false);
    g_assert_cmpuint(rig.user.messages, ==, host_phases[i].waiting);
    if (host_phases[i].waiting) {
        assert_rsp(&rig, 0x21, MSG("\x1c\x01\xd2"));
    }
    check_not_enabled(&rig);

    /* Its answer comes late; then the firmware starts from the beginning */
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00"));
    g_assert_cmpuint(rig.user.messages, ==, host_phases[i].waiting + 1);
    g_assert_cmpuint(rig.user.errors, ==, 1);
    bt_host_set_enabled(&rig.host, true);
    request(&rig, 0x61, MSG("\x18\x0f"));
    fw_serve(&rig.host);
    g_assert_cmpuint(rig.user.messages, ==, host_phases[i].waiting + 2);
    assert_rsp(&rig, 0x61, MSG("\x1c\x0f\x00"));
    host_round_trip(&rig);
}

static void test_host_disabled(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(host_phases); i++) {
        check_host_disabled(i);
    }
}

static void check_host_reset(size_t i, bool attention)
{
    HostRig rig;
    uint8_t seq;

    enter_host_phase(&rig, i);
    seq = rig.host.seq;
    rig.host.ch.bmc_irq_enable = BT_BMC_IRQ_ALL;
    if (attention) {
        fw_set_ctrl(&rig.host, BT_SMS_ATN);
    }
    bt_host_reset(&rig.host);
    assert_host(&rig, BT_HOST_IDLE, 0, host_phases[i].waiting, 0);
    if (host_phases[i].waiting) {
        assert_rsp(&rig, 0x21, MSG("\x1c\x01\xd2"));
    }
    g_assert_cmpuint(rig.attentions[true], ==, attention);
    g_assert_cmpuint(rig.attentions[false], ==, attention);
    g_assert_cmphex(bt_host_bmc_read(&rig.host, 1), ==, 0xff);
    g_assert_cmphex(bt_host_bmc_read(&rig.host, 2), ==, 0);
    g_assert_cmphex(rig.host.ch.bmc_irq_status, ==, 0);
    g_assert_cmphex(rig.host.ch.bmc_irq_enable, ==, 0);
    check_not_enabled(&rig);

    /* The firmware still knows the request from before */
    bt_host_set_enabled(&rig.host, true);
    request(&rig, 0x21, MSG("\x18\x01"));
    fw_answer(&rig.host, seq, MSG("\x1c\x01\x00\x66"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN,
                host_phases[i].waiting + 1, 1);
    fw_serve(&rig.host);
    assert_rsp(&rig, 0x21, MSG("\x1c\x01\x00"));
    host_round_trip(&rig);
}

static void test_host_reset(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(host_phases); i++) {
        check_host_reset(i, false);
        check_host_reset(i, true);
    }
}

/* --- bt_host: wrong responses ------------------------------------------- */

/* To the request 19 01; 7f stands for its sequence number */
static const struct {
    const char *what;
    uint8_t bytes[7];
    uint8_t len;
} wrong_responses[] = {
    { "empty", { 0 }, 0 },
    { "zero, alone", { 0 }, 1 },
    { "zero", { 0, 0x1d, 0x7f, 1, 0 }, 5 },
    { "no code", { 3, 0x1d, 0x7f, 1 }, 4 },
    { "one too few for a code", { 3, 0x1d, 0x7f, 1, 0 }, 5 },
    { "code missing", { 4, 0x1d, 0x7f, 1 }, 4 },
    { "one byte missing", { 6, 0x1d, 0x7f, 1, 0, 9 }, 6 },
    { "most bytes missing", { 255, 0x1d, 0x7f, 1, 0, 9 }, 6 },
    { "number of the one before", { 4, 0x1d, 0x7e, 1, 0 }, 5 },
    { "number of the next", { 4, 0x1d, 0x80, 1, 0 }, 5 },
    { "a number far off", { 4, 0x1d, 0xff, 1, 0 }, 5 },
    { "request's netfn", { 4, 0x19, 0x7f, 1, 0 }, 5 },
    { "another netfn", { 4, 0x2d, 0x7f, 1, 0 }, 5 },
    { "another cmd", { 4, 0x1d, 0x7f, 2, 0 }, 5 },
};

static void check_wrong_response(HostRig *rig, size_t i)
{
    g_test_message("%s", wrong_responses[i].what);
    rig->host.seq = 0x7e;
    request(rig, i, MSG("\x19\x01"));
    g_assert_cmphex(fw_expect(&rig->host, MSG("\x19\x01")), ==, 0x7f);
    for (int times = 0; times < 3; times++) {
        fw_answer_raw(&rig->host, wrong_responses[i].bytes,
                      wrong_responses[i].len);
    }
    assert_host(rig, BT_HOST_PENDING, 0, i, 3 * i + 3);
    /* It waits on; bytes behind the frame do no harm */
    fw_answer_raw(&rig->host, (const uint8_t *)"\x04\x1d\x7f\x01\xc1\x09", 6);
    assert_host(rig, BT_HOST_IDLE, 0, i + 1, 3 * i + 3);
    assert_rsp(rig, i, MSG("\x1d\x01\xc1"));
}

static void test_host_wrong_responses(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (size_t i = 0; i < ARRAY_SIZE(wrong_responses); i++) {
        check_wrong_response(&rig, i);
    }
    host_round_trip(&rig);
}

static void test_host_unasked_response(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (int seq = 0; seq < 256; seq++) {
        fw_answer(&rig.host, seq, MSG("\x1c\x01\x00"));
        assert_host(&rig, BT_HOST_IDLE, 0, 0, seq + 1);
    }
    host_round_trip(&rig);
    /* Twice the same */
    fw_answer(&rig.host, rig.host.seq, MSG("\x1c\x01\x00\xaa\xbb"));
    assert_host(&rig, BT_HOST_IDLE, 0, 1, 257);
    host_round_trip(&rig);
}

/* All in one write: the answer, and the end of being busy */
static void test_host_answer_ends_busy(void)
{
    HostRig rig;
    uint8_t seq;

    host_rig_init(&rig);
    rig.again = 1;
    request(&rig, 1, MSG("\x18\x01"));
    seq = fw_expect(&rig.host, MSG("\x18\x01"));
    fw_set_ctrl(&rig.host, BT_B_BUSY | BT_CLR_WR_PTR);
    for (size_t i = 0; i < 5; i++) {
        uint8_t frame[] = { 4, 0x1c, seq, 1, 0 };

        bt_host_bmc_write(&rig.host, 1, frame[i]);
    }
    fw_set_ctrl(&rig.host, BT_B_BUSY | BT_B2H_ATN | BT_SMS_ATN);
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN | BT_SMS_ATN, 1, 0);
    g_assert_cmpuint(rig.attentions[true], ==, 1);
    fw_expect(&rig.host, MSG("\x28\x44"));
}

/* --- bt_host: attention ------------------------------------------------- */

static void test_host_attention(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (unsigned int i = 1; i <= 3; i++) {
        fw_set_ctrl(&rig.host, BT_SMS_ATN);
        assert_host(&rig, BT_HOST_IDLE, BT_SMS_ATN, 0, 0);
        g_assert_cmpuint(rig.attentions[true], ==, i);
    }
    /* None of these is an attention */
    fw_set_ctrl(&rig.host, BT_CLR_RD_PTR | BT_CLR_WR_PTR | BT_H2B_ATN);
    bt_host_bmc_write(&rig.host, 1, 0xff & ~BT_B2H_ATN);
    bt_host_bmc_write(&rig.host, 2, 0xff);
    g_assert_cmpuint(rig.attentions[true], ==, 3);
    g_assert_cmpuint(rig.attentions[false], ==, 0);
}

/* Which requests end an attention: of all netfns and cmds just three */
static void test_host_attention_seen(void)
{
    HostRig rig;

    host_rig_init(&rig);
    for (int i = 0; i < 0x10000; i++) {
        uint8_t req[] = { i >> 8, i };
        bool seen = req[0] / 4 == 6 &&
            (req[1] == 0x30 || req[1] == 0x31 || req[1] == 0x33);

        rig.attentions[false] = 0;
        fw_set_ctrl(&rig.host, BT_SMS_ATN);
        request(&rig, 1, make_msg(req, sizeof(req)));
        assert_host(&rig, BT_HOST_PENDING,
                    seen ? BT_H2B_ATN : BT_H2B_ATN | BT_SMS_ATN, 0, 0);
        g_assert_cmpuint(rig.attentions[false], ==, seen);
        bt_host_set_enabled(&rig.host, true);
        fw_set_ctrl(&rig.host, BT_H2B_ATN);
    }
}

/* It ends when the firmware can see the request, and ends once */
static void test_host_attention_blocked(void)
{
    HostRig rig;

    host_rig_init(&rig);
    fw_set_ctrl(&rig.host, BT_B_BUSY | BT_SMS_ATN);
    request(&rig, 1, MSG("\x18\x31"));
    assert_host(&rig, BT_HOST_BLOCKED, BT_B_BUSY | BT_SMS_ATN, 0, 0);
    request(&rig, 2, MSG("\x18\x01"));
    fw_serve(&rig.host);
    assert_host(&rig, BT_HOST_IDLE, BT_SMS_ATN, 1, 0);
    g_assert_cmpuint(rig.attentions[false], ==, 0);

    request(&rig, 3, MSG("\x18\x31"));
    assert_host(&rig, BT_HOST_PENDING, BT_H2B_ATN, 1, 0);
    fw_serve(&rig.host);
    request(&rig, 4, MSG("\x18\x30\x01"));
    fw_serve(&rig.host);
    g_assert_cmpuint(rig.attentions[false], ==, 1);

    /* Set once more, and told once more */
    fw_set_ctrl(&rig.host, BT_SMS_ATN);
    g_assert_cmpuint(rig.attentions[true], ==, 2);
    request(&rig, 5, MSG("\x1b\x33"));
    g_assert_cmpuint(rig.attentions[false], ==, 2);
}

static void test_host_valid(void)
{
    HostRig rig;

    host_rig_init(&rig);
    host_phase_unread(&rig);
    rig.host.req.len = 254;
    g_assert_true(bt_host_valid(&rig.host));
    rig.host.req.len = 255;
    g_assert_false(bt_host_valid(&rig.host));
    rig.host.req.len = 1;
    g_assert_false(bt_host_valid(&rig.host));
    rig.host.state = BT_HOST_IDLE;
    g_assert_true(bt_host_valid(&rig.host));
    rig.host.req.len = 2;
    rig.host.state = BT_HOST_PENDING;
    g_assert_true(bt_host_valid(&rig.host));
    rig.host.state++;
    g_assert_false(bt_host_valid(&rig.host));
    rig.host.state = BT_HOST_BLOCKED;
    rig.host.ch.h2b.wr = 257;
    g_assert_false(bt_host_valid(&rig.host));
}

static void ignore_response(void *opaque, uint8_t msg_id,
                            const uint8_t *rsp, size_t len)
{
}

static void ignore_attention(void *opaque, bool set)
{
}

static void test_host_optional_ops(void)
{
    static const BTHostOps ops = {
        .response = ignore_response, .attention = ignore_attention,
    };
    BTHost host;

    bt_host_init(&host, &ops, NULL);
    bt_host_set_enabled(&host, true);
    bt_host_request(&host, 1, (const uint8_t *)"\x18\x01", 2);
    fw_answer(&host, 0, MSG("\x1c\x01\x00"));
    fw_serve(&host);
    g_assert_cmphex(fw_ctrl(&host), ==, 0);

    g_assert_cmpstr(bt_host_state_name(BT_HOST_IDLE), ==, "idle");
    g_assert_cmpstr(bt_host_state_name(BT_HOST_BLOCKED), ==, "blocked");
    g_assert_cmpstr(bt_host_state_name(BT_HOST_PENDING), ==, "pending");
    g_assert_nonnull(bt_host_state_name(BT_HOST_PENDING + 1));
}

/* --- both roles, joined ------------------------------------------------- */

typedef struct Chain {
    BTBmc bmc;
    BTHost host;
    unsigned int dropped;
} Chain;

static void chain_request(void *opaque, uint8_t msg_id,
                          const uint8_t *req, size_t len)
{
    Chain *chain = opaque;

    bt_host_request(&chain->host, msg_id, req, len);
}

static void chain_response(void *opaque, uint8_t msg_id,
                           const uint8_t *rsp, size_t len)
{
    Chain *chain = opaque;

    chain->dropped += !bt_bmc_response(&chain->bmc, msg_id, rsp, len);
}

static void chain_attention(void *opaque, bool set)
{
    Chain *chain = opaque;

    bt_bmc_set_sms_atn(&chain->bmc.ch, set, true);
}

static const BTBmcOps chain_bmc_ops = {
    .request = chain_request,
};

static const BTHostOps chain_host_ops = {
    .response = chain_response,
    .attention = chain_attention,
};

static void chain_init(Chain *chain)
{
    memset(chain, 0, sizeof(*chain));
    bt_bmc_init(&chain->bmc, &chain_bmc_ops, chain);
    bt_host_init(&chain->host, &chain_host_ops, chain);
    bt_host_set_enabled(&chain->host, true);
    chain->bmc.irq_enabled = true;
    bt_bmc_host_write(&chain->bmc, 2, BT_B2H_IRQ_EN);
    chain->host.ch.bmc_irq_enable = BT_BMC_IRQ_ALL;
}

/* From driver to driver and back, both led by their interrupts */
static void chain_round_trip(Chain *chain, uint8_t seq, IPMIMsg req,
                             IPMIMsg rsp)
{
    uint8_t fw_seq;

    bt_bmc_ack_irq(&chain->host.ch, BT_BMC_IRQ_ALL);
    host_ask(&chain->bmc, seq, req);
    g_assert_true(bt_bmc_irq(&chain->host.ch));
    bt_bmc_ack_irq(&chain->host.ch, BT_BMC_IRQ_H2B);
    fw_seq = fw_expect(&chain->host, req);
    g_assert_false(bt_bmc_host_irq(&chain->bmc));
    fw_answer(&chain->host, fw_seq, rsp);
    g_assert_true(bt_bmc_irq(&chain->host.ch));
    g_assert_true(bt_bmc_host_irq(&chain->bmc));
    bt_bmc_host_write(&chain->bmc, 2, BT_B2H_IRQ | BT_B2H_IRQ_EN);
    host_expect(&chain->bmc, seq, rsp);
    g_assert_false(bt_bmc_host_irq(&chain->bmc));
    g_assert_cmphex(host_ctrl(&chain->bmc), ==, 0);
    g_assert_cmphex(fw_ctrl(&chain->host), ==, 0);
}

static void test_chain_lengths(void)
{
    Chain chain;

    chain_init(&chain);
    for (size_t len = 2; len <= 254; len++) {
        chain_round_trip(&chain, len, long_msg("\x28\x42", len),
                         long_msg("\x2c\x42", 3 + len * 5 % 252));
    }
    g_assert_cmpuint(chain.dropped, ==, 0);
}

static void test_chain_byte_values(void)
{
    Chain chain;

    chain_init(&chain);
    for (int byte = 0; byte < 256; byte++) {
        uint8_t req[254], rsp[254];

        memset(req, byte, sizeof(req));
        memset(rsp, byte, sizeof(rsp));
        rsp[0] |= 4;
        chain_round_trip(&chain, byte, make_msg(req, sizeof(req)),
                         make_msg(rsp, sizeof(rsp)));
    }
    g_assert_cmpuint(chain.dropped, ==, 0);
}

static void test_chain_attention(void)
{
    Chain chain;

    chain_init(&chain);
    fw_set_ctrl(&chain.host, BT_SMS_ATN);
    g_assert_cmphex(host_ctrl(&chain.bmc), ==, BT_SMS_ATN);
    g_assert_true(bt_bmc_host_irq(&chain.bmc));
    bt_bmc_host_write(&chain.bmc, 2, BT_B2H_IRQ | BT_B2H_IRQ_EN);

    /* The host clears its bit, of which the firmware's side knows nothing */
    host_set_ctrl(&chain.bmc, BT_SMS_ATN);
    g_assert_cmphex(fw_ctrl(&chain.host), ==, BT_SMS_ATN);
    chain_round_trip(&chain, 1, MSG("\x18\x31"), MSG("\x1c\x31\x00\x01"));

    /* The firmware sets it while the host reads the flags */
    host_ask(&chain.bmc, 2, MSG("\x18\x30\x01"));
    fw_set_ctrl(&chain.host, BT_SMS_ATN);
    fw_serve(&chain.host);
    g_assert_cmphex(host_ctrl(&chain.bmc), ==, BT_SMS_ATN | BT_B2H_ATN);
    g_assert_cmphex(fw_ctrl(&chain.host), ==, BT_SMS_ATN);
}

/* The host resets the interface at each point, and goes on at once */
static void test_chain_host_reset(void)
{
    for (int point = 0; point < 4; point++) {
        Chain chain;
        uint8_t seq = 0;

        chain_init(&chain);
        host_ask(&chain.bmc, 1, MSG("\x18\x01"));
        if (point >= 1) {
            seq = fw_expect(&chain.host, MSG("\x18\x01"));
        }
        if (point >= 2) {
            fw_answer(&chain.host, seq, MSG("\x1c\x01\x00\x77"));
        }
        if (point >= 3) {
            host_set_ctrl(&chain.bmc, BT_H_BUSY);
        }
        bt_bmc_host_write(&chain.bmc, 2, BT_BMC_HWRST);
        host_ask(&chain.bmc, 2, MSG("\x18\x01\x02"));
        if (point == 1) {
            fw_answer(&chain.host, seq, MSG("\x1c\x01\x00\x77"));
        }
        fw_serve(&chain.host);
        host_expect(&chain.bmc, 2, MSG("\x1c\x01\x02\x00"));
        g_assert_cmphex(host_ctrl(&chain.bmc), ==, 0);
        g_assert_cmphex(fw_ctrl(&chain.host), ==, 0);
        g_assert_cmpuint(chain.dropped, ==, 0);
    }
}

/* The BMC restarts, and the host finds out by its request */
static void test_chain_bmc_reset(void)
{
    Chain chain;

    chain_init(&chain);
    fw_set_ctrl(&chain.host, BT_SMS_ATN);
    host_ask(&chain.bmc, 1, MSG("\x18\x01"));
    bt_host_reset(&chain.host);
    host_expect(&chain.bmc, 1, MSG("\x1c\x01\xd2"));
    g_assert_cmphex(host_ctrl(&chain.bmc), ==, 0);
    host_ask(&chain.bmc, 2, MSG("\x18\x01"));
    host_expect(&chain.bmc, 2, MSG("\x1c\x01\xd2"));
    bt_bmc_host_write(&chain.bmc, 2, BT_B2H_IRQ | BT_B2H_IRQ_EN);
    bt_host_set_enabled(&chain.host, true);
    chain.host.ch.bmc_irq_enable = BT_BMC_IRQ_ALL;
    chain_round_trip(&chain, 3, MSG("\x18\x01"), MSG("\x1c\x01\x00"));
}

static const struct {
    const char *path;
    GTestFunc run;
} tests[] = {
    { "/ipmi/bt-bmc/round-trips", test_bmc_round_trips },
    { "/ipmi/bt-bmc/lengths", test_bmc_lengths },
    { "/ipmi/bt-bmc/byte-values", test_bmc_byte_values },
    { "/ipmi/bt-bmc/within-callback", test_bmc_within_callback },
    { "/ipmi/bt-bmc/bad-frames", test_bmc_bad_frames },
    { "/ipmi/bt-bmc/extra-bytes", test_bmc_extra_bytes },
    { "/ipmi/bt-bmc/asked-while-busy", test_bmc_asked_while_busy },
    { "/ipmi/bt-bmc/fails-what-was-asked", test_bmc_fails_what_was_asked },
    { "/ipmi/bt-bmc/holding", test_bmc_holding },
    { "/ipmi/bt-bmc/holding-for-h-busy", test_bmc_holding_for_h_busy },
    { "/ipmi/bt-bmc/resets", test_bmc_resets },
    { "/ipmi/bt-bmc/ids", test_bmc_ids },
    { "/ipmi/bt-bmc/response-lengths", test_bmc_response_lengths },
    { "/ipmi/bt-bmc/fail", test_bmc_fail },
    { "/ipmi/bt-bmc/capabilities", test_bmc_capabilities },
    { "/ipmi/bt-bmc/capabilities-with-data", test_bmc_capabilities_with_data },
    { "/ipmi/bt-bmc/host-irq", test_bmc_host_irq },
    { "/ipmi/bt-bmc/valid", test_bmc_valid },
    { "/ipmi/bt-bmc/optional-ops", test_bmc_optional_ops },
    { "/ipmi/bt-host/round-trips", test_host_round_trips },
    { "/ipmi/bt-host/lengths", test_host_lengths },
    { "/ipmi/bt-host/byte-values", test_host_byte_values },
    { "/ipmi/bt-host/bad-requests", test_host_bad_requests },
    { "/ipmi/bt-host/blocked", test_host_blocked },
    { "/ipmi/bt-host/superseded", test_host_superseded },
    { "/ipmi/bt-host/superseded-blocked", test_host_superseded_blocked },
    { "/ipmi/bt-host/within-callback", test_host_within_callback },
    { "/ipmi/bt-host/disabled", test_host_disabled },
    { "/ipmi/bt-host/reset", test_host_reset },
    { "/ipmi/bt-host/wrong-responses", test_host_wrong_responses },
    { "/ipmi/bt-host/unasked-response", test_host_unasked_response },
    { "/ipmi/bt-host/answer-ends-busy", test_host_answer_ends_busy },
    { "/ipmi/bt-host/attention", test_host_attention },
    { "/ipmi/bt-host/attention-seen", test_host_attention_seen },
    { "/ipmi/bt-host/attention-blocked", test_host_attention_blocked },
    { "/ipmi/bt-host/valid", test_host_valid },
    { "/ipmi/bt-host/optional-ops", test_host_optional_ops },
    { "/ipmi/bt-chain/lengths", test_chain_lengths },
    { "/ipmi/bt-chain/byte-values", test_chain_byte_values },
    { "/ipmi/bt-chain/attention", test_chain_attention },
    { "/ipmi/bt-chain/host-reset", test_chain_host_reset },
    { "/ipmi/bt-chain/bmc-reset", test_chain_bmc_reset },
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_test_add_func(tests[i].path, tests[i].run);
    }
    return g_test_run();
}
