/*
 * The BMC's role on a KCS channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs_bmc.h"

/* What goes to the host for the sake of the interrupt (section 9.11) */
#define KCS_DUMMY 0x00

/* The state that the host sees; while a request is pending it must not look */
static const uint8_t kcs_bmc_shown[] = {
    [KCS_BMC_IDLE]       = KCS_STATE_IDLE,
    [KCS_BMC_WRITE]      = KCS_STATE_WRITE,
    [KCS_BMC_WRITE_LAST] = KCS_STATE_WRITE,
    [KCS_BMC_PENDING]    = KCS_STATE_WRITE,
    [KCS_BMC_READ]       = KCS_STATE_READ,
    [KCS_BMC_ABORT]      = KCS_STATE_WRITE,
    [KCS_BMC_ERROR]      = KCS_STATE_ERROR,
};

const char *kcs_bmc_state_name(KCSBmcState state)
{
    static const char *const names[] = {
        [KCS_BMC_IDLE]       = "idle",
        [KCS_BMC_WRITE]      = "write",
        [KCS_BMC_WRITE_LAST] = "write-last",
        [KCS_BMC_PENDING]    = "pending",
        [KCS_BMC_READ]       = "read",
        [KCS_BMC_ABORT]      = "abort",
        [KCS_BMC_ERROR]      = "error",
    };

    return state <= KCS_BMC_ERROR ? names[state] : "?";
}

static void kcs_bmc_change(KCSBmc *bmc, KCSBmcState state)
{
    KCSBmcState from = bmc->state;

    bmc->state = state;
    kcs_bmc_set_state(&bmc->ch, kcs_bmc_shown[state]);
    if (bmc->ops->state_changed && from != state) {
        bmc->ops->state_changed(bmc->opaque, from, state);
    }
}

static void kcs_bmc_guest_error(KCSBmc *bmc, const char *what)
{
    if (bmc->ops->guest_error) {
        bmc->ops->guest_error(bmc->opaque, what);
    }
}

void kcs_bmc_init(KCSBmc *bmc, const KCSBmcOps *ops, void *opaque)
{
    *bmc = (KCSBmc) { .ops = ops, .opaque = opaque };
}

void kcs_bmc_reset(KCSBmc *bmc)
{
    uint8_t atn = bmc->ch.str & KCS_SMS_ATN;

    kcs_reset(&bmc->ch);
    bmc->ch.str = atn;
    ipmi_msg_reset(&bmc->req);
    ipmi_msg_reset(&bmc->rsp);
    bmc->pos = 0;
    kcs_bmc_change(bmc, KCS_BMC_IDLE);
}

bool kcs_bmc_valid(const KCSBmc *bmc)
{
    bool pending = bmc->state == KCS_BMC_PENDING;
    bool full = bmc->ch.str & KCS_IBF;
    bool status = bmc->state == KCS_BMC_ABORT || bmc->state == KCS_BMC_ERROR;

    return kcs_valid(&bmc->ch) && bmc->state <= KCS_BMC_ERROR &&
        full == pending && bmc->req.len <= IPMI_MSG_MAX &&
        bmc->rsp.len <= IPMI_MSG_MAX && bmc->pos <= bmc->rsp.len &&
        (!status || (bmc->rsp.len == 1 && !bmc->pos));
}

bool kcs_bmc_host_irq(const KCSBmc *bmc)
{
    return bmc->irq_enabled && kcs_host_irq(&bmc->ch);
}

void kcs_bmc_set_atn(KCSBmc *bmc, bool set, bool irq)
{
    bool transfer = bmc->state != KCS_BMC_IDLE && bmc->state != KCS_BMC_ERROR;

    kcs_bmc_set_sms_atn(&bmc->ch, set, irq && !transfer);
}

/*
 * What the BMC does for each byte. A host looks at the state as soon as IBF
 * falls, so the order is always: state, input, output (section 9.15).
 */

static void kcs_bmc_take(KCSBmc *bmc, KCSBmcState state)
{
    kcs_bmc_change(bmc, state);
    kcs_bmc_read(&bmc->ch, KCS_BMC_REG_IDR);
}

static void kcs_bmc_put(KCSBmc *bmc, uint8_t val)
{
    kcs_bmc_write(&bmc->ch, KCS_BMC_REG_ODR, val);
}

static void kcs_bmc_take_and_signal(KCSBmc *bmc, KCSBmcState state)
{
    kcs_bmc_take(bmc, state);
    kcs_bmc_put(bmc, KCS_DUMMY);
}

static void kcs_bmc_set_status(KCSBmc *bmc, uint8_t status)
{
    ipmi_msg_reset(&bmc->rsp);
    ipmi_msg_put(&bmc->rsp, status);
    bmc->pos = 0;
}

static void kcs_bmc_error(KCSBmc *bmc, uint8_t status, const char *what)
{
    kcs_bmc_guest_error(bmc, what);
    kcs_bmc_set_status(bmc, status);
    kcs_bmc_take_and_signal(bmc, KCS_BMC_ERROR);
}

/*
 * Responses
 */

static void kcs_bmc_put_next(KCSBmc *bmc)
{
    kcs_bmc_take(bmc, KCS_BMC_READ);
    kcs_bmc_put(bmc, bmc->rsp.data[bmc->pos++]);
}

void kcs_bmc_fail(KCSBmc *bmc, uint8_t cc)
{
    if (bmc->state != KCS_BMC_PENDING) {
        return;
    }
    ipmi_msg_error_response(&bmc->rsp, bmc->req.data, bmc->req.len, cc);
    bmc->pos = 0;
    kcs_bmc_put_next(bmc);
}

