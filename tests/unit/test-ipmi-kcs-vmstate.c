/*
 * Unit tests of the streams of both roles on a KCS channel
 *
 * The stream of the BMC's role is QEMU 10.0's. It is put together here byte
 * by byte, and compared with what is saved; and it is loaded, and the host
 * goes on with its transfer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "qemu/module.h"
#include "hw/ipmi/channel/kcs_bmc.h"
#include "hw/ipmi/channel/kcs_host.h"
#include "hw/ipmi/channel/vmstate.h"
#include "io/channel-buffer.h"
#include "migration/qemu-file-types.h"
#include "../migration/qemu-file.h"
#include "../migration/savevm.h"

/* --- streams ------------------------------------------------------------ */

typedef struct Stream {
    uint8_t bytes[1024];
    size_t len;
} Stream;

static Stream save(const VMStateDescription *desc, void *obj)
{
    QIOChannelBuffer *buf = qio_channel_buffer_new(0);
    QEMUFile *f = qemu_file_new_output(QIO_CHANNEL(buf));
    Stream s = { };

    g_assert_cmpint(vmstate_save_state(f, desc, obj, NULL), ==, 0);
    g_assert_cmpint(qemu_fflush(f), ==, 0);
    s.len = buf->usage;
    g_assert_cmpuint(s.len, <=, sizeof(s.bytes));
    memcpy(s.bytes, buf->data, s.len);
    qemu_fclose(f);
    object_unref(OBJECT(buf));
    return s;
}

static int load(const VMStateDescription *desc, void *obj, int version,
                const Stream *s)
{
    QIOChannelBuffer *buf = qio_channel_buffer_new(s->len + 1);
    QEMUFile *f;
    int ret;

    memcpy(buf->data, s->bytes, s->len);
    /* Something has to follow, or the look for subsections is an error */
    buf->data[s->len] = QEMU_VM_EOF;
    buf->usage = s->len + 1;
    f = qemu_file_new_input(QIO_CHANNEL(buf));
    ret = vmstate_load_state(f, desc, obj, version);
    qemu_fclose(f);
    object_unref(OBJECT(buf));
    return ret;
}

/* --- the stream of QEMU 10.0 -------------------------------------------- */

typedef struct Wire {
    uint8_t obf_irq, atn_irq, irqs;
    uint32_t outpos, outlen;
    const char *outmsg;
    uint32_t inlen;
    const char *inmsg;
    uint8_t write_end, status, data_out;
    int16_t data_in, cmd;
    uint8_t waiting;
} Wire;

static void put(Stream *s, const void *bytes, size_t len)
{
    memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
}

static void put8(Stream *s, uint8_t val)
{
    put(s, &val, 1);
}

static void put16(Stream *s, uint16_t val)
{
    val = cpu_to_be16(val);
    put(s, &val, 2);
}

static void put32(Stream *s, uint32_t val)
{
    val = cpu_to_be32(val);
    put(s, &val, 4);
}

static void put_msg(Stream *s, const char *msg, size_t len)
{
    uint8_t bytes[300] = { };

    memcpy(bytes, msg ?: "", MIN(len, 8));
    put(s, bytes, sizeof(bytes));
}

static Stream wire_stream(const Wire *w)
{
    Stream s = { };

    put8(&s, w->obf_irq);
    put8(&s, w->atn_irq);
    put8(&s, w->irqs);
    put32(&s, w->outpos);
    put32(&s, w->outlen);
    put_msg(&s, w->outmsg, w->outlen);
    put32(&s, w->inlen);
    put_msg(&s, w->inmsg, w->inlen);
    put8(&s, w->write_end);
    put8(&s, w->status);
    put8(&s, w->data_out);
    put16(&s, w->data_in);
    put16(&s, w->cmd);
    put8(&s, w->waiting);
    g_assert_cmpuint(s.len, ==, 623);
    return s;
}

