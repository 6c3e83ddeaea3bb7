/*
 * The host's role on a KCS channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs_host.h"

const char *kcs_host_state_name(KCSHostState state)
{
    static const char *const names[] = {
        [KCS_HOST_IDLE]       = "idle",
        [KCS_HOST_BLOCKED]    = "blocked",
        [KCS_HOST_START]      = "start",
        [KCS_HOST_DATA]       = "data",
        [KCS_HOST_END]        = "end",
        [KCS_HOST_LAST]       = "last",
        [KCS_HOST_READ]       = "read",
        [KCS_HOST_ABORT]      = "abort",
        [KCS_HOST_STATUS]     = "status",
        [KCS_HOST_ABORT_READ] = "abort-read",
    };

    return state <= KCS_HOST_ABORT_READ ? names[state] : "?";
}

static void kcs_host_set_state(KCSHost *host, KCSHostState state)
{
    KCSHostState from = host->state;

    host->state = state;
    if (host->ops->state_changed && from != state) {
        host->ops->state_changed(host->opaque, from, state);
    }
}

static void kcs_host_guest_error(KCSHost *host, const char *what)
{
    if (host->ops->guest_error) {
        host->ops->guest_error(host->opaque, what);
    }
}

void kcs_host_init(KCSHost *host, const KCSHostOps *ops, void *opaque)
{
    *host = (KCSHost) { .ops = ops, .opaque = opaque };
}

/*
 * A byte that is left in ODR belongs to the request that was, or is there
 * for the sake of an interrupt
 */
static void kcs_host_drop_output(KCSHost *host)
{
    kcs_host_read(&host->ch, KCS_REG_DATA);
}

static void kcs_host_end(KCSHost *host)
{
    kcs_host_drop_output(host);
    kcs_host_set_state(host, KCS_HOST_IDLE);
}

/* Whether as much of the request was written as the state says */
static bool kcs_host_pos_valid(const KCSHost *host)
{
    switch (host->state) {
    case KCS_HOST_IDLE:
        return host->pos <= host->req.len;
    case KCS_HOST_BLOCKED:
    case KCS_HOST_START:
        return host->pos == 0;
    case KCS_HOST_DATA:
        return host->pos > 0 && host->pos < host->req.len;
    case KCS_HOST_END:
        return host->pos + 1 == host->req.len;
    case KCS_HOST_LAST:
    case KCS_HOST_READ:
        return host->pos == host->req.len;
    default:
        return host->pos <= host->req.len;
    }
}

bool kcs_host_valid(const KCSHost *host)
{
    return kcs_valid(&host->ch) && host->state <= KCS_HOST_ABORT_READ &&
        host->retries <= KCS_HOST_RETRIES &&
        host->req.len <= IPMI_MSG_MAX && host->rsp.len <= IPMI_MSG_MAX &&
        (host->state == KCS_HOST_IDLE ||
         (host->enabled && host->req.len >= IPMI_MSG_MIN)) &&
        kcs_host_pos_valid(host);
}

/*
 * Answers
 */

static void kcs_host_error(KCSHost *host, uint8_t msg_id,
                           const uint8_t *req, size_t len, uint8_t cc)
{
    IPMIMsg rsp;

    ipmi_msg_error_response(&rsp, req, len, cc);
    host->ops->response(host->opaque, msg_id, rsp.data, rsp.len);
}

static void kcs_host_fail(KCSHost *host, uint8_t cc)
{
    if (host->state != KCS_HOST_IDLE) {
        kcs_host_end(host);
        kcs_host_error(host, host->msg_id, host->req.data, host->req.len, cc);
    }
}

static void kcs_host_finish(KCSHost *host)
{
    if (host->rsp.overrun) {
        kcs_host_guest_error(host, "response is too long");
        kcs_host_fail(host, IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES);
    } else if (host->rsp.len < IPMI_MSG_RSP_MIN) {
        kcs_host_guest_error(host, "response is too short");
        kcs_host_fail(host, IPMI_CC_UNSPECIFIED);
    } else {
        IPMIMsg rsp = host->rsp;

        kcs_host_end(host);
        host->ops->response(host->opaque, host->msg_id, rsp.data, rsp.len);
    }
}

/*
 * Steps. Each ends with a write, which sets IBF, or with an answer.
 */

static void kcs_host_command(KCSHost *host, uint8_t code, KCSHostState next)
{
    kcs_host_set_state(host, next);
    kcs_host_write(&host->ch, KCS_REG_STATUS, code);
}

static void kcs_host_data(KCSHost *host, uint8_t val, KCSHostState next)
{
    kcs_host_set_state(host, next);
    kcs_host_write(&host->ch, KCS_REG_DATA, val);
}

static void kcs_host_start(KCSHost *host)
{
    host->pos = 0;
    ipmi_msg_reset(&host->rsp);
    kcs_host_command(host, KCS_WRITE_START, KCS_HOST_START);
}

/* Section 9.18: after an error ask for the status, which also aborts */
static void kcs_host_retry(KCSHost *host, const char *why)
{
    kcs_host_guest_error(host, why);
    if (host->retries == KCS_HOST_RETRIES) {
        kcs_host_fail(host, IPMI_CC_RESPONSE_NOT_PROVIDED);
        return;
    }
    host->retries++;
    kcs_host_command(host, KCS_GET_STATUS, KCS_HOST_ABORT);
}

