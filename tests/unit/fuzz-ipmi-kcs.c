/*
 * Fuzzer of the KCS channel and its two roles
 *
 * The operations reach the ports, the roles' users and the resets in any
 * order. A host's guest and a BMC's guest, each with QEMU at the other end,
 * do as they please; a third channel has a guest at both ends. After each
 * operation the promises of the headers must hold; at the end the one guest
 * recovers by the specification's own means, the other is reset, and a
 * request must come through as if nothing had happened.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/kcs_bmc.h"
#include "hw/ipmi/channel/kcs_host.h"
#include "fuzz-ipmi-roles.h"

typedef struct Fuzz {
    FuzzUsers users;
    KCSBmc bmc;
    KCSHost host;
    KCSChannel raw;
    bool scheduled;
    bool eager;                 /* the bottom half runs at once */
} Fuzz;

/* --- what the roles call ------------------------------------------------ */

static void answer(Fuzz *f, uint8_t id, uint8_t len)
{
    uint8_t rsp[IPMI_MSG_MAX + 100] = { 0x1c, len };
    /* Past the longest, too */
    size_t size = len < 200 ? len : len + 90;
    bool wanted = fuzz_answers(&f->users, id);

    fuzz_require(kcs_bmc_response(&f->bmc, id, rsp, size) == wanted);
}

static void on_request(void *opaque, uint8_t id, const uint8_t *req,
                       size_t len)
{
    Fuzz *f = opaque;

    if (fuzz_requested(&f->users, id, len, IPMI_MSG_MAX)) {
        answer(f, id, req[len - 1]);
    }
}

static void ask(Fuzz *f, uint8_t id, uint8_t cmd, size_t len)
{
    uint8_t req[IPMI_MSG_MAX + 20] = { 0x18, cmd };

    fuzz_asks(&f->users, id, cmd, len);
    kcs_host_request(&f->host, id, req, len);
}

static void on_response(void *opaque, uint8_t id, const uint8_t *rsp,
                        size_t len)
{
    Fuzz *f = opaque;

    if (fuzz_responded(&f->users, id, len, IPMI_MSG_MAX)) {
        ask(f, id + 1, rsp[1], len);
    }
}

static void on_attention(void *opaque, bool set)
{
    Fuzz *f = opaque;

    fuzz_require(set != f->users.attention);
    f->users.attention = set;
}

static void on_schedule(void *opaque)
{
    Fuzz *f = opaque;

    fuzz_require(kcs_host_ready(&f->host));
    f->scheduled = true;
}

static const KCSBmcOps bmc_ops = { .request = on_request };
static const KCSHostOps host_ops = {
    .response = on_response,
    .attention = on_attention,
    .schedule = on_schedule,
};

/* --- operations --------------------------------------------------------- */

/* Two writes end a request without an answer */
static void host_port(Fuzz *f, unsigned int reg, uint8_t val)
{
    if (reg == KCS_REG_STATUS &&
        (val == KCS_WRITE_START || val == KCS_GET_STATUS)) {
        f->users.bmc_waiting = false;
    }
    kcs_bmc_host_write(&f->bmc, reg, val);
}

static void host_transfer(Fuzz *f, uint8_t val, size_t len)
{
    host_port(f, KCS_REG_STATUS, KCS_WRITE_START);
    for (size_t i = 1; i < len; i++) {
        host_port(f, KCS_REG_DATA, val);
    }
    host_port(f, KCS_REG_STATUS, KCS_WRITE_END);
    host_port(f, KCS_REG_DATA, val);
}

static void host_reads(Fuzz *f, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        kcs_bmc_host_read(&f->bmc, KCS_REG_DATA);
        host_port(f, KCS_REG_DATA, KCS_READ);
    }
}

static void run_due(Fuzz *f)
{
    if (f->scheduled) {
        f->scheduled = false;
        kcs_host_run(&f->host);
        /* One step at a time */
        fuzz_require(!kcs_host_ready(&f->host));
    }
}

/* Nothing but the bottom half makes the host write */
static void bmc_port(Fuzz *f, unsigned int reg, uint8_t val)
{
    bool full = f->host.ch.str & KCS_IBF;

    kcs_host_bmc_write(&f->host, reg, val);
    fuzz_require(!(f->host.ch.str & KCS_IBF) == !full);
    if (f->eager) {
        run_due(f);
    }
}

static uint8_t bmc_port_read(Fuzz *f, unsigned int reg)
{
    uint8_t val = kcs_host_bmc_read(&f->host, reg);

    fuzz_require(reg != KCS_BMC_REG_IDR || !(f->host.ch.str & KCS_IBF));
    if (f->eager) {
        run_due(f);
    }
    return val;
}

