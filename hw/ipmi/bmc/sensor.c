/*
 * A sensor
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <math.h>
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sdr.h"
#include "hw/ipmi/bmc/sensor.h"

/* Full and compact SDRs (sections 43.1 and 43.2), offsets from 0 */
enum {
    SDR_INIT          = 10,
    SDR_CAPS          = 11,
    SDR_SENSOR_TYPE   = 12,
    SDR_EVENT_TYPE    = 13,
    SDR_ASSERT_MASK   = 14,
    SDR_DEASSERT_MASK = 16,
    SDR_ACCESS_MASK   = 18,
    SDR_UNITS         = 20,

    FULL_LINEARIZATION = 23,
    FULL_FACTORS       = 24,
    FULL_ANALOG_FLAGS  = 30,
    FULL_NOMINAL       = 31,
    FULL_UNR           = 36,
    FULL_HYSTERESIS    = 42,
    FULL_ID_STRING     = 47,

    COMPACT_SHARING    = 23,
    COMPACT_MODIFIER   = 24,
    COMPACT_HYSTERESIS = 25,
    COMPACT_ID_STRING  = 31,
};

/* SDR_INIT */
enum {
    INIT_SCANNING_ON  = 0x01,
    INIT_EVENTS_ON    = 0x02,
    INIT_TYPE         = 0x04,
    INIT_HYSTERESIS   = 0x08,
    INIT_THRESHOLDS   = 0x10,
    INIT_EVENTS       = 0x20,
    INIT_SCANNING     = 0x40,
    INIT_SETTABLE     = 0x80,
};

/* SDR_CAPS */
#define CAPS_AUTO_REARM 0x40

/* Of the event masks, thresholds that take part in the comparison */
#define MASK_COMPARED_SHIFT 12
#define THRESHOLDS          0x3f

/* SDR_UNITS, first byte: format of the reading */
typedef enum SensorFormat {
    FORMAT_UNSIGNED,
    FORMAT_ONES_COMPLEMENT,
    FORMAT_TWOS_COMPLEMENT,
    FORMAT_NONE,
} SensorFormat;

#define ANALOG_NOMINAL 0x01

/* Type/length byte of the name, and the kind of text that is one */
#define ID_STRING_LEN  0x1f
#define ID_STRING_TYPE 0xc0
#define ID_STRING_TEXT 0xc0

/* COMPACT_SHARING: how many, and whether the name counts in letters */
#define SHARING_COUNT    0x0f
#define SHARING_LETTERS  0x10
#define MODIFIER_OFFSET  0x7f

/* Event offsets of thresholds are even where they go low, odd for high */
#define OFFSET_GOES_HIGH 1

/* The order in which a full SDR has thresholds, from FULL_UNR on */
static const uint8_t sdr_threshold_order[SENSOR_NR_THRESHOLDS] = {
    SENSOR_UNR, SENSOR_UC, SENSOR_UNC, SENSOR_LNR, SENSOR_LC, SENSOR_LNC,
};

/*
 * From the SDR
 */

unsigned sensor_sdr_count(const uint8_t *sdr)
{
    switch (sdr[SDR_REC_TYPE]) {
    case SDR_TYPE_FULL:
        return 1;
    case SDR_TYPE_COMPACT:
        return MAX(1, sdr[COMPACT_SHARING] & SHARING_COUNT);
    default:
        return 0;
    }
}

/* Of several, each has its number or letter behind the common name */
static void sensor_set_name(Sensor *sensor, const uint8_t *sdr, unsigned index)
{
    const uint8_t *id = sdr + (sensor->full ? FULL_ID_STRING
                                            : COMPACT_ID_STRING);
    size_t len = MIN(*id & ID_STRING_LEN, SENSOR_NAME_MAX);
    unsigned number;

    if ((*id & ID_STRING_TYPE) != ID_STRING_TEXT) {
        len = 0;
    }
    for (size_t i = 0; i < len; i++) {
        sensor->name[i] = g_ascii_isprint(id[1 + i]) ? id[1 + i] : '?';
    }
    if (sensor_sdr_count(sdr) > 1) {
        number = (sdr[COMPACT_MODIFIER] & MODIFIER_OFFSET) + index;
        if (sdr[COMPACT_SHARING] & SHARING_LETTERS) {
            snprintf(sensor->name + len, 4, "%c", 'A' + number % 26);
        } else {
            snprintf(sensor->name + len, 4, "%u", number % 1000);
        }
    }
}

