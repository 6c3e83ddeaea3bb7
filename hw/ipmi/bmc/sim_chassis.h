/*
 * ipmi-bmc-sim: chassis (IPMI 2.0 section 28, without boot options)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_CHASSIS_H
#define HW_IPMI_BMC_SIM_CHASSIS_H

/* Flags, and the addresses of FRU, SDR, SEL, management and bridge devices */
#define SIM_CHASSIS_CAPS 6

/**
 * SimChassis:
 * @caps: Set Chassis Capabilities
 * @buttons: Set Front Panel Enables; a bit disables a button
 * @identify: the chassis identifies itself until told otherwise
 * @identify_until: it does until then, in ns of virtual time; 0 if not
 */
typedef struct SimChassis {
    uint8_t caps[SIM_CHASSIS_CAPS];
    uint8_t buttons;
    bool identify;
    int64_t identify_until;
} SimChassis;

extern const struct SimPart sim_chassis;

#endif
