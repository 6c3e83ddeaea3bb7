/*
 * ipmi-bmc-sim: the sensor that shows what the watchdog has done
 *
 * Sensor type Watchdog 2 of IPMI 2.0 table 42-3. Which sensor that is, what
 * it reports and what not, is up to its SDR and to Set Sensor Event Enable.
 * The specification has no rule for the end of a state. Here the pre-timeout
 * interrupt lasts until Set Watchdog Timer, which takes its message flag back
 * too, and what the timeout has done lasts until the expiration flags are
 * cleared; either ends with the next countdown as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim.h"

#define SENSOR_TYPE_WATCHDOG2 0x23

/* A sensor-specific event, whose second byte of data says more */
#define EVENT_TYPE_SPECIFIC  0x6f
#define EVENT_DATA_EXTENSION 0xc0
#define EVENT_DATA_NONE      0xff

/* Get Sensor Reading and Event Status, as QEMU 10.0 has it in its stream */
#define STATUS_EVENTS_ON   0x80
#define STATUS_SCANNING_ON 0x40

static Sensor *sim_watchdog_sensor(IPMIBmcSim *s)
{
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        Sensor *sensor = sim_sensor_find(s, i);

        if (sensor && sensor->type == SENSOR_TYPE_WATCHDOG2 &&
            sensor->event_type == EVENT_TYPE_SPECIFIC) {
            return sensor;
        }
    }
    return NULL;
}

/* Of an sdrfile without such a sensor the event comes all the same */
void sim_watchdog_assert(IPMIBmcSim *s, unsigned state, uint8_t how, bool log)
{
    const uint8_t data[] = {
        EVENT_DATA_EXTENSION | state, how, EVENT_DATA_NONE,
    };
    Sensor *sensor = sim_watchdog_sensor(s);

    if (sensor) {
        sim_sensor_set_states_with(s, sensor, sensor->states | 1 << state,
                                   log ? data : NULL);
    } else if (log) {
        sim_sensor_event(s, SENSOR_TYPE_WATCHDOG2, SIM_SENSOR_WATCHDOG,
                         EVENT_TYPE_SPECIFIC, data);
    }
}

void sim_watchdog_deassert(IPMIBmcSim *s, uint16_t states, bool log)
{
    static const uint8_t data[] = { 0, EVENT_DATA_NONE, EVENT_DATA_NONE };
    Sensor *sensor = sim_watchdog_sensor(s);

    if (sensor && sensor->states & states) {
        sim_sensor_set_states_with(s, sensor, sensor->states & ~states,
                                   log ? data : NULL);
    }
}

/*
 * QEMU 10.0, whose watchdog has no other sensor than the first number
 */

static Sensor *sim_watchdog_first_sensor(IPMIBmcSim *s)
{
    Sensor *sensor = sim_watchdog_sensor(s);

    return sensor && sensor->number == SIM_SENSOR_WATCHDOG ? sensor : NULL;
}

void sim_watchdog_save_sensor(IPMIBmcSim *s)
{
    const Sensor *sensor = sim_watchdog_first_sensor(s);

    memset(&s->wdt_sensor, 0, sizeof(s->wdt_sensor));
    if (sensor) {
        s->wdt_sensor.status = (sensor->events ? STATUS_EVENTS_ON : 0) |
                               (sensor->scanning ? STATUS_SCANNING_ON : 0);
        s->wdt_sensor.reading = sensor->raw;
        s->wdt_sensor.states = sensor->states;
        s->wdt_sensor.assert_states = sensor->status.asserted;
        s->wdt_sensor.deassert_states = sensor->status.deasserted;
        s->wdt_sensor.assert_enable = sensor->enabled.asserted;
    }
}

/*
 * There, what has happened since is known, what holds is not: it is 0. All of
 * it has been reported.
 */
void sim_watchdog_load_sensor(IPMIBmcSim *s)
{
    Sensor *sensor = sim_watchdog_first_sensor(s);

    if (sensor) {
        sensor->events = s->wdt_sensor.status & STATUS_EVENTS_ON;
        sensor->scanning = s->wdt_sensor.status & STATUS_SCANNING_ON;
        sensor->raw = s->wdt_sensor.reading;
        sensor->states = (s->wdt_sensor.states | s->wdt_sensor.assert_states) &
                         SENSOR_STATES;
        sensor->holding = sensor->states;
        sensor->status.asserted = s->wdt_sensor.assert_states & SENSOR_STATES;
        sensor->status.deasserted = s->wdt_sensor.deassert_states &
                                    SENSOR_STATES;
        sensor->enabled.asserted = s->wdt_sensor.assert_enable &
                                   sensor_supported(sensor).asserted;
    }
}
