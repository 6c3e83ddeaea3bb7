/*
 * ipmi-bmc-sim: a sensor as seen from outside the VM
 *
 * An object of its own, so that a tool finds sensors by listing the children
 * of the device, and reads and sets them by properties.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <math.h>
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "hw/ipmi/bmc/sim.h"

#define TYPE_SIM_SENSOR "ipmi-sim-sensor"
OBJECT_DECLARE_SIMPLE_TYPE(SimSensorObject, SIM_SENSOR)

/**
 * SimSensorObject:
 * @bmc: the device; NULL for an object that does not belong to one
 * @number: the sensor's number
 */
struct SimSensorObject {
    Object parent_obj;

    IPMIBmcSim *bmc;
    uint8_t number;
};

/* Of the first byte of a sensor's units: percent */
#define UNITS_PERCENT 0x01

/* Properties of thresholds, by SENSOR_LNC etc. */
static const char *const threshold_names[SENSOR_NR_THRESHOLDS] = {
    "lower-non-critical", "lower-critical", "lower-non-recoverable",
    "upper-non-critical", "upper-critical", "upper-non-recoverable",
};

/* The common ones of table 42-3 */
static const char *const type_names[] = {
    [0x01] = "temperature", [0x02] = "voltage", [0x03] = "current",
    [0x04] = "fan", [0x05] = "physical security", [0x07] = "processor",
    [0x08] = "power supply", [0x09] = "power unit",
    [0x0a] = "cooling device", [0x0b] = "other units", [0x0c] = "memory",
    [0x0d] = "drive slot", [0x10] = "event log", [0x12] = "system event",
    [0x13] = "critical interrupt", [0x14] = "button", [0x15] = "module",
    [0x23] = "watchdog", [0x28] = "management subsystem",
    [0x29] = "battery",
};

/* The common ones of table 43-15 */
static const char *const unit_names[] = {
    [1] = "degrees C", [2] = "degrees F", [3] = "degrees K", [4] = "V",
    [5] = "A", [6] = "W", [7] = "J", [9] = "VA", [18] = "RPM", [19] = "Hz",
};

static Sensor *sim_sensor_of(Object *obj, Error **errp)
{
    SimSensorObject *o = SIM_SENSOR(obj);
    Sensor *sensor = o->bmc ? sim_sensor_find(o->bmc, o->number) : NULL;

    if (!sensor) {
        error_setg(errp, "there is no such sensor");
    }
    return sensor;
}

static char *sim_sensor_get_name(Object *obj, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);

    return sensor ? g_strdup(sensor->name) : NULL;
}

static char *sim_sensor_get_type(Object *obj, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);

    if (!sensor) {
        return NULL;
    }
    if (sensor->type < ARRAY_SIZE(type_names) && type_names[sensor->type]) {
        return g_strdup(type_names[sensor->type]);
    }
    return g_strdup_printf("0x%02x", sensor->type);
}

static char *sim_sensor_get_unit(Object *obj, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);
    uint8_t unit;

    if (!sensor) {
        return NULL;
    }
    if (!sensor_is_analog(sensor)) {
        return g_strdup("");
    }
    if (sensor->units[0] & UNITS_PERCENT) {
        return g_strdup("%");
    }
    unit = sensor->units[1];
    if (unit < ARRAY_SIZE(unit_names) && unit_names[unit]) {
        return g_strdup(unit_names[unit]);
    }
    return g_strdup_printf("unit %u", unit);
}

static bool sim_sensor_get_events_on(Object *obj, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);

    return sensor && sensor->events;
}

static bool sim_sensor_get_scanning(Object *obj, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);

    return sensor && sensor->scanning;
}

static void sim_sensor_get_number(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    uint8_t number = SIM_SENSOR(obj)->number;

    visit_type_uint8(v, name, &number, errp);
}

/* JSON has no way to write what is not finite */
static void sim_sensor_visit_value(Visitor *v, const char *name,
                                   const Sensor *sensor, uint8_t raw,
                                   Error **errp)
{
    double value = sensor_value(sensor, raw);

    if (!isfinite(value)) {
        error_setg(errp, "sensor '%s': %u is no value", sensor->name, raw);
        return;
    }
    visit_type_number(v, name, &value, errp);
}

static void sim_sensor_get_reading(Object *obj, Visitor *v, const char *name,
                                   void *opaque, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);
    double value;

    if (!sensor) {
        return;
    }
    if (!sensor->known) {
        error_setg(errp, "sensor '%s' has no reading yet", sensor->name);
    } else if (sensor_is_analog(sensor)) {
        sim_sensor_visit_value(v, name, sensor, sensor->raw, errp);
    } else {
        value = sensor_is_threshold(sensor) ? sensor->raw : sensor->states;
        visit_type_number(v, name, &value, errp);
    }
}

static void sim_sensor_set_value(IPMIBmcSim *s, Sensor *sensor, double value,
                                 Error **errp)
{
    double min, max;
    uint8_t raw;

    if (sensor_find_raw(sensor, value, &raw)) {
        sim_sensor_set_raw(s, sensor, raw);
    } else if (sensor_range(sensor, &min, &max)) {
        error_setg(errp, "sensor '%s': %g is not within %g to %g",
                   sensor->name, value, min, max);
    } else {
        error_setg(errp, "sensor '%s' has no range", sensor->name);
    }
}

static bool sim_sensor_check_integer(const Sensor *sensor, double value,
                                     unsigned max, Error **errp)
{
    if (!(value >= 0 && value <= max) || value != (unsigned)value) {
        error_setg(errp, "sensor '%s': %g is not a number of 0 to %u",
                   sensor->name, value, max);
        return false;
    }
    return true;
}

