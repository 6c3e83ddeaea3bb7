/*
 * Stands in for QEMU's bswap.h where the engines are built without QEMU
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef QEMU_BSWAP_H
#define QEMU_BSWAP_H

#include "qemu/osdep.h"

static inline int lduw_le_p(const void *ptr)
{
    const uint8_t *p = ptr;

    return p[0] | p[1] << 8;
}

static inline void stw_le_p(void *ptr, uint16_t v)
{
    uint8_t *p = ptr;

    p[0] = v;
    p[1] = v >> 8;
}

static inline int ldl_le_p(const void *ptr)
{
    return lduw_le_p(ptr) | (uint32_t)lduw_le_p((const uint8_t *)ptr + 2) << 16;
}

static inline void stl_le_p(void *ptr, uint32_t v)
{
    stw_le_p(ptr, v);
    stw_le_p((uint8_t *)ptr + 2, v >> 16);
}

#endif
