/*
 * ipmi-bmc-sim: migration of bytes whose number varies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_VMSTATE_H
#define HW_IPMI_BMC_SIM_VMSTATE_H

#include "migration/vmstate.h"

extern const VMStateInfo vmstate_info_sim_bytes;

/*
 * A GByteArray of at most @_max bytes: their number, 32 bits, then they. The
 * number is checked before anything is allocated, unlike that of
 * VMSTATE_VARRAY_UINT32_ALLOC.
 */
#define VMSTATE_SIM_BYTES(_field, _state, _max) {                   \
    .name   = stringify(_field),                                    \
    .num    = (_max),                                               \
    .info   = &vmstate_info_sim_bytes,                              \
    .size   = sizeof(GByteArray *),                                 \
    .flags  = VMS_SINGLE,                                           \
    .offset = vmstate_offset_value(_state, _field, GByteArray *),   \
}

#endif
