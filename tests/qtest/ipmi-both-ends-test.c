/*
 * QTests for both ends of the IPMI wire
 *
 * Two QEMUs joined by a socket: a PC with an interface and ipmi-bmc-extern,
 * and a BMC machine with a responder and ipmi-host-extern. The test plays the
 * host's driver on one and BMC firmware on the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-ibt-driver.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-kcs-firmware.h"
#include "ipmi-stream.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"

#define HOST_BINARY "QTEST_QEMU_BINARY_X86_64"
#define BMC_BINARY  "QTEST_QEMU_BINARY_ARM"

#define MAX_ENDS 2

typedef struct Phase Phase;

/**
 * HostHalves: the host's own part of a transfer, in two halves
 * @fill: write half of a request, which is phase_msg
 * @fill_rest: write what is missing
 * @fetch: read half of the response that is there, which is phase_rsp
 * @fetch_rest: read what is missing
 */
typedef struct HostHalves {
    void (*fill)(IPMIDriver *d);
    void (*fill_rest)(IPMIDriver *d);
    void (*fetch)(IPMIDriver *d);
    void (*fetch_rest)(IPMIDriver *d);
} HostHalves;

/**
 * Kind: what is at the two ends
 * @name: for the names of tests
 * @host: the host's driver
 * @device: its interface
 * @places: ports and interrupts of the interfaces
 * @bmc: the BMC machine
 * @phases: of a transfer; ends with one without a name
 * @halves: how the host's part is done by halves
 * @step: from one length of messages to the next, where not all are tried,
 *        as bytes take their time
 */
typedef struct Kind {
    const char *name;
    const IPMIDriverOps *host;
    const char *device;
    struct {
        uint16_t port;
        int irq;
    } places[MAX_ENDS];
    const FWBoard *bmc;
    const Phase *phases;
    const HostHalves *halves;
    size_t step;
} Kind;

/**
 * Ends: one host's interface and the BMC behind it
 * @kind: what they are
 * @host: the interface
 * @host_irq: its interrupt, an input of the I/O APIC
 * @bmc: the BMC machine; its host is not played by the test
 * @place: where the socket is; nothing else of it is used
 * @host_listens: the host is the socket's server, else the BMC is
 */
typedef struct Ends {
    const Kind *kind;
    IPMIDriver host;
    int host_irq;
    FW bmc;
    IPMIWire *place;
    bool host_listens;
} Ends;

/*
 * Machines
 */

static const char *socket_options(bool server)
{
    return server ? "server=on,wait=off" : "reconnect-ms=10";
}

static void launch_bmc(Ends *e, const char *more)
{
    g_autofree char *args =
        g_strdup_printf("-nodefaults -machine %s %s "
                        "-chardev socket,id=h,path=%s,%s "
                        "-device ipmi-host-extern,chardev=h,responder=%s %s",
                        e->bmc.board->machine, e->bmc.board->options,
                        ipmi_wire_path(e->place),
                        socket_options(!e->host_listens),
                        e->bmc.board->responder, more);

    e->bmc.qts = qtest_init_with_env(BMC_BINARY, args, true);
    qtest_irq_intercept_in(e->bmc.qts, e->bmc.board->intc);
}

static void start_bmc(Ends *e)
{
    launch_bmc(e, "");
    fw_listen(&e->bmc);
}

/* One PC with an interface for each of the BMCs */
static void launch_host(Ends *e, int n, const char *more)
{
    g_autoptr(GString) args = g_string_new("-machine pc -nodefaults ");
    const Kind *kind = e->kind;
    QTestState *qts;

    g_string_append(args, more);
    for (int i = 0; i < n; i++) {
        g_string_append_printf(args,
            " -chardev socket,id=c%d,path=%s,%s"
            " -device ipmi-bmc-extern,id=b%d,chardev=c%d"
            " -device %s,bmc=b%d,ioport=%d,irq=%d",
            i, ipmi_wire_path(e[i].place), socket_options(e[i].host_listens),
            i, i, kind->device, i, kind->places[i].port,
            kind->places[i].irq);
    }
    qts = qtest_init_with_env(HOST_BINARY, args->str, true);
    qtest_irq_intercept_in(qts, "ioapic");
    for (int i = 0; i < n; i++) {
        e[i].host = (IPMIDriver) {
            .ops = kind->host, .qts = qts, .base = kind->places[i].port,
        };
        e[i].host_irq = kind->places[i].irq;
    }
}

static void start_host(Ends *e, int n)
{
    launch_host(e, n, "");
}

static bool host_irq(Ends *e)
{
    return qtest_get_irq(e->host.qts, e->host_irq);
}

static bool bmc_irq(Ends *e)
{
    return qtest_get_irq(e->bmc.qts, e->bmc.board->irq);
}

/*
 * Rounds
 */

/* The firmware answers with its request's data, turned around, and more */
static void answer(Ends *e, const FWRequest *req, size_t len)
{
    uint8_t data[WIRE_MSG_MAX];

    for (size_t i = 0; i < len; i++) {
        data[i] = req->msg[req->len - 1 - i % req->len] + i / req->len;
    }
    fw_answer(&e->bmc, req, req->len, data, len);
}

