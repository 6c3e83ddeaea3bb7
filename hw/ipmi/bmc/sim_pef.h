/*
 * ipmi-bmc-sim: platform event filtering, its configuration (IPMI 2.0
 * section 30)
 *
 * Filters, policies and strings are kept as they are set. No event is
 * filtered and no alert is sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_PEF_H
#define HW_IPMI_BMC_SIM_PEF_H

#define SIM_PEF_FILTERS  16
#define SIM_PEF_POLICIES 16
/* Strings 1 and up; string 0 is the volatile one */
#define SIM_PEF_STRINGS       4
#define SIM_PEF_STRING_BLOCKS 4

#define SIM_PEF_FILTER_SIZE 20
#define SIM_PEF_POLICY_SIZE 3
#define SIM_PEF_KEY_SIZE    2
#define SIM_PEF_BLOCK_SIZE  16
#define SIM_PEF_STRING_SIZE (SIM_PEF_STRING_BLOCKS * SIM_PEF_BLOCK_SIZE)

/**
 * SimPefConfig: values of the parameters (section 30.4, table 30-6)
 * @ro: those that cannot be set
 */
typedef struct SimPefConfig {
    uint8_t control[1];
    uint8_t action_control[1];
    uint8_t startup_delay[1];
    uint8_t alert_startup_delay[1];
    uint8_t filters[SIM_PEF_FILTERS * SIM_PEF_FILTER_SIZE];
    uint8_t policies[SIM_PEF_POLICIES * SIM_PEF_POLICY_SIZE];
    uint8_t guid[1 + 16];
    uint8_t string_keys[(SIM_PEF_STRINGS + 1) * SIM_PEF_KEY_SIZE];
    uint8_t strings[(SIM_PEF_STRINGS + 1) * SIM_PEF_STRING_SIZE];
    struct {
        uint8_t filters[1];
        uint8_t policies[1];
        uint8_t strings[1];
    } ro;
} SimPefConfig;

/**
 * SimPef:
 * @config: the parameters
 * @in_progress: parameter 0
 * @software_id: last event that software has processed
 * @bmc_id: and the BMC
 * @postpone: as armed: 0, seconds, or disabled
 * @postpone_end: when it expires, nanoseconds of the virtual clock
 * @alert_status: of the last Alert Immediate
 */
typedef struct SimPef {
    SimPefConfig config;
    uint8_t in_progress;
    uint16_t software_id;
    uint16_t bmc_id;
    uint8_t postpone;
    int64_t postpone_end;
    uint8_t alert_status;
} SimPef;

extern const struct SimPart sim_pef;

#endif
