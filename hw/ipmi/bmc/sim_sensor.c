/*
 * ipmi-bmc-sim: sensors (IPMI 2.0 section 35)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <math.h>
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_GET_READING_FACTORS = 0x23,
    CMD_SET_HYSTERESIS      = 0x24,
    CMD_GET_HYSTERESIS      = 0x25,
    CMD_SET_THRESHOLDS      = 0x26,
    CMD_GET_THRESHOLDS      = 0x27,
    CMD_SET_EVENT_ENABLE    = 0x28,
    CMD_GET_EVENT_ENABLE    = 0x29,
    CMD_REARM_EVENTS        = 0x2a,
    CMD_GET_EVENT_STATUS    = 0x2b,
    CMD_GET_READING         = 0x2d,
    CMD_SET_TYPE            = 0x2e,
    CMD_GET_TYPE            = 0x2f,
    CMD_SET_READING         = 0x30,
};

/* Hysteresis commands: a byte for masks that never came */
#define HYSTERESIS_MASK 0xff

/* Bits that several responses begin with */
#define SENSOR_EVENTS_ON    0x80
#define SENSOR_SCANNING_ON  0x40
#define SENSOR_UNAVAILABLE  0x20

/* Get Sensor Reading: bits that are not used read as 1 */
#define READING_COMPARISON_UNUSED 0xc0
#define READING_STATES_UNUSED     0x8000

/* Set Sensor Event Enable: what to do with single events */
#define ENABLE_RESERVED 0x0f
#define ENABLE_SHIFT    4
#define ENABLE_BITS     3
typedef enum EnableAction {
    ENABLE_KEEP,
    ENABLE_SELECTED,
    DISABLE_SELECTED,
    ENABLE_INVALID,
} EnableAction;

/* Re-arm Sensor Events: only those that follow */
#define REARM_SELECTED 0x80

/* Set Sensor Reading And Event Status: its own code, four fields */
#define CC_NOT_SETTABLE 0x80
#define SET_DATA_SHIFT     6
#define SET_ASSERT_SHIFT   4
#define SET_DEASSERT_SHIFT 2
#define SET_FIELD          3
typedef enum SetBits {
    SET_BITS_KEEP,
    SET_BITS_WRITE,
    SET_BITS_OR,
    SET_BITS_AND,
} SetBits;
typedef enum SetData {
    SET_DATA_OWN,
    SET_DATA_ALL,
    SET_DATA_NOT_OFFSET,
    SET_DATA_INVALID,
} SetData;

/* Event data (section 29.7): reading in byte 2 and threshold in byte 3 */
#define EVENT_DATA_THRESHOLD 0x50
#define EVENT_OFFSET         0x0f
#define EVENT_DEASSERTED     0x80
#define EVENT_DATA_SIZE      3

#define EVENT_TYPE_MASK 0x7f

/*
 * Sensors
 */

Sensor *sim_sensor_find(IPMIBmcSim *s, uint8_t number)
{
    return number < SENSOR_NUMBERS ? s->sensor.by_number[number] : NULL;
}

unsigned sim_sensor_count(IPMIBmcSim *s)
{
    unsigned count = 0;

    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        count += s->sensor.by_number[i] != NULL;
    }
    return count;
}

bool sim_sensor_value(IPMIBmcSim *s, uint8_t number, double *value)
{
    const Sensor *sensor = sim_sensor_find(s, number);

    if (!sensor || !sensor->known || !sensor_is_analog(sensor)) {
        return false;
    }
    *value = sensor_value(sensor, sensor->raw);
    return isfinite(*value);
}

/* @given: event data to use instead of the sensor's own; may be NULL */
static void sim_sensor_send(IPMIBmcSim *s, const Sensor *sensor, int offset,
                            bool deasserted, SetData how, const uint8_t *given)
{
    uint8_t data[EVENT_DATA_SIZE] = { offset, 0xff, 0xff };

    if (how != SET_DATA_OWN) {
        memcpy(data, given, sizeof(data));
        if (how == SET_DATA_NOT_OFFSET) {
            data[0] = (data[0] & ~EVENT_OFFSET) | offset;
        }
    } else if (sensor_is_threshold(sensor)) {
        data[0] |= EVENT_DATA_THRESHOLD;
        data[1] = sensor->raw;
        data[2] = sensor->thresholds[offset / 2];
    }
    sim_sensor_event(s, sensor->type, sensor->number,
                     sensor->event_type | (deasserted ? EVENT_DEASSERTED : 0),
                     data);
}