static void assert_stream(const Stream *s, const Stream *wanted)
{
    g_assert_cmpuint(s->len, ==, wanted->len);
    for (size_t i = 0; i < s->len; i++) {
        if (s->bytes[i] != wanted->bytes[i]) {
            g_test_message("byte %zu is %02x, not %02x", i, s->bytes[i],
                           wanted->bytes[i]);
            g_assert_not_reached();
        }
    }
}

/* --- kcs_bmc ------------------------------------------------------------ */

typedef struct Rig {
    KCSBmc bmc;
    unsigned int requests;
    uint8_t msg_id;
} Rig;

static void rig_request(void *opaque, uint8_t msg_id, const uint8_t *req,
                        size_t len)
{
    Rig *rig = opaque;

    rig->requests++;
    rig->msg_id = msg_id;
}

static const KCSBmcOps rig_ops = { .request = rig_request };

static void rig_init(Rig *rig)
{
    memset(rig, 0, sizeof(*rig));
    kcs_bmc_init(&rig->bmc, &rig_ops, rig);
}

static void command(Rig *rig, uint8_t code)
{
    kcs_bmc_host_write(&rig->bmc, 1, code);
}

static void data(Rig *rig, uint8_t val)
{
    kcs_bmc_host_write(&rig->bmc, 0, val);
}

static void write_request(Rig *rig)
{
    command(rig, 0x61);
    data(rig, 0x18);
    command(rig, 0x62);
    data(rig, 0x01);
}

static void respond(Rig *rig)
{
    g_assert_true(kcs_bmc_response(&rig->bmc, rig->bmc.msg_id,
                                   (const uint8_t *)"\x1c\x01\x00", 3));
}

static void go_idle(Rig *rig)
{
}

static void go_write(Rig *rig)
{
    command(rig, 0x61);
    data(rig, 0x18);
}

static void go_last(Rig *rig)
{
    go_write(rig);
    command(rig, 0x62);
}

static void go_read(Rig *rig)
{
    write_request(rig);
    respond(rig);
    data(rig, 0x68);
}

static void go_abort(Rig *rig)
{
    go_write(rig);
    command(rig, 0x60);
}

static void go_error(Rig *rig)
{
    command(rig, 0x99);
}

/* What is saved in each state, after all of it was enabled */
static const struct {
    const char *name;
    void (*go)(Rig *rig);
    Wire wire;
} saved[] = {
    { "idle", go_idle,
      { .irqs = 1, .status = 0x04, .atn_irq = 1 } },
    { "write", go_write,
      { .irqs = 1, .obf_irq = 1, .inlen = 1, .inmsg = "\x18",
        .status = 0x85 } },
    { "last", go_last,
      { .irqs = 1, .obf_irq = 1, .inlen = 1, .inmsg = "\x18",
        .status = 0x8d, .write_end = 1 } },
    { "pending", write_request,
      { .irqs = 1, .obf_irq = 1, .inlen = 2, .inmsg = "\x18\x01",
        .status = 0x87, .waiting = 1 } },
    { "read", go_read,
      { .irqs = 1, .obf_irq = 1, .inlen = 2, .inmsg = "\x18\x01",
        .outlen = 3, .outpos = 2, .outmsg = "\x1c\x01", .data_out = 0x01,
        .status = 0x45, .waiting = 1 } },
    { "abort", go_abort,
      { .irqs = 1, .obf_irq = 1, .inlen = 1, .inmsg = "\x18",
        .outlen = 1, .outmsg = "\x01", .status = 0xcd } },
    { "error", go_error,
      { .irqs = 1, .obf_irq = 1, .atn_irq = 1, .outlen = 1,
        .outmsg = "\x02", .status = 0xcd } },
};

