/*
 * ipmi-bmc-sim: from a request to its handler
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/trace.h"

/* Command-specific codes may come with data (IPMI 2.0 section 5.2) */
#define CC_COMMAND_SPECIFIC_FIRST 0x80
#define CC_COMMAND_SPECIFIC_LAST  0xbe

static const SimCommand *sim_find_in_part(const SimPart *part, uint8_t netfn,
                                          uint8_t cmd)
{
    const SimCommand *c;

    for (c = part->commands; c && c->handler; c++) {
        if (c->netfn == netfn && c->cmd == cmd) {
            return c;
        }
    }
    return NULL;
}

const SimCommand *sim_find_command(uint8_t netfn, uint8_t group, uint8_t cmd)
{
    const SimPart *const *part;
    const SimCommand *found = NULL;

    for (part = sim_parts; *part && !found; part++) {
        if (netfn != IPMI_NETFN_GROUP_EXT || (*part)->group == group) {
            found = sim_find_in_part(*part, netfn, cmd);
        }
    }
    return found;
}

/*
 * A board's commands
 */

void rsp_buffer_push(RspBuffer *rsp, uint8_t byte)
{
    if (rsp->len < sizeof(rsp->buffer)) {
        rsp->buffer[rsp->len++] = byte;
    } else {
        rsp_buffer_set_error(rsp, IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES);
    }
}

void rsp_buffer_set_error(RspBuffer *rsp, uint8_t cc)
{
    rsp->buffer[2] = cc;
}

int ipmi_sim_register_netfn(IPMIBmcSim *s, unsigned netfn,
                            const IPMINetfn *handlers)
{
    if (netfn & 1 || netfn / 2 >= SIM_NR_NETFNS || s->netfns[netfn / 2]) {
        return -1;
    }
    s->netfns[netfn / 2] = handlers;
    return 0;
}

static const IPMICmdHandler *sim_find_board_command(IPMIBmcSim *s,
                                                    uint8_t netfn, uint8_t cmd)
{
    const IPMINetfn *handlers = s->netfns[netfn / 2];

    if (!handlers || cmd >= handlers->cmd_nums ||
        !handlers->cmd_handlers[cmd].cmd_handler) {
        return NULL;
    }
    return &handlers->cmd_handlers[cmd];
}

/* A BT interface answers this one by itself */
static bool sim_interface_has_command(IPMIBmcSim *s, uint8_t netfn,
                                      uint8_t cmd)
{
    return netfn == IPMI_NETFN_APP &&
           cmd == IPMI_CMD_GET_BT_INTERFACE_CAPABILITIES &&
           sim_channel_interface(s) == IPMI_SMBIOS_BT;
}

bool sim_has_command(IPMIBmcSim *s, uint8_t netfn, uint8_t group, uint8_t cmd)
{
    return sim_interface_has_command(s, netfn, cmd) ||
           (netfn != IPMI_NETFN_GROUP_EXT &&
            sim_find_board_command(s, netfn, cmd)) ||
           sim_find_command(netfn, group, cmd);
}

bool sim_has_netfn(IPMIBmcSim *s, uint8_t netfn)
{
    const SimPart *const *part;
    const SimCommand *c;

    if (s->netfns[netfn / 2]) {
        return true;
    }
    for (part = sim_parts; *part; part++) {
        for (c = (*part)->commands; c && c->handler; c++) {
            if (c->netfn == netfn) {
                return true;
            }
        }
    }
    return false;
}

static void sim_call_board(IPMIBmcSim *s, const IPMICmdHandler *handler,
                           const uint8_t *req, size_t len, IPMIMsg *rsp)
{
    RspBuffer buf = { .len = rsp->len };
    /* Handlers may look a little further than they have asked for */
    uint8_t copy[IPMI_MSG_MAX] = { };

    memcpy(copy, req, len);
    memcpy(buf.buffer, rsp->data, rsp->len);
    if (len < handler->cmd_len_min) {
        rsp_buffer_set_error(&buf, IPMI_CC_REQUEST_DATA_LENGTH_INVALID);
    } else {
        handler->cmd_handler(s, copy, len, &buf);
    }
    ipmi_msg_reset(rsp);
    ipmi_msg_put_bytes(rsp, buf.buffer, buf.len);
}

/*
 * The simulator's own commands
 */

static uint8_t sim_call(IPMIBmcSim *s, const SimCommand *c,
                        SimRequest *req, IPMIMsg *rsp)
{
    if (c->max != SIM_ANY_LENGTH && req->len > c->max && s->app.like_10_0) {
        req->len = c->max;
    }
    if (req->len < c->min || (c->max != SIM_ANY_LENGTH && req->len > c->max)) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    return c->handler(s, req, rsp);
}

static bool sim_sends_data(uint8_t cc)
{
    return cc == IPMI_CC_OK || (cc >= CC_COMMAND_SPECIFIC_FIRST &&
                                cc <= CC_COMMAND_SPECIFIC_LAST);
}

/* As command discovery says, all that there is, is on LUN 0 (section 21.2) */
static uint8_t sim_admit(IPMIBmcSim *s, const SimCommand *c,
                         const SimRequest *r, uint8_t group)
{
    if (!c && !sim_find_board_command(s, r->netfn, r->cmd)) {
        return IPMI_CC_INVALID_CMD;
    }
    if (r->lun) {
        return IPMI_CC_COMMAND_INVALID_FOR_LUN;
    }
    return sim_firewall_allows(s, r->netfn, group, r->cmd) ?
           IPMI_CC_OK : IPMI_CC_INSUFFICIENT_PRIVILEGE;
}

/*
 * The first data byte of a group extension says whose command it is, in both
 * directions (section 5.1). A group that is not there gets C1h, by which
 * clients tell what this BMC is not.
 */
static void sim_run(IPMIBmcSim *s, SimRequest *r, IPMIMsg *rsp)
{
    const SimCommand *c;
    uint8_t group = 0, cc;
    size_t header;

    if (r->netfn == IPMI_NETFN_GROUP_EXT && r->len) {
        group = *r->data++;
        r->len--;
    }
    c = sim_find_command(r->netfn, group, r->cmd);
    if (c && r->netfn == IPMI_NETFN_GROUP_EXT) {
        ipmi_msg_put(rsp, group);
    }
    header = rsp->len;
    cc = sim_admit(s, c, r, group);
    if (cc == IPMI_CC_OK) {
        cc = sim_call(s, c, r, rsp);
    }
    if (cc == IPMI_CC_OK && rsp->overrun) {
        cc = IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES;
    }
    if (!sim_sends_data(cc)) {
        rsp->len = header;
    }
    rsp->data[2] = cc;
}

void sim_dispatch(IPMIBmcSim *s, const uint8_t *req, size_t len, IPMIMsg *rsp)
{
    SimRequest r = {
        .netfn = ipmi_netfn(req[0]), .lun = ipmi_lun(req[0]), .cmd = req[1],
        .data = req + IPMI_MSG_MIN, .len = len - IPMI_MSG_MIN,
    };
    const IPMICmdHandler *board;

    s->power.asked = true;
    ipmi_msg_error_response(rsp, req, len, IPMI_CC_OK);
    if (ipmi_netfn_is_response(r.netfn)) {
        rsp->data[2] = IPMI_CC_INVALID_CMD;
    } else {
        board = sim_find_board_command(s, r.netfn, r.cmd);
        if (board && !r.lun) {
            sim_call_board(s, board, req, len, rsp);
        } else {
            sim_run(s, &r, rsp);
        }
    }
    trace_ipmi_bmc_sim_call(s->name, req[0], req[1], len, rsp->data[2],
                            rsp->len);
}
