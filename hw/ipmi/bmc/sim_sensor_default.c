/*
 * ipmi-bmc-sim: the sensors of a machine for which there is no sdrfile
 *
 * IPMI 2.0 section 43
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

/* Sensor types (table 42-3) */
enum {
    TYPE_TEMPERATURE  = 0x01,
    TYPE_VOLTAGE      = 0x02,
    TYPE_FAN          = 0x04,
    TYPE_POWER_SUPPLY = 0x08,
    TYPE_OTHER_UNITS  = 0x0b,
    TYPE_WATCHDOG_2   = 0x23,
};

/* Event/reading type of states that the sensor type defines */
#define EVENT_SENSOR_SPECIFIC 0x6f

/* Entity IDs (table 43-13) */
enum {
    ENTITY_PROCESSOR    = 0x03,
    ENTITY_MANAGEMENT   = 0x06,
    ENTITY_SYSTEM_BOARD = 0x07,
    ENTITY_POWER_SUPPLY = 0x0a,
    ENTITY_CHASSIS      = 0x17,
    ENTITY_FAN          = 0x1d,
    ENTITY_BATTERY      = 0x28,
    ENTITY_AIR_INLET    = 0x37,
};

/* Units (table 43-15) */
enum {
    UNIT_CELSIUS = 1,
    UNIT_VOLT    = 4,
    UNIT_WATT    = 6,
    UNIT_RPM     = 18,
};

/* Thresholds that a sensor has, bits by SENSOR_LNC etc. */
#define LOWER_TWO   (1 << SENSOR_LNC | 1 << SENSOR_LC)
#define UPPER_TWO   (1 << SENSOR_UNC | 1 << SENSOR_UC)
#define UPPER_THREE (UPPER_TWO | 1 << SENSOR_UNR)

/* Watchdog: expired, reset, power down, power cycle, interrupt */
#define WATCHDOG_STATES     0x010f
/* Power supply: present, failure, failure ahead, input lost */
#define POWER_SUPPLY_STATES 0x000f
#define POWER_SUPPLY_HERE   0x0001

#define SENSOR_POWER_SUPPLY 0x21

/* Capabilities: armed again by itself; hysteresis and thresholds are set */
#define CAPS_DISCRETE  0x40
#define CAPS_THRESHOLD 0x68

/* Initialization: all that there is, settable, events and scanning on */
#define INIT_DISCRETE  0xe7
#define INIT_THRESHOLD 0xff

/* Type/length byte: 8-bit text */
#define ID_STRING_TEXT 0xc0
#define ID_STRING_MAX  16

/* MC device locator (section 43.9) */
#define SDR_TYPE_MC_LOCATOR 0x12
/* All that Get Device ID says but a bridge */
#define MC_CAPABILITIES     0xbf

#define RECORD_VERSION 0x51

/* Full record (section 43.1) */
typedef struct FullSdr {
    IPMISdrHeader header;
    uint8_t owner;
    uint8_t lun;
    uint8_t number;
    uint8_t entity;
    uint8_t instance;
    uint8_t init;
    uint8_t caps;
    uint8_t type;
    uint8_t event_type;
    uint8_t assert_mask[2];
    uint8_t deassert_mask[2];
    uint8_t access[2];
    uint8_t units[3];
    uint8_t linearization;
    uint8_t m[2];
    uint8_t b[2];
    uint8_t accuracy;
    uint8_t exponents;
    uint8_t analog_flags;
    uint8_t nominal;
    uint8_t normal_max;
    uint8_t normal_min;
    uint8_t max;
    uint8_t min;
    uint8_t unr;
    uint8_t uc;
    uint8_t unc;
    uint8_t lnr;
    uint8_t lc;
    uint8_t lnc;
    uint8_t hysteresis[2];
    uint8_t reserved[2];
    uint8_t oem;
    uint8_t id_len;
    uint8_t id[ID_STRING_MAX];
} QEMU_PACKED FullSdr;

/* MC device locator */
typedef struct LocatorSdr {
    IPMISdrHeader header;
    uint8_t addr;
    uint8_t channel;
    uint8_t power;
    uint8_t capabilities;
    uint8_t reserved[3];
    uint8_t entity;
    uint8_t instance;
    uint8_t oem;
    uint8_t id_len;
    uint8_t id[ID_STRING_MAX];
} QEMU_PACKED LocatorSdr;

