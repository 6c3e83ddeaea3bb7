/*
 * ipmi-bmc-sim: SDR repository (IPMI 2.0 section 33) and the same records as
 * those of the device (sections 35.2 to 35.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SDR_H
#define HW_IPMI_BMC_SIM_SDR_H

#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/bmc/sdr.h"
#include "hw/ipmi/bmc/sim_store.h"

/**
 * SimSdr:
 * @file: property sdrfile
 * @repo: the repository
 * @clock: its clock
 * @updating: it is in update mode, in which it is not read
 */
typedef struct SimSdr {
    char *file;
    SdrRepository repo;
    SimClock clock;
    bool updating;
} SimSdr;

extern const struct SimPart sim_sdr;

#endif
