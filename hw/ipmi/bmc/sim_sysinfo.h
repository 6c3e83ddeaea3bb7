/*
 * ipmi-bmc-sim: what the system says of itself (IPMI 2.0 sections 22.14a and
 * 22.14b)
 *
 * The host writes the names of its firmware and operating system, which can
 * be read from outside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SYSINFO_H
#define HW_IPMI_BMC_SIM_SYSINFO_H

/*
 * A text is as many blocks, the first of which begins with its encoding and
 * length
 */
#define SIM_SYSINFO_BLOCK  16
#define SIM_SYSINFO_BLOCKS 16
#define SIM_SYSINFO_HEADER 2
#define SIM_SYSINFO_TEXT   (SIM_SYSINFO_BLOCK * SIM_SYSINFO_BLOCKS)

/**
 * SimSysinfoTexts: values of the parameters (table 22-16c)
 * @firmware_version: of the system's firmware
 * @system_name: the system's name
 * @primary_os_name: operating system that is installed
 * @os_name: operating system that is running; until the next reset
 * @os_version: its version; likewise
 * @bmc_url: where the BMC can be reached
 * @os_url: where the operating system can be managed
 */
typedef struct SimSysinfoTexts {
    uint8_t firmware_version[SIM_SYSINFO_TEXT];
    uint8_t system_name[SIM_SYSINFO_TEXT];
    uint8_t primary_os_name[SIM_SYSINFO_TEXT];
    uint8_t os_name[SIM_SYSINFO_TEXT];
    uint8_t os_version[SIM_SYSINFO_TEXT];
    uint8_t bmc_url[SIM_SYSINFO_TEXT];
    uint8_t os_url[SIM_SYSINFO_TEXT];
} SimSysinfoTexts;

/**
 * SimSysinfo:
 * @texts: the parameters
 * @in_progress: parameter 0
 */
typedef struct SimSysinfo {
    SimSysinfoTexts texts;
    uint8_t in_progress;
} SimSysinfo;

extern const struct SimPart sim_sysinfo;

#endif
