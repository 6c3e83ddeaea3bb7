/*
 * ipmi-bmc-sim: which commands there are, and which are turned off (IPMI 2.0
 * section 21, firmware firewall and command discovery)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_FIREWALL_H
#define HW_IPMI_BMC_SIM_FIREWALL_H

/* Tables of commands: one for each network function, and one for DCMI */
#define SIM_FIREWALL_TABLES 33
/* A bit for each command */
#define SIM_FIREWALL_MASK   32
/* LAN channel and system interface */
#define SIM_FIREWALL_CHANNELS 2

/**
 * SimFirewall:
 * @disabled: commands that are turned off, by channel and table
 */
typedef struct SimFirewall {
    uint8_t disabled[SIM_FIREWALL_CHANNELS]
                    [SIM_FIREWALL_TABLES * SIM_FIREWALL_MASK];
} SimFirewall;

extern const struct SimPart sim_firewall;

/**
 * sim_firewall_allows: whether a command may come through the system
 * interface
 * @s: the simulator
 * @netfn: network function
 * @group: for netfn 2Ch the group's identification, else 0
 * @cmd: the command
 */
bool sim_firewall_allows(const IPMIBmcSim *s, uint8_t netfn, uint8_t group,
                         uint8_t cmd);

#endif
