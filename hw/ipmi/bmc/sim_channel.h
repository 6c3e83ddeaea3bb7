/*
 * ipmi-bmc-sim: channels (IPMI 2.0 sections 6.3 and 22.13 to 22.25)
 *
 * There are the IPMB, a LAN channel if it is wanted, and the system interface
 * that a request has come through. Nobody ever has a session.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_CHANNEL_H
#define HW_IPMI_BMC_SIM_CHANNEL_H

/* Numbers of channels (table 6-1) */
enum {
    SIM_CHANNEL_IPMB = 0x0,
    SIM_CHANNEL_LAN_DEFAULT = 0x1,
    SIM_CHANNEL_LAN_MAX = 0xb,
    SIM_CHANNEL_PRESENT = 0xe,
    SIM_CHANNEL_SYSTEM = 0xf,
};

/* Privilege levels (section 6.8) */
enum {
    SIM_PRIV_CALLBACK = 1,
    SIM_PRIV_ADMIN = 4,
    SIM_PRIV_OEM = 5,
    SIM_PRIV_NONE = 15,
};

#define SIM_CHANNEL_KEY_LEN 20

/**
 * SimChannelAccess: settings of Set Channel Access (section 22.22)
 * @mode: access mode, and what is disabled
 * @priv: highest privilege level
 */
typedef struct SimChannelAccess {
    uint8_t mode;
    uint8_t priv;
} SimChannelAccess;

/**
 * SimChannelKey: a key of Set Channel Security Keys (section 22.25)
 * @locked: it cannot be changed any more
 * @key: the key
 */
typedef struct SimChannelKey {
    bool locked;
    uint8_t key[SIM_CHANNEL_KEY_LEN];
} SimChannelKey;

/**
 * SimChannel:
 * @lan: property lan.channel, number of the LAN channel; 0: there is none
 * @kept: the LAN channel's access settings that are kept
 * @live: those in effect
 * @keys: K_R and K_G
 */
typedef struct SimChannel {
    uint8_t lan;
    SimChannelAccess kept;
    SimChannelAccess live;
    SimChannelKey keys[2];
} SimChannel;

extern const struct SimPart sim_channel;

/**
 * sim_channel_number: which channel a command is about
 * @byte: the command's byte; bits 7 to 4 do not belong to it
 *
 * Returns: its number, with that of the present channel put in its place.
 */
uint8_t sim_channel_number(uint8_t byte);

/* Whether the channel that @byte names exists */
bool sim_channel_exists(const IPMIBmcSim *s, uint8_t byte);

/* Whether @byte names the LAN channel */
bool sim_channel_is_lan(const IPMIBmcSim *s, uint8_t byte);

/**
 * sim_channel_interface: the kind of the system interface
 * @s: the simulator
 *
 * Returns: IPMI_SMBIOS_*, or 0 if the interface does not tell.
 */
int sim_channel_interface(IPMIBmcSim *s);

#endif