static void sim_sensor_report_with(IPMIBmcSim *s, const Sensor *sensor,
                                   SensorEvents events, SetData how,
                                   const uint8_t *given)
{
    for (int i = 0; i < 15; i++) {
        if (events.deasserted & 1 << i) {
            sim_sensor_send(s, sensor, i, true, how, given);
        }
        if (events.asserted & 1 << i) {
            sim_sensor_send(s, sensor, i, false, how, given);
        }
    }
}

static void sim_sensor_report(IPMIBmcSim *s, const Sensor *sensor,
                              SensorEvents events)
{
    sim_sensor_report_with(s, sensor, events, SET_DATA_OWN, NULL);
}

void sim_sensor_set_raw(IPMIBmcSim *s, Sensor *sensor, uint8_t raw)
{
    sensor->raw = raw;
    sensor->known = true;
    sim_sensor_report(s, sensor, sensor_update(sensor, false));
}

void sim_sensor_set_states(IPMIBmcSim *s, Sensor *sensor, uint16_t states)
{
    sensor->states = states & SENSOR_STATES;
    sim_sensor_report(s, sensor, sensor_update(sensor, false));
}

void sim_sensor_set_states_with(IPMIBmcSim *s, Sensor *sensor, uint16_t states,
                                const uint8_t *data)
{
    SensorEvents events;

    sensor->states = states & SENSOR_STATES;
    events = sensor_update(sensor, false);
    if (data) {
        sim_sensor_report_with(s, sensor, events, SET_DATA_NOT_OFFSET, data);
    }
}

static void sim_sensor_rearm(IPMIBmcSim *s, Sensor *sensor, SensorEvents which)
{
    sim_sensor_report(s, sensor, sensor_rearm(sensor, which));
}

void sim_sensor_rearm_all(IPMIBmcSim *s)
{
    static const SensorEvents all = { SENSOR_STATES, SENSOR_STATES };

    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        if (s->sensor.by_number[i]) {
            sim_sensor_rearm(s, s->sensor.by_number[i], all);
        }
    }
}

/*
 * From the SDRs
 */

bool sim_sensor_is_ours(IPMIBmcSim *s, const uint8_t *sdr)
{
    return sdr[SDR_REC_OWNER] == IPMI_BMC(s)->slave_addr &&
           !(sdr[SDR_REC_LUN] & 3);
}

/* The first record of a number counts */
static void sim_sensor_find_sdrs(IPMIBmcSim *s, const uint8_t **sdrs)
{
    const uint8_t *sdr = NULL;

    while ((sdr = sdr_next(&s->sdr.repo, sdr))) {
        unsigned count = sensor_sdr_count(sdr);

        for (unsigned i = 0; i < count && sim_sensor_is_ours(s, sdr); i++) {
            unsigned number = sdr[SDR_REC_SENSOR] + i;

            if (number < SENSOR_NUMBERS && !sdrs[number]) {
                sdrs[number] = sdr;
            }
        }
    }
}

static void sim_sensor_remove(IPMIBmcSim *s, int number)
{
    if (s->sensor.by_number[number]) {
        sim_sensor_remove_object(s, number);
        g_clear_pointer(&s->sensor.by_number[number], g_free);
    }
}

static void sim_sensor_add(IPMIBmcSim *s, int number, const uint8_t *sdr)
{
    Sensor *sensor = g_new0(Sensor, 1);

    sensor_init(sensor, sdr, number - sdr[SDR_REC_SENSOR]);
    s->sensor.by_number[number] = sensor;
    sim_sensor_add_object(s, number);
}

void sim_sensor_update(IPMIBmcSim *s)
{
    const uint8_t *sdrs[SENSOR_NUMBERS] = { };

    sim_sensor_find_sdrs(s, sdrs);
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        const Sensor *sensor = s->sensor.by_number[i];
        const uint8_t *sdr = sdrs[i];

        if (!sdr || (sensor &&
                     sensor->sdr_id != lduw_le_p(sdr + SDR_REC_ID))) {
            sim_sensor_remove(s, i);
        }
        if (sdr && !s->sensor.by_number[i]) {
            sim_sensor_add(s, i, sdr);
        }
    }
}

void sim_sensor_run_init_agent(IPMIBmcSim *s)
{
    const uint8_t *sdrs[SENSOR_NUMBERS] = { };

    sim_sensor_find_sdrs(s, sdrs);
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        Sensor *sensor = s->sensor.by_number[i];

        if (sensor && sdrs[i]) {
            sensor_init_agent(sensor, sdrs[i]);
            sim_sensor_report(s, sensor, sensor_update(sensor, false));
        }
    }
    sim_changed(s);
}

