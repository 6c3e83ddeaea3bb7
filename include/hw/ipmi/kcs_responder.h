/*
 * A KCS channel as an ipmi-responder
 *
 * What the KCS interfaces of BMC chips have in common: one object for each
 * channel, with a path of its own for an ipmi-host to name. The device that
 * has the channels decodes their registers and drives the interrupt lines.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_KCS_RESPONDER_H
#define HW_IPMI_KCS_RESPONDER_H

#include "hw/ipmi/ipmi_responder.h"
#include "hw/ipmi/channel/kcs_host.h"
#include "migration/vmstate.h"

#define TYPE_KCS_RESPONDER "ipmi-kcs-responder"
OBJECT_DECLARE_SIMPLE_TYPE(KCSResponder, KCS_RESPONDER)

/**
 * KCSResponder:
 * @kcs: the channel with QEMU as the host
 * @port: who has requests
 * @timer: for the host's next step. A timer of virtual time, so that the host
 *         rests when the machine does, and a migration finds it at rest
 * @on: the chip's own enable bit of the channel, if it has any
 * @polled: firmware listens even while its interrupt is masked (property
 *          polled)
 * @update_irq: see kcs_responder_realize()
 * @opaque: its argument
 */
struct KCSResponder {
    DeviceState parent_obj;

    KCSHost kcs;
    IPMIResponderPort port;
    QEMUTimer *timer;
    bool on;
    bool polled;

    void (*update_irq)(void *opaque);
    void *opaque;
};

/**
 * kcs_responder_init: make a channel a child of its device
 * @s: the channel
 * @parent: the device, in its instance_init
 * @number: of the channel, from 1; the child is "kcs1" and so on
 */
void kcs_responder_init(KCSResponder *s, Object *parent, unsigned number);

/**
 * kcs_responder_realize: connect a channel with its device
 * @s: the channel
 * @update_irq: drive the interrupt lines, see kcs_responder_irq(); called
 *              after each change of the channel
 * @opaque: its argument
 * @errp: set on failure
 *
 * Returns: true on success.
 */
bool kcs_responder_realize(KCSResponder *s, void (*update_irq)(void *opaque),
                           void *opaque, Error **errp);

/**
 * kcs_responder_reset: the BMC is reset
 * @s: the channel
 *
 * A request is answered with IPMI_CC_BMC_INIT_IN_PROGRESS; the registers are
 * zero, the channel is off and its interrupts are masked.
 */
void kcs_responder_reset(KCSResponder *s);

/**
 * kcs_responder_read: the firmware reads a register
 * @s: the channel
 * @reg: KCS_BMC_REG_*
 */
uint8_t kcs_responder_read(KCSResponder *s, unsigned reg);

/**
 * kcs_responder_write: the firmware writes a register
 * @s: the channel
 * @reg: KCS_BMC_REG_*
 * @val: the value
 */
void kcs_responder_write(KCSResponder *s, unsigned reg, uint8_t val);

/**
 * kcs_responder_configure: the firmware wrote enable bits
 * @s: the channel
 * @on: the channel is enabled; always true if the chip has no bit for that
 * @irq_enable: KCS_BMC_IRQ_* that are not masked
 *
 * Firmware listens on a channel that is on and has KCS_BMC_IRQ_IBF unmasked.
 */
void kcs_responder_configure(KCSResponder *s, bool on, uint8_t irq_enable);

/**
 * kcs_responder_irq: level of the channel's interrupt, 1 for active
 * @s: the channel
 */
bool kcs_responder_irq(const KCSResponder *s);

/**
 * kcs_responder_restore: set a channel's registers from a migration stream
 * @s: the channel; what the host was doing has been loaded, if it was in the
 *     stream
 * @idr: input
 * @odr: output
 * @str: status
 * @on: see kcs_responder_configure()
 * @irq_enable: see kcs_responder_configure()
 *
 * For a device whose own state has the registers.
 *
 * Returns: false if they do not fit what the host was doing.
 */
bool kcs_responder_restore(KCSResponder *s, uint8_t idr, uint8_t odr,
                           uint8_t str, bool on, uint8_t irq_enable);

/**
 * kcs_responder_busy: whether the host is doing something
 * @s: the channel
 *
 * If it is not, all there is to migrate is in the registers.
 */
bool kcs_responder_busy(const KCSResponder *s);

/**
 * kcs_responder_peek: what is in a register, without any side effect
 * @s: the channel
 * @reg: KCS_BMC_REG_*
 */
uint8_t kcs_responder_peek(const KCSResponder *s, unsigned reg);

/**
 * kcs_responder_set_odr: change what is in ODR, without any side effect
 * @s: the channel
 * @val: the byte
 */
void kcs_responder_set_odr(KCSResponder *s, uint8_t val);

/*
 * The host's port, for a person who plays the host by hand
 */

/**
 * kcs_responder_host_read: read Data_Out or Status, see kcs_host_read()
 * @s: the channel
 * @reg: KCS_REG_*
 */
uint8_t kcs_responder_host_read(KCSResponder *s, unsigned reg);

/**
 * kcs_responder_host_write: write Data_In or Command, see kcs_host_write()
 * @s: the channel
 * @reg: KCS_REG_*
 * @val: the value
 */
void kcs_responder_host_write(KCSResponder *s, unsigned reg, uint8_t val);

/* A KCSResponder that is a part of its device's state */
extern const VMStateDescription vmstate_kcs_responder;

#endif