bool kcs_bmc_response(KCSBmc *bmc, uint8_t msg_id,
                      const uint8_t *rsp, size_t len)
{
    if (bmc->state != KCS_BMC_PENDING || msg_id != bmc->msg_id) {
        return false;
    }
    if (len > IPMI_MSG_MAX) {
        kcs_bmc_fail(bmc, IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES);
    } else if (len < IPMI_MSG_RSP_MIN) {
        kcs_bmc_fail(bmc, IPMI_CC_UNSPECIFIED);
    } else {
        ipmi_msg_reset(&bmc->rsp);
        ipmi_msg_put_bytes(&bmc->rsp, rsp, len);
        bmc->pos = 0;
        kcs_bmc_put_next(bmc);
    }
    return true;
}

/*
 * Control codes
 */

static void kcs_bmc_write_start(KCSBmc *bmc)
{
    ipmi_msg_reset(&bmc->req);
    ipmi_msg_reset(&bmc->rsp);
    bmc->pos = 0;
    /* A transfer interrupts for itself (section 9.13) */
    bmc->ch.atn_irq = false;
    kcs_bmc_take_and_signal(bmc, KCS_BMC_WRITE);
}

static void kcs_bmc_get_status(KCSBmc *bmc)
{
    if (bmc->state == KCS_BMC_IDLE) {
        kcs_bmc_set_status(bmc, KCS_STATUS_OK);
    } else if (bmc->state != KCS_BMC_ERROR && bmc->state != KCS_BMC_ABORT) {
        kcs_bmc_set_status(bmc, KCS_STATUS_ABORTED);
    }
    bmc->ch.atn_irq = false;
    kcs_bmc_take_and_signal(bmc, KCS_BMC_ABORT);
}

static void kcs_bmc_command(KCSBmc *bmc, uint8_t code)
{
    if (code == KCS_WRITE_START) {
        kcs_bmc_write_start(bmc);
    } else if (code == KCS_GET_STATUS) {
        kcs_bmc_get_status(bmc);
    } else if (bmc->state == KCS_BMC_PENDING) {
        kcs_bmc_guest_error(bmc, "Command written while IBF is set");
    } else if (code == KCS_WRITE_END && bmc->state == KCS_BMC_WRITE) {
        kcs_bmc_take_and_signal(bmc, KCS_BMC_WRITE_LAST);
    } else {
        kcs_bmc_error(bmc, KCS_STATUS_ILLEGAL, "illegal control code");
    }
}

/*
 * Data
 */

static void kcs_bmc_pass_request(KCSBmc *bmc)
{
    bmc->msg_id++;
    kcs_bmc_change(bmc, KCS_BMC_PENDING);
    if (bmc->req.len < IPMI_MSG_MIN) {
        kcs_bmc_guest_error(bmc, "request without a command");
        kcs_bmc_fail(bmc, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
        return;
    }
    bmc->ops->request(bmc->opaque, bmc->msg_id, bmc->req.data, bmc->req.len);
}

static void kcs_bmc_request_byte(KCSBmc *bmc, uint8_t val)
{
    if (!ipmi_msg_put(&bmc->req, val)) {
        kcs_bmc_error(bmc, KCS_STATUS_LENGTH, "request is too long");
    } else if (bmc->state == KCS_BMC_WRITE_LAST) {
        kcs_bmc_pass_request(bmc);
    } else {
        kcs_bmc_take_and_signal(bmc, KCS_BMC_WRITE);
    }
}

static void kcs_bmc_read_code(KCSBmc *bmc, uint8_t val)
{
    if (val != KCS_READ) {
        kcs_bmc_error(bmc, KCS_STATUS_ILLEGAL, "READ expected");
    } else if (bmc->pos < bmc->rsp.len) {
        kcs_bmc_put_next(bmc);
    } else {
        kcs_bmc_take_and_signal(bmc, KCS_BMC_IDLE);
    }
}

static void kcs_bmc_data(KCSBmc *bmc, uint8_t val)
{
    switch (bmc->state) {
    case KCS_BMC_WRITE:
    case KCS_BMC_WRITE_LAST:
        kcs_bmc_request_byte(bmc, val);
        break;
    case KCS_BMC_READ:
        kcs_bmc_read_code(bmc, val);
        break;
    case KCS_BMC_ABORT:
        kcs_bmc_put_next(bmc);
        break;
    case KCS_BMC_PENDING:
        kcs_bmc_guest_error(bmc, "Data_In written while IBF is set");
        break;
    case KCS_BMC_ERROR:
        kcs_bmc_guest_error(bmc, "Data_In written after an error");
        kcs_bmc_take_and_signal(bmc, KCS_BMC_ERROR);
        break;
    default:
        kcs_bmc_error(bmc, KCS_STATUS_UNSPECIFIED,
                      "Data_In written outside of a transfer");
        break;
    }
}

uint8_t kcs_bmc_host_read(KCSBmc *bmc, unsigned reg)
{
    return kcs_host_read(&bmc->ch, reg);
}

void kcs_bmc_host_write(KCSBmc *bmc, unsigned reg, uint8_t val)
{
    kcs_host_write(&bmc->ch, reg, val);
    switch (reg) {
    case KCS_REG_DATA:
        kcs_bmc_data(bmc, val);
        break;
    case KCS_REG_STATUS:
        kcs_bmc_command(bmc, val);
        break;
    }
}
