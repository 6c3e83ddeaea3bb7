/*
 * ipmi-bmc-sim: configuration parameters, as LAN, SOL, PEF and others have
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/bmc/sim_param.h"

#define PARAM_SET_IN_PROGRESS 0

/*
 * Values of parameter 0. All that is set takes effect at once, so there is
 * nothing to commit, but clients do it.
 */
enum {
    SET_COMPLETE = 0,
    SET_IN_PROGRESS = 1,
    SET_COMMIT = 2,
};

static const SimParam *sim_param_find(const SimParams *all, uint8_t number)
{
    for (size_t i = 0; i < all->n; i++) {
        if (all->params[i].number == number) {
            return &all->params[i];
        }
    }
    return NULL;
}

static size_t sim_param_offset(const SimParam *p, uint8_t set, uint8_t block)
{
    size_t stride = p->stride ? p->stride : p->size * MAX(p->blocks, 1);
    size_t offset = p->offset;

    if (p->sets) {
        offset += (set - p->first) * stride;
    }
    if (p->blocks) {
        offset += (block - p->first_block) * p->size;
    }
    return offset;
}

static bool sim_param_has(const SimParam *p, uint8_t set, uint8_t block)
{
    return !p->empty &&
           (!p->sets || (set >= p->first && set - p->first < p->sets)) &&
           (!p->blocks || (block >= p->first_block &&
                           block - p->first_block < p->blocks));
}

static uint8_t sim_param_check(const SimParam *p, uint8_t set, uint8_t *data)
{
    if (p->mask) {
        *data &= p->mask;
    }
    if (p->max && *data > p->max) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return p->check ? p->check(p, set, data) : IPMI_CC_OK;
}

/* What is written counts at once, so a commit has nothing to do */
uint8_t sim_param_set_progress(uint8_t *in_progress, const uint8_t *data,
                               size_t len)
{
    uint8_t val;

    if (len != 1) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    val = *data & 3;
    if (val == SET_IN_PROGRESS && *in_progress != SET_COMPLETE) {
        return SIM_CC_PARAM_SET_IN_PROGRESS;
    }
    if (val > SET_COMMIT) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (val != SET_COMMIT) {
        *in_progress = val;
    }
    return IPMI_CC_OK;
}

static uint8_t sim_param_store(const SimParam *p, void *values, uint8_t set,
                               uint8_t block, const uint8_t *data, size_t len)
{
    uint8_t val[SIM_PARAM_MAX] = { };
    uint8_t cc;

    if (len > p->size || len < (p->min ? p->min : p->size)) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (!sim_param_has(p, set, block)) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    memcpy(val, data, len);
    cc = sim_param_check(p, set, val);
    if (cc == IPMI_CC_OK) {
        memcpy((uint8_t *)values + sim_param_offset(p, set, block), val,
               p->size);
    }
    return cc;
}

uint8_t sim_param_set(const SimParams *all, void *values, uint8_t *in_progress,
                      uint8_t number, const uint8_t *data, size_t len)
{
    const SimParam *p = sim_param_find(all, number);
    size_t selectors;
    uint8_t set = 0, block = 0;

    if (number == PARAM_SET_IN_PROGRESS) {
        return sim_param_set_progress(in_progress, data, len);
    }
    if (!p) {
        return SIM_CC_PARAM_UNSUPPORTED;
    }
    if (p->read_only) {
        return SIM_CC_PARAM_READ_ONLY;
    }
    selectors = (p->sets ? 1 : 0) + (p->blocks ? 1 : 0);
    if (len < selectors) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (p->sets) {
        set = *data++;
    }
    if (p->blocks) {
        block = *data++;
    }
    return sim_param_store(p, values, set, block, data, len - selectors);
}

uint8_t sim_param_get(const SimParams *all, const void *values,
                      uint8_t in_progress, const SimParamQuery *query,
                      IPMIMsg *rsp)
{
    const SimParam *p = sim_param_find(all, query->number);

    if (!p && query->number != PARAM_SET_IN_PROGRESS) {
        return SIM_CC_PARAM_UNSUPPORTED;
    }
    ipmi_msg_put(rsp, SIM_PARAM_REVISION);
    if (query->revision_only) {
        return IPMI_CC_OK;
    }
    if (!p) {
        ipmi_msg_put(rsp, in_progress);
        return IPMI_CC_OK;
    }
    if (!sim_param_has(p, query->set, query->block)) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    if (p->sets) {
        ipmi_msg_put(rsp, query->set);
    }
    if (p->blocks) {
        ipmi_msg_put(rsp, query->block);
    }
    ipmi_msg_put_bytes(rsp, (const uint8_t *)values +
                       sim_param_offset(p, query->set, query->block), p->size);
    return IPMI_CC_OK;
}

static bool sim_param_valid_set(const SimParam *p, const uint8_t *values,
                                uint8_t set, uint8_t block)
{
    const uint8_t *stored = values + sim_param_offset(p, set, block);
    uint8_t val[SIM_PARAM_MAX];

    memcpy(val, stored, p->size);
    return sim_param_check(p, set, val) == IPMI_CC_OK &&
           !memcmp(val, stored, p->size);
}

bool sim_param_valid(const SimParams *all, const void *values)
{
    for (size_t i = 0; i < all->n; i++) {
        const SimParam *p = &all->params[i];

        for (unsigned set = 0; set < MAX(p->sets, 1); set++) {
            for (unsigned block = 0; block < MAX(p->blocks, 1); block++) {
                if (!sim_param_valid_set(p, values, p->first + set,
                                         p->first_block + block)) {
                    return false;
                }
            }
        }
    }
    return true;
}
