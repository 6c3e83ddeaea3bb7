/*
 * ipmi-bmc-sim: sensors as DCMI 1.5 sees them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim.h"

/* Record types (IPMI 2.0 section 43); full and compact ones begin alike */
#define SDR_TYPE_FULL    0x01
#define SDR_TYPE_COMPACT 0x02
#define SDR_LAST         0xffff

#define TYPE_TEMPERATURE 0x01

/* Base unit (table 43-15) */
#define UNIT_WATT 6

/* Bit 7 of a temperature: it is below zero */
#define TEMPERATURE_BELOW 0x80
#define TEMPERATURE_MAX   127

/* Most that one answer has, in both commands */
#define DCMI_SETS 8

#define ALL_INSTANCES 0

/* DCMI's own entity IDs, and those of IPMI for the same (table 6-12) */
static const struct {
    uint8_t dcmi;
    uint8_t ipmi;
} dcmi_entities[] = {
    { 0x40, 0x37 },             /* inlet */
    { 0x41, 0x03 },             /* CPU */
    { 0x42, 0x07 },             /* baseboard */
};

/**
 * SimDcmiQuery: which sensors a request is about
 * @type: sensor type
 * @entity: entity ID
 * @instance: entity instance; ALL_INSTANCES
 * @start: of these, the first one that is wanted
 */
typedef struct SimDcmiQuery {
    uint8_t type;
    uint8_t entity;
    uint8_t instance;
    uint8_t start;
} SimDcmiQuery;

/**
 * SimDcmiFound: what there is
 * @total: number of all sensors of the entity
 * @n: number of those in @sdr
 * @sdr: the records
 */
typedef struct SimDcmiFound {
    uint8_t total;
    uint8_t n;
    const struct ipmi_sdr_compact *sdr[DCMI_SETS];
} SimDcmiFound;

static bool sim_dcmi_is_same_entity(uint8_t asked, uint8_t entity)
{
    for (int i = 0; i < ARRAY_SIZE(dcmi_entities); i++) {
        if ((asked == dcmi_entities[i].dcmi ||
             asked == dcmi_entities[i].ipmi) &&
            (entity == dcmi_entities[i].dcmi ||
             entity == dcmi_entities[i].ipmi)) {
            return true;
        }
    }
    return false;
}

/* What has the same number elsewhere is another sensor, and not read here */
static bool sim_dcmi_matches(IPMIBmcSim *s, const struct ipmi_sdr_compact *sdr,
                             const SimDcmiQuery *query)
{
    return (sdr->header.rec_type == SDR_TYPE_FULL ||
            sdr->header.rec_type == SDR_TYPE_COMPACT) &&
           sim_sensor_is_ours(s, (const uint8_t *)sdr) &&
           sdr->sensor_type == query->type &&
           sim_dcmi_is_same_entity(query->entity, sdr->entity_id);
}

static void sim_dcmi_find(IPMIBmcSim *s, const SimDcmiQuery *query,
                          SimDcmiFound *found)
{
    const struct ipmi_sdr_compact *sdr;
    uint16_t id = 0;

    while (id != SDR_LAST &&
           ipmi_bmc_sdr_find(IPMI_BMC(s), id, &sdr, &id) == 0) {
        uint8_t instance = sdr->entity_instance & 0x7f;

        if (!sim_dcmi_matches(s, sdr, query) || found->total == UINT8_MAX) {
            continue;
        }
        found->total++;
        if (found->n < DCMI_SETS &&
            (query->instance == ALL_INSTANCES ? instance >= query->start :
                                                instance == query->instance)) {
            found->sdr[found->n++] = sdr;
        }
    }
}

/* What both responses begin with, the numbers, and the records */
static uint8_t sim_dcmi_query(IPMIBmcSim *s, const SimRequest *req,
                              SimDcmiFound *found, IPMIMsg *rsp)
{
    const SimDcmiQuery query = {
        .type = req->data[0],
        .entity = req->data[1],
        .instance = req->data[2],
        .start = req->data[3],
    };

    *found = (SimDcmiFound) { };
    if (query.type != TYPE_TEMPERATURE ||
        !sim_dcmi_is_same_entity(query.entity, query.entity)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_dcmi_find(s, &query, found);
    ipmi_msg_put(rsp, found->total);
    ipmi_msg_put(rsp, found->n);
    return IPMI_CC_OK;
}

uint8_t sim_dcmi_get_sensor_info(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    SimDcmiFound found;
    uint8_t cc = sim_dcmi_query(s, req, &found, rsp);

    for (int i = 0; i < found.n; i++) {
        ipmi_msg_put_bytes(rsp, found.sdr[i]->header.id,
                           sizeof(found.sdr[i]->header.id));
    }
    return cc;
}

/* Whole degrees; without a reading it is as cold as can be */
static uint8_t sim_dcmi_temperature(IPMIBmcSim *s, uint8_t number)
{
    double value;
    int celsius;

    if (!sim_sensor_value(s, number, &value) || !(value > -TEMPERATURE_MAX)) {
        return TEMPERATURE_BELOW | TEMPERATURE_MAX;
    }
    celsius = value < TEMPERATURE_MAX ? (int)value : TEMPERATURE_MAX;
    return celsius < 0 ? TEMPERATURE_BELOW | -celsius : celsius;
}

uint8_t sim_dcmi_get_temperatures(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    SimDcmiFound found;
    uint8_t cc = sim_dcmi_query(s, req, &found, rsp);

    for (int i = 0; i < found.n; i++) {
        const struct ipmi_sdr_compact *sdr = found.sdr[i];

        ipmi_msg_put(rsp, sim_dcmi_temperature(s, sdr->sensor_owner_number));
        ipmi_msg_put(rsp, sdr->entity_instance & 0x7f);
    }
    return cc;
}

/* With other SDRs its number may be another sensor's */
bool sim_dcmi_watts(IPMIBmcSim *s, uint16_t *watts)
{
    const Sensor *sensor = sim_sensor_find(s, SIM_SENSOR_POWER);
    double value;

    if (!sensor || sensor->units[1] != UNIT_WATT ||
        !sim_sensor_value(s, SIM_SENSOR_POWER, &value) || !(value >= 0)) {
        return false;
    }
    *watts = value < UINT16_MAX ? (uint16_t)value : UINT16_MAX;
    return true;
}
