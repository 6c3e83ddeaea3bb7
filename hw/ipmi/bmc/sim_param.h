/*
 * ipmi-bmc-sim: configuration parameters, as LAN, SOL, PEF and others have
 *
 * IPMI configures many things alike: a Set and a Get command with the number
 * of a parameter, for some with a set selector (which entry of a table) and a
 * block selector (which 16 bytes of a string), and a parameter 0 by which
 * several clients keep out of each other's way (IPMI 2.0 sections 22.14a,
 * 23.1, 26.2, 30.3). Parameters are described by a table; their values are
 * bytes in a structure of the part, as on the wire but without selectors.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_PARAM_H
#define HW_IPMI_BMC_SIM_PARAM_H

#include "hw/ipmi/message.h"

/* Format of all parameters (section 23.2): oldest compatible, present */
#define SIM_PARAM_REVISION 0x11

/* Completion codes that the Set and Get commands share */
enum {
    SIM_CC_PARAM_UNSUPPORTED = 0x80,
    SIM_CC_PARAM_SET_IN_PROGRESS = 0x81,
    SIM_CC_PARAM_READ_ONLY = 0x82,
};

/* Most data bytes of a parameter, without selectors */
#define SIM_PARAM_MAX 32

typedef struct SimParam SimParam;

/**
 * SimParamCheck: look at a new value before it is stored
 * @p: the parameter
 * @set: set selector
 * @data: the value, p->size bytes; bits that are reserved may be cleared
 *
 * A value that has been stored must be taken as it is.
 *
 * Returns: completion code; with another than IPMI_CC_OK nothing changes.
 */
typedef uint8_t SimParamCheck(const SimParam *p, uint8_t set, uint8_t *data);

/**
 * SimParam: a parameter
 * @number: its number
 * @read_only: it cannot be set
 * @empty: it is known, but there is no set of it
 * @min: fewest bytes of a value that is set, zeroes follow; 0: all of @size
 * @size: bytes of its value
 * @sets: how many sets it has; 0: the value has no set selector
 * @first: number of the first set
 * @blocks: how many blocks a set has; 0: no block selector
 * @first_block: number of the first block
 * @mask: bits of the first byte that are not reserved; 0: all are
 *        meaningful
 * @max: highest value of these bits; 0: any
 * @offset: where the value is, within the part's structure
 * @stride: bytes from one set to the next; 0: @size, or all of its blocks
 * @check: a closer look; optional
 */
struct SimParam {
    uint8_t number;
    bool read_only;
    bool empty;
    uint8_t min;
    uint8_t size;
    uint8_t sets;
    uint8_t first;
    uint8_t blocks;
    uint8_t first_block;
    uint8_t mask;
    uint8_t max;
    uint16_t offset;
    uint16_t stride;
    SimParamCheck *check;
};

/**
 * SimParams: the parameters of a part. Number 0 is not in the table
 * @params: the table
 * @n: number of entries
 */
typedef struct SimParams {
    const SimParam *params;
    size_t n;
} SimParams;

/**
 * SimParamQuery: what a Get command asks for
 * @number: parameter
 * @set: set selector
 * @block: block selector
 * @revision_only: but not its value
 */
typedef struct SimParamQuery {
    uint8_t number;
    uint8_t set;
    uint8_t block;
    bool revision_only;
} SimParamQuery;

/**
 * sim_param_set: carry out a Set command
 * @all: the parameters
 * @values: the part's structure
 * @in_progress: value of parameter 0
 * @number: number of the parameter
 * @data: its selectors, if it has them, and value
 * @len: number of bytes in @data
 *
 * Returns: completion code.
 */
uint8_t sim_param_set(const SimParams *all, void *values, uint8_t *in_progress,
                      uint8_t number, const uint8_t *data, size_t len);

/**
 * sim_param_get: carry out a Get command
 * @all: the parameters
 * @values: the part's structure
 * @in_progress: value of parameter 0
 * @query: what is asked for
 * @rsp: to put revision, selectors and value into
 *
 * Returns: completion code.
 */
uint8_t sim_param_get(const SimParams *all, const void *values,
                      uint8_t in_progress, const SimParamQuery *query,
                      IPMIMsg *rsp);

/**
 * sim_param_set_progress: set parameter 0, "set in progress"
 * @in_progress: its value
 * @data: the new one; only the low two bits count
 * @len: number of bytes in @data
 *
 * Returns: completion code; SIM_CC_PARAM_SET_IN_PROGRESS to whoever wants to
 * begin while somebody else is about it.
 */
uint8_t sim_param_set_progress(uint8_t *in_progress, const uint8_t *data,
                               size_t len);

/**
 * sim_param_valid: whether all values are such that they could have been set,
 * for a part's post_load
 * @all: the parameters
 * @values: the part's structure
 */
bool sim_param_valid(const SimParams *all, const void *values);

/* Whether @val can be the value of parameter 0 */
static inline bool sim_param_progress_valid(uint8_t val)
{
    return val <= 1;
}

#endif
