/*
 * KCS behind an ipmi-port: QEMU plays the BMC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_KCS_H
#define HW_IPMI_INTERFACE_KCS_H

#include "hw/ipmi/interface/port.h"

/* Uses @kcs of the port */
extern const IPMIPortKind ipmi_kcs_kind;

#endif
