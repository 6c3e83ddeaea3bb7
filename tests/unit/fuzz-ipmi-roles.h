/*
 * What the fuzzers of channels share: the users of both roles
 *
 * They keep account of what is pending, by themselves: what the BMC's role
 * has asked for and what the host's role was given. The roles must agree
 * with it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_UNIT_FUZZ_IPMI_ROLES_H
#define TESTS_UNIT_FUZZ_IPMI_ROLES_H

#include "hw/ipmi/message.h"
#include "fuzz.h"

/**
 * FuzzUsers: the users of the BMC's role and of the host's
 * @bmc_waiting: a request is pending
 * @bmc_id: its id
 * @bmc_within: answer within the callback
 * @host_waiting: a response is owed
 * @host_id: the id that it has to have
 * @host_cmd: its command
 * @host_within: ask the next within the callback
 * @attention: as it was told
 *
 * The first member of a fuzzer's own structure, which is the opaque argument
 * of both roles.
 */
typedef struct FuzzUsers {
    bool bmc_waiting;
    uint8_t bmc_id;
    bool bmc_within;

    bool host_waiting;
    uint8_t host_id;
    uint8_t host_cmd;
    bool host_within;
    bool attention;
} FuzzUsers;

/**
 * fuzz_requested: the BMC's role has a request
 * @u: the users
 * @id: its id
 * @len: its length
 * @max: the longest that the channel has
 *
 * Returns: whether to answer within the callback.
 */
bool fuzz_requested(FuzzUsers *u, uint8_t id, size_t len, size_t max);

/**
 * fuzz_answers: an answer is about to be given to the BMC's role
 * @u: the users
 * @id: its id
 *
 * Returns: whether the role must take it.
 */
bool fuzz_answers(FuzzUsers *u, uint8_t id);

/**
 * fuzz_asks: a request is about to be given to the host's role
 * @u: the users
 * @id: its id
 * @cmd: its command, if it is long enough to have one
 * @len: its length
 */
void fuzz_asks(FuzzUsers *u, uint8_t id, uint8_t cmd, size_t len);

/**
 * fuzz_responded: the host's role has a response
 * @u: the users
 * @id: its id
 * @len: its length
 * @max: the longest that the channel has
 *
 * One at most, and only to the request that came last.
 *
 * Returns: whether to ask the next within the callback.
 */
bool fuzz_responded(FuzzUsers *u, uint8_t id, size_t len, size_t max);

/* An operation: @what says which, @a and @b are for it to use */
typedef void FuzzOperation(void *fuzz, uint8_t what, uint8_t a, uint8_t b);

/**
 * fuzz_operations: do what the input says
 * @data: operations of three bytes each: what, and two values
 * @size: number of bytes in @data; a part of an operation is left out
 * @run: what there is to run: for the BMC's role, for the host's, and for a
 *       channel without any
 * @check: called after each operation
 * @fuzz: argument of both
 */
void fuzz_operations(const uint8_t *data, size_t size,
                     FuzzOperation *const run[3],
                     void (*check)(const void *fuzz), void *fuzz);

#endif
