/*
 * Fuzzer of the BT channel and its two roles
 *
 * The operations reach the ports, the roles' users and the resets in any
 * order. A host's guest and a BMC's guest, each with QEMU at the other end,
 * do as they please; a third channel has a guest at both ends. After each
 * operation the promises of the headers must hold; at the end everything is
 * reset, and a request must come through as if nothing had happened.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "hw/ipmi/channel/bt_bmc.h"
#include "hw/ipmi/channel/bt_host.h"
#include "fuzz-ipmi-roles.h"

typedef struct Fuzz {
    FuzzUsers users;
    BTBmc bmc;
    BTHost host;
    BTChannel raw;
    bool firmware_writes;
} Fuzz;

/* --- what the roles call ------------------------------------------------ */

static void answer(Fuzz *f, uint8_t id, uint8_t len)
{
    uint8_t rsp[IPMI_MSG_MAX] = { 0x1c, len };
    /* Past the longest, too */
    size_t size = len < 250 ? len : len + 45;
    bool wanted = fuzz_answers(&f->users, id);
    bool taken = !(f->bmc.ch.ctrl & (BT_B2H_ATN | BT_H_BUSY));
    BTBuffer before = f->bmc.ch.b2h;

    fuzz_require(bt_bmc_response(&f->bmc, id, rsp, size) == wanted);
    /* What the host has yet to read stays as it is */
    fuzz_require((taken && wanted) ||
                 memcmp(&before, &f->bmc.ch.b2h, sizeof(before)) == 0);
}

static void on_request(void *opaque, uint8_t id, const uint8_t *req,
                       size_t len)
{
    Fuzz *f = opaque;

    fuzz_require(ipmi_netfn(req[0]) != 6 || req[1] != 0x36);
    if (fuzz_requested(&f->users, id, len, BT_MSG_MAX)) {
        answer(f, id, req[len - 1]);
    }
}

static void ask(Fuzz *f, uint8_t id, uint8_t cmd, size_t len)
{
    uint8_t req[IPMI_MSG_MAX] = { 0x18, cmd };

    fuzz_asks(&f->users, id, cmd, len);
    bt_host_request(&f->host, id, req, len);
}

static void on_response(void *opaque, uint8_t id, const uint8_t *rsp,
                        size_t len)
{
    Fuzz *f = opaque;

    fuzz_require(ipmi_netfn_is_response(ipmi_netfn(rsp[0])));
    fuzz_require(rsp[1] == f->users.host_cmd);
    fuzz_require(!f->firmware_writes ||
                 f->host.ch.b2h.data[2] == f->host.ch.h2b.data[2]);
    if (fuzz_responded(&f->users, id, len, BT_MSG_MAX)) {
        ask(f, id + 1, rsp[1], len);
    }
}

static void on_attention(void *opaque, bool set)
{
    Fuzz *f = opaque;

    fuzz_require(set || f->users.attention);
    f->users.attention = set;
}

static const BTBmcOps bmc_ops = { .request = on_request };
static const BTHostOps host_ops = {
    .response = on_response,
    .attention = on_attention,
};

/* --- operations --------------------------------------------------------- */

/* The one write that ends a request without an answer is a reset */
static void host_port(Fuzz *f, uint8_t reg, uint8_t val)
{
    bool reset = reg % 4 == BT_REG_INTMASK && (val & BT_BMC_HWRST);
    uint8_t atn = f->bmc.ch.ctrl & BT_SMS_ATN;

    if (reset) {
        f->users.bmc_waiting = false;
    }
    bt_bmc_host_write(&f->bmc, reg % 4, val);
    if (reset) {
        fuzz_require(f->bmc.ch.ctrl == atn && f->bmc.ch.intmask == 0);
    }
}

static void host_frame(Fuzz *f, uint8_t cmd, uint8_t len)
{
    host_port(f, BT_REG_CTRL, BT_CLR_WR_PTR);
    host_port(f, BT_REG_DATA, len);
    host_port(f, BT_REG_DATA, 0x18);
    host_port(f, BT_REG_DATA, cmd);
    for (int i = 2; i < len; i++) {
        host_port(f, BT_REG_DATA, cmd);
    }
    host_port(f, BT_REG_CTRL, BT_H2B_ATN);
}

static void bmc_port(Fuzz *f, uint8_t reg, uint8_t val)
{
    f->firmware_writes = true;
    bt_host_bmc_write(&f->host, reg, val);
    f->firmware_writes = false;
}

