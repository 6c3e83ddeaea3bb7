/*
 * ipmi-bmc-sim: events (IPMI 2.0 section 29)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_EVENT_H
#define HW_IPMI_BMC_SIM_EVENT_H

#include "hw/ipmi/ipmi_bmc_sim.h"

/**
 * SimEvent: where events of the sensors go
 * @receiver: 8-bit address on the IPMB, or SIM_EVENT_NOBODY
 * @lun: logical unit there
 */
typedef struct SimEvent {
    uint8_t receiver;
    uint8_t lun;
} SimEvent;

extern const struct SimPart sim_event;

/**
 * sim_log_event: report an event of the BMC itself
 * @s: the simulator
 * @evt: the 16 bytes of a SEL record (section 32.1), whose ID and time do not
 *       matter
 *
 * It goes into the SEL if the global enables let it, and is offered to the
 * event message buffer.
 */
void sim_log_event(IPMIBmcSim *s, const uint8_t *evt);

/**
 * sim_sensor_event: report an event of a sensor, to the event receiver
 * @s: the simulator
 * @type: sensor type
 * @number: sensor number
 * @dir_type: event/reading type, with bit 7 set if it is a deassertion
 * @data: the three bytes of event data
 */
void sim_sensor_event(IPMIBmcSim *s, uint8_t type, uint8_t number,
                      uint8_t dir_type, const uint8_t *data);

#endif
