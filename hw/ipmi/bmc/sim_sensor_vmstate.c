/*
 * ipmi-bmc-sim: migration of the sensors
 *
 * What belongs to the sensors is carried as entries that begin with a
 * sensor's number, and given to them once the SDRs, which say what sensors
 * there are, have come as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/ipmi/bmc/sim_vmstate.h"

#define ENTRY_EVENTS_ON   0x01
#define ENTRY_SCANNING_ON 0x02
#define ENTRY_KNOWN       0x01

/* What software has set */
typedef struct KeptEntry {
    uint8_t number;
    uint8_t type;
    uint8_t event_type;
    uint8_t flags;
    uint8_t thresholds[SENSOR_NR_THRESHOLDS];
    uint8_t hysteresis[2];
    uint8_t asserted[2];
    uint8_t deasserted[2];
} QEMU_PACKED KeptEntry;

/* What changes by itself */
typedef struct LiveEntry {
    uint8_t number;
    uint8_t flags;
    uint8_t raw;
    uint8_t states[2];
    uint8_t holding[2];
    uint8_t asserted[2];
    uint8_t deasserted[2];
} QEMU_PACKED LiveEntry;

static int sim_sensor_save_kept(void *opaque)
{
    IPMIBmcSim *s = opaque;

    g_byte_array_set_size(s->sensor.kept, 0);
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        const Sensor *sensor = s->sensor.by_number[i];
        KeptEntry e = { .number = i };

        if (!sensor) {
            continue;
        }
        e.type = sensor->type;
        e.event_type = sensor->event_type;
        e.flags = (sensor->events ? ENTRY_EVENTS_ON : 0) |
                  (sensor->scanning ? ENTRY_SCANNING_ON : 0);
        memcpy(e.thresholds, sensor->thresholds, sizeof(e.thresholds));
        memcpy(e.hysteresis, sensor->hysteresis, sizeof(e.hysteresis));
        stw_le_p(e.asserted, sensor->enabled.asserted);
        stw_le_p(e.deasserted, sensor->enabled.deasserted);
        g_byte_array_append(s->sensor.kept, (const uint8_t *)&e, sizeof(e));
    }
    return 0;
}

static int sim_sensor_save_live(void *opaque)
{
    IPMIBmcSim *s = opaque;

    g_byte_array_set_size(s->sensor.live, 0);
    for (int i = 0; i < SENSOR_NUMBERS; i++) {
        const Sensor *sensor = s->sensor.by_number[i];
        LiveEntry e = { .number = i };

        if (!sensor) {
            continue;
        }
        e.flags = sensor->known ? ENTRY_KNOWN : 0;
        e.raw = sensor->raw;
        stw_le_p(e.states, sensor->states);
        stw_le_p(e.holding, sensor->holding);
        stw_le_p(e.asserted, sensor->status.asserted);
        stw_le_p(e.deasserted, sensor->status.deasserted);
        g_byte_array_append(s->sensor.live, (const uint8_t *)&e, sizeof(e));
    }
    return 0;
}

/* What was saved is not what a stream without it has brought */
static int sim_sensor_saved(void *opaque)
{
    IPMIBmcSim *s = opaque;

    g_byte_array_set_size(s->sensor.kept, 0);
    g_byte_array_set_size(s->sensor.live, 0);
    return 0;
}

static int sim_sensor_kept_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return s->sensor.kept->len % sizeof(KeptEntry) ? -EINVAL : 0;
}

static int sim_sensor_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return s->sensor.live->len % sizeof(LiveEntry) ? -EINVAL : 0;
}

const VMStateDescription vmstate_sim_sensor_kept = {
    .name = "ipmi-bmc-sim/sensor-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_sensor_save_kept,
    .post_save = sim_sensor_saved,
    .post_load = sim_sensor_kept_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(sensor.kept, IPMIBmcSim,
                          SENSOR_NUMBERS * sizeof(KeptEntry)),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_sim_sensor_live = {
    .name = "ipmi-bmc-sim/sensor",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_save = sim_sensor_save_live,
    .post_save = sim_sensor_saved,
    .post_load = sim_sensor_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_SIM_BYTES(sensor.live, IPMIBmcSim,
                          SENSOR_NUMBERS * sizeof(LiveEntry)),
        VMSTATE_END_OF_LIST()
    }
};

/* Thresholds must stay thresholds: the SDR says which of them there are */
static bool sim_sensor_apply_kept(Sensor *sensor, const KeptEntry *e)
{
    bool threshold = e->event_type == SENSOR_EVENT_THRESHOLD;
    SensorEvents supported = sensor_supported(sensor);

    if (e->event_type > 0x7f || threshold != sensor_is_threshold(sensor)) {
        return false;
    }
    sensor->type = e->type;
    sensor->event_type = e->event_type;
    sensor->events = e->flags & ENTRY_EVENTS_ON;
    sensor->scanning = e->flags & ENTRY_SCANNING_ON;
    memcpy(sensor->thresholds, e->thresholds, sizeof(e->thresholds));
    memcpy(sensor->hysteresis, e->hysteresis, sizeof(e->hysteresis));
    sensor->enabled.asserted = lduw_le_p(e->asserted) & supported.asserted;
    sensor->enabled.deasserted = lduw_le_p(e->deasserted) &
                                 supported.deasserted;
    return true;
}

static void sim_sensor_apply_live(Sensor *sensor, const LiveEntry *e)
{
    sensor->known = e->flags & ENTRY_KNOWN;
    sensor->raw = e->raw;
    sensor->states = lduw_le_p(e->states) & SENSOR_STATES;
    sensor->holding = lduw_le_p(e->holding) & SENSOR_STATES;
    sensor->status.asserted = lduw_le_p(e->asserted) & SENSOR_STATES;
    sensor->status.deasserted = lduw_le_p(e->deasserted) & SENSOR_STATES;
}

bool sim_sensor_apply_loaded(IPMIBmcSim *s, Error **errp)
{
    const GByteArray *kept = s->sensor.kept, *live = s->sensor.live;

    for (size_t at = 0; at < kept->len; at += sizeof(KeptEntry)) {
        const KeptEntry *e = (const void *)(kept->data + at);
        Sensor *sensor = sim_sensor_find(s, e->number);

        if (!sensor || !sim_sensor_apply_kept(sensor, e)) {
            error_setg(errp, "%s: settings of sensor %u, which is not there "
                       "or of another kind", s->name, e->number);
            return false;
        }
        sensor_update(sensor, true);
    }
    for (size_t at = 0; at < live->len; at += sizeof(LiveEntry)) {
        const LiveEntry *e = (const void *)(live->data + at);
        Sensor *sensor = sim_sensor_find(s, e->number);

        if (!sensor) {
            error_setg(errp, "%s: state of sensor %u, which is not there",
                       s->name, e->number);
            return false;
        }
        sim_sensor_apply_live(sensor, e);
    }
    g_byte_array_set_size(s->sensor.kept, 0);
    g_byte_array_set_size(s->sensor.live, 0);
    return true;
}