/* An answer to what the buffer holds; bits of @twist make it wrong */
static void firmware_frame(Fuzz *f, uint8_t len, uint8_t twist)
{
    const uint8_t *req = f->host.ch.h2b.data;
    uint8_t head[] = { len, req[1] | 4, req[2], req[3] };

    if (twist & 0x80) {
        head[twist % 4] ^= twist;
    }
    bmc_port(f, BT_REG_CTRL, BT_CLR_WR_PTR);
    for (int i = 0; i <= len; i++) {
        bmc_port(f, BT_REG_DATA, i < 4 ? head[i] : i);
    }
    bmc_port(f, BT_REG_CTRL, BT_B2H_ATN);
}

static void run_bmc(void *fuzz, uint8_t what, uint8_t a, uint8_t b)
{
    Fuzz *f = fuzz;

    switch (what % 8) {
    case 0:
        host_port(f, a, b);
        break;
    case 1:
        bt_bmc_host_read(&f->bmc, a % 8);
        break;
    case 2:
        host_frame(f, a, b);
        break;
    case 3:
        answer(f, f->users.bmc_id + a % 3 - 1, b);
        break;
    case 4:
        f->users.bmc_waiting = false;
        bt_bmc_fail(&f->bmc, a);
        break;
    case 5:
        bt_bmc_set_sms_atn(&f->bmc.ch, a & 1, a & 2);
        f->bmc.irq_enabled = b & 1;
        break;
    case 6:
        f->users.bmc_within = a & 1;
        break;
    default:
        f->users.bmc_waiting = false;
        bt_bmc_reset(&f->bmc);
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
        bt_host_bmc_read(&f->host, a % 8);
        break;
    case 2:
        firmware_frame(f, a, b);
        break;
    case 3:
        ask(f, a, b, b & 1 ? a : 2);
        break;
    case 4:
        bt_bmc_ack_irq(&f->host.ch, a);
        f->host.ch.bmc_irq_enable = b & BT_BMC_IRQ_ALL;
        break;
    case 5:
        bt_host_set_enabled(&f->host, a & 7);
        fuzz_require((a & 7) || !f->users.host_waiting);
        break;
    case 6:
        f->users.host_within = a & 1;
        break;
    default:
        bt_host_reset(&f->host);
        fuzz_require(!f->users.host_waiting && !f->users.attention);
        break;
    }
}

static void run_raw(void *fuzz, uint8_t what, uint8_t a, uint8_t b)
{
    Fuzz *f = fuzz;

    switch (what % 8) {
    case 0:
        bt_host_write(&f->raw, a, b);
        break;
    case 1:
        bt_bmc_write(&f->raw, a, b);
        break;
    case 2:
        bt_host_read(&f->raw, a);
        break;
    case 3:
        bt_bmc_read(&f->raw, a);
        break;
    case 4:
        bt_bmc_set_sms_atn(&f->raw, a & 1, b & 1);
        break;
    case 5:
        bt_bmc_ack_irq(&f->raw, a);
        f->raw.bmc_irq_enable = b & BT_BMC_IRQ_ALL;
        break;
    default:
        /* A whole buffer, since single writes seldom fill one */
        for (int i = 0; i < a; i++) {
            bt_host_write(&f->raw, BT_REG_DATA, b);
            bt_bmc_write(&f->raw, BT_REG_DATA, b);
        }
        break;
    }
}

/* --- promises ----------------------------------------------------------- */

static void check_channel(const BTChannel *ch)
{
    bool host_irq = ch->intmask & 2;
    bool bmc_irq = (ch->bmc_irq_status & 1 & ch->bmc_irq_enable) ||
        (ch->bmc_irq_status & 0x40 & ch->bmc_irq_enable);

    fuzz_require(ch->h2b.wr <= 256 && ch->h2b.rd <= 256);
    fuzz_require(ch->b2h.wr <= 256 && ch->b2h.rd <= 256);
    fuzz_require(bt_valid(ch));
    fuzz_require((ch->ctrl & 0x23) == 0);
    fuzz_require((ch->intmask & 0x7c) == 0);
    fuzz_require((ch->bmc_irq_status & ~0x41) == 0);
    fuzz_require(!host_irq || (ch->intmask & 1));
    fuzz_require(bt_host_irq(ch) == host_irq);
    fuzz_require(bt_bmc_irq(ch) == bmc_irq);
}

