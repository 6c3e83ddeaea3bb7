/*
 * IPMI messages: a bounded builder and the checksum
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/message.h"

void ipmi_msg_reset(IPMIMsg *msg)
{
    msg->len = 0;
    msg->overrun = false;
}

bool ipmi_msg_put(IPMIMsg *msg, uint8_t byte)
{
    return ipmi_msg_put_bytes(msg, &byte, 1);
}

bool ipmi_msg_put_bytes(IPMIMsg *msg, const void *bytes, size_t len)
{
    /* A migrated length is not to be trusted */
    size_t room = IPMI_MSG_MAX - MIN(msg->len, IPMI_MSG_MAX);
    size_t kept = MIN(len, room);

    if (kept) {
        memcpy(msg->data + msg->len, bytes, kept);
        msg->len += kept;
    }
    if (kept < len) {
        msg->overrun = true;
    }
    return kept == len;
}

bool ipmi_msg_put_le16(IPMIMsg *msg, uint16_t val)
{
    return ipmi_msg_put(msg, val) && ipmi_msg_put(msg, val >> 8);
}

void ipmi_msg_error_response(IPMIMsg *rsp, const uint8_t *req, size_t req_len,
                             uint8_t cc)
{
    uint8_t first = req_len > 0 ? req[0] : 0;
    uint8_t cmd = req_len > 1 ? req[1] : 0;

    /* @req may lie in @rsp, so nothing is written before both are read */
    ipmi_msg_reset(rsp);
    ipmi_msg_put(rsp, ipmi_netfn_lun(ipmi_netfn(first) | 1, ipmi_lun(first)));
    ipmi_msg_put(rsp, cmd);
    ipmi_msg_put(rsp, cc);
}

uint8_t ipmi_checksum(const uint8_t *buf, size_t len)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < len; i++) {
        sum += buf[i];
    }
    return -sum;
}
