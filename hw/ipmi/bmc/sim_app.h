/*
 * ipmi-bmc-sim: identity and health of the BMC (IPMI 2.0 section 20), and
 * what its interfaces can do (sections 22.9 to 22.14)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_APP_H
#define HW_IPMI_BMC_SIM_APP_H

#include "qemu/uuid.h"

/**
 * SimApp:
 * @device_id: property device_id
 * @device_rev: property device_rev; 4 bits
 * @fwrev1: property fwrev1, major firmware revision; 7 bits
 * @fwrev2: property fwrev2, minor firmware revision, BCD
 * @ipmi_version: property ipmi_version, BCD with the nibbles swapped
 * @mfg_id: property mfg_id, IANA enterprise number; 20 bits
 * @product_id: property product_id
 * @like_10_0: property x-like-10.0, for guests that must not see a change:
 *             Get Device ID answers what QEMU 10.0 did, and requests may be
 *             too long, as they might be there
 * @guid: property guid; the device's GUID and the system's
 * @system_state: ACPI power state of the system (section 20.6)
 * @device_state: and of the BMC
 */
typedef struct SimApp {
    uint8_t device_id;
    uint8_t device_rev;
    uint8_t fwrev1;
    uint8_t fwrev2;
    uint8_t ipmi_version;
    uint32_t mfg_id;
    uint16_t product_id;
    bool like_10_0;
    QemuUUID guid;

    uint8_t system_state;
    uint8_t device_state;
} SimApp;

extern const struct SimPart sim_app;

/**
 * sim_app_system_guid: GUID of the system (section 22.14)
 * @s: the simulator
 * @guid: set to its 16 bytes, the last one of the UUID's text first
 *
 * That of the property guid, or else the VM's UUID.
 */
void sim_app_system_guid(IPMIBmcSim *s, uint8_t *guid);

/**
 * sim_app_default_mac: a MAC address of this BMC alone, the same in each run
 * @s: the simulator
 * @mac: set to its 6 bytes
 */
void sim_app_default_mac(IPMIBmcSim *s, uint8_t *mac);

#endif
