/*
 * ipmi-bmc-sim: the LAN channel's configuration (IPMI 2.0 section 23)
 *
 * Nothing is behind it: no LAN server, no ARPs, no alerts. What is set is
 * kept, and can be read from outside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_LAN_H
#define HW_IPMI_BMC_SIM_LAN_H

#include "net/net.h"

/* Alert destinations; 0 is the volatile one */
#define SIM_LAN_DESTS        9
#define SIM_LAN_IPV6_STATICS 2
#define SIM_LAN_ROUTERS      2

/* Cipher suites that the channel claims to know */
#define SIM_LAN_CIPHERS 16
extern const uint8_t sim_lan_ciphers[SIM_LAN_CIPHERS];

/**
 * SimLanConfig: values of the parameters, as on the wire but without set
 * selectors (section 23.2, table 23-4)
 * @ro: those that cannot be set
 */
typedef struct SimLanConfig {
    uint8_t auth_enables[5];
    uint8_t ip[4];
    uint8_t ip_source[1];
    uint8_t mac[6];
    uint8_t netmask[4];
    uint8_t ipv4_header[3];
    uint8_t rmcp_port[2];
    uint8_t rmcp_port2[2];
    uint8_t arp_control[1];
    uint8_t arp_interval[1];
    uint8_t gateway_ip[4];
    uint8_t gateway_mac[6];
    uint8_t gateway2_ip[4];
    uint8_t gateway2_mac[6];
    uint8_t community[18];
    uint8_t dest_type[SIM_LAN_DESTS * 3];
    uint8_t dest_addr[SIM_LAN_DESTS * 12];
    uint8_t vlan_id[2];
    uint8_t vlan_priority[1];
    uint8_t cipher_privileges[9];
    uint8_t dest_vlan[SIM_LAN_DESTS * 3];
    uint8_t bad_password[6];
    uint8_t ipv6_enables[1];
    uint8_t ipv6_traffic_class[1];
    uint8_t ipv6_hop_limit[1];
    uint8_t ipv6_flow_label[3];
    uint8_t ipv6_static[SIM_LAN_IPV6_STATICS * 19];
    uint8_t ipv6_duid[16];
    uint8_t ipv6_router_control[1];
    uint8_t router_ip[SIM_LAN_ROUTERS * 16];
    uint8_t router_mac[SIM_LAN_ROUTERS * 6];
    uint8_t router_prefix_len[SIM_LAN_ROUTERS];
    uint8_t router_prefix[SIM_LAN_ROUTERS * 16];
    struct {
        uint8_t auth_support[1];
        uint8_t dests[1];
        uint8_t ciphers[1];
        uint8_t cipher_ids[1 + SIM_LAN_CIPHERS];
        uint8_t ipv6_support[1];
        uint8_t ipv6_status[3];
        uint8_t ipv6_duid_blocks[1];
        uint8_t ipv6_dynamic[19];
        uint8_t none[1];
    } ro;
} SimLanConfig;

/**
 * SimLan:
 * @ipaddr: property lan.ipaddr, IPv4 address as text
 * @ipsrc: property lan.ipsrc, where it comes from: 0 to 4
 * @macaddr: property lan.macaddr
 * @netmask: property lan.netmask
 * @defgw_ipaddr: property lan.defgw_ipaddr
 * @defgw_macaddr: property lan.defgw_macaddr
 * @config: the parameters
 * @in_progress: parameter 0
 * @arp_suspended: bits 0: gratuitous ARPs, 1: ARP responses
 */
typedef struct SimLan {
    char *ipaddr;
    uint8_t ipsrc;
    MACAddr macaddr;
    char *netmask;
    char *defgw_ipaddr;
    MACAddr defgw_macaddr;

    SimLanConfig config;
    uint8_t in_progress;
    uint8_t arp_suspended;
} SimLan;

extern const struct SimPart sim_lan;

#endif