static void check_bmc(const Fuzz *f)
{
    const BTBmc *bmc = &f->bmc;

    check_channel(&bmc->ch);
    fuzz_require(bt_bmc_valid(bmc));
    fuzz_require((bmc->state == BT_BMC_PENDING) == f->users.bmc_waiting);
    fuzz_require((bmc->state != BT_BMC_IDLE) == !!(bmc->ch.ctrl & BT_B_BUSY));
    fuzz_require(bmc->state != BT_BMC_HOLDING ||
                 (bmc->ch.ctrl & (BT_B2H_ATN | BT_H_BUSY)));
    fuzz_require((bmc->ch.ctrl & BT_H2B_ATN) == 0);
    fuzz_require(bt_bmc_host_irq(bmc) ==
                 (bmc->irq_enabled && bt_host_irq(&bmc->ch)));
}

static void check_host(const Fuzz *f)
{
    const BTHost *host = &f->host;
    uint8_t busy = host->ch.ctrl & (BT_H2B_ATN | BT_B_BUSY);

    check_channel(&host->ch);
    fuzz_require(bt_host_valid(host));
    fuzz_require((host->state != BT_HOST_IDLE) == f->users.host_waiting);
    fuzz_require(host->state == BT_HOST_IDLE || host->enabled);
    fuzz_require(host->state != BT_HOST_BLOCKED || busy);
    fuzz_require((host->ch.ctrl & (BT_B2H_ATN | BT_H_BUSY)) == 0);
    fuzz_require(f->users.attention == !!(host->ch.ctrl & BT_SMS_ATN));
}

static void check_all(const void *fuzz)
{
    const Fuzz *f = fuzz;

    check_bmc(f);
    check_host(f);
    check_channel(&f->raw);
}

/* --- the end ------------------------------------------------------------ */

static void check_bmc_recovers(Fuzz *f)
{
    static const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0x5a };
    static const uint8_t frame[] = { 5, 0x1c, 0x99, 0x01, 0x00, 0x5a };
    uint8_t atn = f->bmc.ch.ctrl & BT_SMS_ATN;

    f->users.bmc_within = false;
    f->users.bmc_waiting = false;
    bt_bmc_host_write(&f->bmc, BT_REG_INTMASK, BT_BMC_HWRST);
    fuzz_require(f->bmc.ch.ctrl == atn);
    bt_bmc_host_write(&f->bmc, BT_REG_CTRL, BT_SMS_ATN);
    bt_load(&f->bmc.ch.h2b, (const uint8_t *)"\x18\x01", 2, 0x99);
    bt_bmc_host_write(&f->bmc, BT_REG_CTRL, BT_H2B_ATN);
    fuzz_require(f->users.bmc_waiting);
    fuzz_require(bt_bmc_response(&f->bmc, f->users.bmc_id, rsp, sizeof(rsp)));
    f->users.bmc_waiting = false;
    fuzz_require(f->bmc.ch.ctrl == BT_B2H_ATN);
    for (size_t i = 0; i < sizeof(frame); i++) {
        fuzz_require(bt_bmc_host_read(&f->bmc, BT_REG_DATA) == frame[i]);
    }
    bt_bmc_host_write(&f->bmc, BT_REG_CTRL, BT_B2H_ATN);
    check_bmc(f);
    fuzz_require(f->bmc.ch.ctrl == 0);
}

static void check_host_recovers(Fuzz *f)
{
    static const uint8_t frame[] = { 3, 0x18, 0, 0x01 };

    f->users.host_within = false;
    bt_host_reset(&f->host);
    bt_host_set_enabled(&f->host, true);
    ask(f, 0x42, 0x01, 2);
    fuzz_require(f->host.ch.ctrl == BT_H2B_ATN);
    for (size_t i = 0; i < sizeof(frame); i++) {
        uint8_t byte = bt_host_bmc_read(&f->host, BT_REG_DATA);

        fuzz_require(i == 2 || byte == frame[i]);
    }
    bmc_port(f, BT_REG_CTRL, BT_H2B_ATN);
    firmware_frame(f, 4, 0);
    fuzz_require(!f->users.host_waiting && f->host.ch.ctrl == 0);
    check_host(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FuzzOperation *const run[] = { run_bmc, run_host, run_raw };
    Fuzz f = { };

    bt_bmc_init(&f.bmc, &bmc_ops, &f);
    bt_host_init(&f.host, &host_ops, &f);
    bt_host_set_enabled(&f.host, true);
    fuzz_operations(data, size, run, check_all, &f);
    check_bmc_recovers(&f);
    check_host_recovers(&f);
    return 0;
}
