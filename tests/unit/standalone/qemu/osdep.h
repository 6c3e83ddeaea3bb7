/*
 * Stands in for QEMU's osdep.h where the engines are built without QEMU
 *
 * Only the top-level meson.build puts this on the include path. It promises
 * no more than what QEMU's own header gives as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef QEMU_OSDEP_H
#define QEMU_OSDEP_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Unlike QEMU's, these MIN and MAX may evaluate an argument twice */
#include <glib.h>

#define ARRAY_SIZE(x) G_N_ELEMENTS(x)
#define QEMU_BUILD_BUG_ON(x) G_STATIC_ASSERT(!(x))

#endif
