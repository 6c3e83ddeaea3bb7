/*
 * ipmi-bmc-sim for the rest of QEMU: a machine's own commands, events, SDRs
 *
 * What a board needs that brings its own simulator, such as powernv. Reached
 * through hw/ipmi/ipmi.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_IPMI_BMC_SIM_H
#define HW_IPMI_IPMI_BMC_SIM_H

#include "qom/object.h"

#define TYPE_IPMI_BMC_SIMULATOR "ipmi-bmc-sim"
OBJECT_DECLARE_SIMPLE_TYPE(IPMIBmcSim, IPMI_BMC_SIMULATOR)

/* Most bytes of a response, with netfn/lun, cmd and completion code */
#define IPMI_SIM_RSP_MAX 300

/**
 * RspBuffer: a response that a board's handler fills in
 * @len: number of bytes in @buffer
 * @buffer: netfn/lun, cmd and completion code, there already, then data
 */
typedef struct RspBuffer {
    unsigned len;
    uint8_t buffer[IPMI_SIM_RSP_MAX];
} RspBuffer;

/**
 * rsp_buffer_push: append a byte of data to a response
 * @rsp: the response; what does not fit is lost, with an error code set
 * @byte: the byte
 */
void rsp_buffer_push(RspBuffer *rsp, uint8_t byte);

/**
 * rsp_buffer_set_error: set the completion code of a response
 * @rsp: the response
 * @cc: the code, IPMI_CC_*
 */
void rsp_buffer_set_error(RspBuffer *rsp, uint8_t cc);

/**
 * IPMICmdHandler: a board's command
 * @cmd_handler: carries it out. cmd[0] is netfn/lun, cmd[1] the command
 * @cmd_len_min: fewest bytes of a request, these two included; checked
 *               before the call
 */
typedef struct IPMICmdHandler {
    void (*cmd_handler)(IPMIBmcSim *s, uint8_t *cmd, unsigned cmd_len,
                        RspBuffer *rsp);
    unsigned cmd_len_min;
} IPMICmdHandler;

/**
 * IPMINetfn: a board's network function
 * @cmd_nums: number of @cmd_handlers
 * @cmd_handlers: by command; those without a function do not exist
 */
typedef struct IPMINetfn {
    unsigned cmd_nums;
    const IPMICmdHandler *cmd_handlers;
} IPMINetfn;

/**
 * ipmi_sim_register_netfn: add a board's commands to a simulator
 * @s: the simulator; need not be realized
 * @netfn: the network function, an even number. Commands that the simulator
 *         has itself in it are hidden
 * @handlers: the commands; must live as long as @s
 *
 * Returns: 0, or -1 if @netfn cannot be taken or is taken already.
 */
int ipmi_sim_register_netfn(IPMIBmcSim *s, unsigned netfn,
                            const IPMINetfn *handlers);

#define IPMI_SDR_COMPACT_TYPE 2

/* What each SDR begins with (IPMI 2.0 section 43); bytes, so none is aligned */
typedef struct IPMISdrHeader {
    uint8_t id[2];
    uint8_t version;
    uint8_t rec_type;
    uint8_t length;
} IPMISdrHeader;

/**
 * struct ipmi_sdr_compact: compact sensor record (section 43.2). A full one
 * (section 43.1) is the same up to @units
 * @owner: address of the controller that has the sensor
 * @owner_channel_lun: where it is reached
 * @sensor_owner_number: number of the sensor
 * @initialization: what the initialization agent does
 * @capabilities: re-arming, access to hysteresis and thresholds, event control
 * @reading_type: event/reading type
 * @assertion_events: offsets of which assertions are reported
 * @deassertion_events: and deassertions
 * @reading_mask: offsets of the states that a reading can have
 * @units: format and modifiers, base unit, modifier unit
 * @sharing: direction, and how many sensors share the record
 * @hysteresis: positive-going, negative-going
 * @name_type_length: type/length byte of @name
 */
struct ipmi_sdr_compact {
    IPMISdrHeader header;
    uint8_t owner;
    uint8_t owner_channel_lun;
    uint8_t sensor_owner_number;
    uint8_t entity_id;
    uint8_t entity_instance;
    uint8_t initialization;
    uint8_t capabilities;
    uint8_t sensor_type;
    uint8_t reading_type;
    uint8_t assertion_events[2];
    uint8_t deassertion_events[2];
    uint8_t reading_mask[2];
    uint8_t units[3];
    uint8_t sharing[2];
    uint8_t hysteresis[2];
    uint8_t unused[3];
    uint8_t oem;
    uint8_t name_type_length;
    uint8_t name[16];
};

/**
 * ipmi_bmc_sdr_find: look an SDR up
 * @bmc: the BMC; one that is no simulator has no records
 * @recid: record ID, or 0 for the first
 * @sdr: set to the record, which stays the simulator's and is valid until the
 *       repository changes. May be shorter than the structure
 * @nextrec: set to the next record's ID, 0xffff after the last one; may be
 *           NULL
 *
 * Returns: 0, or -1 if there is no such record.
 */
int ipmi_bmc_sdr_find(IPMIBmc *bmc, uint16_t recid,
                      const struct ipmi_sdr_compact **sdr, uint16_t *nextrec);

/**
 * ipmi_bmc_gen_event: let a simulator report an event
 * @bmc: the BMC; nothing happens if it is no simulator
 * @evt: the 16 bytes of a SEL record (IPMI 2.0 section 32.1)
 * @log: put it into the SEL as well as into the event message buffer
 */
void ipmi_bmc_gen_event(IPMIBmc *bmc, uint8_t *evt, bool log);

#endif