static void expect_answer(Ends *e, uint8_t seq, const uint8_t *msg, size_t len,
                          size_t rsp_len)
{
    uint8_t rsp[WIRE_MSG_MAX] = { msg[0] | 0x04, msg[1], len };

    for (size_t i = 0; i < rsp_len; i++) {
        rsp[3 + i] = msg[len - 1 - i % len] + i / len;
    }
    ipmi_driver_expect(&e->host, seq, rsp, rsp_len + 3);
}

static void do_round(Ends *e, uint8_t seq, const uint8_t *msg, size_t len,
                     size_t rsp_len)
{
    FWRequest req;

    ipmi_driver_request(&e->host, seq, msg, len);
    fw_next(&e->bmc, &req);
    g_assert_cmpmem(req.msg, req.len, msg, len);
    answer(e, &req, rsp_len);
    expect_answer(e, seq, msg, len, rsp_len);
}

/*
 * Until the socket is connected the host is told so; the firmware may still
 * be given what somebody asked before
 */
#define JOIN_CMD 0x5e
static const uint8_t join_msg[] = { 0xb8, JOIN_CMD };

static bool try_join(void *opaque)
{
    Ends *e = opaque;
    FWRequest req;

    if (ipmi_driver_has_response(&e->host)) {
        ipmi_driver_expect_error(&e->host, 0, join_msg, CC_BMC_INIT);
        ipmi_driver_request(&e->host, 0, join_msg, sizeof(join_msg));
    }
    if (!e->bmc.fw->pending(&e->bmc)) {
        return false;
    }
    fw_next(&e->bmc, &req);
    answer(e, &req, 0);
    return req.msg[1] == JOIN_CMD;
}

static void join(Ends *e)
{
    ipmi_driver_request(&e->host, 0, join_msg, sizeof(join_msg));
    ipmi_wire_wait(try_join, e, "host and BMC to be connected");
    expect_answer(e, 0, join_msg, sizeof(join_msg), 0);
}

static void check_works(Ends *e)
{
    static const uint8_t msg[] = { 0x18, 0x42, 0xa0, 0xa1, 0xaa, 0x00 };

    do_round(e, 0xa0, msg, sizeof(msg), 60);
    do_round(e, 0xa1, msg, 2, 0);
    g_assert_false(ipmi_driver_has_response(&e->host));
    e->bmc.fw->check_idle(&e->bmc);
}

/*
 * Start and end of a test
 */

static void start(Ends *e, int n, const Kind *kind, bool host_listens)
{
    for (int i = 0; i < n; i++) {
        e[i] = (Ends) {
            .kind = kind,
            .bmc.board = kind->bmc,
            .bmc.fw = kind->bmc->driver,
            .place = ipmi_wire_new(),
            .host_listens = host_listens,
        };
        start_bmc(&e[i]);
    }
    start_host(e, n);
    for (int i = 0; i < n; i++) {
        join(&e[i]);
    }
}

static void stop(Ends *e, int n)
{
    qtest_quit(e->host.qts);
    for (int i = 0; i < n; i++) {
        qtest_quit(e[i].bmc.qts);
        ipmi_wire_free(e[i].place);
    }
}

/*
 * Messages
 */

static size_t length_max(const Kind *kind)
{
    return MIN(kind->host->msg_max, kind->bmc->driver->msg_max);
}

static void fill(uint8_t *msg, size_t len)
{
    msg[0] = 0x18;
    msg[1] = 0x42;
    for (size_t i = 2; i < len; i++) {
        msg[i] = 7 * i;
    }
}

/* Every length of a request, and of an answer */
static void test_lengths(const void *kind)
{
    size_t max = length_max(kind);
    uint8_t msg[WIRE_MSG_MAX];
    Ends e;

    start(&e, 1, kind, false);
    fill(msg, sizeof(msg));
    for (size_t len = 2; len <= max; len++) {
        do_round(&e, len, msg, len, MIN(len - 2, max - 3));
    }
    stop(&e, 1);
}

/* Long answers to short requests, and the other way round */
static void test_lengths_crossed(const void *opaque)
{
    const Kind *kind = opaque;
    size_t max = length_max(kind);
    uint8_t msg[WIRE_MSG_MAX];
    Ends e;

    start(&e, 1, kind, true);
    fill(msg, sizeof(msg));
    for (size_t len = 2; len <= max; len += kind->step) {
        do_round(&e, len, msg, max + 2 - len, MAX(len, 3) - 3);
    }
    do_round(&e, 1, msg, max, max - 3);
    stop(&e, 1);
}

