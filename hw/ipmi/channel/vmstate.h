/*
 * Migration of the channel roles, which are plain structs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_VMSTATE_H
#define HW_IPMI_CHANNEL_VMSTATE_H

#include "migration/vmstate.h"

/* A BTBmc, as "ipmi-interface-bt" version 1 of QEMU 10.0 */
extern const VMStateDescription vmstate_ipmi_bt_bmc;

/* A BTHost */
extern const VMStateDescription vmstate_ipmi_bt_host;

#endif
