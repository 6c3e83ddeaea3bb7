/*
 * IPMI on the machine that has a BMC: interfaces, BMCs, chassis operations
 *
 * An interface is the hardware that the guest sees (KCS, BT, SSIF); a BMC is
 * what QEMU plays behind it. An interface passes whole requests to its BMC,
 * and the BMC answers each of them once, at once or later.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_IPMI_H
#define HW_IPMI_IPMI_H

#include "qemu/notify.h"
#include "hw/qdev-core.h"
#include "hw/ipmi/ipmi_defs.h"

/* BMC's address on the IPMB, 8 bits wide (IPMI 2.0 section 6.13) */
#define IPMI_BMC_SLAVE_ADDR 0x20

/*
 * Firmware tables
 */

/* Interface types of SMBIOS type 38 and of ACPI's _IFT object */
enum {
    IPMI_SMBIOS_KCS  = 1,
    IPMI_SMBIOS_SMIC = 2,
    IPMI_SMBIOS_BT   = 3,
    IPMI_SMBIOS_SSIF = 4,
};

/* Where the registers of an interface are */
typedef enum IPMIMemSpace {
    IPMI_MEMSPACE_IO,
    IPMI_MEMSPACE_MEM32,
    IPMI_MEMSPACE_MEM64,
    IPMI_MEMSPACE_SMBUS,
} IPMIMemSpace;

/* Trigger of an interface's interrupt */
typedef enum IPMIIrqType {
    IPMI_LEVEL_IRQ,
    IPMI_EDGE_IRQ,
} IPMIIrqType;

/**
 * IPMIFwInfo: where firmware and OS find an interface
 * @interface_name: "kcs", "bt" or "ssif"
 * @interface_type: IPMI_SMBIOS_*
 * @ipmi_spec_major_revision: 2 for IPMI 2.0; at most 15
 * @ipmi_spec_minor_revision: at most 15
 * @i2c_slave_address: the BMC's 8-bit address on the IPMB
 * @uuid: number of the interface, from ipmi_next_uuid()
 * @base_address: first register; for SMBus the 7-bit address
 * @register_length: bytes that the registers take
 * @register_spacing: bytes from one register to the next
 * @memspace: what @base_address refers to
 * @interrupt_number: ISA interrupt, 0 if there is none
 * @irq_type: how it is triggered
 */
typedef struct IPMIFwInfo {
    const char *interface_name;
    int interface_type;
    uint8_t ipmi_spec_major_revision;
    uint8_t ipmi_spec_minor_revision;
    uint8_t i2c_slave_address;
    uint32_t uuid;

    uint64_t base_address;
    uint64_t register_length;
    uint8_t register_spacing;
    IPMIMemSpace memspace;

    int interrupt_number;
    IPMIIrqType irq_type;
} IPMIFwInfo;

/**
 * ipmi_next_uuid: number for a new interface, unique in this VM
 *
 * The first one is 1, as firmware tables have always said (_UID).
 */
uint32_t ipmi_next_uuid(void);

/*
 * ipmi-interface: hardware that the guest of this machine sees
 */

#define TYPE_IPMI_INTERFACE "ipmi-interface"
typedef struct IPMIInterface IPMIInterface;
typedef struct IPMIInterfaceClass IPMIInterfaceClass;
DECLARE_CLASS_CHECKERS(IPMIInterfaceClass, IPMI_INTERFACE, TYPE_IPMI_INTERFACE)
#define IPMI_INTERFACE(obj) \
    INTERFACE_CHECK(IPMIInterface, (obj), TYPE_IPMI_INTERFACE)

/**
 * IPMIInterfaceClass:
 * @get_fwinfo: describe the interface for firmware tables; optional, an
 *              interface without it is not listed there
 * @response: see ipmi_interface_response()
 * @fail: see ipmi_interface_fail()
 * @set_atn: see ipmi_interface_set_atn()
 * @set_irq_enable: see ipmi_interface_set_irq_enable()
 */
struct IPMIInterfaceClass {
    InterfaceClass parent_class;

    void (*get_fwinfo)(IPMIInterface *ii, IPMIFwInfo *info);
    void (*response)(IPMIInterface *ii, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);
    void (*fail)(IPMIInterface *ii, uint8_t cc);
    void (*set_atn)(IPMIInterface *ii, bool set, bool irq);
    void (*set_irq_enable)(IPMIInterface *ii, bool enable);
};

/**
 * ipmi_interface_response: a BMC answers a request
 * @ii: the interface that made the request
 * @msg_id: the id that came with the request
 * @rsp: netfn/lun, cmd, completion code, data
 * @len: number of bytes in @rsp
 *
 * An answer with another id than that of the pending request is dropped, so
 * a late one does no harm. The bytes are copied.
 */
void ipmi_interface_response(IPMIInterface *ii, uint8_t msg_id,
                             const uint8_t *rsp, size_t len);

/**
 * ipmi_interface_fail: answer the pending request, if there is one, with an
 * error
 * @ii: the interface
 * @cc: completion code, IPMI_CC_*
 *
 * For a BMC that cannot answer: the interface knows what it asked.
 */