/* Every byte value at every place of the header, and in the data */
static void test_values(const void *opaque)
{
    const Kind *kind = opaque;
    Ends e;

    start(&e, 1, opaque, false);
    for (int val = 0; val < 256; val++) {
        const uint8_t as_data[] = { 0x18, 0x42, val, val, ~val, val };
        /* Not in netfn App, whose 36h the host's interface answers itself */
        const uint8_t as_cmd[] = { 0x28, val, val };
        const uint8_t as_netfn[] = { val & ~0x04, 0x42, val };

        do_round(&e, val, as_data, sizeof(as_data), 6);
        do_round(&e, 0x55, as_cmd, sizeof(as_cmd), 3);
        do_round(&e, 0xaa, as_netfn, sizeof(as_netfn), 200 / kind->step);
    }
    stop(&e, 1);
}

/* The sequence numbers that QEMU itself gives run through all values */
static void test_many(const void *opaque)
{
    static const uint8_t msg[] = { 0x18, 0x42, 0xa0 };
    Ends e;

    start(&e, 1, opaque, false);
    for (int i = 0; i < 600; i++) {
        do_round(&e, 0x11, msg, sizeof(msg), 1);
    }
    check_works(&e);
    stop(&e, 1);
}

/*
 * Interrupts and attention
 */

static bool host_line_is_up(void *opaque)
{
    return host_irq(opaque);
}

static void test_interrupts(const void *opaque)
{
    static const uint8_t msg[] = { 0x18, 0x42, 0x01 };
    FWRequest req;
    Ends e;

    start(&e, 1, opaque, false);
    ibt_write(e.bmc.qts, IBT_CR2, IBT_IRQ_H2B | IBT_IRQ_HBUSY);
    ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN);
    for (int i = 0; i < 3; i++) {
        g_assert_false(host_irq(&e));
        g_assert_false(bmc_irq(&e));
        ipmi_driver_request(&e.host, i, msg, sizeof(msg));
        ibt_wait_request(e.bmc.qts);
        g_assert_true(bmc_irq(&e));
        fw_next(&e.bmc, &req);
        g_assert_false(bmc_irq(&e));
        answer(&e, &req, 3);
        g_assert_true(bmc_irq(&e));
        ibt_write(e.bmc.qts, IBT_CR2, IBT_IRQ_HBUSY);
        g_assert_false(bmc_irq(&e));
        ipmi_wire_wait(host_line_is_up, &e, "the host's interrupt");
        ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
        g_assert_false(host_irq(&e));
        expect_answer(&e, i, msg, sizeof(msg), 3);
    }
    stop(&e, 1);
}

/* Without its enable bit the host is not interrupted, but finds the answer */
static void test_polled(const void *opaque)
{
    static const uint8_t msg[] = { 0x18, 0x42 };
    Ends e;

    start(&e, 1, opaque, false);
    do_round(&e, 1, msg, sizeof(msg), 3);
    ibt_write(e.bmc.qts, IBT_CTRL, IBT_SMS_ATN);
    bt_driver_wait_ctrl(&e.host, SMS_ATN, SMS_ATN);
    g_assert_false(host_irq(&e));
    ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN);
    g_assert_true(host_irq(&e));
    stop(&e, 1);
}

static void get_message_flags(Ends *e)
{
    static const uint8_t msg[] = { 0x18, 0x31 };

    do_round(e, 0x31, msg, sizeof(msg), 1);
}

/* Set by the firmware, seen and dealt with by the host, gone at both ends */
static void test_attention(const void *opaque)
{
    Ends e;

    start(&e, 1, opaque, false);
    ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN);
    for (int i = 0; i < 4; i++) {
        bool clears = i & 1;

        ibt_write(e.bmc.qts, IBT_CTRL, IBT_SMS_ATN);
        bt_driver_wait_ctrl(&e.host, SMS_ATN, SMS_ATN);
        g_assert_true(host_irq(&e));
        ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
        g_assert_false(host_irq(&e));
        if (clears) {
            ipmi_driver_write(&e.host, BT_CTRL, SMS_ATN);
            g_assert_cmphex(ipmi_driver_read(&e.host, BT_CTRL), ==, 0);
        }
        g_assert_cmphex(ibt_read(e.bmc.qts, IBT_CTRL), ==, IBT_SMS_ATN);
        get_message_flags(&e);
        g_assert_cmphex(ibt_read(e.bmc.qts, IBT_CTRL), ==, 0);
        g_assert_cmphex(ipmi_driver_read(&e.host, BT_CTRL), ==, 0);
        ipmi_driver_write(&e.host, BT_INTMASK, B2H_IRQ_EN | B2H_IRQ);
    }
    stop(&e, 1);
}

/* The same over KCS, where nothing has to be enabled at the host */
static void test_kcs_interrupts(const void *opaque)
{
    static const uint8_t msg[] = { 0x18, 0x42, 0x01 };
    FWRequest req;
    Ends e;

    start(&e, 1, opaque, false);
    for (int i = 0; i < 3; i++) {
        g_assert_false(host_irq(&e));
        g_assert_false(bmc_irq(&e));
        ipmi_driver_request(&e.host, i, msg, sizeof(msg));
        kcs_fw_wait_ibf(&e.bmc);
        g_assert_true(bmc_irq(&e));
        fw_next(&e.bmc, &req);
        g_assert_false(bmc_irq(&e));
        g_assert_false(host_irq(&e));
        answer(&e, &req, 3);
        g_assert_false(bmc_irq(&e));
        ipmi_wire_wait(host_line_is_up, &e, "the host's interrupt");
        expect_answer(&e, i, msg, sizeof(msg), 3);
    }
    g_assert_false(host_irq(&e));
    stop(&e, 1);
}

