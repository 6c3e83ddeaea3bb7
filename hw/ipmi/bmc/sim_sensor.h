/*
 * ipmi-bmc-sim: sensors (IPMI 2.0 section 35)
 *
 * They come and go with the SDRs that describe them. Each is an object below
 * the device, "sensor[NUMBER]", through which it is set from outside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_SENSOR_H
#define HW_IPMI_BMC_SIM_SENSOR_H

#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/bmc/sensor.h"

/* Numbers of the default set that others report for or read */
enum {
    SIM_SENSOR_WATCHDOG = 0x00,
    SIM_SENSOR_CPU_TEMP = 0x01,
    SIM_SENSOR_INLET    = 0x02,
    SIM_SENSOR_POWER    = 0x20,
};

/**
 * SimSensors:
 * @by_number: the sensors; NULL where there is none
 * @kept: what software has set, on its way from or to a stream
 * @live: the state, likewise
 */
typedef struct SimSensors {
    Sensor *by_number[SENSOR_NUMBERS];
    GByteArray *kept;
    GByteArray *live;
} SimSensors;

extern const struct SimPart sim_sensor;

/**
 * sim_sensor_find: a sensor
 * @s: the simulator
 * @number: its number
 *
 * Returns: the sensor, NULL if there is none.
 */
Sensor *sim_sensor_find(IPMIBmcSim *s, uint8_t number);

/* Number of sensors */
unsigned sim_sensor_count(IPMIBmcSim *s);

/**
 * sim_sensor_value: the present value of a sensor
 * @s: the simulator
 * @number: its number
 * @value: set to the value, in the sensor's unit
 *
 * Returns: false if there is no such sensor, or it has no value.
 */
bool sim_sensor_value(IPMIBmcSim *s, uint8_t number, double *value);

/**
 * sim_sensor_set_raw: give a sensor a reading, and report what comes of it
 * @s: the simulator
 * @sensor: the sensor
 * @raw: the reading
 */
void sim_sensor_set_raw(IPMIBmcSim *s, Sensor *sensor, uint8_t raw);

/**
 * sim_sensor_set_states: give a discrete sensor its states, and report what
 * comes of it
 * @s: the simulator
 * @sensor: the sensor
 * @states: bits by offset
 */
void sim_sensor_set_states(IPMIBmcSim *s, Sensor *sensor, uint16_t states);

/**
 * sim_sensor_set_states_with: the same, with event data of the caller's
 * @s: the simulator
 * @sensor: the sensor
 * @states: bits by offset
 * @data: three bytes, in the first of which the offset is put; NULL for no
 *        event
 */
void sim_sensor_set_states_with(IPMIBmcSim *s, Sensor *sensor, uint16_t states,
                                const uint8_t *data);

/**
 * sim_sensor_update: make the sensors that the SDRs describe
 * @s: the simulator
 *
 * Those whose SDR is still there stay as they are.
 */
void sim_sensor_update(IPMIBmcSim *s);

/**
 * sim_sensor_is_ours: whether an SDR is of a sensor that this BMC has
 * @s: the simulator
 * @sdr: the record, one that sdr_check() has found right
 *
 * Sensors of other controllers have SDRs too; ours are all on LUN 0.
 */
bool sim_sensor_is_ours(IPMIBmcSim *s, const uint8_t *sdr);

/**
 * sim_sensor_run_init_agent: set all sensors as their SDRs say (section 33.6)
 * @s: the simulator
 */
void sim_sensor_run_init_agent(IPMIBmcSim *s);

/**
 * sim_sensor_rearm_all: arm the events of all sensors again
 * @s: the simulator
 */
void sim_sensor_rearm_all(IPMIBmcSim *s);

/*
 * sim_sensor_default.c
 */

/**
 * sim_sensor_add_default_sdrs: fill the repository, if there is no file
 * @s: the simulator
 */
void sim_sensor_add_default_sdrs(IPMIBmcSim *s);

/**
 * sim_sensor_set_default_states: those discrete states that no SDR can hold
 * @s: the simulator
 */
void sim_sensor_set_default_states(IPMIBmcSim *s);

/*
 * sim_sensor_qom.c
 */

/* Make the object of a sensor that is in @s */
void sim_sensor_add_object(IPMIBmcSim *s, uint8_t number);

/* Remove it; to those who still hold it, the sensor is gone */
void sim_sensor_remove_object(IPMIBmcSim *s, uint8_t number);

/*
 * sim_sensor_vmstate.c
 */

extern const VMStateDescription vmstate_sim_sensor_live;
extern const VMStateDescription vmstate_sim_sensor_kept;

/**
 * sim_sensor_apply_loaded: give the sensors what came with a stream
 * @s: the simulator, whose sensors are those of the SDRs in the stream
 * @errp: set if it does not fit them
 *
 * Returns: true on success.
 */
bool sim_sensor_apply_loaded(IPMIBmcSim *s, Error **errp);

#endif