static void sensor_load_type(Sensor *sensor, const uint8_t *sdr)
{
    sensor->type = sdr[SDR_SENSOR_TYPE];
    sensor->event_type = sdr[SDR_EVENT_TYPE] & 0x7f;
}

static void sensor_load_hysteresis(Sensor *sensor, const uint8_t *sdr)
{
    memcpy(sensor->hysteresis,
           sdr + (sensor->full ? FULL_HYSTERESIS : COMPACT_HYSTERESIS),
           sizeof(sensor->hysteresis));
}

static void sensor_load_thresholds(Sensor *sensor, const uint8_t *sdr)
{
    for (int i = 0; sensor->full && i < SENSOR_NR_THRESHOLDS; i++) {
        sensor->thresholds[sdr_threshold_order[i]] = sdr[FULL_UNR + i];
    }
}

void sensor_init_agent(Sensor *sensor, const uint8_t *sdr)
{
    if (sensor->init & INIT_TYPE) {
        sensor_load_type(sensor, sdr);
    }
    if (sensor->init & INIT_HYSTERESIS) {
        sensor_load_hysteresis(sensor, sdr);
    }
    if (sensor->init & INIT_THRESHOLDS) {
        sensor_load_thresholds(sensor, sdr);
    }
    if (sensor->init & INIT_EVENTS) {
        sensor->enabled = sensor_supported(sensor);
        sensor->events = true;
    }
    if (sensor->init & INIT_SCANNING) {
        sensor->scanning = true;
    }
}

void sensor_init(Sensor *sensor, const uint8_t *sdr, unsigned index)
{
    memset(sensor, 0, sizeof(*sensor));
    sensor->number = sdr[SDR_REC_SENSOR] + index;
    sensor->sdr_id = lduw_le_p(sdr + SDR_REC_ID);
    sensor->full = sdr[SDR_REC_TYPE] == SDR_TYPE_FULL;
    sensor->init = sdr[SDR_INIT];
    sensor->settable = sensor->init & INIT_SETTABLE;
    sensor->caps = sdr[SDR_CAPS];
    sensor->masks.asserted = lduw_le_p(sdr + SDR_ASSERT_MASK);
    sensor->masks.deasserted = lduw_le_p(sdr + SDR_DEASSERT_MASK);
    sensor->access = lduw_le_p(sdr + SDR_ACCESS_MASK);
    memcpy(sensor->units, sdr + SDR_UNITS, sizeof(sensor->units));
    sensor_set_name(sensor, sdr, index);
    sensor_load_type(sensor, sdr);
    sensor_load_hysteresis(sensor, sdr);
    sensor_load_thresholds(sensor, sdr);
    sensor->enabled = sensor_supported(sensor);
    sensor->events = sensor->init & (INIT_EVENTS | INIT_EVENTS_ON);
    sensor->scanning = sensor->init & (INIT_SCANNING | INIT_SCANNING_ON);
    if (sensor->full) {
        sensor->linearization = sdr[FULL_LINEARIZATION] & 0x7f;
        memcpy(sensor->factors, sdr + FULL_FACTORS, SENSOR_FACTORS);
        if (sdr[FULL_ANALOG_FLAGS] & ANALOG_NOMINAL) {
            sensor->raw = sdr[FULL_NOMINAL];
            sensor->known = true;
        }
    }
    if (!sensor_is_threshold(sensor)) {
        sensor->known = true;
    }
    sensor_update(sensor, true);
}

/*
 * Capabilities
 */

static SensorFormat sensor_format(const Sensor *sensor)
{
    return sensor->units[0] >> 6;
}