static void test_kcs_attention(const void *opaque)
{
    Ends e;

    start(&e, 1, opaque, false);
    for (int i = 0; i < 4; i++) {
        kcs_fw_set_attention(&e.bmc, true);
        ipmi_wire_wait(host_line_is_up, &e, "the host's interrupt");
        ipmi_driver_wait_state(&e.host, IPMI_ATTENTION, IPMI_ATTENTION);
        g_assert_false(host_irq(&e));
        get_message_flags(&e);
        g_assert_cmphex(kcs_fw_str(&e.bmc), ==, FW_KCS_SMS_ATN);
        kcs_fw_set_attention(&e.bmc, false);
        ipmi_driver_wait_state(&e.host, IPMI_ATTENTION, 0);
        check_works(&e);
    }
    stop(&e, 1);
}

/*
 * Time passes on one of the machines only
 */

static void check_timeout(const Kind *kind, bool on_bmc)
{
    static const uint8_t msg[] = { 0x18, 0x42, 0x31, 0x5a };
    FWRequest late;
    QTestState *qts;
    Ends e;

    start(&e, 1, kind, false);
    qts = on_bmc ? e.bmc.qts : e.host.qts;
    for (int i = 0; i < 3; i++) {
        ipmi_driver_request(&e.host, i, msg, sizeof(msg));
        fw_next(&e.bmc, &late);
        ipmi_wire_step_ms(qts, FW_TIMEOUT_MS - 1);
        ipmi_wire_settle(e.host.qts);
        g_assert_false(ipmi_driver_has_response(&e.host));
        ipmi_wire_step_ms(qts, 1);
        ipmi_driver_expect_error(&e.host, i, msg, CC_TIMEOUT);
        fw_answer(&e.bmc, &late, 0x11, NULL, 0);
        check_works(&e);
    }
    stop(&e, 1);
}

static void test_timeout_host(const void *kind)
{
    check_timeout(kind, false);
}

static void test_timeout_bmc(const void *kind)
{
    check_timeout(kind, true);
}

/*
 * Phases of a transfer
 */

/* How far the host is */
typedef enum HostPart {
    HOST_IDLE,
    HOST_FILLING,               /* it has written half of the request */
    HOST_SENT,                  /* it waits for the response */
    HOST_ANSWERED,              /* the response is there */
    HOST_FETCHING,              /* it has read half of the response */
} HostPart;

struct Phase {
    const char *name;
    int bmc;
    HostPart host;
};

static const Phase bt_phases[] = {
    { "idle", IBT_IDLE, HOST_IDLE },
    { "attention", IBT_ATTENTION, HOST_IDLE },
    { "filling", IBT_IDLE, HOST_FILLING },
    { "blocked", IBT_BLOCKED, HOST_SENT },
    { "pending", IBT_PENDING, HOST_SENT },
    { "reading", IBT_READING, HOST_SENT },
    { "taken", IBT_TAKEN, HOST_SENT },
    { "writing", IBT_WRITING, HOST_SENT },
    { "answered", IBT_IDLE, HOST_ANSWERED },
    { "fetching", IBT_IDLE, HOST_FETCHING },
    { }
};

static const Phase kcs_phases[] = {
    { "idle", KCS_PHASE_IDLE, HOST_IDLE },
    { "attention", KCS_PHASE_ATTENTION, HOST_IDLE },
    { "filling", KCS_PHASE_IDLE, HOST_FILLING },
    { "started", KCS_PHASE_STARTED, HOST_SENT },
    { "writing", KCS_PHASE_WRITING, HOST_SENT },
    { "ending", KCS_PHASE_ENDING, HOST_SENT },
    { "taken", KCS_PHASE_TAKEN, HOST_SENT },
    { "reading", KCS_PHASE_READING, HOST_SENT },
    { "last", KCS_PHASE_LAST, HOST_SENT },
    { "answered", KCS_PHASE_IDLE, HOST_ANSWERED },
    { "fetching", KCS_PHASE_IDLE, HOST_FETCHING },
    { }
};

#define PHASE_SEQ   0x63
#define PHASE_MARK  FW_PHASE_MARK
static const uint8_t phase_msg[FW_PHASE_LEN] = {
    FW_PHASE_NETFN, FW_PHASE_CMD, PHASE_MARK, 0x5a,
};

static const uint8_t phase_rsp[] = {
    FW_PHASE_NETFN | 0x04, FW_PHASE_CMD, 0,
};

static void bt_fill(IPMIDriver *d)
{
    ipmi_driver_write(d, BT_CTRL, CLR_WR_PTR);
    ipmi_driver_write(d, BT_DATA, sizeof(phase_msg) + 1);
    ipmi_driver_write(d, BT_DATA, phase_msg[0]);
}

