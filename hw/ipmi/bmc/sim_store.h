/*
 * ipmi-bmc-sim: commands that the event log and the SDR repository have alike
 *
 * Sections 31 and 33 of IPMI 2.0 define them twice, with the same bytes and
 * the same rules. Handlers of either pass on to these.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_STORE_H
#define HW_IPMI_BMC_SIM_STORE_H

#include "hw/ipmi/ipmi_bmc_sim.h"
#include "hw/ipmi/message.h"
#include "hw/ipmi/bmc/sim_clock.h"
#include "hw/ipmi/bmc/store.h"

struct SimRequest;

/* Own completion code of Partial Add: not the length that the record says */
#define SIM_CC_STORE_BAD_LENGTH 0x80

/* Version of either's commands, in Get Info */
#define SIM_STORE_VERSION 0x51

/**
 * SimStore: a store as the commands see it
 * @store: offset of its Store in an IPMIBmcSim
 * @clock: offset of its SimClock
 * @new_id: the ID that the next record gets
 * @find: look a record up; sets the next record's ID, and the length
 * @put_part: all parts of a record are there, as those who sent them say: add
 *            it, and put its ID; returns a completion code
 * @remove: remove a record; sets its ID, returns false if there is none
 * @clear: remove all records
 */
typedef struct SimStore {
    size_t store;
    size_t clock;
    uint16_t (*new_id)(IPMIBmcSim *s);
    const uint8_t *(*find)(IPMIBmcSim *s, uint16_t id, uint16_t *next,
                           size_t *len);
    uint8_t (*put_part)(IPMIBmcSim *s, IPMIMsg *rsp);
    bool (*remove)(IPMIBmcSim *s, uint16_t id, uint16_t *gone);
    void (*clear)(IPMIBmcSim *s);
} SimStore;

/**
 * sim_store_put_info: respond to Get Info
 * @store: the store
 * @count: number of records
 * @room: bytes that are free
 * @operations: those that are supported
 * @rsp: the response
 *
 * Returns: completion code.
 */
uint8_t sim_store_put_info(const Store *store, uint16_t count, uint16_t room,
                           uint8_t operations, IPMIMsg *rsp);

/**
 * SimStoreUnits: response to Get Allocation Info. What is free is in one piece
 * @count: number of units
 * @size: bytes of one
 * @room: units that are free
 * @record: units of the longest record
 */
typedef struct SimStoreUnits {
    uint16_t count;
    uint16_t size;
    uint16_t room;
    uint8_t record;
} SimStoreUnits;

/* Respond to Get Allocation Info */
uint8_t sim_store_put_units(SimStoreUnits units, IPMIMsg *rsp);

/**
 * sim_store_reserve: carry out Reserve, Get, Partial Add, Delete, Clear
 * @s: the simulator
 * @what: the store
 * @req: the request
 * @rsp: the response
 *
 * Lengths have been checked: 0, 6, 7 or more, 4, 6.
 *
 * Returns: completion code.
 */
uint8_t sim_store_reserve(IPMIBmcSim *s, const SimStore *what,
                          const struct SimRequest *req, IPMIMsg *rsp);
uint8_t sim_store_get(IPMIBmcSim *s, const SimStore *what,
                      const struct SimRequest *req, IPMIMsg *rsp);
uint8_t sim_store_partial_add(IPMIBmcSim *s, const SimStore *what,
                              const struct SimRequest *req, IPMIMsg *rsp);
uint8_t sim_store_delete(IPMIBmcSim *s, const SimStore *what,
                         const struct SimRequest *req, IPMIMsg *rsp);
uint8_t sim_store_clear(IPMIBmcSim *s, const SimStore *what,
                        const struct SimRequest *req, IPMIMsg *rsp);

/* The same for Get Time, and for Set Time with 4 bytes */
uint8_t sim_store_get_time(IPMIBmcSim *s, const SimStore *what,
                           const struct SimRequest *req, IPMIMsg *rsp);
uint8_t sim_store_set_time(IPMIBmcSim *s, const SimStore *what,
                           const struct SimRequest *req, IPMIMsg *rsp);

#endif
