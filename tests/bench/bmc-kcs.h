/*
 * Where a BMC has the registers of a KCS channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BENCH_BMC_KCS_H
#define BENCH_BMC_KCS_H

#include <stdint.h>

enum { KCS_OBF = 1, KCS_IBF = 2, KCS_COMMAND = 8 };

/* Enables the channel, and its interrupt as long as IBF is set. */
void kcs_enable(void);

uint8_t kcs_status(void);
void kcs_set_status(uint8_t value);
uint8_t kcs_input(void);
void kcs_output(uint8_t value);

#endif
