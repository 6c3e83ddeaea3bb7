/*
 * BMC firmware's driver for a KCS channel
 *
 * Plays the firmware of a BMC machine: the protocol of IPMI 2.0 section 9.15
 * as drivers in use do it, on registers of NPCM7xx or of Aspeed's chips.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_KCS_FIRMWARE_H
#define TESTS_QTEST_IPMI_KCS_FIRMWARE_H

#include "ipmi-fw-fixture.h"

/* Status */
enum {
    FW_KCS_OBF     = 0x01,
    FW_KCS_IBF     = 0x02,
    FW_KCS_SMS_ATN = 0x04,
    FW_KCS_CD      = 0x08,
    FW_KCS_STATE   = 0xc0,
};

/* Bits of it that firmware can write */
#define FW_KCS_STR_MASK 0xf4

/* Its state bits */
enum {
    FW_KCS_IDLE_STATE  = 0x00,
    FW_KCS_READ_STATE  = 0x40,
    FW_KCS_WRITE_STATE = 0x80,
    FW_KCS_ERROR_STATE = 0xc0,
};

/* Where the firmware is, in FW.state.phase */
enum {
    FW_KCS_IDLE,
    FW_KCS_WRITE_START,
    FW_KCS_WRITE_DATA,
    FW_KCS_WRITE_END,
    FW_KCS_WRITE_DONE,          /* a request is there */
    FW_KCS_WAIT_READ,           /* somebody works on it */
    FW_KCS_READ,
    FW_KCS_ABORT1,
    FW_KCS_ABORT2,
    FW_KCS_ERROR,
};

/* Phases, see FWPhase */
enum {
    KCS_PHASE_IDLE,
    KCS_PHASE_ATTENTION,
    KCS_PHASE_BLOCKED,          /* an older WRITE_START is in the way */
    KCS_PHASE_STARTED,          /* WRITE_START waits to be taken */
    KCS_PHASE_WRITING,          /* half of the request is taken */
    KCS_PHASE_ENDING,           /* its last byte waits to be taken */
    KCS_PHASE_TAKEN,            /* the firmware has it and works on it */
    KCS_PHASE_READING,          /* the host has half of the response */
    KCS_PHASE_LAST,             /* it has all, and has not been told so */
    KCS_PHASE_QUEUED,           /* as KCS_PHASE_WRITING, with two behind */
    KCS_PHASE_ABORTED,          /* GET_STATUS waits, after an error */
    KCS_PHASE_STATUS,           /* its data byte waits */
    KCS_PHASE_RECOVERED,        /* READ waits, behind the error code */
};

/* A register and bits of it */
typedef struct KCSBits {
    uint64_t addr;
    uint32_t bits;
} KCSBits;

/**
 * KCSPlace: where a channel is, in FWBoard.place
 * @idr: address of the input register
 * @odr: address of the output register
 * @str: address of the status register
 * @wide: registers are accessed by 32 bits, else by 8
 * @on: what enables the channel
 * @ibfie: what enables its interrupt
 * @regs: addresses of registers that reading does not change
 * @reset: what they are after a reset
 */
typedef struct KCSPlace {
    uint64_t idr;
    uint64_t odr;
    uint64_t str;
    bool wide;
    KCSBits on[2];
    KCSBits ibfie;
    uint64_t regs[FW_REGISTERS];
    uint32_t reset[FW_REGISTERS];
} KCSPlace;

/* For FWBoard.driver; they differ by name */
extern const FWDriver npcm7xx_kcs_driver;
extern const FWDriver aspeed_kcs_driver;

uint32_t kcs_fw_get(FW *t, uint64_t addr);
void kcs_fw_set(FW *t, uint64_t addr, uint32_t val);
void kcs_fw_change(FW *t, const KCSBits *bits, bool set);

/* The registers of the channel */
uint8_t kcs_fw_str(FW *t);
uint8_t kcs_fw_read_idr(FW *t);
void kcs_fw_write_odr(FW *t, uint8_t val);
void kcs_fw_set_state(FW *t, uint8_t state);
void kcs_fw_set_attention(FW *t, bool set);

/* Do what the host's last write asks for, if there was one */
bool kcs_fw_event(FW *t);

/* Wait until the host has written; the second one acts on it */
void kcs_fw_wait_ibf(FW *t);
void kcs_fw_wait_event(FW *t);

/* Give up what is going on, and let the host see it */
void kcs_fw_abort(FW *t);

/* Write the first byte of a response; false if none is asked for */
bool kcs_fw_begin_answer(FW *t, const uint8_t *msg, size_t len);

/* Tests of ipmi-kcs-firmware-tests.c, of what there is with KCS only */
void kcs_fw_add_register_tests(const FWBoard *board);
void kcs_fw_add_tests(const FWBoard *board);

/* All channels of a machine at once, each with a host of its own */
void kcs_fw_check_together(const FWBoard *const *boards, int n);

#endif
