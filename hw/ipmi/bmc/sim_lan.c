/*
 * ipmi-bmc-sim: the LAN channel's configuration (IPMI 2.0 section 23)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/bswap.h"
#include "qemu/sockets.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/qdev-properties-system.h"

enum {
    CMD_SET_LAN_CONFIG = 0x01,
    CMD_GET_LAN_CONFIG = 0x02,
    CMD_SUSPEND_ARPS = 0x03,
    CMD_GET_STATISTICS = 0x04,
};

#define IP_SOURCE_STATIC 1
#define IP_SOURCE_MAX    4

/* None, MD2, MD5, password, OEM (section 22.13): what configurators expect */
#define AUTH_SUPPORT 0x37
#define RMCP_PORT    623
#define RMCP_PORT2   664
#define VLAN_ENABLE  0x80

/* IPv6 alone or next to IPv4, but not for alerts (table 23-4, #50) */
#define IPV6_SUPPORT     0x03
#define IPV6_HOP_LIMIT   64
#define IPV6_PREFIX_MAX  128
#define IPV6_DISABLED    1

#define ARP_RESPONSES  2
#define ARP_GRATUITOUS 1

/*
 * RAKP-HMAC-SHA1 and -MD5 with all they go with, and SHA256. FreeIPMI's
 * configurator takes it for an error if one of the first 16 is missing.
 */
const uint8_t sim_lan_ciphers[SIM_LAN_CIPHERS] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
};

/*
 * Parameters (table 23-4)
 */

static uint8_t check_auth_enables(const SimParam *p, uint8_t set,
                                  uint8_t *data)
{
    for (int i = 0; i < p->size; i++) {
        data[i] &= 0x3f;
        if (data[i] & ~AUTH_SUPPORT) {
            return IPMI_CC_INVALID_DATA_FIELD;
        }
    }
    return IPMI_CC_OK;
}