bool sensor_is_threshold(const Sensor *sensor)
{
    return sensor->event_type == SENSOR_EVENT_THRESHOLD;
}

bool sensor_is_analog(const Sensor *sensor)
{
    return sensor->full && sensor_format(sensor) != FORMAT_NONE;
}

SensorAccess sensor_hysteresis_access(const Sensor *sensor)
{
    return sensor->caps >> 4 & 3;
}

SensorAccess sensor_threshold_access(const Sensor *sensor)
{
    return sensor->caps >> 2 & 3;
}

SensorEventControl sensor_event_control(const Sensor *sensor)
{
    return sensor->caps & 3;
}

SensorEvents sensor_supported(const Sensor *sensor)
{
    uint16_t all = sensor_is_threshold(sensor) ? SENSOR_THRESHOLD_EVENTS
                                               : SENSOR_STATES;

    return (SensorEvents) {
        .asserted = sensor->masks.asserted & all,
        .deasserted = sensor->masks.deasserted & all,
    };
}

uint8_t sensor_readable_thresholds(const Sensor *sensor)
{
    return sensor->access & THRESHOLDS;
}

uint8_t sensor_settable_thresholds(const Sensor *sensor)
{
    return sensor->access >> 8 & THRESHOLDS;
}

/*
 * Conversion
 */

/* @val of @bits as a number in two's complement */
static int sign_extend(unsigned val, int bits)
{
    return val & 1u << (bits - 1) ? (int)val - (1 << bits) : (int)val;
}

static int sensor_number_of(const Sensor *sensor, uint8_t raw)
{
    switch (sensor_format(sensor)) {
    case FORMAT_ONES_COMPLEMENT:
        return raw & 0x80 ? -(int)(uint8_t)~raw : raw;
    case FORMAT_TWOS_COMPLEMENT:
        return sign_extend(raw, 8);
    default:
        return raw;
    }
}

static double sensor_linearize(const Sensor *sensor, double x)
{
    switch (sensor->linearization) {
    case 1:
        return log(x);
    case 2:
        return log10(x);
    case 3:
        return log2(x);
    case 4:
        return exp(x);
    case 5:
        return pow(10, x);
    case 6:
        return exp2(x);
    case 7:
        return 1 / x;
    case 8:
        return x * x;
    case 9:
        return x * x * x;
    case 10:
        return sqrt(x);
    case 11:
        return cbrt(x);
    default:
        return x;
    }
}

/* y = L[(M x + B 10^K1) 10^K2], each factor cut in pieces in the SDR */
double sensor_value(const Sensor *sensor, uint8_t raw)
{
    const uint8_t *f = sensor->factors;
    int m = sign_extend(f[0] | (f[1] & 0xc0) << 2, 10);
    int b = sign_extend(f[2] | (f[3] & 0xc0) << 2, 10);
    int k1 = sign_extend(f[5] & 0x0f, 4);
    int k2 = sign_extend(f[5] >> 4, 4);
    double x = m * (double)sensor_number_of(sensor, raw) + b * pow(10, k1);

    /* A division gives 12 and not 12.0000001, as powers of 10 are exact */
    x = k2 < 0 ? x / pow(10, -k2) : x * pow(10, k2);
    return sensor_linearize(sensor, x);
}

bool sensor_range(const Sensor *sensor, double *min, double *max)
{
    *min = INFINITY;
    *max = -INFINITY;
    for (int raw = 0; raw <= UINT8_MAX; raw++) {
        double value = sensor_value(sensor, raw);

        if (isfinite(value)) {
            *min = MIN(*min, value);
            *max = MAX(*max, value);
        }
    }
    return *min <= *max;
}

bool sensor_find_raw(const Sensor *sensor, double value, uint8_t *raw)
{
    double min, max, best = INFINITY;

    if (!sensor_range(sensor, &min, &max) || !(value >= min) ||
        !(value <= max)) {
        return false;
    }
    for (int i = 0; i <= UINT8_MAX; i++) {
        double distance = fabs(sensor_value(sensor, i) - value);

        if (distance < best) {
            best = distance;
            *raw = i;
        }
    }
    return true;
}

