/*
 * ipmi-bmc-sim: configuration of serial over LAN (IPMI 2.0 section 26)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_SOL_ACTIVATING = 0x20,
    CMD_SET_SOL_CONFIG = 0x21,
    CMD_GET_SOL_CONFIG = 0x22,
};

/* Table 26-5 */
#define AUTH_FORCE_BOTH   0xc0
#define AUTH_PRIV_MASK    0x0f
#define AUTH_PRIV_MIN     2
#define BIT_RATE_9600     6
#define BIT_RATE_115200   10
#define ACCUMULATE_50_MS  10
#define SEND_THRESHOLD    96
#define RETRY_COUNT       7
#define RETRY_500_MS      50
#define PORT              623

static uint8_t check_authentication(const SimParam *p, uint8_t set,
                                    uint8_t *data)
{
    uint8_t priv = *data & AUTH_PRIV_MASK;

    *data &= AUTH_FORCE_BOTH | AUTH_PRIV_MASK;
    return priv >= AUTH_PRIV_MIN && priv <= SIM_PRIV_OEM ?
           IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

/* An interval of 0 is reserved */
static uint8_t check_accumulate(const SimParam *p, uint8_t set, uint8_t *data)
{
    return data[0] ? IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

/* 9600 to 115200 bit/s, or 0: the rate of the serial channel */
static uint8_t check_bit_rate(const SimParam *p, uint8_t set, uint8_t *data)
{
    uint8_t rate;

    *data &= 0x0f;
    rate = *data;
    return !rate || (rate >= BIT_RATE_9600 && rate <= BIT_RATE_115200) ?
           IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

#define VALUE(f) .offset = offsetof(SimSolConfig, f), \
                 .size = sizeof(((SimSolConfig *)0)->f)

static const SimParam sim_sol_params[] = {
    { 1, VALUE(enable), .mask = 0x01 },
    { 2, VALUE(authentication), .check = check_authentication },
    { 3, VALUE(accumulate), .check = check_accumulate },
    { 4, VALUE(retry), .mask = 0x07 },
    { 5, VALUE(bit_rate), .check = check_bit_rate },
    { 6, VALUE(bit_rate_live), .check = check_bit_rate },
    { 7, VALUE(channel), .read_only = true },
    { 8, VALUE(port) },
};

static const SimParams sim_sol_all = {
    sim_sol_params, ARRAY_SIZE(sim_sol_params),
};

/* Section 26.1: a BMC tells it to who uses the serial port; nobody does */
static uint8_t sim_sol_activating(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    return IPMI_CC_OK;
}

/* Section 26.2 */
static uint8_t sim_sol_set(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    SimSol *sol = &s->sol;
    uint8_t cc;

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    cc = sim_param_set(&sim_sol_all, &sol->config, &sol->in_progress,
                       req->data[1], req->data + 2, req->len - 2);
    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return cc;
}

/* Section 26.3 */
static uint8_t sim_sol_get(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    const SimParamQuery query = {
        .number = req->data[1], .set = req->data[2], .block = req->data[3],
        .revision_only = req->data[0] & 0x80,
    };

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_param_get(&sim_sol_all, &s->sol.config, s->sol.in_progress,
                         &query, rsp);
}

static void sim_sol_init(IPMIBmcSim *s)
{
    SimSolConfig *c = &s->sol.config;

    c->enable[0] = 1;
    c->authentication[0] = AUTH_FORCE_BOTH | AUTH_PRIV_MIN;
    c->accumulate[0] = ACCUMULATE_50_MS;
    c->accumulate[1] = SEND_THRESHOLD;
    c->retry[0] = RETRY_COUNT;
    c->retry[1] = RETRY_500_MS;
    c->bit_rate[0] = BIT_RATE_115200;
    stw_le_p(c->port, PORT);
}

static bool sim_sol_realize(IPMIBmcSim *s, Error **errp)
{
    s->sol.config.channel[0] = s->channel.lan;
    return true;
}

/* Who was about it will not go on (table 26-5, #0) */
static void sim_sol_reset(IPMIBmcSim *s)
{
    s->sol.in_progress = 0;
}

static void sim_sol_restart(IPMIBmcSim *s)
{
    sim_sol_reset(s);
    s->sol.config.bit_rate_live[0] = s->sol.config.bit_rate[0];
}

static int sim_sol_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;
    uint8_t rate = s->sol.config.bit_rate_live[0];

    return sim_param_progress_valid(s->sol.in_progress) && rate <= 0x0f &&
           check_bit_rate(NULL, 0, &rate) == IPMI_CC_OK ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_sol_live = {
    .name = "ipmi-bmc-sim/sol",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sol_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(sol.in_progress, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.bit_rate_live, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_sol_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_valid(&sim_sol_all, &s->sol.config) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_sol = {
    .name = "ipmi-bmc-sim/sol-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_sol_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(sol.config.enable, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.authentication, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.accumulate, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.retry, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.bit_rate, IPMIBmcSim),
        VMSTATE_BUFFER(sol.config.port, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_sol_commands[] = {
    { IPMI_NETFN_TRANSPORT, CMD_SOL_ACTIVATING, 4, 4, sim_sol_activating },
    { IPMI_NETFN_TRANSPORT, CMD_SET_SOL_CONFIG, 2, SIM_ANY_LENGTH,
      sim_sol_set },
    { IPMI_NETFN_TRANSPORT, CMD_GET_SOL_CONFIG, 4, 4, sim_sol_get },
    { }
};

const SimPart sim_sol = {
    .name = "sol",
    .commands = sim_sol_commands,
    .init = sim_sol_init,
    .realize = sim_sol_realize,
    .reset = sim_sol_reset,
    .restart = sim_sol_restart,
    .live = &vmstate_sim_sol_live,
    .kept = &vmstate_sim_sol,
};