static void test_bmc_save(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(saved); i++) {
        Wire wire = saved[i].wire;
        Stream wanted, s;
        Rig rig;

        g_test_message("%s", saved[i].name);
        rig_init(&rig);
        rig.bmc.irq_enabled = true;
        kcs_bmc_set_atn(&rig.bmc, true, true);
        saved[i].go(&rig);
        /* Nobody ever sees these filled */
        wire.data_in = wire.cmd = -1;
        wanted = wire_stream(&wire);
        s = save(&vmstate_ipmi_kcs_bmc, &rig.bmc);
        assert_stream(&s, &wanted);
    }
}

/* QEMU 10.0 keeps what asks for an interrupt, enabled or not */
static void test_bmc_save_irq(void)
{
    Stream s;
    Rig rig;

    rig_init(&rig);
    command(&rig, 0x61);
    s = save(&vmstate_ipmi_kcs_bmc, &rig.bmc);
    g_assert_cmpmem(s.bytes, 3, "\1\0\0", 3);
    rig.bmc.irq_enabled = true;
    s = save(&vmstate_ipmi_kcs_bmc, &rig.bmc);
    g_assert_cmpmem(s.bytes, 3, "\1\0\1", 3);
    kcs_bmc_host_read(&rig.bmc, 0);
    s = save(&vmstate_ipmi_kcs_bmc, &rig.bmc);
    g_assert_cmpmem(s.bytes, 3, "\0\0\1", 3);
}

/* From a stream to an idle channel, by the rest of the transfer */
static void finish(Rig *rig)
{
    switch (rig->bmc.state) {
    case KCS_BMC_IDLE:
        write_request(rig);
        break;
    case KCS_BMC_WRITE:
        command(rig, 0x62);
        data(rig, 0x01);
        break;
    case KCS_BMC_WRITE_LAST:
    case KCS_BMC_ABORT:
        data(rig, 0x01);
        break;
    default:
        break;
    }
    if (rig->bmc.state == KCS_BMC_PENDING) {
        respond(rig);
    }
    for (int i = 0; i < 3 && rig->bmc.state == KCS_BMC_READ; i++) {
        data(rig, 0x68);
    }
    g_assert_cmpint(rig->bmc.state, ==, KCS_BMC_IDLE);
}

static const KCSBmcState loaded_states[] = {
    KCS_BMC_IDLE, KCS_BMC_WRITE, KCS_BMC_WRITE_LAST, KCS_BMC_PENDING,
    KCS_BMC_READ, KCS_BMC_ABORT, KCS_BMC_ABORT,
};

static void test_bmc_load(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(saved); i++) {
        const Wire *w = &saved[i].wire;
        Stream s = wire_stream(w);
        Rig rig;

        g_test_message("%s", saved[i].name);
        rig_init(&rig);
        /* Nothing of what was there before may be left */
        write_request(&rig);
        g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
        g_assert_true(rig.bmc.ops == &rig_ops);
        g_assert_cmpint(rig.bmc.state, ==, loaded_states[i]);
        g_assert_cmphex(rig.bmc.ch.str, ==, w->status);
        g_assert_cmphex(rig.bmc.ch.odr, ==, w->data_out);
        g_assert_cmpint(rig.bmc.ch.atn_irq, ==, w->atn_irq);
        g_assert_true(rig.bmc.irq_enabled);
        g_assert_cmphex(rig.bmc.msg_id, ==, w->waiting);
        g_assert_cmpmem(rig.bmc.req.data, rig.bmc.req.len, w->inmsg ?: "",
                        w->inlen);
        g_assert_cmpuint(rig.bmc.rsp.len, ==, w->outlen);
        g_assert_cmpuint(rig.bmc.pos, ==, w->outpos);
        finish(&rig);
        finish(&rig);
    }
}