static void bt_fill_rest(IPMIDriver *d)
{
    ipmi_driver_write(d, BT_DATA, PHASE_SEQ);
    for (int i = 1; i < sizeof(phase_msg); i++) {
        ipmi_driver_write(d, BT_DATA, phase_msg[i]);
    }
    ipmi_driver_write(d, BT_CTRL, H2B_ATN);
}

static void bt_fetch(IPMIDriver *d)
{
    ipmi_driver_write(d, BT_CTRL, H_BUSY);
    ipmi_driver_write(d, BT_CTRL, B2H_ATN);
    ipmi_driver_write(d, BT_CTRL, CLR_RD_PTR);
    g_assert_cmphex(ipmi_driver_read(d, BT_DATA), ==, sizeof(phase_rsp) + 1);
}

static void bt_fetch_rest(IPMIDriver *d)
{
    g_assert_cmphex(ipmi_driver_read(d, BT_DATA), ==, phase_rsp[0]);
    g_assert_cmphex(ipmi_driver_read(d, BT_DATA), ==, PHASE_SEQ);
    g_assert_cmphex(ipmi_driver_read(d, BT_DATA), ==, phase_rsp[1]);
    g_assert_cmphex(ipmi_driver_read(d, BT_DATA), ==, phase_rsp[2]);
    ipmi_driver_write(d, BT_CTRL, H_BUSY);
}

static const HostHalves bt_halves = {
    bt_fill, bt_fill_rest, bt_fetch, bt_fetch_rest,
};

static void kcs_fill(IPMIDriver *d)
{
    kcs_driver_begin(d, phase_msg, 2);
}

static void kcs_fill_rest(IPMIDriver *d)
{
    kcs_driver_finish(d, phase_msg + 2, sizeof(phase_msg) - 2);
}

static void kcs_fetch(IPMIDriver *d)
{
    g_assert_cmphex(kcs_driver_next(d), ==, phase_rsp[0]);
    g_assert_cmphex(ipmi_driver_read(d, KCS_DATA), ==, phase_rsp[1]);
}

static void kcs_fetch_rest(IPMIDriver *d)
{
    ipmi_driver_write(d, KCS_DATA, KCS_NEXT);
    g_assert_cmphex(kcs_driver_next(d), ==, phase_rsp[2]);
    kcs_driver_end(d);
}

static const HostHalves kcs_halves = {
    kcs_fill, kcs_fill_rest, kcs_fetch, kcs_fetch_rest,
};

static const FWPhase *bmc_phase(const Ends *e, const Phase *phase)
{
    return fw_phase(e->bmc.board, phase->bmc);
}

static void host_begins(Ends *e, HostPart part)
{
    FWRequest req;

    switch (part) {
    case HOST_IDLE:
        break;
    case HOST_FILLING:
        e->kind->halves->fill(&e->host);
        break;
    case HOST_SENT:
        ipmi_driver_request(&e->host, PHASE_SEQ, phase_msg, sizeof(phase_msg));
        break;
    case HOST_ANSWERED:
    case HOST_FETCHING:
        ipmi_driver_request(&e->host, PHASE_SEQ, phase_msg, sizeof(phase_msg));
        fw_next(&e->bmc, &req);
        fw_answer(&e->bmc, &req, 0, NULL, 0);
        ipmi_driver_wait_response(&e->host);
        break;
    }
    if (part == HOST_FETCHING) {
        e->kind->halves->fetch(&e->host);
    }
}

/* The second half of what the host had begun itself; BMCs do not matter */
static void host_goes_on(Ends *e, HostPart part)
{
    if (part == HOST_FETCHING) {
        e->kind->halves->fetch_rest(&e->host);
    }
    if (part == HOST_FILLING) {
        e->kind->halves->fill_rest(&e->host);
        fw_next(&e->bmc, &e->bmc.taken);
        g_assert_cmpmem(e->bmc.taken.msg, e->bmc.taken.len, phase_msg,
                        sizeof(phase_msg));
        fw_answer(&e->bmc, &e->bmc.taken, 0, NULL, 0);
    }
    if (part == HOST_ANSWERED || part == HOST_FILLING) {
        ipmi_driver_expect(&e->host, PHASE_SEQ, phase_rsp, sizeof(phase_rsp));
    }
}

static void enter(Ends *e, const Phase *phase)
{
    e->bmc.fw->prepare(&e->bmc, bmc_phase(e, phase));
    host_begins(e, phase->host);
    if (phase->bmc == IBT_BLOCKED && e->kind->phases == bt_phases) {
        /* Sent, but there is nothing at the other end to see it by */
        ipmi_wire_settle(e->host.qts);
        ipmi_wire_settle(e->bmc.qts);
    }
    e->bmc.fw->advance(&e->bmc, bmc_phase(e, phase));
    if (bmc_phase(e, phase)->attention) {
        ipmi_driver_wait_state(&e->host, IPMI_ATTENTION, IPMI_ATTENTION);
    }
}