/* Firmware that takes bytes as it should, so many times */
static void firmware_takes(Fuzz *f, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        bool last = f->host.state == KCS_HOST_LAST;

        bmc_port(f, KCS_BMC_REG_STR,
                 last ? KCS_STATE_READ : KCS_STATE_WRITE);
        bmc_port_read(f, KCS_BMC_REG_IDR);
        run_due(f);
        if (last) {
            break;
        }
    }
}

/* And that answers, with so many bytes */
static void firmware_answers(Fuzz *f, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        bmc_port(f, KCS_BMC_REG_STR, KCS_STATE_READ);
        bmc_port_read(f, KCS_BMC_REG_IDR);
        bmc_port(f, KCS_BMC_REG_ODR, i);
        run_due(f);
    }
    bmc_port(f, KCS_BMC_REG_STR, KCS_STATE_IDLE);
    bmc_port_read(f, KCS_BMC_REG_IDR);
    run_due(f);
}

static void run_bmc(void *fuzz, uint8_t what, uint8_t a, uint8_t b)
{
    Fuzz *f = fuzz;

    switch (what % 8) {
    case 0:
        host_port(f, a % 4, b);
        break;
    case 1:
        kcs_bmc_host_read(&f->bmc, a % 4);
        break;
    case 2:
        host_transfer(f, a, b + (a & 1 ? 60 : 0));
        break;
    case 3:
        answer(f, f->users.bmc_id + a % 3 - 1, b);
        break;
    case 4:
        f->users.bmc_waiting = false;
        kcs_bmc_fail(&f->bmc, a);
        break;
    case 5:
        kcs_bmc_set_atn(&f->bmc, a & 1, a & 2);
        f->bmc.irq_enabled = b & 1;
        break;
    case 6:
        f->users.bmc_within = a & 1;
        host_reads(f, b);
        break;
    default:
        f->users.bmc_waiting = false;
        kcs_bmc_reset(&f->bmc);
        fuzz_require((f->bmc.ch.str & ~KCS_SMS_ATN) == 0);
        break;
    }
}

static void run_host(void *fuzz, uint8_t what, uint8_t a, uint8_t b)
{
    Fuzz *f = fuzz;

    switch (what % 8) {
    case 0:
        bmc_port(f, a % 4, b);
        break;
    case 1:
        bmc_port_read(f, a % 4);
        break;
    case 2:
        firmware_takes(f, a);
        firmware_answers(f, b & 1 ? b * 2 : 0);
        break;
    case 3:
        ask(f, a, b, b & 1 ? a + 60 : a % 8);
        break;
    case 4:
        run_due(f);
        f->eager = a & 1;
        f->host.ch.bmc_irq_enable = b & KCS_BMC_IRQ_ALL;
        break;
    case 5:
        kcs_host_set_enabled(&f->host, a & 7);
        fuzz_require((a & 7) || !f->users.host_waiting);
        break;
    case 6:
        f->users.host_within = a & 1;
        firmware_takes(f, b % 4);
        break;
    default:
        kcs_host_reset(&f->host);
        fuzz_require(!f->users.host_waiting && !f->users.attention);
        fuzz_require(f->host.ch.str == 0);
        break;
    }
}

static void run_raw(void *fuzz, uint8_t what, uint8_t a, uint8_t b)
{
    Fuzz *f = fuzz;
    uint8_t str = f->raw.str;

    switch (what % 8) {
    case 0:
        kcs_host_write(&f->raw, a, b);
        fuzz_require(a > 1 ? f->raw.str == str :
                     (f->raw.str & 0xf5) == (str & 0xf5));
        break;
    case 1:
        kcs_bmc_write(&f->raw, a, b);
        fuzz_require((f->raw.str & 0x0a) == (str & 0x0a));
        break;
    case 2:
        kcs_host_read(&f->raw, a);
        fuzz_require((f->raw.str | 1) == (str | 1));
        break;
    case 3:
        kcs_bmc_read(&f->raw, a);
        fuzz_require((f->raw.str | 2) == (str | 2));
        break;
    case 4:
        kcs_bmc_set_sms_atn(&f->raw, a & 1, b & 1);
        break;
    case 5:
        f->raw.bmc_irq_enable = b & KCS_BMC_IRQ_ALL;
        break;
    default:
        kcs_bmc_set_state(&f->raw, a & KCS_STATE);
        fuzz_require((f->raw.str & 0x3f) == (str & 0x3f));
        break;
    }
}

/* --- promises ----------------------------------------------------------- */

static void check_channel(const KCSChannel *ch)
{
    bool full = ch->str & 2, empty = !(ch->str & 1);

    fuzz_require(kcs_valid(ch));
    fuzz_require(!ch->atn_irq || (ch->str & 4));
    fuzz_require(kcs_host_irq(ch) == (!empty || ch->atn_irq));
    fuzz_require(kcs_bmc_irq(ch) == ((full && (ch->bmc_irq_enable & 1)) ||
                                     (empty && (ch->bmc_irq_enable & 2))));
}

