/*
 * The BMC's role on a KCS channel: requests from the host, responses to it
 *
 * Stands between the registers that a guest's driver uses and whoever
 * answers requests. IPMI 2.0 section 9.15, the BMC's side of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_KCS_BMC_H
#define HW_IPMI_CHANNEL_KCS_BMC_H

#include "hw/ipmi/message.h"
#include "hw/ipmi/channel/kcs.h"

/**
 * KCSBmcState:
 * @KCS_BMC_IDLE: no transfer
 * @KCS_BMC_WRITE: the host writes its request
 * @KCS_BMC_WRITE_LAST: and its next byte is the last one
 * @KCS_BMC_PENDING: a request is out; IBF is set until its response
 * @KCS_BMC_READ: the host reads a response, or what GET_STATUS tells
 * @KCS_BMC_ABORT: after GET_STATUS, whose data byte is to come
 * @KCS_BMC_ERROR: the host broke a rule, and has to begin anew
 */
typedef enum KCSBmcState {
    KCS_BMC_IDLE,
    KCS_BMC_WRITE,
    KCS_BMC_WRITE_LAST,
    KCS_BMC_PENDING,
    KCS_BMC_READ,
    KCS_BMC_ABORT,
    KCS_BMC_ERROR,
} KCSBmcState;

/**
 * KCSBmcOps: what the role needs of its user
 * @request: pass on a request of at least 2 bytes, netfn/lun and cmd first.
 *           kcs_bmc_response() or kcs_bmc_fail() may be called from within
 * @state_changed: for a trace; optional
 * @guest_error: the host broke a rule of the interface; optional
 */
typedef struct KCSBmcOps {
    void (*request)(void *opaque, uint8_t msg_id,
                    const uint8_t *req, size_t len);
    void (*state_changed)(void *opaque, KCSBmcState from, KCSBmcState to);
    void (*guest_error)(void *opaque, const char *what);
} KCSBmcOps;

/**
 * KCSBmc: the role's state
 * @ch: the registers
 * @state: where it is
 * @msg_id: id of the last request passed on. Never starts afresh, so that an
 *          answer to a request from before a reset is told apart
 * @irq_enabled: the BMC lets the host's interrupt line rise. Not touched by a
 *               reset of the host, since the BMC keeps its enables over it
 * @req: what the host has written of its request; kept while that is pending
 * @rsp: in KCS_BMC_READ what the host reads; in KCS_BMC_ABORT and
 *       KCS_BMC_ERROR the one byte that GET_STATUS tells
 * @pos: how much of @rsp went to the host
 * @ops: the user's functions
 * @opaque: their first argument
 */
typedef struct KCSBmc {
    KCSChannel ch;
    KCSBmcState state;
    uint8_t msg_id;
    bool irq_enabled;
    IPMIMsg req;
    IPMIMsg rsp;
    uint16_t pos;

    const KCSBmcOps *ops;
    void *opaque;
} KCSBmc;

/**
 * kcs_bmc_init: connect the role with its user; all other state is zero
 * @bmc: the role
 * @ops: the user's functions
 * @opaque: their first argument
 */
void kcs_bmc_init(KCSBmc *bmc, const KCSBmcOps *ops, void *opaque);

/**
 * kcs_bmc_reset: the host's machine is reset
 * @bmc: the role
 *
 * Registers and request are as after power-on, but SMS_ATN keeps its value:
 * the BMC still has what it stands for, and does not say so again.
 */
void kcs_bmc_reset(KCSBmc *bmc);

/**
 * kcs_bmc_host_read: the host reads a register, see kcs_host_read()
 * @bmc: the role
 * @reg: KCS_REG_*
 */
uint8_t kcs_bmc_host_read(KCSBmc *bmc, unsigned reg);

/**
 * kcs_bmc_host_write: the host writes a register, and the BMC acts on it
 * @bmc: the role
 * @reg: KCS_REG_*
 * @val: the value
 *
 * WRITE_START and GET_STATUS are obeyed in every state (section 9.19).
 * Anything else that comes while a request is pending, and so IBF is set, is
 * ignored.
 */
void kcs_bmc_host_write(KCSBmc *bmc, unsigned reg, uint8_t val);

/**
 * kcs_bmc_response: give the host its response
 * @bmc: the role
 * @msg_id: the id that came with the request
 * @rsp: netfn/lun, cmd, completion code, data. More than IPMI_MSG_MAX bytes
 *       become IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES, fewer than
 *       IPMI_MSG_RSP_MIN become IPMI_CC_UNSPECIFIED
 * @len: number of bytes in @rsp
 *
 * Returns: false if no request with this id is pending; nothing happens then.
 */
bool kcs_bmc_response(KCSBmc *bmc, uint8_t msg_id,
                      const uint8_t *rsp, size_t len);

/**
 * kcs_bmc_fail: answer the pending request, if there is one, with an error
 * @bmc: the role
 * @cc: the completion code
 */
void kcs_bmc_fail(KCSBmc *bmc, uint8_t cc);

/**
 * kcs_bmc_set_atn: set or clear SMS_ATN
 * @bmc: the role
 * @set: the new state
 * @irq: interrupt the host too. During a transfer that waits for its end,
 *       which is an interrupt by itself (section 9.13)
 */
void kcs_bmc_set_atn(KCSBmc *bmc, bool set, bool irq);

/**
 * kcs_bmc_host_irq: level of the host's interrupt line, 1 for active
 * @bmc: the role
 */
bool kcs_bmc_host_irq(const KCSBmc *bmc);

/**
 * kcs_bmc_valid: whether state that came from elsewhere can be worked with
 * @bmc: the role
 */
bool kcs_bmc_valid(const KCSBmc *bmc);

/* A word for a trace */
const char *kcs_bmc_state_name(KCSBmcState state);

#endif
