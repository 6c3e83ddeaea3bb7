/*
 * VM protocol: commands by which a BMC acts on the chassis
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_VM_CHASSIS_H
#define HW_IPMI_VM_CHASSIS_H

/**
 * vm_chassis_capabilities: what this machine can do
 *
 * Returns: VM_CAP_* of the chassis operations that QEMU has.
 */
uint8_t vm_chassis_capabilities(void);

/**
 * vm_chassis_command: carry out a command
 * @cmd: VM_CMD_*; nothing happens if it is no chassis command
 */
void vm_chassis_command(uint8_t cmd);

#endif