/*
 * Commands. Each begins with the number of the sensor
 */

static void sim_put_events(IPMIMsg *rsp, SensorEvents events)
{
    ipmi_msg_put_le16(rsp, events.asserted);
    ipmi_msg_put_le16(rsp, events.deasserted);
}

/* Bytes that a request leaves out at its end are 0 */
static SensorEvents sim_take_events(const SimRequest *req, size_t at)
{
    uint8_t bytes[4] = { };

    if (req->len > at) {
        memcpy(bytes, req->data + at, MIN(sizeof(bytes), req->len - at));
    }
    return (SensorEvents) {
        .asserted = lduw_le_p(bytes) & SENSOR_STATES,
        .deasserted = lduw_le_p(bytes + 2) & SENSOR_STATES,
    };
}

static uint8_t sim_sensor_flags(const Sensor *sensor)
{
    return (sensor->events ? SENSOR_EVENTS_ON : 0) |
           (sensor->scanning ? SENSOR_SCANNING_ON : 0);
}

/* Section 35.5. The same factors hold for all readings */
static uint8_t sim_get_reading_factors(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (!sensor_is_analog(sensor)) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    ipmi_msg_put(rsp, req->data[1]);
    ipmi_msg_put_bytes(rsp, sensor->factors, SENSOR_FACTORS);
    return IPMI_CC_OK;
}

/* Section 35.6 */
static uint8_t sim_set_hysteresis(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (!sensor_is_threshold(sensor) ||
        sensor_hysteresis_access(sensor) != SENSOR_ACCESS_WRITE) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    if (req->data[1] != HYSTERESIS_MASK) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    memcpy(sensor->hysteresis, req->data + 2, sizeof(sensor->hysteresis));
    sim_sensor_report(s, sensor, sensor_update(sensor, false));
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 35.7 */
static uint8_t sim_get_hysteresis(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);
    SensorAccess access;

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    access = sensor_hysteresis_access(sensor);
    if (!sensor_is_threshold(sensor) ||
        (access != SENSOR_ACCESS_READ && access != SENSOR_ACCESS_WRITE)) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    if (req->data[1] != HYSTERESIS_MASK) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put_bytes(rsp, sensor->hysteresis, sizeof(sensor->hysteresis));
    return IPMI_CC_OK;
}

/* Section 35.8 */
static uint8_t sim_set_thresholds(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);
    uint8_t which = req->data[1];

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (which >> SENSOR_NR_THRESHOLDS) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (!sensor_is_threshold(sensor) ||
        sensor_threshold_access(sensor) != SENSOR_ACCESS_WRITE ||
        which & ~sensor_settable_thresholds(sensor)) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    for (int i = 0; i < SENSOR_NR_THRESHOLDS; i++) {
        if (which & 1 << i) {
            sensor->thresholds[i] = req->data[2 + i];
        }
    }
    sim_sensor_report(s, sensor, sensor_update(sensor, false));
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 35.9. Those that cannot be read are 0 */
static uint8_t sim_get_thresholds(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);
    SensorAccess access;
    uint8_t readable;

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    access = sensor_threshold_access(sensor);
    if (!sensor_is_threshold(sensor) ||
        (access != SENSOR_ACCESS_READ && access != SENSOR_ACCESS_WRITE)) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    readable = sensor_readable_thresholds(sensor);
    ipmi_msg_put(rsp, readable);
    for (int i = 0; i < SENSOR_NR_THRESHOLDS; i++) {
        ipmi_msg_put(rsp, readable & 1 << i ? sensor->thresholds[i] : 0);
    }
    return IPMI_CC_OK;
}

static void sim_enable_events(Sensor *sensor, EnableAction action,
                              SensorEvents which)
{
    SensorEvents supported = sensor_supported(sensor);

    which.asserted &= supported.asserted;
    which.deasserted &= supported.deasserted;
    if (action == ENABLE_SELECTED) {
        sensor->enabled.asserted |= which.asserted;
        sensor->enabled.deasserted |= which.deasserted;
    } else if (action == DISABLE_SELECTED) {
        sensor->enabled.asserted &= ~which.asserted;
        sensor->enabled.deasserted &= ~which.deasserted;
    }
}

