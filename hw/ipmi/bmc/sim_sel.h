/*
 * ipmi-bmc-sim: system event log (IPMI 2.0 section 31)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SEL_H
#define HW_IPMI_BMC_SIM_SEL_H

#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/bmc/sel.h"
#include "hw/ipmi/bmc/sim_store.h"

/* Kinds of auxiliary logs, and most bytes that one's status has */
#define SIM_AUX_LOGS       3
#define SIM_AUX_STATUS_MAX 15

/*
 * Property sel-size. A log of this size holds weeks of a machine that fails
 * all the time, is read by ipmitool in seconds, and takes 16 KiB once it is
 * full.
 */
#define SIM_SEL_SIZE_DEFAULT 1024

/**
 * SimAuxLog: status of an auxiliary log, as software has set it
 * @len: number of bytes in @data
 * @data: as Get Auxiliary Log Status returns it
 */
typedef struct SimAuxLog {
    uint8_t len;
    uint8_t data[SIM_AUX_STATUS_MAX];
} SimAuxLog;

/**
 * SimSel:
 * @size: property sel-size
 * @log: the log
 * @part_len: length of its partial record, on its way from or to a stream
 * @clock: its clock
 * @utc_offset: minutes that @clock is ahead of UTC, or SIM_UTC_OFFSET_NONE
 * @aux: auxiliary logs, by their type
 */
typedef struct SimSel {
    uint32_t size;
    Sel log;
    uint8_t part_len;
    SimClock clock;
    int16_t utc_offset;
    SimAuxLog aux[SIM_AUX_LOGS];
} SimSel;

extern const struct SimPart sim_sel;

/**
 * sim_sel_add: put a record into the log, whatever the global enables say
 * @s: the simulator
 * @record: its SEL_RECORD_SIZE bytes; set to what is in the log, with ID and
 *          time
 *
 * Returns: its ID, 0 if the log is full.
 */
uint16_t sim_sel_add(IPMIBmcSim *s, uint8_t *record);

/*
 * sim_sel_qom.c
 */

/**
 * sim_sel_add_properties: let the log be read and written through QOM
 * @s: the simulator
 */
void sim_sel_add_properties(IPMIBmcSim *s);

#endif
