/*
 * Migration of the roles on a KCS channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs_bmc.h"
#include "hw/ipmi/channel/kcs_host.h"
#include "hw/ipmi/channel/vmstate.h"

/*
 * The BMC's role. QEMU 10.0 has no state of its own beside the one in the
 * status register; what it has is put together here.
 */

/**
 * KCSBmcStream: the role as it is in a stream
 * @parent: the role
 * @obf_irq: OBF makes the interrupt line active, if that is enabled
 * @atn_irq: so does an attention
 * @irq_enabled: as in KCSBmc
 * @outpos: how many bytes of @outmsg went to the host
 * @outlen: size of @outmsg
 * @outmsg: the response, or what GET_STATUS tells
 * @inlen: size of @inmsg
 * @inmsg: the request
 * @write_end: the next byte of @inmsg is its last one
 * @status: the status register; with IBF a request is pending
 * @data_out: ODR
 * @data_in: a byte for Data_In that nobody has looked at; never there
 * @command: a byte for Command that nobody has looked at; never there
 * @msg_id: as in KCSBmc
 */
typedef struct KCSBmcStream {
    KCSBmc *parent;
    bool obf_irq;
    bool atn_irq;
    bool irq_enabled;
    uint32_t outpos;
    uint32_t outlen;
    uint8_t outmsg[IPMI_MSG_MAX];
    uint32_t inlen;
    uint8_t inmsg[IPMI_MSG_MAX];
    bool write_end;
    uint8_t status;
    uint8_t data_out;
    int16_t data_in;
    int16_t command;
    uint8_t msg_id;
} KCSBmcStream;

/* In @data_in and @command */
#define KCS_STREAM_NO_BYTE (-1)

static int kcs_bmc_stream_pre_save(void *opaque)
{
    KCSBmcStream *s = opaque;
    const KCSBmc *bmc = s->parent;

    s->obf_irq = bmc->ch.str & KCS_OBF;
    s->atn_irq = bmc->ch.atn_irq;
    s->irq_enabled = bmc->irq_enabled;
    s->outpos = bmc->pos;
    s->outlen = bmc->rsp.len;
    memcpy(s->outmsg, bmc->rsp.data, sizeof(s->outmsg));
    s->inlen = bmc->req.len;
    memcpy(s->inmsg, bmc->req.data, sizeof(s->inmsg));
    s->write_end = bmc->state == KCS_BMC_WRITE_LAST;
    s->status = bmc->ch.str;
    if (bmc->state == KCS_BMC_ABORT) {
        /* In QEMU 10.0 it is the error state that takes the next byte */
        s->status |= KCS_STATE_ERROR;
    }
    s->data_out = bmc->ch.odr;
    s->data_in = KCS_STREAM_NO_BYTE;
    s->command = KCS_STREAM_NO_BYTE;
    s->msg_id = bmc->msg_id;
    return 0;
}

static KCSBmcState kcs_bmc_stream_state(const KCSBmcStream *s)
{
    if (s->status & KCS_IBF) {
        return KCS_BMC_PENDING;
    }
    switch (s->status & KCS_STATE) {
    case KCS_STATE_READ:
        return KCS_BMC_READ;
    case KCS_STATE_WRITE:
        return s->write_end ? KCS_BMC_WRITE_LAST : KCS_BMC_WRITE;
    case KCS_STATE_ERROR:
        return KCS_BMC_ABORT;
    default:
        return KCS_BMC_IDLE;
    }
}

