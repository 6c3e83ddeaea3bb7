/*
 * The host's role on a BT channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt_host.h"

/* IPMI 2.0 sections 22.3, 22.4 and 22.6 */
#define CMD_CLEAR_MESSAGE_FLAGS 0x30
#define CMD_GET_MESSAGE_FLAGS   0x31
#define CMD_GET_MESSAGE         0x33

/* Bits that keep a host from writing its next request */
#define BT_BMC_IS_READING (BT_H2B_ATN | BT_B_BUSY)

const char *bt_host_state_name(BTHostState state)
{
    static const char *const names[] = {
        [BT_HOST_IDLE]    = "idle",
        [BT_HOST_BLOCKED] = "blocked",
        [BT_HOST_PENDING] = "pending",
    };

    return state <= BT_HOST_PENDING ? names[state] : "?";
}

static void bt_host_set_state(BTHost *host, BTHostState state)
{
    BTHostState from = host->state;

    host->state = state;
    if (host->ops->state_changed && from != state) {
        host->ops->state_changed(host->opaque, from, state);
    }
}

static void bt_host_guest_error(BTHost *host, const char *what)
{
    if (host->ops->guest_error) {
        host->ops->guest_error(host->opaque, what);
    }
}

void bt_host_init(BTHost *host, const BTHostOps *ops, void *opaque)
{
    *host = (BTHost) { .ops = ops, .opaque = opaque };
}

/* A host reads at once, so that nobody sees it busy or a response waiting */
bool bt_host_valid(const BTHost *host)
{
    const uint8_t never = BT_CLR_WR_PTR | BT_CLR_RD_PTR | BT_B2H_ATN |
                          BT_OEM0 | BT_H_BUSY;

    return bt_valid(&host->ch) && !(host->ch.ctrl & never) &&
        host->state <= BT_HOST_PENDING && host->req.len <= BT_MSG_MAX &&
        (host->state == BT_HOST_IDLE || host->req.len >= IPMI_MSG_MIN);
}

/*
 * Requests
 */

static void bt_host_error(BTHost *host, uint8_t msg_id,
                          const uint8_t *req, size_t len, uint8_t cc)
{
    IPMIMsg rsp;

    ipmi_msg_error_response(&rsp, req, len, cc);
    host->ops->response(host->opaque, msg_id, rsp.data, rsp.len);
}

static void bt_host_fail(BTHost *host, uint8_t cc)
{
    if (host->state != BT_HOST_IDLE) {
        bt_host_set_state(host, BT_HOST_IDLE);
        bt_host_error(host, host->msg_id, host->req.data, host->req.len, cc);
    }
}

/*
 * The real host is elsewhere and clears its own SMS_ATN without a word. Each
 * of these requests shows that it has seen the attention: they deal with the
 * flags that SMS_ATN stands for (section 22.4).
 */
static bool bt_host_saw_attention(const IPMIMsg *req)
{
    if (ipmi_netfn(req->data[0]) != IPMI_NETFN_APP) {
        return false;
    }
    return req->data[1] == CMD_CLEAR_MESSAGE_FLAGS ||
        req->data[1] == CMD_GET_MESSAGE_FLAGS ||
        req->data[1] == CMD_GET_MESSAGE;
}

static void bt_host_clear_attention(BTHost *host)
{
    if (host->ch.ctrl & BT_SMS_ATN) {
        bt_host_write(&host->ch, BT_REG_CTRL, BT_SMS_ATN);
        host->ops->attention(host->opaque, false);
    }
}

static void bt_host_send(BTHost *host)
{
    if (host->state != BT_HOST_BLOCKED ||
        (host->ch.ctrl & BT_BMC_IS_READING)) {
        return;
    }
    bt_load(&host->ch.h2b, host->req.data, host->req.len, ++host->seq);
    bt_host_set_state(host, BT_HOST_PENDING);
    if (bt_host_saw_attention(&host->req)) {
        bt_host_clear_attention(host);
    }
    bt_host_write(&host->ch, BT_REG_CTRL, BT_H2B_ATN);
}

void bt_host_request(BTHost *host, uint8_t msg_id,
                     const uint8_t *req, size_t len)
{
    bt_host_set_state(host, BT_HOST_IDLE);
    if (len < IPMI_MSG_MIN) {
        bt_host_error(host, msg_id, req, len,
                      IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    } else if (len > BT_MSG_MAX) {
        bt_host_error(host, msg_id, req, len,
                      IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED);
    } else if (!host->enabled) {
        bt_host_error(host, msg_id, req, len, IPMI_CC_BMC_INIT_IN_PROGRESS);
    } else {
        ipmi_msg_reset(&host->req);
        ipmi_msg_put_bytes(&host->req, req, len);
        host->msg_id = msg_id;
        bt_host_set_state(host, BT_HOST_BLOCKED);
        bt_host_send(host);
    }
}

void bt_host_set_enabled(BTHost *host, bool enabled)
{
    host->enabled = enabled;
    if (!enabled) {
        bt_host_fail(host, IPMI_CC_BMC_INIT_IN_PROGRESS);
    }
}

void bt_host_reset(BTHost *host)
{
    bool atn = host->ch.ctrl & BT_SMS_ATN;

    bt_reset(&host->ch);
    bt_host_set_enabled(host, false);
    if (atn) {
        host->ops->attention(host->opaque, false);
    }
}

/*
 * Responses
 */

static const char *bt_host_check_response(BTHost *host, size_t len)
{
    const uint8_t *frame = host->ch.b2h.data;

    if (!len) {
        return "length byte does not fit the response";
    }
    if (host->state != BT_HOST_PENDING || frame[2] != host->seq) {
        return "response to no pending request";
    }
    if (ipmi_netfn(frame[1]) != (ipmi_netfn(host->req.data[0]) | 1) ||
        frame[3] != host->req.data[1]) {
        return "response to another command";
    }
    return NULL;
}

/* A host is busy while it reads, and the end of that interrupts the BMC */
static void bt_host_take_response(BTHost *host)
{
    BTChannel *ch = &host->ch;
    size_t len = bt_frame_len(&ch->b2h, BT_RESPONSE_MIN);
    const char *wrong = bt_host_check_response(host, len);
    IPMIMsg rsp = { };

    bt_host_write(ch, BT_REG_CTRL, BT_H_BUSY);
    bt_host_write(ch, BT_REG_CTRL, BT_B2H_ATN);
    if (!wrong) {
        ipmi_msg_put(&rsp, ch->b2h.data[1]);
        ipmi_msg_put_bytes(&rsp, &ch->b2h.data[3], len - 3);
    }
    bt_host_write(ch, BT_REG_CTRL, BT_H_BUSY);
    if (wrong) {
        bt_host_guest_error(host, wrong);
        return;
    }
    bt_host_set_state(host, BT_HOST_IDLE);
    host->ops->response(host->opaque, host->msg_id, rsp.data, rsp.len);
}

uint8_t bt_host_bmc_read(BTHost *host, unsigned reg)
{
    return bt_bmc_read(&host->ch, reg);
}

void bt_host_bmc_write(BTHost *host, unsigned reg, uint8_t val)
{
    bt_bmc_write(&host->ch, reg, val);
    if (reg != BT_REG_CTRL) {
        return;
    }
    if (val & BT_SMS_ATN) {
        host->ops->attention(host->opaque, true);
    }
    if (host->ch.ctrl & BT_B2H_ATN) {
        bt_host_take_response(host);
    }
    bt_host_send(host);
}