/* A sensor with thresholds; a reading's value is @m * 10^@exponent times it */
typedef struct DefaultSensor {
    const char *name;
    uint8_t number;
    uint8_t entity;
    uint8_t instance;
    uint8_t type;
    uint8_t unit;
    uint8_t m;
    int8_t exponent;
    uint8_t nominal;
    uint8_t hysteresis;
    uint8_t which;
    uint8_t thresholds[SENSOR_NR_THRESHOLDS];
} DefaultSensor;

static const DefaultSensor default_sensors[] = {
    {
        "CPU Temp", SIM_SENSOR_CPU_TEMP, ENTITY_PROCESSOR, 1,
        TYPE_TEMPERATURE, UNIT_CELSIUS, 1, 0, 42, 2,
        UPPER_THREE, { 0, 0, 0, 80, 90, 100 }
    }, {
        "Inlet Temp", SIM_SENSOR_INLET, ENTITY_AIR_INLET, 1,
        TYPE_TEMPERATURE, UNIT_CELSIUS, 1, 0, 24, 1,
        LOWER_TWO | UPPER_THREE, { 8, 4, 0, 38, 42, 46 }
    }, {
        "Fan 1", 0x08, ENTITY_FAN, 1,
        TYPE_FAN, UNIT_RPM, 50, 0, 120, 2,
        LOWER_TWO, { 24, 12, 0, 0, 0, 0 }
    }, {
        "Fan 2", 0x09, ENTITY_FAN, 2,
        TYPE_FAN, UNIT_RPM, 50, 0, 118, 2,
        LOWER_TWO, { 24, 12, 0, 0, 0, 0 }
    }, {
        "P12V", 0x10, ENTITY_SYSTEM_BOARD, 1,
        TYPE_VOLTAGE, UNIT_VOLT, 60, -3, 200, 1,
        LOWER_TWO | UPPER_TWO, { 190, 180, 0, 210, 220, 0 }
    }, {
        "P5V", 0x11, ENTITY_SYSTEM_BOARD, 1,
        TYPE_VOLTAGE, UNIT_VOLT, 25, -3, 200, 1,
        LOWER_TWO | UPPER_TWO, { 190, 180, 0, 210, 220, 0 }
    }, {
        "P3V3", 0x12, ENTITY_SYSTEM_BOARD, 1,
        TYPE_VOLTAGE, UNIT_VOLT, 165, -4, 200, 1,
        LOWER_TWO | UPPER_TWO, { 190, 180, 0, 210, 220, 0 }
    }, {
        "CMOS Battery", 0x13, ENTITY_BATTERY, 1,
        TYPE_VOLTAGE, UNIT_VOLT, 15, -3, 203, 1,
        LOWER_TWO, { 180, 167, 0, 0, 0, 0 }
    }, {
        "Total Power", SIM_SENSOR_POWER, ENTITY_CHASSIS, 1,
        TYPE_OTHER_UNITS, UNIT_WATT, 4, 0, 30, 1,
        UPPER_TWO, { 0, 0, 0, 188, 213, 0 }
    },
};

/* A sensor with @states, of which the end of those in @ends is an event too */
typedef struct DefaultStates {
    const char *name;
    uint8_t number;
    uint8_t entity;
    uint8_t type;
    uint16_t states;
    uint16_t ends;
} DefaultStates;

static const DefaultStates default_watchdog = {
    "Watchdog", SIM_SENSOR_WATCHDOG, ENTITY_MANAGEMENT, TYPE_WATCHDOG_2,
    WATCHDOG_STATES, 0
};

static const DefaultStates default_power_supply = {
    "PSU 1 Status", SENSOR_POWER_SUPPLY, ENTITY_POWER_SUPPLY,
    TYPE_POWER_SUPPLY, POWER_SUPPLY_STATES, POWER_SUPPLY_STATES
};

static void add_record(IPMIBmcSim *s, IPMISdrHeader *header,
                       uint8_t type, size_t len)
{
    header->version = RECORD_VERSION;
    header->rec_type = type;
    header->length = len - sizeof(*header);
    sdr_add(&s->sdr.repo, (const uint8_t *)header,
            sim_clock_get(&s->sdr.clock), NULL);
}

/* The length of a record that ends after its name */
static size_t set_name(uint8_t *id_len, uint8_t *id, size_t offset,
                       const char *name)
{
    size_t len = strlen(name);

    *id_len = ID_STRING_TEXT | len;
    memcpy(id, name, len);
    return offset + len;
}