/* Section 35.10 */
static uint8_t sim_set_event_enable(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);
    uint8_t flags = req->data[1];
    EnableAction action = flags >> ENABLE_SHIFT & ENABLE_BITS;

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (action == ENABLE_INVALID || flags & ENABLE_RESERVED) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (action != ENABLE_KEEP &&
        sensor_event_control(sensor) != SENSOR_EVENT_EACH) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    sensor->events = flags & SENSOR_EVENTS_ON;
    sensor->scanning = flags & SENSOR_SCANNING_ON;
    sim_enable_events(sensor, action, sim_take_events(req, 2));
    sim_sensor_report(s, sensor, sensor_update(sensor, false));
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 35.11 */
static uint8_t sim_get_event_enable(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put(rsp, sim_sensor_flags(sensor));
    sim_put_events(rsp, sensor->enabled);
    return IPMI_CC_OK;
}

/* Section 35.12 */
static uint8_t sim_rearm_events(IPMIBmcSim *s, const SimRequest *req,
                                IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);
    SensorEvents which = { SENSOR_STATES, SENSOR_STATES };

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (req->data[1] & ~REARM_SELECTED) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[1] & REARM_SELECTED) {
        which = sim_take_events(req, 2);
    }
    sim_sensor_rearm(s, sensor, which);
    return IPMI_CC_OK;
}

/* Section 35.13 */
static uint8_t sim_get_event_status(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put(rsp, sim_sensor_flags(sensor) |
                      (sensor->known ? 0 : SENSOR_UNAVAILABLE));
    sim_put_events(rsp, sensor->status);
    return IPMI_CC_OK;
}

/* Section 35.14 */
static uint8_t sim_get_reading(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put(rsp, sensor->raw);
    ipmi_msg_put(rsp, sim_sensor_flags(sensor) |
                      (sensor->known ? 0 : SENSOR_UNAVAILABLE));
    if (sensor_is_threshold(sensor)) {
        ipmi_msg_put(rsp, READING_COMPARISON_UNUSED |
                          sensor_comparison(sensor));
    } else {
        ipmi_msg_put_le16(rsp, READING_STATES_UNUSED | sensor->states);
    }
    return IPMI_CC_OK;
}

/* Types that are not reserved (section 42.1) */
static bool sim_event_type_valid(uint8_t type)
{
    return (type >= 0x01 && type <= 0x0c) || type >= 0x6f;
}

/*
 * Section 35.15. Thresholds do not become states, nor the other way round:
 * the SDR says which of them there are.
 */