/* Trap or OEM; interval; retries */
static uint8_t check_dest_type(const SimParam *p, uint8_t set, uint8_t *data)
{
    uint8_t type = data[0] & 7;

    data[0] &= 0x87;
    data[2] &= 7;
    return type == 0 || type >= 6 ? IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

/* IPv4 and MAC address; which gateway */
static uint8_t check_dest_addr(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[0] &= 0xf0;
    data[1] &= 1;
    return data[0] ? IPMI_CC_INVALID_DATA_FIELD : IPMI_CC_OK;
}

static uint8_t check_vlan_id(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[1] &= 0x8f;
    if ((data[1] & VLAN_ENABLE) && (lduw_le_p(data) & 0xfff) == 0xfff) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return IPMI_CC_OK;
}

static uint8_t check_cipher_privileges(const SimParam *p, uint8_t set,
                                       uint8_t *data)
{
    data[0] = 0;
    for (int i = 1; i < p->size; i++) {
        if ((data[i] & 15) > 5 || data[i] >> 4 > 5) {
            return IPMI_CC_INVALID_DATA_FIELD;
        }
    }
    return IPMI_CC_OK;
}

static uint8_t check_dest_vlan(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[0] &= 0xf0;
    return data[0] > 0x10 ? IPMI_CC_INVALID_DATA_FIELD : IPMI_CC_OK;
}

static uint8_t check_flow_label(const SimParam *p, uint8_t set, uint8_t *data)
{
    data[0] &= 0x0f;
    return IPMI_CC_OK;
}

/* Enable and source, address, prefix length, and a status that follows */
static uint8_t check_ipv6_static(const SimParam *p, uint8_t set,
                                 uint8_t *data)
{
    data[0] &= 0x8f;
    if ((data[0] & 0x0f) || data[17] > IPV6_PREFIX_MAX) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    data[18] = data[0] ? 0 : IPV6_DISABLED;
    return IPMI_CC_OK;
}

#define VALUE(f)    .offset = offsetof(SimLanConfig, f), \
                    .size = sizeof(((SimLanConfig *)0)->f)
#define READ_ONLY(f) VALUE(ro.f), .read_only = true
#define DESTS(f)    .offset = offsetof(SimLanConfig, f), \
                    .size = sizeof(((SimLanConfig *)0)->f) / SIM_LAN_DESTS, \
                    .sets = SIM_LAN_DESTS
#define NO_SETS     .read_only = true, .empty = true
#define ROUTER(f, i, n) .size = (n), \
                        .offset = offsetof(SimLanConfig, f) + (i) * (n)

static const SimParam sim_lan_params[] = {
    { 1, READ_ONLY(auth_support) },
    { 2, VALUE(auth_enables), .check = check_auth_enables },
    { 3, VALUE(ip) },
    { 4, VALUE(ip_source), .mask = 0x0f, .max = IP_SOURCE_MAX },
    { 5, VALUE(mac) },
    { 6, VALUE(netmask) },
    { 7, VALUE(ipv4_header) },
    { 8, VALUE(rmcp_port) },
    { 9, VALUE(rmcp_port2) },
    { 10, VALUE(arp_control), .mask = 0x03 },
    { 11, VALUE(arp_interval) },
    { 12, VALUE(gateway_ip) },
    { 13, VALUE(gateway_mac) },
    { 14, VALUE(gateway2_ip) },
    { 15, VALUE(gateway2_mac) },
    { 16, VALUE(community) },
    { 17, READ_ONLY(dests) },
    { 18, DESTS(dest_type), .check = check_dest_type },
    { 19, DESTS(dest_addr), .check = check_dest_addr },
    { 20, VALUE(vlan_id), .check = check_vlan_id },
    { 21, VALUE(vlan_priority), .mask = 0x07 },
    { 22, READ_ONLY(ciphers) },
    { 23, READ_ONLY(cipher_ids) },
    { 24, VALUE(cipher_privileges), .check = check_cipher_privileges },
    { 25, DESTS(dest_vlan), .check = check_dest_vlan },
    { 26, VALUE(bad_password), .mask = 0x01 },
    { 50, READ_ONLY(ipv6_support) },
    { 51, VALUE(ipv6_enables), .max = 2 },
    { 52, VALUE(ipv6_traffic_class) },
    { 53, VALUE(ipv6_hop_limit) },
    { 54, VALUE(ipv6_flow_label), .check = check_flow_label },
    { 55, READ_ONLY(ipv6_status) },
    { 56, .offset = offsetof(SimLanConfig, ipv6_static), .size = 19,
      .min = 18, .sets = SIM_LAN_IPV6_STATICS, .check = check_ipv6_static },
    { 57, READ_ONLY(ipv6_duid_blocks) },
    { 58, VALUE(ipv6_duid), .sets = 1, .blocks = 1 },
    { 59, READ_ONLY(ipv6_dynamic), .sets = 1 },
    { 60, READ_ONLY(none) },
    { 61, NO_SETS },
    { 62, READ_ONLY(none) },
    { 64, VALUE(ipv6_router_control), .mask = 0x03 },
    { 65, ROUTER(router_ip, 0, 16) },
    { 66, ROUTER(router_mac, 0, 6) },
    { 67, ROUTER(router_prefix_len, 0, 1), .max = IPV6_PREFIX_MAX },
    { 68, ROUTER(router_prefix, 0, 16) },
    { 69, ROUTER(router_ip, 1, 16) },
    { 70, ROUTER(router_mac, 1, 6) },
    { 71, ROUTER(router_prefix_len, 1, 1), .max = IPV6_PREFIX_MAX },
    { 72, ROUTER(router_prefix, 1, 16) },
    { 73, READ_ONLY(none) },
    { 74, NO_SETS },
    { 75, NO_SETS },
    { 76, NO_SETS },
    { 77, NO_SETS },
    { 78, NO_SETS },
    { 79, READ_ONLY(none) },
};

static const SimParams sim_lan_all = {
    sim_lan_params, ARRAY_SIZE(sim_lan_params),
};

/*
 * Commands. A channel that is not the LAN channel has none of this
 */

/* Section 23.1 */
static uint8_t sim_lan_set(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    SimLan *lan = &s->lan;
    uint8_t cc;

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    cc = sim_param_set(&sim_lan_all, &lan->config, &lan->in_progress,
                       req->data[1], req->data + 2, req->len - 2);
    if (cc == IPMI_CC_OK) {
        sim_changed(s);
    }
    return cc;
}

/* Section 23.2 */
static uint8_t sim_lan_get(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    const SimParamQuery query = {
        .number = req->data[1], .set = req->data[2], .block = req->data[3],
        .revision_only = req->data[0] & 0x80,
    };

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_param_get(&sim_lan_all, &s->lan.config, s->lan.in_progress,
                         &query, rsp);
}

/* Section 23.3 */
static uint8_t sim_lan_suspend_arps(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    SimLan *lan = &s->lan;
    uint8_t enabled = lan->config.arp_control[0];

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    lan->arp_suspended = req->data[1] & (ARP_RESPONSES | ARP_GRATUITOUS);
    ipmi_msg_put(rsp, enabled & ~lan->arp_suspended);
    return IPMI_CC_OK;
}

/* Section 23.4: nine counters of packets, of which there are none */
static uint8_t sim_lan_statistics(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    const uint8_t counters[9 * 2] = { };

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put_bytes(rsp, counters, sizeof(counters));
    return IPMI_CC_OK;
}

/*
 * From outside
 */

static bool sim_lan_visit_text(Visitor *v, const char *name, const char *text,
                               Error **errp)
{
    char *copy = (char *)text;

    return visit_type_str(v, name, &copy, errp);
}

static bool sim_lan_visit_ip(Visitor *v, const char *name, const uint8_t *ip,
                             Error **errp)
{
    g_autofree char *text = g_strdup_printf("%d.%d.%d.%d",
                                            ip[0], ip[1], ip[2], ip[3]);

    return sim_lan_visit_text(v, name, text, errp);
}

static bool sim_lan_visit_mac(Visitor *v, const char *name,
                              const uint8_t *mac, Error **errp)
{
    g_autofree char *text = g_strdup_printf(
        "%02x:%02x:%02x:%02x:%02x:%02x",
        mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);

    return sim_lan_visit_text(v, name, text, errp);
}

static bool sim_lan_visit_members(Visitor *v, IPMIBmcSim *s, Error **errp)
{
    static const char *const sources[] = {
        "unspecified", "static", "dhcp", "bios", "other",
    };
    const SimLanConfig *c = &s->lan.config;
    uint8_t channel = s->channel.lan;
    uint16_t vlan = lduw_le_p(c->vlan_id) & 0xfff;
    bool vlan_on = c->vlan_id[1] & VLAN_ENABLE;

    return visit_type_uint8(v, "channel", &channel, errp) &&
           sim_lan_visit_ip(v, "ip", c->ip, errp) &&
           sim_lan_visit_text(v, "ip-source", sources[c->ip_source[0]],
                              errp) &&
           sim_lan_visit_ip(v, "netmask", c->netmask, errp) &&
           sim_lan_visit_mac(v, "mac", c->mac, errp) &&
           sim_lan_visit_ip(v, "gateway-ip", c->gateway_ip, errp) &&
           sim_lan_visit_mac(v, "gateway-mac", c->gateway_mac, errp) &&
           visit_type_bool(v, "vlan-enabled", &vlan_on, errp) &&
           visit_type_uint16(v, "vlan", &vlan, errp) &&
           visit_check_struct(v, errp);
}

static void sim_lan_get_property(Object *obj, Visitor *v, const char *name,
                                 void *opaque, Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);

    if (sim_usable(s, errp) && visit_start_struct(v, name, NULL, 0, errp)) {
        sim_lan_visit_members(v, s, errp);
        visit_end_struct(v, NULL);
    }
}