/* What GET_STATUS tells goes along, if there is something to tell */
static void test_bmc_load_status(void)
{
    Wire wire = {
        .status = 0xc1, .outlen = 1, .outmsg = "\x06", .data_in = -1,
        .cmd = -1,
    };
    Stream s = wire_stream(&wire);
    Rig rig;

    rig_init(&rig);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
    command(&rig, 0x60);
    data(&rig, 0);
    g_assert_cmphex(kcs_bmc_host_read(&rig.bmc, 0), ==, 0x06);
    finish(&rig);

    /* Left over from a response */
    wire.outlen = 7;
    wire.outpos = 5;
    s = wire_stream(&wire);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
    data(&rig, 0);
    g_assert_cmphex(kcs_bmc_host_read(&rig.bmc, 0), ==, 0x01);
    finish(&rig);

    /* Read already */
    wire.outlen = 1;
    wire.outpos = 1;
    s = wire_stream(&wire);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
    data(&rig, 0);
    g_assert_cmphex(kcs_bmc_host_read(&rig.bmc, 0), ==, 0x01);
    finish(&rig);
}

/* An interrupt for an attention that is gone */
static void test_bmc_load_attention(void)
{
    Wire wire = { .irqs = 1, .atn_irq = 1, .data_in = -1, .cmd = -1 };
    Stream s = wire_stream(&wire);
    Rig rig;

    rig_init(&rig);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
    g_assert_false(kcs_bmc_host_irq(&rig.bmc));
    finish(&rig);
}

/* Each status there can be, loaded and saved again, comes out as it was */
static void test_bmc_load_all_status(void)
{
    for (int status = 0; status < 256; status++) {
        Wire wire = {
            .status = status, .obf_irq = status & 1,
            .inlen = 2, .inmsg = "\x18\x01",
            .outlen = 1, .outmsg = "\x06",
            .outpos = (status & 0xc0) != 0xc0,
            .data_in = -1, .cmd = -1,
        };
        Stream s = wire_stream(&wire), again;
        Rig rig;

        rig_init(&rig);
        g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
        if ((status & 0xc2) == 0xc2) {
            /* A request that is pending has no other state */
            g_assert_cmpint(rig.bmc.state, ==, KCS_BMC_PENDING);
        }
        again = save(&vmstate_ipmi_kcs_bmc, &rig.bmc);
        wire.status = status & ~0x30;
        s = wire_stream(&wire);
        assert_stream(&again, &s);
        g_assert_true(kcs_bmc_valid(&rig.bmc));
    }
}

static void check_refused(const Wire *wire)
{
    Stream s = wire_stream(wire);
    Rig rig;

    rig_init(&rig);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, -EINVAL);
}

static void test_bmc_refused(void)
{
    static const uint32_t lengths[] = { 301, 65536, 65536 + 2, UINT32_MAX };
    Wire wire = { .data_in = -1, .cmd = -1 };
    Stream s;
    Rig rig;

    for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
        wire.inlen = lengths[i];
        check_refused(&wire);
        wire.inlen = 0;
        wire.outlen = lengths[i];
        check_refused(&wire);
        wire.outlen = 0;
        wire.outpos = lengths[i];
        check_refused(&wire);
        wire.outpos = 0;
    }
    wire.outlen = 4;
    wire.outpos = 5;
    check_refused(&wire);

    /* Another version, and a stream that ends early */
    wire.outpos = 4;
    s = wire_stream(&wire);
    rig_init(&rig);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), ==, 0);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 1, &s), <, 0);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 3, &s), <, 0);
    s.len -= 2;
    g_assert_cmpint(load(&vmstate_ipmi_kcs_bmc, &rig.bmc, 2, &s), <, 0);
}

/* --- kcs_host ----------------------------------------------------------- */

typedef struct HostRig {
    KCSHost host;
    unsigned int responses;
} HostRig;

static void host_response(void *opaque, uint8_t msg_id, const uint8_t *rsp,
                          size_t len)
{
    HostRig *rig = opaque;

    g_assert_cmphex(msg_id, ==, 0x42);
    g_assert_cmpmem(rsp, len, "\x1c\x01\x00\x07", 4);
    rig->responses++;
}

static void host_attention(void *opaque, bool set)
{
}

static void host_schedule(void *opaque)
{
}