/* The control of the tests below */
static void test_undisturbed(Ends *e, const Phase *phase)
{
    static const uint8_t ok[] = {
        FW_PHASE_NETFN | 0x04, FW_PHASE_CMD, PHASE_MARK,
    };

    e->bmc.fw->go_on(&e->bmc, bmc_phase(e, phase));
    host_goes_on(e, phase->host);
    if (phase->host == HOST_SENT) {
        ipmi_driver_expect(&e->host, PHASE_SEQ, ok, sizeof(ok));
    }
    check_works(e);
}

/* All that ipmi_driver_state() tells */
#define ALL_STATES \
    (IPMI_PENDING | IPMI_RESPONSE | IPMI_ATTENTION | IPMI_TRANSFER)

/* With BT it is the host that does so, with KCS the firmware */
static void end_attention(Ends *e)
{
    if (e->kind->host == &ipmi_bt_driver) {
        get_message_flags(e);
        g_assert_cmphex(ibt_read(e->bmc.qts, IBT_CTRL), ==, 0);
    } else {
        kcs_fw_set_attention(&e->bmc, false);
    }
}

/* The host knows nothing of before; the BMC tells its attention again */
static void check_fresh_host(Ends *e, const Phase *phase)
{
    if (bmc_phase(e, phase)->attention) {
        ipmi_driver_wait_state(&e->host, IPMI_ATTENTION, IPMI_ATTENTION);
        end_attention(e);
    }
    ipmi_driver_wait_state(&e->host, ALL_STATES, 0);
    check_works(e);
    ipmi_wire_step_ms(e->host.qts, 2 * FW_TIMEOUT_MS);
    ipmi_wire_step_ms(e->bmc.qts, 2 * FW_TIMEOUT_MS);
    check_works(e);
}

static void test_host_reset(Ends *e, const Phase *phase)
{
    qtest_system_reset(e->host.qts);
    g_assert_cmphex(ipmi_driver_state(&e->host) & ~IPMI_ATTENTION, ==, 0);
    g_assert_false(host_irq(e));
    e->bmc.fw->go_on(&e->bmc, bmc_phase(e, phase));
    check_fresh_host(e, phase);
}

static void test_host_restart(Ends *e, const Phase *phase)
{
    qtest_quit(e->host.qts);
    ipmi_wire_settle(e->bmc.qts);
    start_host(e, 1);
    e->bmc.fw->go_on(&e->bmc, bmc_phase(e, phase));
    join(e);
    check_fresh_host(e, phase);
}

/* The BMC knows nothing of before; the host's request is answered for it */
static void check_fresh_bmc(Ends *e, const Phase *phase)
{
    if (phase->host == HOST_SENT) {
        ipmi_driver_expect_error(&e->host, PHASE_SEQ, phase_msg, CC_BMC_INIT);
    }
    ipmi_driver_wait_state(&e->host, IPMI_ATTENTION, 0);
}

static void test_bmc_reset(Ends *e, const Phase *phase)
{
    qtest_system_reset(e->bmc.qts);
    check_fresh_bmc(e, phase);
    fw_listen(&e->bmc);
    host_goes_on(e, phase->host);
    check_works(e);
}

static void test_bmc_restart(Ends *e, const Phase *phase)
{
    bool filling = phase->host == HOST_FILLING;

    qtest_quit(e->bmc.qts);
    check_fresh_bmc(e, phase);
    start_bmc(e);
    if (!filling) {
        host_goes_on(e, phase->host);
    }
    /* A request that was half written is begun anew */
    join(e);
    check_works(e);
}

/* Both at once, as after a power failure */
static void test_both_reset(Ends *e, const Phase *phase)
{
    qtest_system_reset_nowait(e->host.qts);
    qtest_system_reset_nowait(e->bmc.qts);
    qtest_qmp_eventwait(e->host.qts, "RESET");
    qtest_qmp_eventwait(e->bmc.qts, "RESET");
    fw_listen(&e->bmc);
    ipmi_driver_wait_state(&e->host, ALL_STATES, 0);
    check_works(e);
}

/* What the host sends from now on reaches the BMC */
static bool is_connected(void *opaque)
{
    Ends *e = opaque;
    QDict *rsp = qtest_qmp(e->host.qts, "{ 'execute': 'query-chardev' }");
    const QListEntry *entry;
    bool connected = false;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(rsp, "return"), entry) {
        QDict *chr = qobject_to(QDict, qlist_entry_obj(entry));

        if (g_str_equal(qdict_get_str(chr, "label"), "c0")) {
            connected = !g_str_has_prefix(qdict_get_str(chr, "filename"),
                                          "disconnected:");
        }
    }
    qobject_unref(rsp);
    return connected;
}

static bool is_alone(void *opaque)
{
    return !is_connected(opaque);
}

/* The firmware's answers to what was asked before are nobody's */
static void check_migrated(Ends *e, const Phase *phase)
{
    ipmi_wire_wait(is_connected, e, "the host to be connected");
    e->bmc.fw->go_on(&e->bmc, bmc_phase(e, phase));
    host_goes_on(e, phase->host);
    check_fresh_host(e, phase);
}

