/*
 * A sensor: what its SDR says, what software has set, and its state
 *
 * Knows no commands. It decides which events come of a new reading; to send
 * them is up to who calls. Builds alone with GLib as well as within QEMU.
 *
 * IPMI 2.0 sections 35, 36, 42 and 43
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SENSOR_H
#define HW_IPMI_BMC_SENSOR_H

/* Numbers are 0 to FEh */
#define SENSOR_NUMBERS 255

/* Event/reading type of sensors that have thresholds (section 42.1) */
#define SENSOR_EVENT_THRESHOLD 0x01

/* Thresholds, in the order of commands and of event offsets divided by 2 */
enum {
    SENSOR_LNC,
    SENSOR_LC,
    SENSOR_LNR,
    SENSOR_UNC,
    SENSOR_UC,
    SENSOR_UNR,
    SENSOR_NR_THRESHOLDS,
};

/* What the SDR lets software do, for hysteresis and for thresholds */
typedef enum SensorAccess {
    SENSOR_ACCESS_NONE,
    SENSOR_ACCESS_READ,
    SENSOR_ACCESS_WRITE,
    SENSOR_ACCESS_FIXED,
} SensorAccess;

/* Which event messages can be turned off (section 43.1, byte 12) */
typedef enum SensorEventControl {
    SENSOR_EVENT_EACH,
    SENSOR_EVENT_ALL,
    SENSOR_EVENT_GLOBAL,
    SENSOR_EVENT_NONE,
} SensorEventControl;

/* States and events: bits by offset */
#define SENSOR_STATES           0x7fff
#define SENSOR_THRESHOLD_EVENTS 0x0fff

#define SENSOR_NAME_MAX 16
#define SENSOR_FACTORS  6

/**
 * SensorEvents: event offsets, a bit each
 * @asserted: they have come true
 * @deasserted: they are true no longer
 */
typedef struct SensorEvents {
    uint16_t asserted;
    uint16_t deasserted;
} SensorEvents;

/**
 * Sensor: the first part is from the SDR, the second is set by software, the
 * third changes by itself
 * @number: its number
 * @sdr_id: record ID of its SDR
 * @full: that is a full record, so there are conversion factors
 * @settable: Set Sensor Reading and Event Status works
 * @init: the SDR's byte for the initialization agent
 * @caps: the SDR's byte of capabilities
 * @masks: the SDR's event masks: what it can report, and access to thresholds
 * @access: the SDR's mask of readable and settable thresholds, or of states
 * @units: the SDR's three bytes of units
 * @linearization: number of the function applied last in the conversion
 * @factors: the SDR's bytes of M, B, tolerance, accuracy and exponents
 * @name: its name
 *
 * @type: sensor type
 * @event_type: event/reading type
 * @thresholds: raw values
 * @hysteresis: that of positive-going thresholds, and of negative-going ones
 * @events: event messages are enabled
 * @scanning: the reading is looked at
 * @enabled: events that are to be reported
 *
 * @known: there is a reading
 * @raw: the reading
 * @states: states of a discrete sensor that hold
 * @holding: event conditions that hold, hysteresis considered
 * @status: events that have happened and are not armed again
 */
typedef struct Sensor {
    uint8_t number;
    uint16_t sdr_id;
    bool full;
    bool settable;
    uint8_t init;
    uint8_t caps;
    SensorEvents masks;
    uint16_t access;
    uint8_t units[3];
    uint8_t linearization;
    uint8_t factors[SENSOR_FACTORS];
    char name[SENSOR_NAME_MAX + 4];

    uint8_t type;
    uint8_t event_type;
    uint8_t thresholds[SENSOR_NR_THRESHOLDS];
    uint8_t hysteresis[2];
    bool events;
    bool scanning;
    SensorEvents enabled;

    bool known;
    uint8_t raw;
    uint16_t states;
    uint16_t holding;
    SensorEvents status;
} Sensor;

/**
 * sensor_sdr_count: how many sensors a record describes
 * @sdr: a valid record
 *
 * Returns: 1 for a full record, 1 or more for a compact one (section 43.2,
 * record sharing), 0 for others.
 */
unsigned sensor_sdr_count(const uint8_t *sdr);

/**
 * sensor_init: make a sensor from its SDR
 * @sensor: the sensor
 * @sdr: a valid full or compact record
 * @index: which one of those that it describes
 *
 * Its first reading is the record's nominal one; no event comes of it.
 */
void sensor_init(Sensor *sensor, const uint8_t *sdr, unsigned index);

/**
 * sensor_init_agent: set again what software can set, as the SDR's
 * initialization flags say (section 33.6)
 * @sensor: the sensor
 * @sdr: its record
 */
void sensor_init_agent(Sensor *sensor, const uint8_t *sdr);

/* Whether it has thresholds rather than states */
bool sensor_is_threshold(const Sensor *sensor);

/* Whether its readings are numbers that have a unit */
bool sensor_is_analog(const Sensor *sensor);

/* Whether software may read the hysteresis, and write it */
SensorAccess sensor_hysteresis_access(const Sensor *sensor);

/* The same for the thresholds that it has */
SensorAccess sensor_threshold_access(const Sensor *sensor);

/* Which event messages software can turn off */
SensorEventControl sensor_event_control(const Sensor *sensor);

/* Events that it can have, whether enabled or not */
SensorEvents sensor_supported(const Sensor *sensor);

/* Thresholds that software may read: bits by SENSOR_LNC etc. */
uint8_t sensor_readable_thresholds(const Sensor *sensor);

/* Thresholds that software may write: bits by SENSOR_LNC etc. */
uint8_t sensor_settable_thresholds(const Sensor *sensor);

/**
 * sensor_value: convert a reading (section 36.3)
 * @sensor: an analog sensor
 * @raw: the reading
 *
 * Returns: its value in the sensor's unit; maybe not a finite number.
 */
double sensor_value(const Sensor *sensor, uint8_t raw);

/**
 * sensor_find_raw: the reading whose value is nearest
 * @sensor: an analog sensor
 * @value: value in the sensor's unit
 * @raw: set to the reading
 *
 * Returns: false if @value is beyond what the sensor can say.
 */
bool sensor_find_raw(const Sensor *sensor, double value, uint8_t *raw);

/**
 * sensor_range: what the sensor can say
 * @sensor: an analog sensor
 * @min: set to the least value
 * @max: set to the greatest value
 *
 * Returns: false if it can say nothing at all.
 */
bool sensor_range(const Sensor *sensor, double *min, double *max);

/**
 * sensor_comparison: which thresholds the reading is at or beyond (section
 * 35.14); hysteresis plays no part in it
 * @sensor: the sensor
 *
 * Returns: bits by SENSOR_LNC etc.
 */
uint8_t sensor_comparison(const Sensor *sensor);

/**
 * sensor_update: see what follows from a reading, states or a setting that
 * has changed
 * @sensor: the sensor
 * @quiet: no events, for a sensor that starts
 *
 * Returns: the events to report.
 */
SensorEvents sensor_update(Sensor *sensor, bool quiet);

/**
 * sensor_rearm: forget that events have happened (section 35.12)
 * @sensor: the sensor
 * @which: the events
 *
 * Returns: the events to report at once, as their condition still holds.
 */
SensorEvents sensor_rearm(Sensor *sensor, SensorEvents which);

#endif
