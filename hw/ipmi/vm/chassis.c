/*
 * VM protocol: commands by which a BMC acts on the chassis
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/vm/chassis.h"
#include "hw/ipmi/vm/codec.h"

static const struct {
    uint8_t cmd;
    uint8_t cap;
    IPMIChassisOp op;
} chassis_cmds[] = {
    { VM_CMD_POWEROFF, VM_CAP_POWEROFF, IPMI_CHASSIS_POWER_OFF },
    { VM_CMD_RESET, VM_CAP_RESET, IPMI_CHASSIS_RESET },
    { VM_CMD_SEND_NMI, VM_CAP_NMI, IPMI_CHASSIS_NMI },
    { VM_CMD_GRACEFUL_SHUTDOWN, VM_CAP_GRACEFUL_SHUTDOWN,
      IPMI_CHASSIS_SOFT_SHUTDOWN },
};

uint8_t vm_chassis_capabilities(void)
{
    uint8_t caps = 0;
    int i;

    for (i = 0; i < ARRAY_SIZE(chassis_cmds); i++) {
        if (ipmi_chassis_can(chassis_cmds[i].op)) {
            caps |= chassis_cmds[i].cap;
        }
    }
    return caps;
}

void vm_chassis_command(uint8_t cmd)
{
    int i;

    for (i = 0; i < ARRAY_SIZE(chassis_cmds); i++) {
        if (chassis_cmds[i].cmd == cmd) {
            ipmi_chassis_do(chassis_cmds[i].op);
            return;
        }
    }
}