static void test_host_migration(Ends *e, const Phase *phase)
{
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_stream_save(e->host.qts, &st);
    qtest_quit(e->host.qts);
    launch_host(e, 1, "-incoming defer");
    g_assert_true(ipmi_stream_load(e->host.qts, &st));
    if (phase->host == HOST_SENT) {
        ipmi_driver_expect_error(&e->host, PHASE_SEQ, phase_msg, CC_BMC_INIT);
    }
    check_migrated(e, phase);
    ipmi_stream_free(&st);
}

static void test_bmc_migration(Ends *e, const Phase *phase)
{
    IPMIStream st;

    ipmi_stream_init(&st);
    ipmi_stream_save(e->bmc.qts, &st);
    qtest_quit(e->bmc.qts);
    ipmi_wire_wait(is_alone, e, "the host to be alone");
    check_fresh_bmc(e, phase);
    launch_bmc(e, "-incoming defer");
    g_assert_true(ipmi_stream_load(e->bmc.qts, &st));
    check_migrated(e, phase);
    ipmi_stream_free(&st);
}

typedef struct PhaseTest {
    const Kind *kind;
    const Phase *phase;
    void (*fn)(Ends *e, const Phase *phase);
} PhaseTest;

static void run_phase(const void *opaque)
{
    const PhaseTest *test = opaque;
    Ends e;

    start(&e, 1, test->kind, false);
    enter(&e, test->phase);
    test->fn(&e, test->phase);
    stop(&e, 1);
}

static void add_phases(const Kind *kind, const char *name,
                       void (*fn)(Ends *e, const Phase *phase))
{
    for (const Phase *p = kind->phases; p->name; p++) {
        PhaseTest test = { .kind = kind, .phase = p, .fn = fn };
        g_autofree char *path = g_strdup_printf("ipmi-both-ends/%s/%s/%s",
                                                kind->name, name, p->name);

        qtest_add_data_func_full(path, g_memdup2(&test, sizeof(test)),
                                 run_phase, g_free);
    }
}

/*
 * Two of each
 */

static void test_two(const void *opaque)
{
    static const uint8_t msg[2][3] = { { 0x18, 0x42, 1 }, { 0x18, 0x42, 2 } };
    FWRequest req[2];
    Ends e[2];

    start(e, 2, opaque, false);
    for (int i = 0; i < 100; i++) {
        ipmi_driver_request(&e[0].host, i, msg[0], sizeof(msg[0]));
        ipmi_driver_request(&e[1].host, i, msg[1], sizeof(msg[1]));
        fw_next(&e[0].bmc, &req[0]);
        fw_next(&e[1].bmc, &req[1]);
        g_assert_cmpmem(req[0].msg, req[0].len, msg[0], sizeof(msg[0]));
        g_assert_cmpmem(req[1].msg, req[1].len, msg[1], sizeof(msg[1]));
        answer(&e[1], &req[1], 40);
        answer(&e[0], &req[0], 30);
        expect_answer(&e[0], i, msg[0], sizeof(msg[0]), 30);
        expect_answer(&e[1], i, msg[1], sizeof(msg[1]), 40);
    }
    stop(e, 2);
}

/* What happens to one of them does not touch the other */
static void test_two_apart(const void *opaque)
{
    const Phase *taken = &bt_phases[6];
    Ends e[2];

    start(e, 2, opaque, false);
    for (int i = 0; i < 2; i++) {
        Ends *one = &e[i], *other = &e[!i];

        ipmi_driver_write(&one->host, BT_INTMASK, B2H_IRQ_EN);
        ipmi_driver_write(&other->host, BT_INTMASK, B2H_IRQ_EN);
        ibt_write(one->bmc.qts, IBT_CTRL, IBT_SMS_ATN);
        bt_driver_wait_ctrl(&one->host, SMS_ATN, SMS_ATN);
        g_assert_true(host_irq(one));
        g_assert_false(host_irq(other));
        g_assert_cmphex(ipmi_driver_read(&other->host, BT_CTRL), ==, 0);
        enter(other, taken);
        qtest_system_reset(one->bmc.qts);
        bt_driver_wait_ctrl(&one->host, SMS_ATN, 0);
        test_undisturbed(other, taken);
        qtest_quit(one->bmc.qts);
        ipmi_driver_write(&other->host, BT_INTMASK, B2H_IRQ);
        check_works(other);
        start_bmc(one);
        join(one);
        check_works(one);
        ipmi_driver_write(&one->host, BT_INTMASK, B2H_IRQ);
    }
    stop(e, 2);
}

/*
 * Registration
 */

/* The other binary lies where the one that is given does */
static bool find_binary(const char *var, const char *name)
{
    const char *given = getenv("QTEST_QEMU_BINARY");
    g_autofree char *dir = NULL;
    g_autofree char *path = NULL;

    if (!getenv(var)) {
        g_assert_nonnull(given);
        dir = g_path_get_dirname(given);
        path = g_build_filename(dir, name, NULL);
        g_setenv(var, path, true);
    }
    return g_file_test(getenv(var), G_FILE_TEST_IS_EXECUTABLE);
}

static void test_missing(const void *opaque)
{
    g_test_skip("qemu-system-x86_64 and qemu-system-arm are both needed");
}

