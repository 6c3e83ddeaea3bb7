/*
 * BT channel: three registers and two buffers between a host and a BMC
 *
 * IPMI 2.0 section 11. The channel is the hardware alone: it moves bytes and
 * bits and plays neither party. Each party has a port of its own, and what a
 * write does depends on the port it comes through. Plain struct, no QOM.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_CHANNEL_BT_H
#define HW_IPMI_CHANNEL_BT_H

/* Host's register offsets (section 11.5) */
enum {
    BT_REG_CTRL    = 0,
    BT_REG_DATA    = 1,
    BT_REG_INTMASK = 2,
    BT_NR_REGS     = 3,
};

/* BT_CTRL (section 11.6.1) */
enum {
    BT_CLR_WR_PTR = 0x01,
    BT_CLR_RD_PTR = 0x02,
    BT_H2B_ATN    = 0x04,
    BT_B2H_ATN    = 0x08,
    BT_SMS_ATN    = 0x10,
    BT_OEM0       = 0x20,       /* not used: reads as 0 */
    BT_H_BUSY     = 0x40,
    BT_B_BUSY     = 0x80,
};

/* BT_INTMASK (section 11.6.3) */
enum {
    BT_B2H_IRQ_EN = 0x01,
    BT_B2H_IRQ    = 0x02,
    BT_BMC_HWRST  = 0x80,
};

/* What can interrupt the BMC; the bits are those of Aspeed's iBT */
enum {
    BT_BMC_IRQ_H2B   = 0x01,    /* the host set H2B_ATN */
    BT_BMC_IRQ_HBUSY = 0x40,    /* the host dropped H_BUSY */
    BT_BMC_IRQ_ALL   = BT_BMC_IRQ_H2B | BT_BMC_IRQ_HBUSY,
};

/* The length byte counts what follows it, so no frame is longer */
#define BT_BUFFER_SIZE 256
/* Length byte, netfn/lun, sequence number, cmd (section 11.3) */
#define BT_HEADER_SIZE 4
/* Most bytes of a message (netfn/lun, cmd, data) in one frame */
#define BT_MSG_MAX     (BT_BUFFER_SIZE - 2)

/**
 * BTBuffer: one direction's bytes
 * @data: the bytes
 * @wr: where the writer goes on, at most BT_BUFFER_SIZE
 * @rd: where the reader goes on
 */
typedef struct BTBuffer {
    uint8_t data[BT_BUFFER_SIZE];
    uint32_t wr;
    uint32_t rd;
} BTBuffer;

/**
 * BTChannel: all that the hardware holds
 * @ctrl: BT_CTRL without the pointer bits
 * @intmask: BT_INTMASK
 * @bmc_irq_enable: BT_BMC_IRQ_* that reach the BMC's interrupt line
 * @bmc_irq_status: BT_BMC_IRQ_* that happened; latched, enabled or not
 * @h2b: host to BMC
 * @b2h: BMC to host
 *
 * All zero is the state after reset.
 */
typedef struct BTChannel {
    uint8_t ctrl;
    uint8_t intmask;
    uint8_t bmc_irq_enable;
    uint8_t bmc_irq_status;
    BTBuffer h2b;
    BTBuffer b2h;
} BTChannel;

/**
 * bt_reset: all registers, pointers and latches to zero
 * @ch: the channel
 */
void bt_reset(BTChannel *ch);

/**
 * bt_valid: whether the pointers lie within the buffers
 * @ch: a channel that came from elsewhere, such as a migration stream
 */
bool bt_valid(const BTChannel *ch);

/**
 * bt_load: put a frame into a buffer, ready to be read
 * @buf: the buffer
 * @msg: netfn/lun, cmd, data; at least 2 and at most BT_MSG_MAX bytes
 * @len: number of bytes in @msg
 * @seq: sequence number that goes between netfn/lun and cmd
 */
void bt_load(BTBuffer *buf, const uint8_t *msg, size_t len, uint8_t seq);

/**
 * bt_frame_len: size of the frame in a buffer
 * @buf: the buffer
 * @min: fewest bytes behind the length byte
 *
 * Returns: number of bytes, the length byte included; 0 if there are fewer
 * than the length byte promises, or than @min.
 */
size_t bt_frame_len(const BTBuffer *buf, size_t min);

/*
 * The host's port
 */

/**
 * bt_host_read: the host reads a register
 * @ch: the channel
 * @reg: BT_REG_*
 *
 * Returns: its value; 0xff past the end of the buffer or of the registers.
 */
uint8_t bt_host_read(BTChannel *ch, unsigned reg);

/**
 * bt_host_write: the host writes a register
 * @ch: the channel
 * @reg: BT_REG_*
 * @val: the value. In BT_CTRL only 1 bits act, each by itself; buffer
 *       pointers first, H2B_ATN last
 */
void bt_host_write(BTChannel *ch, unsigned reg, uint8_t val);

/**
 * bt_host_irq: level of the host's interrupt line, 1 for active
 * @ch: the channel
 */
bool bt_host_irq(const BTChannel *ch);

/*
 * The BMC's port
 */

/**
 * bt_bmc_read: the BMC reads a register
 * @ch: the channel
 * @reg: BT_REG_*; INTMASK is the host's
 *
 * Returns: its value; 0xff past the end of the buffer or of the registers.
 */
uint8_t bt_bmc_read(BTChannel *ch, unsigned reg);

/**
 * bt_bmc_write: the BMC writes a register
 * @ch: the channel
 * @reg: BT_REG_*. Of INTMASK only BMC_HWRST can be written: a 1 clears it
 * @val: the value. In BT_CTRL only 1 bits act, each by itself; buffer
 *       pointers first
 */
void bt_bmc_write(BTChannel *ch, unsigned reg, uint8_t val);

/**
 * bt_bmc_set_sms_atn: set or clear SMS_ATN
 * @ch: the channel
 * @set: the new state
 * @irq: interrupt the host too, if that is enabled and no response is waiting
 *
 * By register a BMC can only set it, and with an interrupt.
 */
void bt_bmc_set_sms_atn(BTChannel *ch, bool set, bool irq);

/**
 * bt_bmc_ack_irq: forget interrupt causes
 * @ch: the channel
 * @mask: BT_BMC_IRQ_* to forget
 */
void bt_bmc_ack_irq(BTChannel *ch, uint8_t mask);

/**
 * bt_bmc_irq: level of the BMC's interrupt line, 1 for active
 * @ch: the channel
 */
bool bt_bmc_irq(const BTChannel *ch);

#endif
