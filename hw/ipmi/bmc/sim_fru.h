/*
 * ipmi-bmc-sim: FRU inventory (IPMI 2.0 section 34)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_FRU_H
#define HW_IPMI_BMC_SIM_FRU_H

#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/bmc/fru.h"

/* Property fruareasize */
#define SIM_FRU_AREA_SIZE_DEFAULT 1024

/**
 * SimFru:
 * @file: property frudatafile
 * @area_size: property fruareasize
 * @areas: the inventory
 */
typedef struct SimFru {
    char *file;
    uint32_t area_size;
    Fru areas;
} SimFru;

extern const struct SimPart sim_fru;

#endif
