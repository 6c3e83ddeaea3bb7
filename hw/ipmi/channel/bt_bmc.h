/*
 * The BMC's role on a BT channel: requests from the host, responses to it
 *
 * Stands between the registers that a guest's driver uses and whoever
 * answers requests. IPMI 2.0 section 11, the BMC's side of it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_BT_BMC_H
#define HW_IPMI_CHANNEL_BT_BMC_H

#include "hw/ipmi/message.h"
#include "hw/ipmi/channel/bt.h"

/* Request header of a frame: netfn/lun, sequence number, cmd */
#define BT_REQUEST_MIN 3

/**
 * BTBmcState:
 * @BT_BMC_IDLE: no request
 * @BT_BMC_PENDING: a request is out, and B_BUSY is set until its response
 * @BT_BMC_HOLDING: the response is here, but the host has yet to take the
 *                  one before; B_BUSY is still set
 */
typedef enum BTBmcState {
    BT_BMC_IDLE,
    BT_BMC_PENDING,
    BT_BMC_HOLDING,
} BTBmcState;

/**
 * BTBmcOps: what the role needs of its user
 * @request: pass on a request of at least 2 bytes, netfn/lun and cmd first.
 *           bt_bmc_response() or bt_bmc_fail() may be called from within
 * @state_changed: for a trace; optional
 * @guest_error: the host broke a rule of the interface; optional
 */
typedef struct BTBmcOps {
    void (*request)(void *opaque, uint8_t msg_id,
                    const uint8_t *req, size_t len);
    void (*state_changed)(void *opaque, BTBmcState from, BTBmcState to);
    void (*guest_error)(void *opaque, const char *what);
} BTBmcOps;

/**
 * BTBmc: the role's state
 * @ch: the registers
 * @state: where it is
 * @msg_id: id of the last request passed on. Never starts afresh, so that an
 *          answer to a request from before a reset is told apart
 * @seq: the host's sequence number of that request
 * @req: its netfn/lun and cmd, for an answer that is made here
 * @irq_enabled: the BMC lets the host's interrupt line rise. Not touched by a
 *               reset of the host, since the BMC keeps its enables over it
 * @held: in BT_BMC_HOLDING the response
 * @ops: the user's functions
 * @opaque: their first argument
 */
typedef struct BTBmc {
    BTChannel ch;
    BTBmcState state;
    uint8_t msg_id;
    uint8_t seq;
    uint8_t req[2];
    bool irq_enabled;
    IPMIMsg held;

    const BTBmcOps *ops;
    void *opaque;
} BTBmc;

/**
 * bt_bmc_init: connect the role with its user; all other state is zero
 * @bmc: the role
 * @ops: the user's functions
 * @opaque: their first argument
 */
void bt_bmc_init(BTBmc *bmc, const BTBmcOps *ops, void *opaque);

/**
 * bt_bmc_reset: the host's machine is reset, or the host wrote BMC_HWRST
 * @bmc: the role
 *
 * Registers and request are as after power-on, but SMS_ATN keeps its value:
 * the BMC still has what it stands for, and does not say so again.
 */
void bt_bmc_reset(BTBmc *bmc);

/**
 * bt_bmc_host_read: the host reads a register, see bt_host_read()
 * @bmc: the role
 * @reg: BT_REG_*
 */
uint8_t bt_bmc_host_read(BTBmc *bmc, unsigned reg);

/**
 * bt_bmc_host_write: the host writes a register, and the BMC acts on it
 * @bmc: the role
 * @reg: BT_REG_*
 * @val: the value
 */
void bt_bmc_host_write(BTBmc *bmc, unsigned reg, uint8_t val);

/**
 * bt_bmc_response: give the host its response
 * @bmc: the role
 * @msg_id: the id that came with the request
 * @rsp: netfn/lun, cmd, completion code, data. More than BT_MSG_MAX bytes do
 *       not fit into a frame and become IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES,
 *       fewer than IPMI_MSG_RSP_MIN become IPMI_CC_UNSPECIFIED
 * @len: number of bytes in @rsp
 *
 * Returns: false if no request with this id is pending; nothing happens then.
 */
bool bt_bmc_response(BTBmc *bmc, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);

/**
 * bt_bmc_fail: answer the pending request, if there is one, with an error
 * @bmc: the role
 * @cc: the completion code
 */
void bt_bmc_fail(BTBmc *bmc, uint8_t cc);

/**
 * bt_bmc_host_irq: level of the host's interrupt line, 1 for active
 * @bmc: the role
 */
bool bt_bmc_host_irq(const BTBmc *bmc);

/**
 * bt_bmc_remember_request: set @bmc->req from the buffer
 * @bmc: the role; the host's frame is in the buffer
 */
void bt_bmc_remember_request(BTBmc *bmc);

/**
 * bt_bmc_valid: whether state that came from elsewhere can be worked with
 * @bmc: the role
 */
bool bt_bmc_valid(const BTBmc *bmc);

/* A word for a trace */
const char *bt_bmc_state_name(BTBmcState state);

#endif
