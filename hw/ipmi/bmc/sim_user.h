/*
 * ipmi-bmc-sim: users and their payloads (IPMI 2.0 sections 22.26 to 22.30
 * and 24)
 *
 * Nobody logs in, but who configures a BMC finds users to configure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_USER_H
#define HW_IPMI_BMC_SIM_USER_H

/* User IDs are 1 to this */
#define SIM_USERS         16
#define SIM_USER_NAME     16
#define SIM_USER_PASSWORD 20

/* Channels on which a user has access: LAN channel, system interface */
#define SIM_USER_CHANNELS 2

/**
 * SimUserAccess: a user on a channel (section 22.26)
 * @flags: callback only, link authentication, IPMI messaging; and in bits 3
 *         to 0 the highest privilege level
 * @sessions: most sessions at a time; 0: any number
 * @payloads: standard payloads that are enabled; bit 1: SOL (section 24.6)
 * @oem_payloads: OEM payloads, likewise
 */
typedef struct SimUserAccess {
    uint8_t flags;
    uint8_t sessions;
    uint8_t payloads;
    uint8_t oem_payloads;
} SimUserAccess;

/**
 * SimUser: a user
 * @name: zeroes follow if it is shorter
 * @password: likewise
 * @long_password: it was set as one of 20 bytes
 * @enabled: the user may log in
 * @access: by channel
 */
typedef struct SimUser {
    uint8_t name[SIM_USER_NAME];
    uint8_t password[SIM_USER_PASSWORD];
    bool long_password;
    bool enabled;
    SimUserAccess access[SIM_USER_CHANNELS];
} SimUser;

/**
 * SimUsers:
 * @user: the users, that with ID 1 first
 */
typedef struct SimUsers {
    SimUser user[SIM_USERS];
} SimUsers;

extern const struct SimPart sim_user;

/**
 * sim_user_login_status: who may log in, as Get Channel Authentication
 * Capabilities has it (section 22.13)
 * @s: the simulator
 *
 * Returns: bits 0: somebody with neither name nor password, 1: with a password
 * only, 2: with a name.
 */
uint8_t sim_user_login_status(const IPMIBmcSim *s);

/* Whether a LAN channel has the payload @type: IPMI messages, SOL */
bool sim_user_is_payload(uint8_t type);

#endif
