/*
 * ipmi-bmc-sim: which commands there are, and which are turned off (IPMI 2.0
 * section 21, firmware firewall and command discovery)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/cutils.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_GET_DEVICE_ID = 0x01,
    CMD_GET_NETFN_SUPPORT = 0x09,
    CMD_GET_COMMAND_SUPPORT = 0x0a,
    CMD_GET_SUBFN_SUPPORT = 0x0b,
    CMD_GET_CONFIGURABLE = 0x0c,
    CMD_GET_CONFIGURABLE_SUBFNS = 0x0d,
    CMD_SET_ENABLES = 0x60,
    CMD_GET_ENABLES = 0x61,
    CMD_SET_SUBFN_ENABLES = 0x62,
    CMD_GET_SUBFN_ENABLES = 0x63,
    CMD_GET_OEM_SUPPORT = 0x64,
};

/* Half of the commands, as one request asks for */
#define HALF_BITS  128
#define HALF_BYTES (HALF_BITS / 8)

/* Two bits a LUN: none, or some that a firewall may turn off */
#define LUN_RESTRICTED 2
#define LUNS           4

/* Section 21.4: this specification, 2.0, revision 1.1 */
#define SPEC_IPMI     0x00
#define SPEC_VERSION  0x20
#define SPEC_REVISION 0x11
#define SUBFNS_BYTES  4

#define CC_NOT_CONFIGURABLE 0x80

#define NETFN_OEM_GROUP 0x2e
#define GROUP_DCMI      0xdc
#define TABLE_DCMI      (SIM_FIREWALL_TABLES - 1)

/**
 * SimFirewallQuery: what a request is about
 * @channel: index of the channel
 * @netfn: network function
 * @group: of netfn 2Ch
 * @lun: logical unit
 * @upper: commands 80h and up
 * @table: index of the table; -1 if there is none
 */
typedef struct SimFirewallQuery {
    int channel;
    uint8_t netfn;
    uint8_t group;
    uint8_t lun;
    bool upper;
    int table;
} SimFirewallQuery;

static int sim_firewall_table(uint8_t netfn, uint8_t group)
{
    if (netfn == IPMI_NETFN_GROUP_EXT) {
        return group == GROUP_DCMI ? TABLE_DCMI : -1;
    }
    return netfn / 2;
}

static int sim_firewall_channel(const IPMIBmcSim *s, uint8_t byte)
{
    if (sim_channel_is_lan(s, byte)) {
        return 0;
    }
    return sim_channel_number(byte) == SIM_CHANNEL_SYSTEM ? 1 : -1;
}

static bool sim_firewall_disabled(const IPMIBmcSim *s, int channel, int table,
                                  uint8_t cmd)
{
    return s->firewall.disabled[channel][table * SIM_FIREWALL_MASK + cmd / 8] &
           BIT(cmd % 8);
}

bool sim_firewall_allows(const IPMIBmcSim *s, uint8_t netfn, uint8_t group,
                         uint8_t cmd)
{
    int table = sim_firewall_table(netfn, group);

    return table < 0 || !sim_firewall_disabled(s, 1, table, cmd);
}

/* What tells of the firewall, and undoes it, cannot be turned off */
static bool sim_firewall_configurable(IPMIBmcSim *s, uint8_t netfn,
                                      uint8_t group, uint8_t cmd)
{
    bool fixed = netfn == IPMI_NETFN_APP &&
                 (cmd == CMD_GET_DEVICE_ID ||
                  (cmd >= CMD_GET_NETFN_SUPPORT &&
                   cmd <= CMD_GET_CONFIGURABLE_SUBFNS) ||
                  (cmd >= CMD_SET_ENABLES && cmd <= CMD_GET_OEM_SUPPORT));

    return sim_find_command(netfn, group, cmd) && !fixed;
}

/*
 * Requests
 */

/*
 * Channel, network function with what half of its commands is meant, LUN.
 * Then come @skip bytes, and then what defines the commands of a group.
 */
static uint8_t sim_firewall_parse(IPMIBmcSim *s, const SimRequest *req,
                                  size_t skip, SimFirewallQuery *query)
{
    size_t fixed = 3 + skip, body;

    query->channel = sim_firewall_channel(s, req->data[0]);
    query->netfn = req->data[1] & 0x3e;
    query->upper = req->data[1] & 0x40;
    query->lun = req->data[2] & 3;
    body = query->netfn == IPMI_NETFN_GROUP_EXT ? 1 :
           query->netfn == NETFN_OEM_GROUP ? 3 : 0;
    if (req->len != fixed + body) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    query->group = query->netfn == IPMI_NETFN_GROUP_EXT ? req->data[fixed] :
                                                          0;
    query->table = sim_firewall_table(query->netfn, query->group);
    return query->channel < 0 || (req->data[1] & 0x80) ?
           IPMI_CC_INVALID_DATA_FIELD : IPMI_CC_OK;
}

