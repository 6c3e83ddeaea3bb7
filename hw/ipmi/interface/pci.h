/*
 * pci-ipmi: an interface behind a PCI BAR
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_INTERFACE_PCI_H
#define HW_IPMI_INTERFACE_PCI_H

#include "hw/ipmi/interface/port.h"
#include "hw/pci/pci_device.h"

#define TYPE_PCI_IPMI "pci-ipmi"
OBJECT_DECLARE_SIMPLE_TYPE(PCIIPMI, PCI_IPMI)

/**
 * PCIIPMI: abstract. A subclass sets the kind of its channel, and has
 * description and vmsd
 * @port: the channel
 */
struct PCIIPMI {
    PCIDevice parent_obj;

    IPMIPort port;
};

#endif
