/*
 * ipmi-bmc-sim: system boot options (IPMI 2.0 sections 28.12, 28.13)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_BOOT_H
#define HW_IPMI_BMC_SIM_BOOT_H

#include "qemu/timer.h"
#include "hw/ipmi/bmc/sim_power.h"

/* Parameters 0 to 7 */
#define SIM_BOOT_PARAMS 8

/* Most bytes of a parameter that has no blocks */
#define SIM_BOOT_PARAM_MAX 9

/* The initiator mailbox; the specification asks for 80 bytes */
#define SIM_BOOT_BLOCKS     5
#define SIM_BOOT_BLOCK_SIZE 16

/**
 * SimBoot:
 * @invalid: parameters that are marked invalid, or locked; a bit each
 * @params: what each of them is set to
 * @mailbox: parameter 7
 * @expires: when the boot flags' valid bit is cleared, in ns of virtual time;
 *           0 if it is not
 * @timer: runs until then
 */
typedef struct SimBoot {
    uint8_t invalid;
    uint8_t params[SIM_BOOT_PARAMS][SIM_BOOT_PARAM_MAX];
    uint8_t mailbox[SIM_BOOT_BLOCKS * SIM_BOOT_BLOCK_SIZE];
    int64_t expires;
    QEMUTimer timer;
} SimBoot;

extern const struct SimPart sim_boot;

/**
 * sim_boot_controlled: a Chassis Control command has come, for which boot
 * flags may have been set
 * @s: the simulator
 */
void sim_boot_controlled(IPMIBmcSim *s);

/**
 * sim_boot_restarted: the host starts; flags that are not meant for this
 * start are no longer valid
 * @s: the simulator
 * @cause: why it starts
 */
void sim_boot_restarted(IPMIBmcSim *s, SimRestartCause cause);

#endif