/* Of lower thresholds falling below counts, of upper ones rising above */
static uint16_t threshold_events(uint8_t which)
{
    uint16_t events = 0;

    for (int i = 0; i < SENSOR_NR_THRESHOLDS; i++) {
        if (which & 1 << i) {
            events |= 1 << (2 * i + (i >= SENSOR_UNC));
        }
    }
    return events;
}

static void add_sensor(IPMIBmcSim *s, const DefaultSensor *d)
{
    uint16_t events = threshold_events(d->which);
    FullSdr sdr = {
        .owner = IPMI_BMC(s)->slave_addr,
        .number = d->number,
        .entity = d->entity,
        .instance = d->instance,
        .init = INIT_THRESHOLD,
        .caps = CAPS_THRESHOLD,
        .type = d->type,
        .event_type = SENSOR_EVENT_THRESHOLD,
        .access = { d->which, d->which },
        .units = { 0, d->unit, 0 },
        .m = { d->m, 0 },
        .exponents = (d->exponent & 0x0f) << 4,
        .analog_flags = 1,
        .nominal = d->nominal,
        .max = 0xff,
        .unr = d->thresholds[SENSOR_UNR],
        .uc = d->thresholds[SENSOR_UC],
        .unc = d->thresholds[SENSOR_UNC],
        .lnr = d->thresholds[SENSOR_LNR],
        .lc = d->thresholds[SENSOR_LC],
        .lnc = d->thresholds[SENSOR_LNC],
        .hysteresis = { d->hysteresis, d->hysteresis },
    };

    /* The upper bits tell which thresholds are compared with */
    stw_le_p(sdr.assert_mask, events | (d->which & 7) << 12);
    stw_le_p(sdr.deassert_mask, events | (d->which >> 3) << 12);
    add_record(s, &sdr.header, SDR_TYPE_FULL,
               set_name(&sdr.id_len, sdr.id, offsetof(FullSdr, id), d->name));
}

static void add_states(IPMIBmcSim *s, const DefaultStates *d)
{
    struct ipmi_sdr_compact sdr = {
        .owner = IPMI_BMC(s)->slave_addr,
        .sensor_owner_number = d->number,
        .entity_id = d->entity,
        .entity_instance = 1,
        .initialization = INIT_DISCRETE,
        .capabilities = CAPS_DISCRETE,
        .sensor_type = d->type,
        .reading_type = EVENT_SENSOR_SPECIFIC,
        /* No analog reading */
        .units = { 0xc0 },
        .sharing = { 1, 0 },
    };

    stw_le_p(sdr.assertion_events, d->states);
    stw_le_p(sdr.deassertion_events, d->ends);
    stw_le_p(sdr.reading_mask, d->states);
    add_record(s, &sdr.header, SDR_TYPE_COMPACT,
               set_name(&sdr.name_type_length, sdr.name,
                        offsetof(struct ipmi_sdr_compact, name),
                        d->name));
}

static void add_locator(IPMIBmcSim *s)
{
    LocatorSdr sdr = {
        .addr = IPMI_BMC(s)->slave_addr,
        .capabilities = MC_CAPABILITIES,
        .entity = ENTITY_MANAGEMENT,
        .instance = 1,
    };

    add_record(s, &sdr.header, SDR_TYPE_MC_LOCATOR,
               set_name(&sdr.id_len, sdr.id, offsetof(LocatorSdr, id), "BMC"));
}

/*
 * The watchdog's comes first: in QEMU 10.0 it was the only one, and what looks
 * at record 0 alone finds it there still.
 */
void sim_sensor_add_default_sdrs(IPMIBmcSim *s)
{
    add_states(s, &default_watchdog);
    for (int i = 0; i < ARRAY_SIZE(default_sensors); i++) {
        add_sensor(s, &default_sensors[i]);
    }
    add_states(s, &default_power_supply);
    add_locator(s);
}

void sim_sensor_set_default_states(IPMIBmcSim *s)
{
    Sensor *sensor = sim_sensor_find(s, SENSOR_POWER_SUPPLY);

    if (sensor && sensor->type == TYPE_POWER_SUPPLY) {
        sensor->states = POWER_SUPPLY_HERE;
        sensor_update(sensor, true);
    }
}