/*
 * Events
 */

/* Of the thresholds, those that Get Sensor Reading compares with */
static uint8_t sensor_compared(const Sensor *sensor)
{
    uint8_t lower = sensor->masks.asserted >> MASK_COMPARED_SHIFT & 7;
    uint8_t upper = sensor->masks.deasserted >> MASK_COMPARED_SHIFT & 7;

    return lower | upper << SENSOR_UNC;
}

uint8_t sensor_comparison(const Sensor *sensor)
{
    int reading = sensor_number_of(sensor, sensor->raw);
    uint8_t beyond = 0;

    if (!sensor->known) {
        return 0;
    }
    for (int i = 0; i < SENSOR_NR_THRESHOLDS; i++) {
        int limit = sensor_number_of(sensor, sensor->thresholds[i]);

        if (i < SENSOR_UNC ? reading <= limit : reading >= limit) {
            beyond |= 1 << i;
        }
    }
    return beyond & sensor_compared(sensor);
}

/*
 * A condition that holds lasts until the reading is back by more than the
 * hysteresis (section 36.2).
 */
static bool sensor_condition(const Sensor *sensor, int offset)
{
    int reading = sensor_number_of(sensor, sensor->raw);
    int limit = sensor_number_of(sensor, sensor->thresholds[offset / 2]);
    bool holds = sensor->holding & 1 << offset;

    if (offset & OFFSET_GOES_HIGH) {
        return reading >= limit - (holds ? sensor->hysteresis[0] : 0);
    }
    return reading <= limit + (holds ? sensor->hysteresis[1] : 0);
}

static uint16_t sensor_conditions(const Sensor *sensor)
{
    uint16_t conditions = 0;

    if (!sensor->known) {
        return 0;
    }
    if (!sensor_is_threshold(sensor)) {
        return sensor->states;
    }
    for (int i = 0; i < 2 * SENSOR_NR_THRESHOLDS; i++) {
        conditions |= sensor_condition(sensor, i) << i;
    }
    return conditions;
}

static SensorEvents sensor_reported(const Sensor *sensor, SensorEvents events)
{
    if (!sensor->events ||
        sensor_event_control(sensor) == SENSOR_EVENT_NONE) {
        return (SensorEvents) { };
    }
    events.asserted &= sensor->enabled.asserted;
    events.deasserted &= sensor->enabled.deasserted;
    return events;
}

/* What has happened already does so again only once it is armed again */
static SensorEvents sensor_happen(Sensor *sensor, SensorEvents events)
{
    SensorEvents supported = sensor_supported(sensor);

    events.asserted &= supported.asserted & ~sensor->status.asserted;
    events.deasserted &= supported.deasserted & ~sensor->status.deasserted;
    sensor->status.asserted |= events.asserted;
    sensor->status.deasserted |= events.deasserted;
    return sensor_reported(sensor, events);
}

SensorEvents sensor_update(Sensor *sensor, bool quiet)
{
    SensorEvents events;
    uint16_t now;

    if (!sensor->scanning) {
        return (SensorEvents) { };
    }
    now = sensor_conditions(sensor);
    events.asserted = now & ~sensor->holding;
    events.deasserted = sensor->holding & ~now;
    sensor->holding = now;
    if (sensor->caps & CAPS_AUTO_REARM) {
        sensor->status.asserted &= ~events.deasserted;
        sensor->status.deasserted &= ~events.asserted;
    }
    return quiet ? (SensorEvents) { } : sensor_happen(sensor, events);
}

SensorEvents sensor_rearm(Sensor *sensor, SensorEvents which)
{
    SensorEvents again = { .asserted = sensor->holding & which.asserted };

    sensor->status.asserted &= ~which.asserted;
    sensor->status.deasserted &= ~which.deasserted;
    return sensor->scanning ? sensor_happen(sensor, again)
                            : (SensorEvents) { };
}