typedef bool SimFirewallTest(IPMIBmcSim *s, const SimFirewallQuery *query,
                             uint8_t cmd);

/* A bit for each command of a half; those on other LUNs do not exist */
static void sim_firewall_mask(IPMIBmcSim *s, const SimFirewallQuery *query,
                              SimFirewallTest *test, uint8_t *mask)
{
    memset(mask, 0, HALF_BYTES);
    for (int i = 0; i < HALF_BITS; i++) {
        uint8_t cmd = i + (query->upper ? HALF_BITS : 0);

        if (!query->lun && test(s, query, cmd)) {
            mask[i / 8] |= BIT(i % 8);
        }
    }
}

static uint8_t sim_firewall_answer(IPMIBmcSim *s, const SimRequest *req,
                                   SimFirewallTest *test, bool invert,
                                   IPMIMsg *rsp)
{
    SimFirewallQuery query;
    uint8_t mask[HALF_BYTES];
    uint8_t cc = sim_firewall_parse(s, req, 0, &query);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    sim_firewall_mask(s, &query, test, mask);
    for (int i = 0; i < HALF_BYTES; i++) {
        ipmi_msg_put(rsp, invert ? ~mask[i] : mask[i]);
    }
    return IPMI_CC_OK;
}

/*
 * Commands
 */

/* Section 21.2: all that there is, is on LUN 0 */
static uint8_t sim_get_netfn_support(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    uint8_t pairs[LUNS * 4] = { };

    if (sim_firewall_channel(s, req->data[0]) < 0) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    for (int netfn = 0; netfn < 0x40; netfn += 2) {
        if (sim_has_netfn(s, netfn)) {
            pairs[netfn / 2 / 8] |= BIT(netfn / 2 % 8);
        }
    }
    ipmi_msg_put(rsp, LUN_RESTRICTED);
    ipmi_msg_put_bytes(rsp, pairs, sizeof(pairs));
    return IPMI_CC_OK;
}

static bool sim_firewall_is_supported(IPMIBmcSim *s,
                                      const SimFirewallQuery *query,
                                      uint8_t cmd)
{
    return sim_has_command(s, query->netfn, query->group, cmd);
}

/* Section 21.3. A bit that is set says that a command is not there */
static uint8_t sim_get_command_support(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp)
{
    return sim_firewall_answer(s, req, sim_firewall_is_supported, true, rsp);
}

static bool sim_firewall_is_configurable(IPMIBmcSim *s,
                                         const SimFirewallQuery *query,
                                         uint8_t cmd)
{
    return sim_firewall_configurable(s, query->netfn, query->group, cmd);
}

/* Section 21.5 */
static uint8_t sim_get_configurable(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    return sim_firewall_answer(s, req, sim_firewall_is_configurable, false,
                               rsp);
}

static bool sim_firewall_is_enabled(IPMIBmcSim *s,
                                    const SimFirewallQuery *query,
                                    uint8_t cmd)
{
    return sim_has_command(s, query->netfn, query->group, cmd) &&
           (query->table < 0 ||
            !sim_firewall_disabled(s, query->channel, query->table, cmd));
}

/* Section 21.8 */
static uint8_t sim_get_enables(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    return sim_firewall_answer(s, req, sim_firewall_is_enabled, false, rsp);
}

/*
 * Section 21.7. To turn on what is not there fails, and so does to turn off
 * what must stay; nothing changes then.
 */