/*
 * Part
 */

static void sim_lan_init(IPMIBmcSim *s)
{
    SimLanConfig *c = &s->lan.config;

    memset(c->auth_enables, AUTH_SUPPORT, sizeof(c->auth_enables));
    c->ipv4_header[0] = 0x40;
    c->ipv4_header[1] = 0x40;
    c->ipv4_header[2] = 0x10;
    stw_le_p(c->rmcp_port, RMCP_PORT);
    stw_le_p(c->rmcp_port2, RMCP_PORT2);
    c->arp_control[0] = ARP_RESPONSES;
    memcpy(c->community, "public", strlen("public"));
    memset(c->cipher_privileges + 1, 0x44, sizeof(c->cipher_privileges) - 1);
    c->ipv6_hop_limit[0] = IPV6_HOP_LIMIT;
    for (int i = 0; i < SIM_LAN_IPV6_STATICS; i++) {
        c->ipv6_static[i * 19 + 18] = IPV6_DISABLED;
    }
    c->ro.auth_support[0] = AUTH_SUPPORT;
    c->ro.dests[0] = SIM_LAN_DESTS - 1;
    c->ro.ciphers[0] = SIM_LAN_CIPHERS;
    memcpy(c->ro.cipher_ids + 1, sim_lan_ciphers, SIM_LAN_CIPHERS);
    c->ro.ipv6_support[0] = IPV6_SUPPORT;
    c->ro.ipv6_status[0] = SIM_LAN_IPV6_STATICS;
    c->ro.ipv6_status[1] = 1;
    c->ro.ipv6_duid_blocks[0] = 1;
    c->ro.ipv6_dynamic[0] = 1;
    c->ro.ipv6_dynamic[18] = IPV6_DISABLED;
    object_property_add(OBJECT(s), "lan", "struct", sim_lan_get_property,
                        NULL, NULL, NULL);
}

static bool sim_lan_parse_ip(const char *property, const char *text,
                             uint8_t *ip, Error **errp)
{
    struct in_addr addr;

    if (text && inet_pton(AF_INET, text, &addr) != 1) {
        error_setg(errp, "%s: '%s' is no IPv4 address", property, text);
        return false;
    }
    if (text) {
        memcpy(ip, &addr, sizeof(addr));
    }
    return true;
}