static int kcs_bmc_stream_post_load(void *opaque, int version_id)
{
    KCSBmcStream *s = opaque;
    KCSBmc *bmc = s->parent;

    if (s->inlen > IPMI_MSG_MAX || s->outlen > IPMI_MSG_MAX ||
        s->outpos > s->outlen) {
        return -EINVAL;
    }
    bmc->state = kcs_bmc_stream_state(s);
    if (bmc->state == KCS_BMC_ABORT && (s->outlen != 1 || s->outpos)) {
        s->outmsg[0] = KCS_STATUS_ABORTED;
        s->outlen = 1;
        s->outpos = 0;
    }
    kcs_reset(&bmc->ch);
    bmc->ch.str = s->status & ~(KCS_OEM1 | KCS_OEM2);
    bmc->ch.odr = s->data_out;
    bmc->ch.atn_irq = s->atn_irq && (s->status & KCS_SMS_ATN);
    bmc->irq_enabled = s->irq_enabled;
    bmc->msg_id = s->msg_id;
    bmc->pos = s->outpos;
    ipmi_msg_reset(&bmc->rsp);
    ipmi_msg_put_bytes(&bmc->rsp, s->outmsg, s->outlen);
    ipmi_msg_reset(&bmc->req);
    ipmi_msg_put_bytes(&bmc->req, s->inmsg, s->inlen);
    return kcs_bmc_valid(bmc) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_kcs_bmc_stream = {
    .name = "ipmi-interface-kcs/fields",
    .pre_save = kcs_bmc_stream_pre_save,
    .post_load = kcs_bmc_stream_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(obf_irq, KCSBmcStream),
        VMSTATE_BOOL(atn_irq, KCSBmcStream),
        VMSTATE_BOOL(irq_enabled, KCSBmcStream),
        VMSTATE_UINT32(outpos, KCSBmcStream),
        VMSTATE_UINT32(outlen, KCSBmcStream),
        VMSTATE_UINT8_ARRAY(outmsg, KCSBmcStream, IPMI_MSG_MAX),
        VMSTATE_UINT32(inlen, KCSBmcStream),
        VMSTATE_UINT8_ARRAY(inmsg, KCSBmcStream, IPMI_MSG_MAX),
        VMSTATE_BOOL(write_end, KCSBmcStream),
        VMSTATE_UINT8(status, KCSBmcStream),
        VMSTATE_UINT8(data_out, KCSBmcStream),
        VMSTATE_INT16(data_in, KCSBmcStream),
        VMSTATE_INT16(command, KCSBmcStream),
        VMSTATE_UINT8(msg_id, KCSBmcStream),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_ipmi_kcs_bmc = {
    .name = "ipmi-interface-kcs",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_WITH_TMP(KCSBmc, KCSBmcStream, vmstate_kcs_bmc_stream),
        VMSTATE_END_OF_LIST()
    }
};

/*
 * The host's role
 */

static const VMStateDescription vmstate_kcs_channel = {
    .name = "ipmi-kcs-channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(idr, KCSChannel),
        VMSTATE_UINT8(odr, KCSChannel),
        VMSTATE_UINT8(str, KCSChannel),
        VMSTATE_UINT8(bmc_irq_enable, KCSChannel),
        VMSTATE_BOOL(atn_irq, KCSChannel),
        VMSTATE_END_OF_LIST()
    }
};

static int kcs_host_post_load(void *opaque, int version_id)
{
    return kcs_host_valid(opaque) ? 0 : -EINVAL;
}

const VMStateDescription vmstate_ipmi_kcs_host = {
    .name = "ipmi-kcs-host",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = kcs_host_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(ch, KCSHost, 1, vmstate_kcs_channel, KCSChannel),
        VMSTATE_UINT32(state, KCSHost),
        VMSTATE_BOOL(enabled, KCSHost),
        VMSTATE_UINT8(msg_id, KCSHost),
        VMSTATE_UINT8(retries, KCSHost),
        VMSTATE_UINT16(pos, KCSHost),
        VMSTATE_UINT16(req.len, KCSHost),
        VMSTATE_UINT8_ARRAY(req.data, KCSHost, IPMI_MSG_MAX),
        VMSTATE_UINT16(rsp.len, KCSHost),
        VMSTATE_BOOL(rsp.overrun, KCSHost),
        VMSTATE_UINT8_ARRAY(rsp.data, KCSHost, IPMI_MSG_MAX),
        VMSTATE_END_OF_LIST()
    }
};
