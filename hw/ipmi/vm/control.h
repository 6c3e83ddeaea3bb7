/*
 * VM protocol: control commands, by which a BMC acts on its host machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_VM_CONTROL_H
#define HW_IPMI_VM_CONTROL_H

#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/vm/codec.h"

/* VM_CMD_VERSION is about neither attention nor interrupts */
#define VM_CONTROL_NOTHING_SAID VM_CMD_VERSION

/**
 * VMControl: what the BMC has said on this connection, and what still holds
 * @atn: its last VM_CMD_* on attention, or VM_CONTROL_NOTHING_SAID
 * @irq: its last VM_CMD_* on interrupts, or VM_CONTROL_NOTHING_SAID
 */
typedef struct VMControl {
    uint8_t atn;
    uint8_t irq;
} VMControl;

/**
 * vm_control_forget: a connection begins or ends
 * @ctl: what was said
 */
void vm_control_forget(VMControl *ctl);

/**
 * vm_control_command: do what the BMC says
 * @ctl: remembers it, as far as it is about a state
 * @intf: the interface; may be NULL
 * @cmd: VM_CMD_*
 *
 * Returns: false if the command is unknown; nothing happens then.
 */
bool vm_control_command(VMControl *ctl, IPMIInterface *intf, uint8_t cmd);

/**
 * vm_control_repeat: give an interface the states that the BMC has said
 * @ctl: what was said
 * @intf: the interface; may be NULL
 */
void vm_control_repeat(const VMControl *ctl, IPMIInterface *intf);

/**
 * vm_control_capabilities: what this machine lets a BMC do
 *
 * Returns: VM_CAP_*
 */
uint8_t vm_control_capabilities(void);

#endif
