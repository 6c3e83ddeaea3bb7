/*
 * ipmi-bmc-sim: files that fill the stores
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_FILE_H
#define HW_IPMI_BMC_SIM_FILE_H

#include "qapi/error.h"

/**
 * sim_read_file: read a whole file, but not one without end
 * @prop: property that names it, for messages
 * @path: the file
 * @max: most bytes
 * @errp: set if it cannot be read, is empty or longer
 *
 * Returns: its bytes, to be freed with g_byte_array_unref(); NULL on error.
 */
GByteArray *sim_read_file(const char *prop, const char *path, size_t max,
                          Error **errp);

#endif
