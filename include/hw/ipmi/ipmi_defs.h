/*
 * IPMI numbers that every party shares: network functions, completion codes
 *
 * Plain constants from IPMI 2.0, table 5-1 and table 5-2. This header needs
 * no other, so that QOM code and the stand-alone engines can both use it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_IPMI_DEFS_H
#define HW_IPMI_IPMI_DEFS_H

/* Network functions of requests; the response's is one higher */
enum {
    IPMI_NETFN_CHASSIS      = 0x00,
    IPMI_NETFN_BRIDGE       = 0x02,
    IPMI_NETFN_SENSOR_EVENT = 0x04,
    IPMI_NETFN_APP          = 0x06,
    IPMI_NETFN_FIRMWARE     = 0x08,
    IPMI_NETFN_STORAGE      = 0x0a,
    IPMI_NETFN_TRANSPORT    = 0x0c,
    IPMI_NETFN_GROUP_EXT    = 0x2c,
    IPMI_NETFN_OEM          = 0x3a,
};

/* Get BT Interface Capabilities (section 22.10), which interfaces answer */
#define IPMI_CMD_GET_BT_INTERFACE_CAPABILITIES 0x36

/* Completion codes, the first data byte of a response */
enum {
    IPMI_CC_OK                           = 0x00,
    IPMI_CC_NODE_BUSY                    = 0xc0,
    IPMI_CC_INVALID_CMD                  = 0xc1,
    IPMI_CC_COMMAND_INVALID_FOR_LUN      = 0xc2,
    IPMI_CC_TIMEOUT                      = 0xc3,
    IPMI_CC_OUT_OF_SPACE                 = 0xc4,
    IPMI_CC_INVALID_RESERVATION          = 0xc5,
    IPMI_CC_REQUEST_DATA_TRUNCATED       = 0xc6,
    IPMI_CC_REQUEST_DATA_LENGTH_INVALID  = 0xc7,
    IPMI_CC_REQUEST_DATA_LENGTH_EXCEEDED = 0xc8,
    IPMI_CC_PARM_OUT_OF_RANGE            = 0xc9,
    IPMI_CC_CANNOT_RETURN_REQ_NUM_BYTES  = 0xca,
    IPMI_CC_REQ_ENTRY_NOT_PRESENT        = 0xcb,
    IPMI_CC_INVALID_DATA_FIELD           = 0xcc,
    IPMI_CC_ILLEGAL_FOR_RECORD           = 0xcd,
    IPMI_CC_RESPONSE_NOT_PROVIDED        = 0xce,
    IPMI_CC_DUPLICATE_REQUEST            = 0xcf,
    IPMI_CC_SDR_IN_UPDATE                = 0xd0,
    IPMI_CC_FIRMWARE_IN_UPDATE           = 0xd1,
    IPMI_CC_BMC_INIT_IN_PROGRESS         = 0xd2,
    IPMI_CC_DESTINATION_UNAVAILABLE      = 0xd3,
    IPMI_CC_INSUFFICIENT_PRIVILEGE       = 0xd4,
    IPMI_CC_COMMAND_NOT_SUPPORTED        = 0xd5,
    IPMI_CC_SUBFUNCTION_DISABLED         = 0xd6,
    IPMI_CC_UNSPECIFIED                  = 0xff,
};

#endif
