/*
 * The host's role on a BT channel: requests to BMC firmware, its responses
 *
 * Stands between whoever has requests and the registers that the firmware's
 * driver uses. IPMI 2.0 section 11, the host's side of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_BT_HOST_H
#define HW_IPMI_CHANNEL_BT_HOST_H

#include "hw/ipmi/message.h"
#include "hw/ipmi/channel/bt.h"

/* Response header of a frame: netfn/lun, sequence number, cmd, code */
#define BT_RESPONSE_MIN 4

/**
 * BTHostState:
 * @BT_HOST_IDLE: no request
 * @BT_HOST_BLOCKED: a request waits until the BMC is ready for it
 * @BT_HOST_PENDING: the BMC has the request
 */
typedef enum BTHostState {
    BT_HOST_IDLE,
    BT_HOST_BLOCKED,
    BT_HOST_PENDING,
} BTHostState;

/**
 * BTHostOps: what the role needs of its user
 * @response: the one answer to a request; bt_host_request() may be called
 *            from within
 * @attention: the firmware set SMS_ATN, again maybe, or it was cleared
 * @state_changed: for a trace; optional
 * @guest_error: the firmware gave something that is not the response waited
 *               for, and it was dropped; optional
 */
typedef struct BTHostOps {
    void (*response)(void *opaque, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);
    void (*attention)(void *opaque, bool set);
    void (*state_changed)(void *opaque, BTHostState from, BTHostState to);
    void (*guest_error)(void *opaque, const char *what);
} BTHostOps;

/**
 * BTHost: the role's state
 * @ch: the registers
 * @state: a BTHostState; its type has a fixed width for migration
 * @enabled: the firmware listens
 * @msg_id: the user's id of the request
 * @seq: sequence number of the last request on the channel. Never starts
 *       afresh, so that a response from before a reset is told apart
 * @req: unless idle, the request
 * @ops: the user's functions
 * @opaque: their first argument
 */
typedef struct BTHost {
    BTChannel ch;
    uint32_t state;
    bool enabled;
    uint8_t msg_id;
    uint8_t seq;
    IPMIMsg req;

    const BTHostOps *ops;
    void *opaque;
} BTHost;

/**
 * bt_host_init: connect the role with its user; all other state is zero
 * @host: the role
 * @ops: the user's functions
 * @opaque: their first argument
 */
void bt_host_init(BTHost *host, const BTHostOps *ops, void *opaque);

/**
 * bt_host_reset: the BMC is reset
 * @host: the role
 *
 * A request is answered with IPMI_CC_BMC_INIT_IN_PROGRESS, SMS_ATN and all
 * registers are cleared, and the channel is not enabled.
 */
void bt_host_reset(BTHost *host);

/**
 * bt_host_set_enabled: the firmware begins to listen, or ceases
 * @host: the role
 * @enabled: the new state. If it ceases, a request is answered with
 *           IPMI_CC_BMC_INIT_IN_PROGRESS
 */
void bt_host_set_enabled(BTHost *host, bool enabled);

/**
 * bt_host_request: pass a request to the firmware
 * @host: the role
 * @msg_id: comes back with the response
 * @req: netfn/lun, cmd, data; copied
 * @len: number of bytes in @req. Under IPMI_MSG_MIN is answered with
 *       IPMI_CC_REQUEST_DATA_LENGTH_INVALID, over BT_MSG_MAX with
 *       IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED
 *
 * A request that is still there is given up, without an answer.
 */
void bt_host_request(BTHost *host, uint8_t msg_id,
                     const uint8_t *req, size_t len);

/**
 * bt_host_bmc_read: the firmware reads a register, see bt_bmc_read()
 * @host: the role
 * @reg: BT_REG_*
 */
uint8_t bt_host_bmc_read(BTHost *host, unsigned reg);

/**
 * bt_host_bmc_write: the firmware writes a register, and the host acts on it
 * @host: the role
 * @reg: BT_REG_*
 * @val: the value
 */
void bt_host_bmc_write(BTHost *host, unsigned reg, uint8_t val);

/**
 * bt_host_valid: whether state that came from elsewhere can be worked with
 * @host: the role
 */
bool bt_host_valid(const BTHost *host);

/* A word for a trace */
const char *bt_host_state_name(BTHostState state);

#endif
