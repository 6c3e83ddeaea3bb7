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

/*
 * A KCSBmc, as "ipmi-interface-kcs" version 2 of QEMU 10.0. A transfer goes
 * on where it was; after an error, GET_STATUS counts as written already
 */
extern const VMStateDescription vmstate_ipmi_kcs_bmc;

/* A KCSHost. Whoever loads it looks at kcs_host_ready() once the VM runs */
extern const VMStateDescription vmstate_ipmi_kcs_host;

#endif
