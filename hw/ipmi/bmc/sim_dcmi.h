/*
 * ipmi-bmc-sim: data center manageability interface (DCMI 1.5)
 *
 * Limits are kept as they are set; nothing enforces them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_DCMI_H
#define HW_IPMI_BMC_SIM_DCMI_H

struct SimRequest;

#define SIM_DCMI_ASSET_TAG 63
#define SIM_DCMI_MC_ID     64

/**
 * SimDcmiLimit: power limit (section 6.6.3)
 * @active: it is in force
 * @action: what happens if it is exceeded
 * @watts: the limit
 * @correction_ms: time to get below it
 * @sampling_s: period of statistics, seconds
 */
typedef struct SimDcmiLimit {
    bool active;
    uint8_t action;
    uint16_t watts;
    uint32_t correction_ms;
    uint16_t sampling_s;
} SimDcmiLimit;

/**
 * SimDcmiThermal: limit of the inlet's temperature (section 6.7.2)
 * @action: what happens if it is exceeded
 * @celsius: the limit
 * @seconds: how long it may be exceeded
 */
typedef struct SimDcmiThermal {
    uint8_t action;
    uint8_t celsius;
    uint16_t seconds;
} SimDcmiThermal;

/**
 * SimDcmiConfig: values of the configuration parameters (section 6.1.2)
 * @activate_dhcp: always 0
 */
typedef struct SimDcmiConfig {
    uint8_t activate_dhcp[1];
    uint8_t discovery[1];
    uint8_t dhcp_initial[1];
    uint8_t dhcp_timeout[2];
    uint8_t dhcp_retry[2];
} SimDcmiConfig;

/**
 * SimDcmiPower: statistics of the power reading
 * @min: lowest
 * @max: highest
 * @sum: of all readings
 * @count: number of readings
 * @since: when they began, milliseconds of the virtual clock
 */
typedef struct SimDcmiPower {
    uint16_t min;
    uint16_t max;
    uint64_t sum;
    uint32_t count;
    int64_t since;
} SimDcmiPower;

/**
 * SimDcmi:
 * @asset_tag: the asset tag
 * @asset_tag_len: number of bytes in it
 * @mc_id: the management controller's name, zeroes follow
 * @limit: power limit
 * @thermal: thermal limit
 * @config: configuration parameters
 * @power: statistics
 */
typedef struct SimDcmi {
    uint8_t asset_tag[SIM_DCMI_ASSET_TAG];
    uint8_t asset_tag_len;
    uint8_t mc_id[SIM_DCMI_MC_ID];
    SimDcmiLimit limit;
    SimDcmiThermal thermal;
    SimDcmiConfig config;
    SimDcmiPower power;
} SimDcmi;

extern const struct SimPart sim_dcmi;

/*
 * sim_dcmi_sensor.c
 */

/* Section 6.5.2, Get DCMI Sensor Info */
uint8_t sim_dcmi_get_sensor_info(IPMIBmcSim *s, const struct SimRequest *req,
                                 IPMIMsg *rsp);

/* Section 6.7.3, Get Temperature Readings */
uint8_t sim_dcmi_get_temperatures(IPMIBmcSim *s,
                                  const struct SimRequest *req, IPMIMsg *rsp);

/**
 * sim_dcmi_watts: what the system takes
 * @s: the simulator
 * @watts: set to it
 *
 * Returns: false if there is no such sensor.
 */
bool sim_dcmi_watts(IPMIBmcSim *s, uint16_t *watts);

#endif