static bool sim_lan_realize(IPMIBmcSim *s, Error **errp)
{
    SimLan *lan = &s->lan;
    SimLanConfig *c = &lan->config;
    const MACAddr unset = { };

    if (lan->ipsrc > IP_SOURCE_MAX) {
        error_setg(errp, "lan.ipsrc: %d is not within 0 to %d", lan->ipsrc,
                   IP_SOURCE_MAX);
        return false;
    }
    if (!sim_lan_parse_ip("lan.ipaddr", lan->ipaddr, c->ip, errp) ||
        !sim_lan_parse_ip("lan.netmask", lan->netmask, c->netmask, errp) ||
        !sim_lan_parse_ip("lan.defgw_ipaddr", lan->defgw_ipaddr,
                          c->gateway_ip, errp)) {
        return false;
    }
    c->ip_source[0] = lan->ipsrc;
    if (!memcmp(&lan->macaddr, &unset, sizeof(unset))) {
        sim_app_default_mac(s, c->mac);
    } else {
        memcpy(c->mac, lan->macaddr.a, sizeof(c->mac));
    }
    memcpy(c->gateway_mac, lan->defgw_macaddr.a, sizeof(c->gateway_mac));
    return true;
}

/* Who was about it will not go on (table 23-4, #0; section 23.3) */
static void sim_lan_reset(IPMIBmcSim *s)
{
    s->lan.in_progress = 0;
    s->lan.arp_suspended = 0;
}

static void sim_lan_restart(IPMIBmcSim *s)
{
    SimLanConfig *c = &s->lan.config;

    sim_lan_reset(s);
    memset(c->dest_type, 0, sizeof(c->dest_type) / SIM_LAN_DESTS);
    memset(c->dest_addr, 0, sizeof(c->dest_addr) / SIM_LAN_DESTS);
    memset(c->dest_vlan, 0, sizeof(c->dest_vlan) / SIM_LAN_DESTS);
}

/*
 * Migration
 */

static int sim_lan_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_progress_valid(s->lan.in_progress) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_lan_live = {
    .name = "ipmi-bmc-sim/lan",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_lan_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(lan.in_progress, IPMIBmcSim),
        VMSTATE_UINT8(lan.arp_suspended, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_lan_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_param_valid(&sim_lan_all, &s->lan.config) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_lan = {
    .name = "ipmi-bmc-sim/lan-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_lan_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(lan.config.auth_enables, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ip, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ip_source, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.mac, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.netmask, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv4_header, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.rmcp_port, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.rmcp_port2, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.arp_control, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.arp_interval, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.gateway_ip, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.gateway_mac, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.gateway2_ip, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.gateway2_mac, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.community, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.dest_type, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.dest_addr, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.vlan_id, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.vlan_priority, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.cipher_privileges, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.dest_vlan, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.bad_password, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_enables, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_traffic_class, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_hop_limit, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_flow_label, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_static, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_duid, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.ipv6_router_control, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.router_ip, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.router_mac, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.router_prefix_len, IPMIBmcSim),
        VMSTATE_BUFFER(lan.config.router_prefix, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_lan_commands[] = {
    { IPMI_NETFN_TRANSPORT, CMD_SET_LAN_CONFIG, 2, SIM_ANY_LENGTH,
      sim_lan_set },
    { IPMI_NETFN_TRANSPORT, CMD_GET_LAN_CONFIG, 4, 4, sim_lan_get },
    { IPMI_NETFN_TRANSPORT, CMD_SUSPEND_ARPS, 2, 2, sim_lan_suspend_arps },
    { IPMI_NETFN_TRANSPORT, CMD_GET_STATISTICS, 2, 2, sim_lan_statistics },
    { }
};

static const Property sim_lan_properties[] = {
    DEFINE_PROP_STRING("lan.ipaddr", IPMIBmcSim, lan.ipaddr),
    DEFINE_PROP_UINT8("lan.ipsrc", IPMIBmcSim, lan.ipsrc, IP_SOURCE_STATIC),
    DEFINE_PROP_MACADDR("lan.macaddr", IPMIBmcSim, lan.macaddr),
    DEFINE_PROP_STRING("lan.netmask", IPMIBmcSim, lan.netmask),
    DEFINE_PROP_STRING("lan.defgw_ipaddr", IPMIBmcSim, lan.defgw_ipaddr),
    DEFINE_PROP_MACADDR("lan.defgw_macaddr", IPMIBmcSim, lan.defgw_macaddr),
};

const SimPart sim_lan = {
    .name = "lan",
    .commands = sim_lan_commands,
    .properties = sim_lan_properties,
    .nr_properties = ARRAY_SIZE(sim_lan_properties),
    .init = sim_lan_init,
    .realize = sim_lan_realize,
    .reset = sim_lan_reset,
    .restart = sim_lan_restart,
    .live = &vmstate_sim_lan_live,
    .kept = &vmstate_sim_lan,
};
