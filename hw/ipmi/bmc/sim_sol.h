/*
 * ipmi-bmc-sim: configuration of serial over LAN (IPMI 2.0 section 26)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SOL_H
#define HW_IPMI_BMC_SIM_SOL_H

/**
 * SimSolConfig: values of the parameters (section 26.3, table 26-5)
 * @channel: the LAN channel; cannot be set
 */
typedef struct SimSolConfig {
    uint8_t enable[1];
    uint8_t authentication[1];
    uint8_t accumulate[2];
    uint8_t retry[2];
    uint8_t bit_rate[1];
    uint8_t bit_rate_live[1];
    uint8_t channel[1];
    uint8_t port[2];
} SimSolConfig;

/**
 * SimSol:
 * @config: the parameters
 * @in_progress: parameter 0
 */
typedef struct SimSol {
    SimSolConfig config;
    uint8_t in_progress;
} SimSol;

extern const struct SimPart sim_sol;

#endif
