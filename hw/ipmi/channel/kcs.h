/*
 * KCS channel: three registers between a host and a BMC
 *
 * IPMI 2.0 section 9. The channel is the hardware alone: it moves bytes and
 * bits and plays neither party. Each party has a port of its own, and what
 * an access does depends on the port it comes through. Plain struct, no QOM.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_KCS_H
#define HW_IPMI_CHANNEL_KCS_H

/* Host's register offsets (section 9.5) */
enum {
    KCS_REG_DATA   = 0,         /* Data_Out when read, Data_In when written */
    KCS_REG_STATUS = 1,         /* Status when read, Command when written */
    KCS_NR_REGS    = 2,
};

/* BMC's registers; where they are is the chip's affair */
enum {
    KCS_BMC_REG_IDR = 0,        /* input: what the host wrote */
    KCS_BMC_REG_ODR = 1,        /* output: what the host reads */
    KCS_BMC_REG_STR = 2,        /* status */
    KCS_BMC_NR_REGS = 3,
};

/* Status (section 9.7) */
enum {
    KCS_OBF     = 0x01,         /* output buffer full */
    KCS_IBF     = 0x02,         /* input buffer full */
    KCS_SMS_ATN = 0x04,
    KCS_CD      = 0x08,         /* the last write was to Command */
    KCS_OEM1    = 0x10,
    KCS_OEM2    = 0x20,
    KCS_STATE   = 0xc0,
    /* Bits that the BMC writes; the others follow the accesses */
    KCS_BMC_OWNS = KCS_STATE | KCS_OEM2 | KCS_OEM1 | KCS_SMS_ATN,
};

/* State bits (section 9.7, table 9-2) */
enum {
    KCS_STATE_IDLE  = 0x00,
    KCS_STATE_READ  = 0x40,
    KCS_STATE_WRITE = 0x80,
    KCS_STATE_ERROR = 0xc0,
};

/* Control codes (section 9.10, table 9-3) */
enum {
    KCS_GET_STATUS  = 0x60,     /* to Command; aborts a transfer as well */
    KCS_WRITE_START = 0x61,     /* to Command */
    KCS_WRITE_END   = 0x62,     /* to Command */
    KCS_READ        = 0x68,     /* to Data_In */
};

/* What GET_STATUS tells (section 9.10, table 9-4) */
enum {
    KCS_STATUS_OK          = 0x00,
    KCS_STATUS_ABORTED     = 0x01,
    KCS_STATUS_ILLEGAL     = 0x02,
    KCS_STATUS_LENGTH      = 0x06,
    KCS_STATUS_UNSPECIFIED = 0xff,
};

/* What can interrupt the BMC; the bits are those of NPCM7xx's CTL */
enum {
    KCS_BMC_IRQ_IBF = 0x01,     /* the host wrote */
    KCS_BMC_IRQ_OBE = 0x02,     /* the host has nothing to read */
    KCS_BMC_IRQ_ALL = KCS_BMC_IRQ_IBF | KCS_BMC_IRQ_OBE,
};

/**
 * KCSChannel: all that the hardware holds
 * @idr: the last byte from the host
 * @odr: the last byte from the BMC
 * @str: the status register
 * @bmc_irq_enable: KCS_BMC_IRQ_* that reach the BMC's interrupt line
 * @atn_irq: an attention interrupts the host, which has yet to look at Status
 *
 * All zero is the state after reset.
 */
typedef struct KCSChannel {
    uint8_t idr;
    uint8_t odr;
    uint8_t str;
    uint8_t bmc_irq_enable;
    bool atn_irq;
} KCSChannel;

/**
 * kcs_reset: all registers and latches to zero
 * @ch: the channel
 */
void kcs_reset(KCSChannel *ch);

/**
 * kcs_valid: whether the channel could have come to this state by itself
 * @ch: a channel that came from elsewhere, such as a migration stream
 */
bool kcs_valid(const KCSChannel *ch);

/**
 * kcs_state: the state bits
 * @ch: the channel
 *
 * Returns: KCS_STATE_*
 */
uint8_t kcs_state(const KCSChannel *ch);

/*
 * The host's port
 */

/**
 * kcs_host_read: the host reads a register
 * @ch: the channel
 * @reg: KCS_REG_*. Data_Out clears OBF, whether or not it was set; Status
 *       ends the interrupt of an attention
 *
 * Returns: its value; 0xff past the end of the registers.
 */
uint8_t kcs_host_read(KCSChannel *ch, unsigned reg);

/**
 * kcs_host_write: the host writes a register
 * @ch: the channel
 * @reg: KCS_REG_*
 * @val: the value. It goes to IDR, with IBF set and C/D telling which of the
 *       two registers it was. If IBF was set already, the byte before is lost,
 *       as with a register that has no handshake of its own
 */
void kcs_host_write(KCSChannel *ch, unsigned reg, uint8_t val);

/**
 * kcs_host_irq: level of the host's interrupt line, 1 for active
 * @ch: the channel
 *
 * OBF and an attention are on one line. Whether interrupts are enabled is
 * the business of whoever knows that.
 */
bool kcs_host_irq(const KCSChannel *ch);

/*
 * The BMC's port
 */

/**
 * kcs_bmc_read: the BMC reads a register
 * @ch: the channel
 * @reg: KCS_BMC_REG_*. IDR clears IBF; the other two have no side effect
 *
 * Returns: its value; 0xff past the end of the registers.
 */
uint8_t kcs_bmc_read(KCSChannel *ch, unsigned reg);

/**
 * kcs_bmc_write: the BMC writes a register
 * @ch: the channel
 * @reg: KCS_BMC_REG_*. ODR sets OBF; of STR only the bits in KCS_BMC_OWNS
 *       change; IDR cannot be written
 * @val: the value
 */
void kcs_bmc_write(KCSChannel *ch, unsigned reg, uint8_t val);

/**
 * kcs_bmc_set_state: the BMC changes the state bits alone
 * @ch: the channel
 * @state: KCS_STATE_*
 */
void kcs_bmc_set_state(KCSChannel *ch, uint8_t state);

/**
 * kcs_bmc_set_sms_atn: set or clear SMS_ATN
 * @ch: the channel
 * @set: the new state
 * @irq: interrupt the host too
 *
 * By register a BMC changes SMS_ATN alone, without an interrupt.
 */
void kcs_bmc_set_sms_atn(KCSChannel *ch, bool set, bool irq);

/**
 * kcs_bmc_irq: level of the BMC's interrupt line, 1 for active
 * @ch: the channel
 */
bool kcs_bmc_irq(const KCSChannel *ch);

#endif