static void check_bmc(const Fuzz *f)
{
    const KCSBmc *bmc = &f->bmc;

    check_channel(&bmc->ch);
    fuzz_require(kcs_bmc_valid(bmc));
    fuzz_require((bmc->state == KCS_BMC_PENDING) == f->users.bmc_waiting);
    fuzz_require(!!(bmc->ch.str & KCS_IBF) == f->users.bmc_waiting);
    fuzz_require((kcs_state(&bmc->ch) == KCS_STATE_IDLE) ==
                 (bmc->state == KCS_BMC_IDLE));
    fuzz_require((kcs_state(&bmc->ch) == KCS_STATE_READ) ==
                 (bmc->state == KCS_BMC_READ));
    fuzz_require((kcs_state(&bmc->ch) == KCS_STATE_ERROR) ==
                 (bmc->state == KCS_BMC_ERROR));
    fuzz_require(bmc->state != KCS_BMC_READ || bmc->pos > 0);
    fuzz_require(kcs_bmc_host_irq(bmc) ==
                 (bmc->irq_enabled && kcs_host_irq(&bmc->ch)));
}

static void check_host(const Fuzz *f)
{
    const KCSHost *host = &f->host;

    check_channel(&host->ch);
    fuzz_require(kcs_host_valid(host));
    fuzz_require((host->state != KCS_HOST_IDLE) == f->users.host_waiting);
    fuzz_require(host->state == KCS_HOST_IDLE || host->enabled);
    /* It is never forgotten to go on */
    fuzz_require(!kcs_host_ready(host) || f->scheduled);
    fuzz_require(!(host->ch.str & KCS_OBF) ||
                 kcs_state(&host->ch) == KCS_STATE_READ);
    fuzz_require(f->users.attention == !!(host->ch.str & KCS_SMS_ATN));
}

static void check_all(const void *fuzz)
{
    const Fuzz *f = fuzz;

    check_bmc(f);
    check_host(f);
    check_channel(&f->raw);
}

/* --- the end ------------------------------------------------------------ */

static void check_bmc_recovers(Fuzz *f, bool by_status)
{
    static const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0x5a };

    f->users.bmc_within = false;
    if (by_status) {
        host_port(f, KCS_REG_STATUS, KCS_GET_STATUS);
        host_port(f, KCS_REG_DATA, 0);
        fuzz_require(kcs_state(&f->bmc.ch) == KCS_STATE_READ);
        host_port(f, KCS_REG_DATA, KCS_READ);
        fuzz_require(kcs_state(&f->bmc.ch) == KCS_STATE_IDLE);
    }
    host_transfer(f, 0x18, 2);
    fuzz_require(f->users.bmc_waiting && f->bmc.req.len == 2);
    fuzz_require(kcs_bmc_response(&f->bmc, f->users.bmc_id, rsp, sizeof(rsp)));
    f->users.bmc_waiting = false;
    for (size_t i = 0; i < sizeof(rsp); i++) {
        fuzz_require(kcs_state(&f->bmc.ch) == KCS_STATE_READ);
        fuzz_require(kcs_bmc_host_read(&f->bmc, KCS_REG_DATA) == rsp[i]);
        host_port(f, KCS_REG_DATA, KCS_READ);
    }
    fuzz_require(kcs_state(&f->bmc.ch) == KCS_STATE_IDLE);
    check_bmc(f);
}

/* Without a reset: whatever the firmware did, a new request gets through */
static void check_host_recovers(Fuzz *f, bool reset)
{
    f->users.host_within = false;
    f->eager = false;
    if (reset) {
        kcs_host_reset(&f->host);
    }
    kcs_host_set_enabled(&f->host, true);
    ask(f, 0x42, 0x01, 2);
    fuzz_require(f->users.host_waiting);
    for (int i = 0; i < 6 && f->host.state != KCS_HOST_START; i++) {
        bmc_port_read(f, KCS_BMC_REG_IDR);
        run_due(f);
    }
    fuzz_require(f->host.state == KCS_HOST_START);
    firmware_takes(f, 4);
    fuzz_require(f->host.state == KCS_HOST_LAST);
    firmware_answers(f, 5);
    fuzz_require(!f->users.host_waiting && f->host.rsp.len == 5);
    check_host(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FuzzOperation *const run[] = { run_bmc, run_host, run_raw };
    Fuzz f = { };

    kcs_bmc_init(&f.bmc, &bmc_ops, &f);
    kcs_host_init(&f.host, &host_ops, &f);
    kcs_host_set_enabled(&f.host, true);
    fuzz_operations(data, size, run, check_all, &f);
    check_bmc_recovers(&f, size & 1);
    check_host_recovers(&f, size & 2);
    return 0;
}
