/*
 * The host's role on a KCS channel: requests to BMC firmware, its responses
 *
 * Stands between whoever has requests and the registers that the firmware's
 * driver uses. IPMI 2.0 section 9.15, the host's side of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_KCS_HOST_H
#define HW_IPMI_CHANNEL_KCS_HOST_H

#include "hw/ipmi/message.h"
#include "hw/ipmi/channel/kcs.h"

/* How often a request is tried again before it is given up */
#define KCS_HOST_RETRIES 3

/**
 * KCSHostState: what the host wrote last, and so waits to be taken
 * @KCS_HOST_IDLE: no request
 * @KCS_HOST_BLOCKED: nothing yet; a request waits until IBF is 0
 * @KCS_HOST_START: WRITE_START
 * @KCS_HOST_DATA: a byte of the request that is not its last one
 * @KCS_HOST_END: WRITE_END
 * @KCS_HOST_LAST: the last byte; the first one of the response may come
 * @KCS_HOST_READ: READ; the next byte of the response may come
 * @KCS_HOST_ABORT: GET_STATUS, after an error
 * @KCS_HOST_STATUS: its data byte; the error code may come
 * @KCS_HOST_ABORT_READ: READ, behind the error code
 */
typedef enum KCSHostState {
    KCS_HOST_IDLE,
    KCS_HOST_BLOCKED,
    KCS_HOST_START,
    KCS_HOST_DATA,
    KCS_HOST_END,
    KCS_HOST_LAST,
    KCS_HOST_READ,
    KCS_HOST_ABORT,
    KCS_HOST_STATUS,
    KCS_HOST_ABORT_READ,
} KCSHostState;

/**
 * KCSHostOps: what the role needs of its user
 * @response: the one answer to a request; kcs_host_request() may be called
 *            from within
 * @attention: the firmware set SMS_ATN, or cleared it; only if it changed
 * @schedule: call kcs_host_run() soon, but not from within: a driver that
 *            takes a byte may have more to do before it expects the next one.
 *            May be called again before that; one call of kcs_host_run() does
 * @state_changed: for a trace; optional
 * @guest_error: the firmware left the protocol; optional
 */
typedef struct KCSHostOps {
    void (*response)(void *opaque, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);
    void (*attention)(void *opaque, bool set);
    void (*schedule)(void *opaque);
    void (*state_changed)(void *opaque, KCSHostState from, KCSHostState to);
    void (*guest_error)(void *opaque, const char *what);
} KCSHostOps;

/**
 * KCSHost: the role's state
 * @ch: the registers
 * @state: a KCSHostState; its type has a fixed width for migration
 * @enabled: the firmware listens
 * @msg_id: the user's id of the request
 * @retries: how often the request was tried again
 * @pos: how many bytes of @req were written
 * @req: unless idle, the request
 * @rsp: what was read of the response
 * @ops: the user's functions
 * @opaque: their first argument
 */
typedef struct KCSHost {
    KCSChannel ch;
    uint32_t state;
    bool enabled;
    uint8_t msg_id;
    uint8_t retries;
    uint16_t pos;
    IPMIMsg req;
    IPMIMsg rsp;

    const KCSHostOps *ops;
    void *opaque;
} KCSHost;

/**
 * kcs_host_init: connect the role with its user; all other state is zero
 * @host: the role
 * @ops: the user's functions
 * @opaque: their first argument
 */
void kcs_host_init(KCSHost *host, const KCSHostOps *ops, void *opaque);

/**
 * kcs_host_reset: the BMC is reset
 * @host: the role
 *
 * A request is answered with IPMI_CC_BMC_INIT_IN_PROGRESS, SMS_ATN and all
 * registers are cleared, and the channel is not enabled.
 */
void kcs_host_reset(KCSHost *host);

/**
 * kcs_host_set_enabled: the firmware begins to listen, or ceases
 * @host: the role
 * @enabled: the new state: the channel is enabled, and so is its interrupt
 *           by IBF, without which drivers do not look. If it ceases, a
 *           request is answered with IPMI_CC_BMC_INIT_IN_PROGRESS
 */
void kcs_host_set_enabled(KCSHost *host, bool enabled);

/**
 * kcs_host_request: pass a request to the firmware
 * @host: the role
 * @msg_id: comes back with the response
 * @req: netfn/lun, cmd, data; copied
 * @len: number of bytes in @req. Under IPMI_MSG_MIN is answered with
 *       IPMI_CC_REQUEST_DATA_LENGTH_INVALID, over IPMI_MSG_MAX with
 *       IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED
 *
 * A request that is still there is given up, without an answer.
 *
 * If the firmware drops the transfer, it is aborted and tried again, up to
 * KCS_HOST_RETRIES times; the answer is then IPMI_CC_RESPONSE_NOT_PROVIDED.
 * A response of more than IPMI_MSG_MAX bytes is read to its end and becomes
 * IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES, one of fewer than IPMI_MSG_RSP_MIN
 * becomes IPMI_CC_UNSPECIFIED. There is no answer as long as the firmware
 * does nothing: who asks has the clock.
 */
void kcs_host_request(KCSHost *host, uint8_t msg_id,
                      const uint8_t *req, size_t len);

/**
 * kcs_host_ready: whether kcs_host_run() would do something
 * @host: the role
 *
 * For a user whose bottom half did not migrate.
 */
bool kcs_host_ready(const KCSHost *host);

/**
 * kcs_host_run: the host goes on by one step, if it can
 * @host: the role
 *
 * The interrupt lines are to be updated afterwards.
 */
void kcs_host_run(KCSHost *host);

/**
 * kcs_host_bmc_read: the firmware reads a register, see kcs_bmc_read()
 * @host: the role
 * @reg: KCS_BMC_REG_*
 */
uint8_t kcs_host_bmc_read(KCSHost *host, unsigned reg);

/**
 * kcs_host_bmc_write: the firmware writes a register, see kcs_bmc_write()
 * @host: the role
 * @reg: KCS_BMC_REG_*
 * @val: the value
 *
 * A byte in ODR that the host does not wait for is read at once and dropped,
 * as hosts do with those that are there for the sake of an interrupt.
 */
void kcs_host_bmc_write(KCSHost *host, unsigned reg, uint8_t val);

/**
 * kcs_host_valid: whether state that came from elsewhere can be worked with
 * @host: the role
 */
bool kcs_host_valid(const KCSHost *host);

/* A word for a trace */
const char *kcs_host_state_name(KCSHostState state);

#endif