static void kcs_host_write_next(KCSHost *host)
{
    if (kcs_state(&host->ch) != KCS_STATE_WRITE) {
        kcs_host_retry(host, "request dropped by the firmware");
    } else if (host->state == KCS_HOST_END) {
        kcs_host_data(host, host->req.data[host->pos++], KCS_HOST_LAST);
    } else if (host->pos + 1 == host->req.len) {
        kcs_host_command(host, KCS_WRITE_END, KCS_HOST_END);
    } else {
        kcs_host_data(host, host->req.data[host->pos++], KCS_HOST_DATA);
    }
}

static void kcs_host_read_next(KCSHost *host)
{
    switch (kcs_state(&host->ch)) {
    case KCS_STATE_READ:
        ipmi_msg_put(&host->rsp, kcs_host_read(&host->ch, KCS_REG_DATA));
        kcs_host_data(host, KCS_READ, KCS_HOST_READ);
        break;
    case KCS_STATE_IDLE:
        kcs_host_finish(host);
        break;
    default:
        kcs_host_retry(host, "response dropped by the firmware");
        break;
    }
}

static void kcs_host_read_status(KCSHost *host)
{
    if (kcs_state(&host->ch) != KCS_STATE_READ) {
        kcs_host_retry(host, "no status from the firmware");
        return;
    }
    kcs_host_read(&host->ch, KCS_REG_DATA);
    kcs_host_data(host, KCS_READ, KCS_HOST_ABORT_READ);
}

static void kcs_host_end_abort(KCSHost *host)
{
    if (kcs_state(&host->ch) == KCS_STATE_IDLE) {
        kcs_host_start(host);
    } else {
        kcs_host_retry(host, "abort not obeyed by the firmware");
    }
}

/*
 * The firmware says READ, and what it puts into ODR is not a dummy. No answer
 * can be there before the request's last byte is taken.
 */
static bool kcs_host_reads(const KCSHost *host)
{
    bool taken = !(host->ch.str & KCS_IBF);

    return kcs_state(&host->ch) == KCS_STATE_READ &&
        ((host->state == KCS_HOST_LAST && taken) ||
         host->state == KCS_HOST_READ || host->state == KCS_HOST_STATUS);
}

bool kcs_host_ready(const KCSHost *host)
{
    return host->state != KCS_HOST_IDLE && !(host->ch.str & KCS_IBF) &&
        (!kcs_host_reads(host) || (host->ch.str & KCS_OBF));
}

void kcs_host_run(KCSHost *host)
{
    if (!kcs_host_ready(host)) {
        return;
    }
    switch (host->state) {
    case KCS_HOST_BLOCKED:
        kcs_host_start(host);
        break;
    case KCS_HOST_START:
    case KCS_HOST_DATA:
    case KCS_HOST_END:
        kcs_host_write_next(host);
        break;
    case KCS_HOST_LAST:
    case KCS_HOST_READ:
        kcs_host_read_next(host);
        break;
    case KCS_HOST_ABORT:
        kcs_host_data(host, 0, KCS_HOST_STATUS);
        break;
    case KCS_HOST_STATUS:
        kcs_host_read_status(host);
        break;
    case KCS_HOST_ABORT_READ:
        kcs_host_end_abort(host);
        break;
    }
}

/*
 * From the user
 */

void kcs_host_request(KCSHost *host, uint8_t msg_id,
                      const uint8_t *req, size_t len)
{
    kcs_host_end(host);
    if (len < IPMI_MSG_MIN) {
        kcs_host_error(host, msg_id, req, len,
                       IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    } else if (len > IPMI_MSG_MAX) {
        kcs_host_error(host, msg_id, req, len,
                       IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED);
    } else if (!host->enabled) {
        kcs_host_error(host, msg_id, req, len, IPMI_CC_BMC_INIT_IN_PROGRESS);
    } else {
        ipmi_msg_reset(&host->req);
        ipmi_msg_put_bytes(&host->req, req, len);
        host->msg_id = msg_id;
        host->retries = 0;
        host->pos = 0;
        kcs_host_set_state(host, KCS_HOST_BLOCKED);
        kcs_host_run(host);
    }
}

void kcs_host_set_enabled(KCSHost *host, bool enabled)
{
    host->enabled = enabled;
    if (!enabled) {
        kcs_host_fail(host, IPMI_CC_BMC_INIT_IN_PROGRESS);
    }
}

void kcs_host_reset(KCSHost *host)
{
    bool atn = host->ch.str & KCS_SMS_ATN;

    kcs_reset(&host->ch);
    kcs_host_set_enabled(host, false);
    if (atn) {
        host->ops->attention(host->opaque, false);
    }
}

/*
 * From the firmware
 */

static void kcs_host_react(KCSHost *host)
{
    if (!kcs_host_reads(host)) {
        kcs_host_drop_output(host);
    }
    if (kcs_host_ready(host)) {
        host->ops->schedule(host->opaque);
    }
}

uint8_t kcs_host_bmc_read(KCSHost *host, unsigned reg)
{
    uint8_t val = kcs_bmc_read(&host->ch, reg);

    if (reg == KCS_BMC_REG_IDR) {
        kcs_host_react(host);
    }
    return val;
}

void kcs_host_bmc_write(KCSHost *host, unsigned reg, uint8_t val)
{
    uint8_t str = host->ch.str;

    kcs_bmc_write(&host->ch, reg, val);
    if ((str ^ host->ch.str) & KCS_SMS_ATN) {
        host->ops->attention(host->opaque, val & KCS_SMS_ATN);
    }
    kcs_host_react(host);
}