static void sim_sensor_set_reading(Object *obj, Visitor *v, const char *name,
                                   void *opaque, Error **errp)
{
    Sensor *sensor = sim_sensor_of(obj, errp);
    IPMIBmcSim *s = SIM_SENSOR(obj)->bmc;
    double value;

    if (!sensor || !visit_type_number(v, name, &value, errp)) {
        return;
    }
    if (sensor_is_analog(sensor)) {
        sim_sensor_set_value(s, sensor, value, errp);
    } else if (sensor_is_threshold(sensor)) {
        if (sim_sensor_check_integer(sensor, value, UINT8_MAX, errp)) {
            sim_sensor_set_raw(s, sensor, value);
        }
    } else if (sim_sensor_check_integer(sensor, value, SENSOR_STATES, errp)) {
        sim_sensor_set_states(s, sensor, value);
    }
}

static void sim_sensor_get_raw(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);
    uint8_t raw;

    if (sensor) {
        raw = sensor->raw;
        visit_type_uint8(v, name, &raw, errp);
    }
}

static void sim_sensor_put_raw(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    Sensor *sensor = sim_sensor_of(obj, errp);
    uint8_t raw;

    if (sensor && visit_type_uint8(v, name, &raw, errp)) {
        sim_sensor_set_raw(SIM_SENSOR(obj)->bmc, sensor, raw);
    }
}

/* Of a threshold sensor, which thresholds the reading is at or beyond */
static void sim_sensor_get_states(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);
    uint16_t states;

    if (sensor) {
        states = sensor_is_threshold(sensor) ? sensor_comparison(sensor)
                                             : sensor->states;
        visit_type_uint16(v, name, &states, errp);
    }
}

static void sim_sensor_put_states(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    Sensor *sensor = sim_sensor_of(obj, errp);
    uint16_t states;

    if (!sensor || !visit_type_uint16(v, name, &states, errp)) {
        return;
    }
    if (sensor_is_threshold(sensor)) {
        error_setg(errp, "sensor '%s': states follow from the reading",
                   sensor->name);
    } else if (sim_sensor_check_integer(sensor, states, SENSOR_STATES, errp)) {
        sim_sensor_set_states(SIM_SENSOR(obj)->bmc, sensor, states);
    }
}

static void sim_sensor_get_threshold(Object *obj, Visitor *v, const char *name,
                                     void *opaque, Error **errp)
{
    const Sensor *sensor = sim_sensor_of(obj, errp);
    int which = (const char *const *)opaque - threshold_names;

    if (!sensor) {
        return;
    }
    if (!sensor_is_threshold(sensor) || !sensor_is_analog(sensor) ||
        !(sensor_readable_thresholds(sensor) & 1 << which)) {
        error_setg(errp, "sensor '%s' has no such threshold", sensor->name);
        return;
    }
    sim_sensor_visit_value(v, name, sensor, sensor->thresholds[which], errp);
}

static void sim_sensor_class_init(ObjectClass *oc, void *data)
{
    object_class_property_add_str(oc, "name", sim_sensor_get_name, NULL);
    object_class_property_add_str(oc, "kind", sim_sensor_get_type, NULL);
    object_class_property_add_str(oc, "unit", sim_sensor_get_unit, NULL);
    object_class_property_add(oc, "number", "uint8", sim_sensor_get_number,
                              NULL, NULL, NULL);
    object_class_property_add(oc, "reading", "number", sim_sensor_get_reading,
                              sim_sensor_set_reading, NULL, NULL);
    object_class_property_set_description(oc, "reading",
        "value in the sensor's unit; of one without a unit, its states");
    object_class_property_add(oc, "raw", "uint8", sim_sensor_get_raw,
                              sim_sensor_put_raw, NULL, NULL);
    object_class_property_add(oc, "states", "uint16", sim_sensor_get_states,
                              sim_sensor_put_states, NULL, NULL);
    object_class_property_add_bool(oc, "events", sim_sensor_get_events_on,
                                   NULL);
    object_class_property_add_bool(oc, "scanning", sim_sensor_get_scanning,
                                   NULL);
    for (int i = 0; i < SENSOR_NR_THRESHOLDS; i++) {
        object_class_property_add(oc, threshold_names[i], "number",
                                  sim_sensor_get_threshold, NULL, NULL,
                                  (void *)&threshold_names[i]);
    }
}

static const TypeInfo sim_sensor_types[] = {
    {
        .name = TYPE_SIM_SENSOR,
        .parent = TYPE_OBJECT,
        .instance_size = sizeof(SimSensorObject),
        .class_init = sim_sensor_class_init,
    },
};

DEFINE_TYPES(sim_sensor_types)

static void sim_sensor_name(char *name, size_t size, uint8_t number)
{
    snprintf(name, size, "sensor[%u]", number);
}

void sim_sensor_add_object(IPMIBmcSim *s, uint8_t number)
{
    SimSensorObject *o = SIM_SENSOR(object_new(TYPE_SIM_SENSOR));
    char name[16];

    o->bmc = s;
    o->number = number;
    sim_sensor_name(name, sizeof(name), number);
    object_property_add_child(OBJECT(s), name, OBJECT(o));
    object_unref(OBJECT(o));
}

/* Somebody may still hold a reference */
void sim_sensor_remove_object(IPMIBmcSim *s, uint8_t number)
{
    SimSensorObject *o;
    char name[16];

    sim_sensor_name(name, sizeof(name), number);
    o = SIM_SENSOR(object_resolve_path_component(OBJECT(s), name));
    o->bmc = NULL;
    object_unparent(OBJECT(o));
}
