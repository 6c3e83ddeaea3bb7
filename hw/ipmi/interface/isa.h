/*
 * isa-ipmi: an interface at fixed I/O ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_ISA_H
#define HW_IPMI_INTERFACE_ISA_H

#include "hw/ipmi/interface/port.h"
#include "hw/isa/isa.h"

#define TYPE_ISA_IPMI "isa-ipmi"
OBJECT_DECLARE_SIMPLE_TYPE(ISAIPMI, ISA_IPMI)

/**
 * ISAIPMI: abstract. A subclass sets the kind of its channel, and has
 * description, vmsd, and the property ioport with a default of its own
 * @port: the channel
 * @ioport: number of the first I/O port
 * @isairq: ISA interrupt; 0 or below for none
 */
struct ISAIPMI {
    ISADevice parent_obj;

    IPMIPort port;
    uint32_t ioport;
    int32_t isairq;
};

#endif
