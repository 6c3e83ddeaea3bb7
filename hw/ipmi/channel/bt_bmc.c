/*
 * The BMC's role on a BT channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt_bmc.h"

/* Bits that keep a BMC from writing its next response */
#define BT_HOST_IS_READING (BT_B2H_ATN | BT_H_BUSY)

const char *bt_bmc_state_name(BTBmcState state)
{
    static const char *const names[] = {
        [BT_BMC_IDLE]    = "idle",
        [BT_BMC_PENDING] = "pending",
        [BT_BMC_HOLDING] = "holding",
    };

    return state <= BT_BMC_HOLDING ? names[state] : "?";
}

/* B_BUSY follows the state, and toggles by a write (section 11.6.1) */
static void bt_bmc_set_state(BTBmc *bmc, BTBmcState state)
{
    BTBmcState from = bmc->state;
    bool busy = bmc->ch.ctrl & BT_B_BUSY;

    bmc->state = state;
    if (busy != (state != BT_BMC_IDLE)) {
        bt_bmc_write(&bmc->ch, BT_REG_CTRL, BT_B_BUSY);
    }
    if (bmc->ops->state_changed && from != state) {
        bmc->ops->state_changed(bmc->opaque, from, state);
    }
}

static void bt_bmc_guest_error(BTBmc *bmc, const char *what)
{
    if (bmc->ops->guest_error) {
        bmc->ops->guest_error(bmc->opaque, what);
    }
}

void bt_bmc_init(BTBmc *bmc, const BTBmcOps *ops, void *opaque)
{
    *bmc = (BTBmc) { .ops = ops, .opaque = opaque };
}

void bt_bmc_reset(BTBmc *bmc)
{
    uint8_t atn = bmc->ch.ctrl & BT_SMS_ATN;

    bt_reset(&bmc->ch);
    bmc->ch.ctrl = atn;
    ipmi_msg_reset(&bmc->held);
    bt_bmc_set_state(bmc, BT_BMC_IDLE);
}

bool bt_bmc_valid(const BTBmc *bmc)
{
    return bt_valid(&bmc->ch) && bmc->held.len <= BT_MSG_MAX &&
        (bmc->state != BT_BMC_HOLDING || bmc->held.len >= IPMI_MSG_RSP_MIN);
}

bool bt_bmc_host_irq(const BTBmc *bmc)
{
    return bmc->irq_enabled && bt_host_irq(&bmc->ch);
}

/*
 * Responses
 */

/* A response must not overwrite one that the host has yet to read */
static void bt_bmc_deliver(BTBmc *bmc)
{
    if (bmc->ch.ctrl & BT_HOST_IS_READING) {
        bt_bmc_set_state(bmc, BT_BMC_HOLDING);
        return;
    }
    bt_load(&bmc->ch.b2h, bmc->held.data, bmc->held.len, bmc->seq);
    ipmi_msg_reset(&bmc->held);
    bt_bmc_set_state(bmc, BT_BMC_IDLE);
    bt_bmc_write(&bmc->ch, BT_REG_CTRL, BT_B2H_ATN);
}

void bt_bmc_fail(BTBmc *bmc, uint8_t cc)
{
    if (bmc->state != BT_BMC_PENDING) {
        return;
    }
    ipmi_msg_error_response(&bmc->held, bmc->req, sizeof(bmc->req), cc);
    bt_bmc_deliver(bmc);
}

bool bt_bmc_response(BTBmc *bmc, uint8_t msg_id,
                     const uint8_t *rsp, size_t len)
{
    if (bmc->state != BT_BMC_PENDING || msg_id != bmc->msg_id) {
        return false;
    }
    if (len > BT_MSG_MAX) {
        bt_bmc_fail(bmc, IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES);
    } else if (len < IPMI_MSG_RSP_MIN) {
        bt_bmc_fail(bmc, IPMI_CC_UNSPECIFIED);
    } else {
        ipmi_msg_reset(&bmc->held);
        ipmi_msg_put_bytes(&bmc->held, rsp, len);
        bt_bmc_deliver(bmc);
    }
    return true;
}

/*
 * Requests
 */

/*
 * The interface knows its own limits, so no BMC is asked for them: one
 * request at a time, buffer sizes without the length byte, ten seconds to
 * answer, no retries.
 */
static void bt_bmc_capabilities(BTBmc *bmc, size_t len)
{
    const uint8_t rsp[] = {
        ipmi_netfn_lun(IPMI_NETFN_APP | 1, ipmi_lun(bmc->req[0])),
        IPMI_CMD_GET_BT_INTERFACE_CAPABILITIES, IPMI_CC_OK,
        1, BT_BUFFER_SIZE - 1, BT_BUFFER_SIZE - 1, 10, 0,
    };

    if (len > IPMI_MSG_MIN) {
        bt_bmc_fail(bmc, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
        return;
    }
    bt_bmc_response(bmc, bmc->msg_id, rsp, sizeof(rsp));
}

void bt_bmc_remember_request(BTBmc *bmc)
{
    const uint8_t *frame = bmc->ch.h2b.data;

    bmc->req[0] = frame[1];
    bmc->req[1] = frame[3];
}

static void bt_bmc_take_request(BTBmc *bmc)
{
    BTBuffer *buf = &bmc->ch.h2b;
    size_t len = bt_frame_len(buf, BT_REQUEST_MIN);
    IPMIMsg req = { };

    if (buf->wr < BT_HEADER_SIZE) {
        memset(&buf->data[buf->wr], 0, BT_HEADER_SIZE - buf->wr);
    }
    buf->wr = 0;
    bmc->msg_id++;
    bmc->seq = buf->data[2];
    bt_bmc_remember_request(bmc);
    bt_bmc_set_state(bmc, BT_BMC_PENDING);
    if (!len) {
        bt_bmc_guest_error(bmc, "length byte does not fit the request");
        bt_bmc_fail(bmc, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
        return;
    }
    ipmi_msg_put(&req, buf->data[1]);
    ipmi_msg_put_bytes(&req, &buf->data[3], len - 3);
    if (ipmi_netfn(req.data[0]) == IPMI_NETFN_APP &&
        req.data[1] == IPMI_CMD_GET_BT_INTERFACE_CAPABILITIES) {
        bt_bmc_capabilities(bmc, req.len);
    } else {
        bmc->ops->request(bmc->opaque, bmc->msg_id, req.data, req.len);
    }
}

static void bt_bmc_react(BTBmc *bmc)
{
    BTChannel *ch = &bmc->ch;

    if (ch->intmask & BT_BMC_HWRST) {
        bt_bmc_reset(bmc);
        return;
    }
    if (bmc->state == BT_BMC_HOLDING) {
        bt_bmc_deliver(bmc);
    }
    if (ch->ctrl & BT_H2B_ATN) {
        bt_bmc_write(ch, BT_REG_CTRL, BT_H2B_ATN);
        if (bmc->state == BT_BMC_IDLE) {
            bt_bmc_take_request(bmc);
        } else {
            bt_bmc_guest_error(bmc, "H2B_ATN written while B_BUSY is set");
        }
    }
}

uint8_t bt_bmc_host_read(BTBmc *bmc, unsigned reg)
{
    return bt_host_read(&bmc->ch, reg);
}

void bt_bmc_host_write(BTBmc *bmc, unsigned reg, uint8_t val)
{
    bt_host_write(&bmc->ch, reg, val);
    if (reg != BT_REG_DATA) {
        bt_bmc_react(bmc);
    }
}