void ipmi_interface_fail(IPMIInterface *ii, uint8_t cc);

/**
 * ipmi_interface_set_atn: set or clear SMS_ATN (IPMI 2.0 sections 9.7.1,
 * 11.6.1)
 * @ii: the interface
 * @set: the new state
 * @irq: tell the guest with an interrupt, if it is enabled
 */
void ipmi_interface_set_atn(IPMIInterface *ii, bool set, bool irq);

/**
 * ipmi_interface_set_irq_enable: the BMC lets the interface interrupt, or not
 * @ii: the interface
 * @enable: the new state; off until a BMC turns it on (Set BMC Global
 *          Enables, IPMI 2.0 section 22.1)
 */
void ipmi_interface_set_irq_enable(IPMIInterface *ii, bool enable);

/*
 * ipmi-bmc: QEMU plays the BMC
 */

#define TYPE_IPMI_BMC "ipmi-bmc"
OBJECT_DECLARE_TYPE(IPMIBmc, IPMIBmcClass, IPMI_BMC)

/**
 * IPMIBmc: a BMC, without what makes it one
 * @slave_addr: its 8-bit address on the IPMB (property slave_addr)
 * @intf: the interface in front of it; NULL until one is realized. It may
 *        come later than the first event of the BMC's backend
 * @machine_done: for a warning if no interface came
 */
struct IPMIBmc {
    DeviceState parent_obj;

    uint8_t slave_addr;
    IPMIInterface *intf;
    Notifier machine_done;
};

/**
 * IPMIBmcClass:
 * @parent_realize: the realize of ipmi-bmc itself, for a subclass to call
 *                  first
 * @parent_unrealize: its opposite, to call last
 * @attached: an interface is there now, bmc->intf; optional
 * @request: see ipmi_bmc_request()
 */
struct IPMIBmcClass {
    DeviceClass parent_class;

    DeviceRealize parent_realize;
    DeviceUnrealize parent_unrealize;
    void (*attached)(IPMIBmc *bmc);
    void (*request)(IPMIBmc *bmc, uint8_t msg_id,
                    const uint8_t *req, size_t len);
};

/**
 * ipmi_bmc_attach: put an interface in front of a BMC
 * @bmc: the BMC that the interface's property "bmc" names; may be NULL
 * @ii: the interface, ready for ipmi_interface_set_atn() and the like
 * @errp: set if @bmc is NULL or has an interface already
 *
 * Returns: true on success.
 */
bool ipmi_bmc_attach(IPMIBmc *bmc, IPMIInterface *ii, Error **errp);

/**
 * ipmi_bmc_detach: undo ipmi_bmc_attach(), when an interface goes
 * @bmc: the BMC
 * @ii: its interface
 */
void ipmi_bmc_detach(IPMIBmc *bmc, IPMIInterface *ii);

/**
 * ipmi_bmc_request: pass a request to a BMC
 * @bmc: the BMC
 * @msg_id: comes back with the answer; the interface numbers its requests
 * @req: netfn/lun, cmd, data; copied by the BMC if needed
 * @len: number of bytes in @req
 *
 * The BMC calls ipmi_interface_response() or ipmi_interface_fail(), maybe
 * before this function returns. An interface has one request pending at a
 * time: with a new one it gives up the one before.
 */
void ipmi_bmc_request(IPMIBmc *bmc, uint8_t msg_id,
                      const uint8_t *req, size_t len);

/*
 * Chassis operations: what a BMC can do to the machine that has it
 */

/* Chassis Control's actions (IPMI 2.0 section 28.3) */
typedef enum IPMIChassisOp {
    IPMI_CHASSIS_POWER_OFF,
    IPMI_CHASSIS_RESET,
    IPMI_CHASSIS_NMI,
    IPMI_CHASSIS_SOFT_SHUTDOWN,
    IPMI_CHASSIS_POWER_CYCLE,
    IPMI_CHASSIS_POWER_ON,
} IPMIChassisOp;

/**
 * ipmi_chassis_do: carry out a chassis operation (IPMI 2.0 section 28.3)
 * @op: the operation
 *
 * IPMI_CHASSIS_POWER_CYCLE is its first half: it turns the machine off as
 * -action shutdown=pause would have it, whatever is set there. Who asks for it
 * is to turn the machine on again.
 *
 * IPMI_CHASSIS_POWER_ON resets a machine that is off and starts it, before it
 * returns. Call it from a timer of the main loop, so that nothing else is in
 * progress. A machine that is not off stays as it is.
 *
 * Returns: IPMI_CC_OK, or IPMI_CC_COMMAND_NOT_SUPPORTED if this machine
 * cannot do it.
 */
uint8_t ipmi_chassis_do(IPMIChassisOp op);

/**
 * ipmi_chassis_can: whether this machine can do an operation
 * @op: the operation
 */
bool ipmi_chassis_can(IPMIChassisOp op);

#include "hw/ipmi/ipmi_bmc_sim.h"

#endif