static uint8_t sim_set_type(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);
    uint8_t event_type = req->data[2];

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (event_type & ~EVENT_TYPE_MASK || !sim_event_type_valid(event_type)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (sensor_is_threshold(sensor) !=
        (event_type == SENSOR_EVENT_THRESHOLD)) {
        return IPMI_CC_ILLEGAL_FOR_RECORD;
    }
    sensor->type = req->data[1];
    sensor->event_type = event_type;
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 35.16 */
static uint8_t sim_get_type(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp)
{
    const Sensor *sensor = sim_sensor_find(s, req->data[0]);

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    ipmi_msg_put(rsp, sensor->type);
    ipmi_msg_put(rsp, sensor->event_type);
    return IPMI_CC_OK;
}

/*
 * Set Sensor Reading And Event Status
 */

static uint16_t sim_set_bits(uint16_t old, SetBits how, uint16_t bits)
{
    switch (how) {
    case SET_BITS_WRITE:
        return bits;
    case SET_BITS_OR:
        return old | bits;
    case SET_BITS_AND:
        return old & bits;
    default:
        return old;
    }
}

/*
 * Of a discrete sensor, what is asserted is what its states are: they change,
 * and the events follow. Of a threshold sensor they follow from the reading,
 * and only their status can be written.
 */
static void sim_set_status(Sensor *sensor, SetBits assert, SetBits deassert,
                           SensorEvents bits)
{
    SensorEvents *status = &sensor->status;

    if (sensor_is_threshold(sensor)) {
        status->asserted = sim_set_bits(status->asserted, assert,
                                        bits.asserted);
        status->deasserted = sim_set_bits(status->deasserted, deassert,
                                          bits.deasserted);
        return;
    }
    sensor->states = sim_set_bits(sensor->states, assert, bits.asserted);
    if (deassert == SET_BITS_WRITE || deassert == SET_BITS_OR) {
        sensor->states &= ~bits.deasserted;
    } else if (deassert == SET_BITS_AND) {
        status->deasserted &= bits.deasserted;
    }
}

/* How many bytes a request must have for what it asks */
static size_t sim_set_reading_len(const uint8_t *data)
{
    uint8_t op = data[1];

    if (op >> SET_DATA_SHIFT) {
        return 10;
    } else if (op >> SET_DEASSERT_SHIFT & SET_FIELD) {
        return 7;
    } else if (op >> SET_ASSERT_SHIFT & SET_FIELD) {
        return 5;
    }
    return op ? 3 : 2;
}

/* Section 35.17 */
static uint8_t sim_set_reading(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    Sensor *sensor = sim_sensor_find(s, req->data[0]);
    uint8_t op = req->data[1];
    SetData how = op >> SET_DATA_SHIFT;
    SetBits reading = op & SET_FIELD;

    if (!sensor) {
        return IPMI_CC_REQ_ENTRY_NOT_PRESENT;
    }
    if (how == SET_DATA_INVALID || reading > SET_BITS_WRITE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->len < sim_set_reading_len(req->data)) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (!sensor->settable) {
        return CC_NOT_SETTABLE;
    }
    if (reading == SET_BITS_WRITE) {
        sensor->raw = req->data[2];
        sensor->known = true;
    }
    sim_set_status(sensor, op >> SET_ASSERT_SHIFT & SET_FIELD,
                   op >> SET_DEASSERT_SHIFT & SET_FIELD,
                   sim_take_events(req, 3));
    sim_sensor_report_with(s, sensor, sensor_update(sensor, false), how,
                           req->data + 7);
    return IPMI_CC_OK;
}

#define SENSOR_COMMAND(cmd, min, max, handler) \
    { IPMI_NETFN_SENSOR_EVENT, cmd, min, max, handler }

static const SimCommand sim_sensor_commands[] = {
    SENSOR_COMMAND(CMD_GET_READING_FACTORS, 2, 2, sim_get_reading_factors),
    SENSOR_COMMAND(CMD_SET_HYSTERESIS, 4, 4, sim_set_hysteresis),
    SENSOR_COMMAND(CMD_GET_HYSTERESIS, 2, 2, sim_get_hysteresis),
    SENSOR_COMMAND(CMD_SET_THRESHOLDS, 8, 8, sim_set_thresholds),
    SENSOR_COMMAND(CMD_GET_THRESHOLDS, 1, 1, sim_get_thresholds),
    SENSOR_COMMAND(CMD_SET_EVENT_ENABLE, 2, 6, sim_set_event_enable),
    SENSOR_COMMAND(CMD_GET_EVENT_ENABLE, 1, 1, sim_get_event_enable),
    SENSOR_COMMAND(CMD_REARM_EVENTS, 2, 6, sim_rearm_events),
    SENSOR_COMMAND(CMD_GET_EVENT_STATUS, 1, 1, sim_get_event_status),
    SENSOR_COMMAND(CMD_GET_READING, 1, 1, sim_get_reading),
    SENSOR_COMMAND(CMD_SET_TYPE, 3, 3, sim_set_type),
    SENSOR_COMMAND(CMD_GET_TYPE, 1, 1, sim_get_type),
    SENSOR_COMMAND(CMD_SET_READING, 2, 10, sim_set_reading),
    { }
};

/*
 * Life
 */

static void sim_sensor_make(IPMIBmcSim *s)
{
    sim_sensor_update(s);
    if (!s->sdr.file) {
        sim_sensor_set_default_states(s);
    }
}

static void sim_sensor_remove_all(IPMIBmcSim *s)
{
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        sim_sensor_remove(s, i);
    }
}

static bool sim_sensor_realize(IPMIBmcSim *s, Error **errp)
{
    s->sensor.kept = g_byte_array_new();
    s->sensor.live = g_byte_array_new();
    sim_sensor_make(s);
    return true;
}

static void sim_sensor_unrealize(IPMIBmcSim *s)
{
    sim_sensor_remove_all(s);
    g_clear_pointer(&s->sensor.kept, g_byte_array_unref);
    g_clear_pointer(&s->sensor.live, g_byte_array_unref);
}

/* The SDRs may be others than those that the sensors were made of */
static bool sim_sensor_loaded(IPMIBmcSim *s, Error **errp)
{
    sim_sensor_remove_all(s);
    sim_sensor_make(s);
    if (s->half_loaded) {
        /* All that there is in a stream of QEMU 10.0 */
        sim_watchdog_load_sensor(s);
    }
    return sim_sensor_apply_loaded(s, errp);
}

const SimPart sim_sensor = {
    .name = "sensor",
    .commands = sim_sensor_commands,
    .realize = sim_sensor_realize,
    .unrealize = sim_sensor_unrealize,
    .live = &vmstate_sim_sensor_live,
    .kept = &vmstate_sim_sensor_kept,
    .loaded = sim_sensor_loaded,
};
