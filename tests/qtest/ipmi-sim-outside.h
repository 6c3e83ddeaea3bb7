/*
 * ipmi-bmc-sim in an x86 VM, for tests: what is seen of it from outside
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_SIM_OUTSIDE_H
#define TESTS_QTEST_IPMI_SIM_OUTSIDE_H

#include "ipmi-sim.h"

/* For a host that is turned off, and can be turned on again */
#define SIM_PAUSE " -action shutdown=pause "

/* A property of the simulator must have this value */
void sim_check_str(SimVM *vm, const char *name, const char *expected);
void sim_check_bool(SimVM *vm, const char *name, bool expected);
void sim_check_int(SimVM *vm, const char *name, int64_t expected);

/* Set the property power */
void sim_set_power(SimVM *vm, bool on);

/* Wait until query-status says this */
void sim_wait_status(SimVM *vm, const char *status);

/* Wait for a migration's end; false if it failed */
bool sim_migrate(SimVM *vm, const char *uri);
bool sim_migrate_incoming(SimVM *vm, const char *uri);

/* Let seconds of virtual time pass */
void sim_step(SimVM *vm, double seconds);

#endif
