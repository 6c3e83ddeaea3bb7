/*
 * ipmi-bmc-sim: messages for the host's software (IPMI 2.0 section 22)
 *
 * What the BMC has for the host without being asked: an event, messages from
 * other controllers, the watchdog's pre-timeout. The host is told of it by
 * SMS_ATN and an interrupt, both of which follow from the state here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_MSG_H
#define HW_IPMI_BMC_SIM_MSG_H

#include "hw/ipmi/ipmi_bmc_sim.h"

/* Bytes of an event, which are those of a SEL record (section 32.1) */
#define SIM_EVENT_SIZE 16

/* Messages that wait for Get Message, and most bytes of one */
#define SIM_MSG_QUEUE  8
#define SIM_MSG_QUEUED 40

/**
 * SimQueued: a message in the receive queue
 * @channel: where it came from
 * @len: number of bytes in @data
 * @data: as Get Message returns it
 */
typedef struct SimQueued {
    uint8_t channel;
    uint8_t len;
    uint8_t data[SIM_MSG_QUEUED];
} SimQueued;

/**
 * SimMsg:
 * @enables: Set BMC Global Enables
 * @flags: Get Message Flags
 * @event: the event message buffer, if @flags says that it is full
 * @closed: channels whose messages are not received, a bit each
 * @nr_queued: number of messages in @queue
 * @queue: the receive queue, the oldest first
 */
typedef struct SimMsg {
    uint8_t enables;
    uint8_t flags;
    uint8_t event[SIM_EVENT_SIZE];
    uint16_t closed;
    uint8_t nr_queued;
    SimQueued queue[SIM_MSG_QUEUE];
} SimMsg;

extern const struct SimPart sim_msg;

/**
 * sim_msg_logging_enabled: whether the host wants events in the SEL
 * @s: the simulator
 *
 * Holds for events of the BMC itself. What comes over the system interface
 * is logged in any case (section 22.1).
 */
bool sim_msg_logging_enabled(const IPMIBmcSim *s);

/**
 * sim_msg_event: offer an event to the event message buffer
 * @s: the simulator
 * @evt: its SIM_EVENT_SIZE bytes
 *
 * Nothing happens if the buffer is full, or the host has not enabled it.
 */
void sim_msg_event(IPMIBmcSim *s, const uint8_t *evt);

/**
 * sim_msg_set_pretimeout: the flag of the watchdog's pre-timeout, with the
 * messaging interrupt as its action (section 27.6)
 * @s: the simulator
 * @set: the new state
 */
void sim_msg_set_pretimeout(IPMIBmcSim *s, bool set);

/**
 * sim_msg_attached: there is a new interface, tell it how things are
 * @s: the simulator
 */
void sim_msg_attached(IPMIBmcSim *s);

#endif
