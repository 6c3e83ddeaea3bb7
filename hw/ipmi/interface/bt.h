/*
 * BT behind an ipmi-port: QEMU plays the BMC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_BT_H
#define HW_IPMI_INTERFACE_BT_H

#include "hw/ipmi/interface/port.h"

/* Uses @bt of the port */
extern const IPMIPortKind ipmi_bt_kind;

#endif
