/*
 * What the fuzzers of channels share: the users of both roles
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "fuzz-ipmi-roles.h"

#define OPERATION 3

bool fuzz_requested(FuzzUsers *u, uint8_t id, size_t len, size_t max)
{
    fuzz_require(!u->bmc_waiting);
    fuzz_require(len >= IPMI_MSG_MIN && len <= max);
    u->bmc_waiting = true;
    u->bmc_id = id;
    return u->bmc_within;
}

bool fuzz_answers(FuzzUsers *u, uint8_t id)
{
    bool wanted = u->bmc_waiting && id == u->bmc_id;

    u->bmc_waiting = u->bmc_waiting && !wanted;
    return wanted;
}

void fuzz_asks(FuzzUsers *u, uint8_t id, uint8_t cmd, size_t len)
{
    u->host_waiting = true;
    u->host_id = id;
    u->host_cmd = len > 1 ? cmd : 0;
}

bool fuzz_responded(FuzzUsers *u, uint8_t id, size_t len, size_t max)
{
    bool again = u->host_within;

    fuzz_require(u->host_waiting && id == u->host_id);
    fuzz_require(len >= IPMI_MSG_RSP_MIN && len <= max);
    u->host_waiting = false;
    u->host_within = false;
    return again;
}

void fuzz_operations(const uint8_t *data, size_t size,
                     FuzzOperation *const run[3],
                     void (*check)(const void *fuzz), void *fuzz)
{
    for (size_t at = 0; at + OPERATION <= size; at += OPERATION) {
        run[data[at] / 8 % 3](fuzz, data[at], data[at + 1], data[at + 2]);
        check(fuzz);
    }
}