static const KCSHostOps host_ops = {
    .response = host_response,
    .attention = host_attention,
    .schedule = host_schedule,
};

static void host_init(HostRig *rig)
{
    memset(rig, 0, sizeof(*rig));
    kcs_host_init(&rig->host, &host_ops, rig);
}

/* Firmware that has seen this many bytes before; false if it was the last */
static bool host_step(HostRig *rig, unsigned int n)
{
    static const uint8_t states[] = {
        0x80, 0x80, 0x80, 0x80, 0x40, 0x40, 0x40, 0x40, 0x00,
    };
    static const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0x07 };

    if (n == ARRAY_SIZE(states)) {
        return false;
    }
    kcs_host_bmc_write(&rig->host, 2, states[n] | KCS_SMS_ATN);
    kcs_host_bmc_read(&rig->host, 0);
    if (states[n] == 0x40) {
        kcs_host_bmc_write(&rig->host, 1, rsp[n - 4]);
    }
    return true;
}

static void assert_host_same(const KCSHost *a, const KCSHost *b)
{
    g_assert_cmphex(a->ch.idr, ==, b->ch.idr);
    g_assert_cmphex(a->ch.odr, ==, b->ch.odr);
    g_assert_cmphex(a->ch.str, ==, b->ch.str);
    g_assert_cmphex(a->ch.bmc_irq_enable, ==, b->ch.bmc_irq_enable);
    g_assert_cmpint(a->ch.atn_irq, ==, b->ch.atn_irq);
    g_assert_cmpuint(a->state, ==, b->state);
    g_assert_cmpint(a->enabled, ==, b->enabled);
    g_assert_cmphex(a->msg_id, ==, b->msg_id);
    g_assert_cmpuint(a->retries, ==, b->retries);
    g_assert_cmpuint(a->pos, ==, b->pos);
    g_assert_cmpmem(a->req.data, a->req.len, b->req.data, b->req.len);
    g_assert_cmpmem(a->rsp.data, a->rsp.len, b->rsp.data, b->rsp.len);
    g_assert_cmpint(a->rsp.overrun, ==, b->rsp.overrun);
}

/* A VM that moves, maybe with the bottom half still due */
static void move_host(HostRig *rig, bool ready)
{
    HostRig there;
    Stream s = save(&vmstate_ipmi_kcs_host, &rig->host);

    host_init(&there);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_host, &there.host, 1, &s), ==, 0);
    assert_host_same(&there.host, &rig->host);
    g_assert_cmpint(kcs_host_ready(&there.host), ==, ready);
    there.responses = rig->responses;
    *rig = there;
    rig->host.opaque = rig;
}

static void begin_host(HostRig *rig, uint8_t msg_id)
{
    kcs_host_request(&rig->host, msg_id, (const uint8_t *)"\x18\x01\x02", 3);
}

/* It moves after each step */
static void finish_host(HostRig *rig)
{
    for (unsigned int n = 0; host_step(rig, n); n++) {
        move_host(rig, true);
        kcs_host_run(&rig->host);
    }
    g_assert_cmpuint(rig->responses, ==, 1);
}

static void test_host_moves(void)
{
    HostRig rig;

    host_init(&rig);
    rig.host.ch.bmc_irq_enable = KCS_BMC_IRQ_ALL;
    kcs_host_set_enabled(&rig.host, true);
    begin_host(&rig, 0x42);
    rig.host.retries = 2;
    finish_host(&rig);
}

/* The firmware has not looked at the request before, which was given up */
static void test_host_blocked(void)
{
    HostRig rig;

    host_init(&rig);
    kcs_host_set_enabled(&rig.host, true);
    begin_host(&rig, 0x41);
    begin_host(&rig, 0x42);
    g_assert_cmpuint(rig.host.state, ==, KCS_HOST_BLOCKED);
    move_host(&rig, false);
    kcs_host_run(&rig.host);
    g_assert_cmpuint(rig.host.state, ==, KCS_HOST_BLOCKED);
    host_step(&rig, 0);
    move_host(&rig, true);
    kcs_host_run(&rig.host);
    g_assert_cmpuint(rig.host.state, ==, KCS_HOST_START);
    finish_host(&rig);
}

