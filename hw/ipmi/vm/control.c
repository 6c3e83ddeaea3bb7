/*
 * VM protocol: control commands, by which a BMC acts on its host machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/vm/control.h"

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

uint8_t vm_control_capabilities(void)
{
    uint8_t caps = VM_CAP_IRQ | VM_CAP_ATTN;
    int i;

    for (i = 0; i < ARRAY_SIZE(chassis_cmds); i++) {
        if (ipmi_chassis_can(chassis_cmds[i].op)) {
            caps |= chassis_cmds[i].cap;
        }
    }
    return caps;
}

void vm_control_forget(VMControl *ctl)
{
    ctl->atn = VM_CONTROL_NOTHING_SAID;
    ctl->irq = VM_CONTROL_NOTHING_SAID;
}

static void vm_control_apply(IPMIInterface *intf, uint8_t cmd)
{
    if (!intf) {
        return;
    }
    switch (cmd) {
    case VM_CMD_NOATTN:
    case VM_CMD_ATTN:
    case VM_CMD_ATTN_IRQ:
        ipmi_interface_set_atn(intf, cmd != VM_CMD_NOATTN,
                               cmd == VM_CMD_ATTN_IRQ);
        break;
    case VM_CMD_ENABLE_IRQ:
    case VM_CMD_DISABLE_IRQ:
        ipmi_interface_set_irq_enable(intf, cmd == VM_CMD_ENABLE_IRQ);
        break;
    }
}

/* The enable first, so that the attention can use it */
void vm_control_repeat(const VMControl *ctl, IPMIInterface *intf)
{
    vm_control_apply(intf, ctl->irq);
    vm_control_apply(intf, ctl->atn);
}

static bool vm_control_chassis(uint8_t cmd)
{
    int i;

    for (i = 0; i < ARRAY_SIZE(chassis_cmds); i++) {
        if (chassis_cmds[i].cmd == cmd) {
            ipmi_chassis_do(chassis_cmds[i].op);
            return true;
        }
    }
    return cmd == VM_CMD_VERSION;
}

bool vm_control_command(VMControl *ctl, IPMIInterface *intf, uint8_t cmd)
{
    switch (cmd) {
    case VM_CMD_NOATTN:
    case VM_CMD_ATTN:
    case VM_CMD_ATTN_IRQ:
        ctl->atn = cmd;
        break;
    case VM_CMD_ENABLE_IRQ:
    case VM_CMD_DISABLE_IRQ:
        ctl->irq = cmd;
        break;
    default:
        return vm_control_chassis(cmd);
    }
    vm_control_apply(intf, cmd);
    return true;
}