/* As much of a BMC machine as is needed: KCS 3 of an AST2600 */
#define LPC 0x1e789000
static const KCSPlace aspeed_place = {
    .idr = LPC + 0x2c,
    .odr = LPC + 0x38,
    .str = LPC + 0x44,
    .wide = true,
    .on = { { LPC + 0x00, 0x80 }, { LPC + 0x10, 0x04 } },
    .ibfie = { LPC + 0x08, 0x08 },
};

static const FWBoard aspeed_kcs3 = {
    .machine = "ast2600-evb",
    .options = "-m 256M",
    .responder = "/machine/soc/lpc/kcs3",
    .intc = "/machine/soc/a7mpcore",
    .irq = 140,
    .driver = &aspeed_kcs_driver,
    .place = &aspeed_place,
};

/* And the first channel of an NPCM750 */
#define KCS1 0xf000700c
static const KCSPlace npcm_place = {
    .idr = KCS1 + 0x04,
    .odr = KCS1 + 0x02,
    .str = KCS1,
    .on = { { KCS1 + 0x10, 0x09 } },
    .ibfie = { KCS1 + 0x0c, 0x01 },
};

static const FWBoard npcm_kcs1 = {
    .machine = "npcm750-evb",
    .options = "",
    .responder = "/machine/soc/kcs/kcs1",
    .intc = "/machine/soc/a9mpcore",
    .irq = 9,
    .driver = &npcm7xx_kcs_driver,
    .place = &npcm_place,
};

static const Kind bt_aspeed = {
    .name = "bt-aspeed",
    .host = &ipmi_bt_driver,
    .device = "isa-ipmi-bt",
    .places = { { 0xe4, 5 }, { 0xe8, 7 } },
    .bmc = IBT_AST2600,
    .phases = bt_phases,
    .halves = &bt_halves,
    .step = 5,
};

static const Kind kcs_aspeed = {
    .name = "kcs-aspeed",
    .host = &ipmi_kcs_driver,
    .device = "isa-ipmi-kcs",
    .places = { { 0xca2, 5 }, { 0xca8, 7 } },
    .bmc = &aspeed_kcs3,
    .phases = kcs_phases,
    .halves = &kcs_halves,
    .step = 13,
};

static const Kind kcs_npcm = {
    .name = "kcs-npcm7xx",
    .host = &ipmi_kcs_driver,
    .device = "isa-ipmi-kcs",
    .places = { { 0xca2, 5 }, { 0xca8, 7 } },
    .bmc = &npcm_kcs1,
    .phases = kcs_phases,
    .halves = &kcs_halves,
    .step = 13,
};

static void add(const Kind *kind, const char *name, void (*fn)(const void *))
{
    g_autofree char *path = g_strdup_printf("ipmi-both-ends/%s/%s",
                                            kind->name, name);

    qtest_add_data_func(path, kind, fn);
}

/* What is the same for all */
static void add_common(const Kind *kind)
{
    add(kind, "message/lengths", test_lengths);
    add(kind, "message/lengths-crossed-host-listens", test_lengths_crossed);
    add(kind, "message/values", test_values);
    add(kind, "timeout/host", test_timeout_host);
    add(kind, "timeout/bmc", test_timeout_bmc);
    add_phases(kind, "undisturbed", test_undisturbed);
    add_phases(kind, "host-reset", test_host_reset);
    add_phases(kind, "host-restart", test_host_restart);
    add_phases(kind, "bmc-reset", test_bmc_reset);
    add_phases(kind, "bmc-restart", test_bmc_restart);
    add_phases(kind, "both-reset", test_both_reset);
    add_phases(kind, "host-migration", test_host_migration);
    add_phases(kind, "bmc-migration", test_bmc_migration);
    add(kind, "two/rounds", test_two);
}

static void add_tests(void)
{
    add_common(&bt_aspeed);
    add(&bt_aspeed, "message/many", test_many);
    add(&bt_aspeed, "irq/both", test_interrupts);
    add(&bt_aspeed, "irq/polled", test_polled);
    add(&bt_aspeed, "attention", test_attention);
    add(&bt_aspeed, "two/apart", test_two_apart);

    add_common(&kcs_npcm);
    add(&kcs_npcm, "irq/both", test_kcs_interrupts);
    add(&kcs_npcm, "attention", test_kcs_attention);

    add(&kcs_aspeed, "message/lengths-crossed-host-listens",
        test_lengths_crossed);
    add(&kcs_aspeed, "irq/both", test_kcs_interrupts);
    add(&kcs_aspeed, "attention", test_kcs_attention);
    add_phases(&kcs_aspeed, "undisturbed", test_undisturbed);
    add_phases(&kcs_aspeed, "bmc-reset", test_bmc_reset);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (find_binary(HOST_BINARY, "qemu-system-x86_64") &&
        find_binary(BMC_BINARY, "qemu-system-arm")) {
        add_tests();
    } else {
        qtest_add_data_func("ipmi-both-ends/missing", NULL, test_missing);
    }
    return g_test_run();
}