static uint8_t sim_set_enables(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    const uint8_t *enable = req->data + 3;
    SimFirewallQuery query;
    uint8_t supported[HALF_BYTES], configurable[HALF_BYTES], *disabled;
    uint8_t cc = sim_firewall_parse(s, req, HALF_BYTES, &query);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    sim_firewall_mask(s, &query, sim_firewall_is_supported, supported);
    sim_firewall_mask(s, &query, sim_firewall_is_configurable, configurable);
    for (int i = 0; i < HALF_BYTES; i++) {
        if ((enable[i] & ~supported[i]) ||
            (~enable[i] & supported[i] & ~configurable[i])) {
            return CC_NOT_CONFIGURABLE;
        }
    }
    if (query.table < 0) {
        return IPMI_CC_OK;
    }
    disabled = s->firewall.disabled[query.channel] +
               query.table * SIM_FIREWALL_MASK +
               (query.upper ? HALF_BYTES : 0);
    for (int i = 0; i < HALF_BYTES; i++) {
        disabled[i] = configurable[i] & ~enable[i];
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* A command with sub-functions is the same, with the command's number */
static uint8_t sim_firewall_parse_command(IPMIBmcSim *s,
                                          const SimRequest *req, size_t skip)
{
    SimFirewallQuery query;
    uint8_t cc = sim_firewall_parse(s, req, 1 + skip, &query);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    return !query.lun && sim_has_command(s, query.netfn, query.group,
                                         req->data[3]) ?
           IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

/* Says the same of all of a command's sub-functions */
static uint8_t sim_firewall_put_subfns(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp, uint8_t bits)
{
    uint8_t cc = sim_firewall_parse_command(s, req, 0);

    for (int i = 0; i < SUBFNS_BYTES; i++) {
        ipmi_msg_put(rsp, bits);
    }
    return cc;
}

/* Section 21.4: none is missing */
static uint8_t sim_get_subfn_support(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, SPEC_IPMI);
    ipmi_msg_put(rsp, SPEC_VERSION);
    ipmi_msg_put(rsp, SPEC_REVISION);
    return sim_firewall_put_subfns(s, req, rsp, 0);
}

/* Section 21.6: none can be turned off */
static uint8_t sim_get_configurable_subfns(IPMIBmcSim *s,
                                           const SimRequest *req,
                                           IPMIMsg *rsp)
{
    return sim_firewall_put_subfns(s, req, rsp, 0);
}

/* Section 21.9: only to leave all on */
static uint8_t sim_set_subfn_enables(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    uint8_t cc = sim_firewall_parse_command(s, req, SUBFNS_BYTES);

    for (int i = 0; i < SUBFNS_BYTES && cc == IPMI_CC_OK; i++) {
        if (req->data[4 + i] != 0xff) {
            cc = CC_NOT_CONFIGURABLE;
        }
    }
    return cc;
}

/* Section 21.10 */
static uint8_t sim_get_subfn_enables(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    return sim_firewall_put_subfns(s, req, rsp, 0xff);
}

/* Section 21.11: no company's, after which the list goes on with nothing */
static uint8_t sim_get_oem_support(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    if (sim_firewall_channel(s, req->data[0]) < 0) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
}

/*
 * Part
 */

/* Nobody locks himself out for good with an image or a stream */
static int sim_firewall_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    for (int channel = 0; channel < SIM_FIREWALL_CHANNELS; channel++) {
        for (int cmd = 0; cmd < 0x100; cmd++) {
            if (sim_firewall_disabled(s, channel, IPMI_NETFN_APP / 2, cmd) &&
                !sim_firewall_configurable(s, IPMI_NETFN_APP, 0, cmd)) {
                return -EINVAL;
            }
        }
    }
    return 0;
}

static const VMStateDescription vmstate_sim_firewall = {
    .name = "ipmi-bmc-sim/firewall-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_firewall_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8_2DARRAY(firewall.disabled, IPMIBmcSim,
                              SIM_FIREWALL_CHANNELS,
                              SIM_FIREWALL_TABLES * SIM_FIREWALL_MASK),
        VMSTATE_END_OF_LIST()
    }
};

#define COMMAND(cmd, min, max, handler) \
    { IPMI_NETFN_APP, cmd, min, max, handler }

static const SimCommand sim_firewall_commands[] = {
    COMMAND(CMD_GET_NETFN_SUPPORT, 1, 1, sim_get_netfn_support),
    COMMAND(CMD_GET_COMMAND_SUPPORT, 3, 6, sim_get_command_support),
    COMMAND(CMD_GET_SUBFN_SUPPORT, 4, 7, sim_get_subfn_support),
    COMMAND(CMD_GET_CONFIGURABLE, 3, 6, sim_get_configurable),
    COMMAND(CMD_GET_CONFIGURABLE_SUBFNS, 4, 7, sim_get_configurable_subfns),
    COMMAND(CMD_SET_ENABLES, 3 + HALF_BYTES, 6 + HALF_BYTES, sim_set_enables),
    COMMAND(CMD_GET_ENABLES, 3, 6, sim_get_enables),
    COMMAND(CMD_SET_SUBFN_ENABLES, 4 + SUBFNS_BYTES, 7 + SUBFNS_BYTES,
            sim_set_subfn_enables),
    COMMAND(CMD_GET_SUBFN_ENABLES, 4, 7, sim_get_subfn_enables),
    COMMAND(CMD_GET_OEM_SUPPORT, 3, 3, sim_get_oem_support),
    { }
};

const SimPart sim_firewall = {
    .name = "firewall",
    .commands = sim_firewall_commands,
    .kept = &vmstate_sim_firewall,
};
