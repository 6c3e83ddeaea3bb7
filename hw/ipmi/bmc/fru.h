/*
 * FRU inventory: areas of bytes, all of the same size
 *
 * Knows no commands. Builds alone with GLib as well as within QEMU.
 *
 * IPMI 2.0 section 34; Platform Management FRU Information Storage
 * Definition v1.0 revision 1.3
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_FRU_H
#define HW_IPMI_BMC_FRU_H

/* Areas are numbered from 0; FFh is no number */
#define FRU_AREAS_MAX     255
#define FRU_AREA_SIZE_MAX UINT16_MAX

/**
 * Fru:
 * @area_size: bytes of an area, 1 to FRU_AREA_SIZE_MAX
 * @data: the areas, one behind the other
 */
typedef struct Fru {
    uint32_t area_size;
    GByteArray *data;
} Fru;

/**
 * FruText: what fru_describe() says; NULL members are left empty
 * @manufacturer: who made it
 * @board: name of the board
 * @product: name of the product
 * @part_number: model of both
 * @version: version of the product
 * @serial: serial number of both
 */
typedef struct FruText {
    const char *manufacturer;
    const char *board;
    const char *product;
    const char *part_number;
    const char *version;
    const char *serial;
} FruText;

/**
 * fru_init: make one area of zeroes
 * @fru: the inventory, all zero
 * @area_size: bytes of an area
 */
void fru_init(Fru *fru, uint32_t area_size);

/**
 * fru_free: free what fru_init() has made
 * @fru: the inventory; nothing happens to an all-zero one
 */
void fru_free(Fru *fru);

/**
 * fru_valid: check an inventory whose @data came from outside
 * @fru: the inventory
 *
 * Returns: NULL, or what is wrong with it.
 */
const char *fru_valid(const Fru *fru);

/* Number of areas */
uint32_t fru_count(const Fru *fru);

/**
 * fru_load: replace all areas
 * @fru: the inventory
 * @bytes: what is in them, the last one filled up with zeroes
 * @len: number of bytes, not 0
 *
 * Returns: false if those are more than FRU_AREAS_MAX areas.
 */
bool fru_load(Fru *fru, const uint8_t *bytes, size_t len);

/**
 * fru_area: an area
 * @fru: the inventory
 * @id: its number
 *
 * Returns: its @area_size bytes, NULL if there is no such area.
 */
uint8_t *fru_area(const Fru *fru, uint8_t id);

/**
 * fru_describe: fill area 0 with a board and a product
 * @fru: the inventory
 * @text: their texts; what is longer than 63 bytes is cut
 *
 * Returns: false if it does not fit, and then nothing is changed.
 */
bool fru_describe(Fru *fru, const FruText *text);

#endif
