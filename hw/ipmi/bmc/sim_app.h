/*
 * ipmi-bmc-sim: identity and health of the BMC (IPMI 2.0 section 20)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_APP_H
#define HW_IPMI_BMC_SIM_APP_H

/**
 * SimApp:
 * @device_id: property device_id
 * @device_rev: property device_rev; 4 bits
 * @fwrev1: property fwrev1, major firmware revision; 7 bits
 * @fwrev2: property fwrev2, minor firmware revision, BCD
 * @ipmi_version: property ipmi_version, BCD with the nibbles swapped
 * @mfg_id: property mfg_id, IANA enterprise number; 20 bits
 * @product_id: property product_id
 */
typedef struct SimApp {
    uint8_t device_id;
    uint8_t device_rev;
    uint8_t fwrev1;
    uint8_t fwrev2;
    uint8_t ipmi_version;
    uint32_t mfg_id;
    uint16_t product_id;
} SimApp;

extern const struct SimPart sim_app;

#endif