static void refuse_host(const KCSHost *bad)
{
    KCSHost copy = *bad;
    Stream s = save(&vmstate_ipmi_kcs_host, &copy);
    HostRig rig;

    host_init(&rig);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_host, &rig.host, 1, &s), ==,
                    -EINVAL);
}

static void test_host_refused(void)
{
    HostRig rig;
    KCSHost bad;

    host_init(&rig);
    kcs_host_set_enabled(&rig.host, true);
    begin_host(&rig, 0x42);
    bad = rig.host;
    bad.state = KCS_HOST_ABORT_READ + 1;
    refuse_host(&bad);
    bad = rig.host;
    bad.req.len = IPMI_MSG_MAX + 1;
    refuse_host(&bad);
    bad = rig.host;
    bad.rsp.len = IPMI_MSG_MAX + 1;
    refuse_host(&bad);
    bad = rig.host;
    bad.pos = 1;
    refuse_host(&bad);
    bad = rig.host;
    bad.enabled = false;
    refuse_host(&bad);
}

/* Nothing of its request is written, and somebody has to take it */
static void test_host_blocked_refused(void)
{
    HostRig rig;
    KCSHost bad;

    host_init(&rig);
    kcs_host_set_enabled(&rig.host, true);
    begin_host(&rig, 0x41);
    begin_host(&rig, 0x42);
    bad = rig.host;
    bad.pos = 1;
    refuse_host(&bad);
    bad = rig.host;
    bad.enabled = false;
    refuse_host(&bad);
    bad = rig.host;
    bad.req.len = 1;
    refuse_host(&bad);
}

/* An over-long response is one after the move as well */
static void test_host_overrun(void)
{
    HostRig here, there;
    Stream s;

    host_init(&here);
    here.host.rsp.overrun = true;
    here.host.rsp.len = 300;
    here.host.rsp.data[299] = 0x99;
    s = save(&vmstate_ipmi_kcs_host, &here.host);
    host_init(&there);
    g_assert_cmpint(load(&vmstate_ipmi_kcs_host, &there.host, 1, &s), ==, 0);
    assert_host_same(&there.host, &here.host);
}

static const struct {
    const char *path;
    GTestFunc run;
} tests[] = {
    { "/ipmi/kcs-vmstate/bmc/save", test_bmc_save },
    { "/ipmi/kcs-vmstate/bmc/save-irq", test_bmc_save_irq },
    { "/ipmi/kcs-vmstate/bmc/load", test_bmc_load },
    { "/ipmi/kcs-vmstate/bmc/load-status", test_bmc_load_status },
    { "/ipmi/kcs-vmstate/bmc/load-attention", test_bmc_load_attention },
    { "/ipmi/kcs-vmstate/bmc/load-all-status", test_bmc_load_all_status },
    { "/ipmi/kcs-vmstate/bmc/refused", test_bmc_refused },
    { "/ipmi/kcs-vmstate/host/moves", test_host_moves },
    { "/ipmi/kcs-vmstate/host/blocked", test_host_blocked },
    { "/ipmi/kcs-vmstate/host/blocked-refused", test_host_blocked_refused },
    { "/ipmi/kcs-vmstate/host/overrun", test_host_overrun },
    { "/ipmi/kcs-vmstate/host/refused", test_host_refused },
};

int main(int argc, char **argv)
{
    module_call_init(MODULE_INIT_QOM);
    /* Streams that are refused are reported */
    g_setenv("QTEST_SILENT_ERRORS", "1", 1);
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(tests); i++) {
        g_test_add_func(tests[i].path, tests[i].run);
    }
    return g_test_run();
}
