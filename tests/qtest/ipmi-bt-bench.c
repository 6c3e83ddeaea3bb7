/*
 * Test bench: an x86 VM with a BT interface, and a scripted BMC behind it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-bench.h"

/* PCI interrupt routing of PIIX3, function 0 of slot 1 */
#define PIIX_SLOT    1
#define PIIX_PIRQ_A  0x60
#define PIIX_NR_PIRQ 4

#define PCI_COMMAND    0x04
#define PCI_COMMAND_IO 1
#define PCI_BAR_0      0x10

static const BTFrontEnd front_ends[] = {
    {
        .name = "isa",
        .device = "isa-ipmi-bt",
        .base = 0xe4,
        .irq = 5,
    }, {
        .name = "pci",
        .device = "pci-ipmi-bt,addr=4",
        .base = 0xc000,
        .irq = 10,
        .slot = 4,
    },
};

const BTFrontEnd bt_bench_four[] = {
    {
        .device = "isa-ipmi-bt",
        .base = 0xe4,
        .irq = 5,
    }, {
        .device = "pci-ipmi-bt,addr=4",
        .base = 0xc000,
        .irq = 10,
        .slot = 4,
    }, {
        .device = "isa-ipmi-bt,ioport=0xca0,irq=9",
        .base = 0xca0,
        .irq = 9,
    }, {
        .device = "pci-ipmi-bt,addr=5",
        .base = 0xc010,
        .irq = 11,
        .slot = 5,
    },
};

void bt_bench_add(const char *path, void (*fn)(const void *front_end))
{
    for (int i = 0; i < ARRAY_SIZE(front_ends); i++) {
        g_autofree char *name = g_strdup_printf("/ipmi-bt/%s/%s",
                                                front_ends[i].name, path);

        qtest_add_data_func(name, &front_ends[i], fn);
    }
}

/*
 * Start and end
 */

char *bt_bench_args(const BTFrontEnd *fe, IPMIWire *w, BTConnect how,
                    const char *bmc_props, int i)
{
    static const char *const options[] = {
        [BT_CONNECT_ONCE] = "",
        [BT_CONNECT_AGAIN] = ",reconnect-ms=10",
        [BT_CONNECT_LATER] = ",reconnect-ms=10",
        [BT_CONNECT_SERVER] = ",server=on,wait=off",
    };

    return g_strdup_printf("-chardev socket,id=c%d,path=%s%s "
                           "-device ipmi-bmc-extern,id=bmc%d,chardev=c%d%s "
                           "-device %s,id=bt%d,bmc=bmc%d ",
                           i, ipmi_wire_path(w), options[how],
                           i, i, bmc_props, fe->device, i, i);
}

static void config_write(QTestState *qts, int slot, uint8_t reg, uint32_t val,
                         int size)
{
    qtest_outl(qts, 0xcf8, 1u << 31 | slot << 11 | (reg & ~3));
    switch (size) {
    case 1:
        qtest_outb(qts, 0xcfc + (reg & 3), val);
        break;
    case 2:
        qtest_outw(qts, 0xcfc + (reg & 3), val);
        break;
    default:
        qtest_outl(qts, 0xcfc, val);
        break;
    }
}

void bt_bench_set_up(BTBench *b)
{
    int slot = b->fe->slot;

    b->bt.qts = b->qts;
    b->bt.base = b->fe->base;
    if (!slot) {
        return;
    }
    /* INTA of the slots take turns with PIRQA to PIRQD */
    config_write(b->qts, PIIX_SLOT, PIIX_PIRQ_A + (slot - 1) % PIIX_NR_PIRQ,
                 b->fe->irq, 1);
    config_write(b->qts, slot, PCI_BAR_0, b->fe->base, 4);
    config_write(b->qts, slot, PCI_COMMAND, PCI_COMMAND_IO, 2);
}

void bt_bench_start(BTBench *b, const void *front_end, BTConnect how,
                    const char *bmc_props, const char *more)
{
    g_autofree char *args = NULL;

    *b = (BTBench) { .fe = front_end, .wire = ipmi_wire_new() };
    if (how == BT_CONNECT_ONCE || how == BT_CONNECT_AGAIN) {
        ipmi_wire_listen(b->wire);
    }
    args = bt_bench_args(b->fe, b->wire, how, bmc_props, 0);
    b->qts = qtest_initf(BT_BENCH_MACHINE "%s %s", args, more);
    bt_bench_set_up(b);
}

void bt_bench_open_many(BTBench *b, const BTFrontEnd *fe, int n,
                        const char *more)
{
    g_autoptr(GString) line = g_string_new(BT_BENCH_MACHINE);
    QTestState *qts;

    for (int i = 0; i < n; i++) {
        g_autofree char *args = NULL;

        b[i] = (BTBench) { .fe = &fe[i], .wire = ipmi_wire_new() };
        ipmi_wire_listen(b[i].wire);
        args = bt_bench_args(b[i].fe, b[i].wire, BT_CONNECT_AGAIN, "", i);
        g_string_append(line, args);
    }
    g_string_append(line, more);
    qts = qtest_init(line->str);
    for (int i = 0; i < n; i++) {
        b[i].qts = qts;
        bt_bench_set_up(&b[i]);
        bt_bench_accept(&b[i]);
    }
}

void bt_bench_close_many(BTBench *b, int n)
{
    qtest_quit(b[0].qts);
    for (int i = 0; i < n; i++) {
        ipmi_wire_free(b[i].wire);
    }
}

void bt_bench_greeting(BTBench *b)
{
    const uint8_t greeting[] = {
        WIRE_CMD_VERSION, 1, WIRE_END_COMMAND,
        WIRE_CMD_CAPABILITIES, 0x3f, WIRE_END_COMMAND,
    };

    ipmi_wire_expect_raw(b->wire, greeting, sizeof(greeting));
}

void bt_bench_accept(BTBench *b)
{
    ipmi_wire_accept(b->wire);
    bt_bench_greeting(b);
}

void bt_bench_open(BTBench *b, const void *front_end)
{
    bt_bench_start(b, front_end, BT_CONNECT_AGAIN, "", "");
    bt_bench_accept(b);
}

void bt_bench_close(BTBench *b)
{
    qtest_quit(b->qts);
    ipmi_wire_free(b->wire);
}

uint8_t bt_bench_ctrl(BTBench *b)
{
    return bt_driver_read(&b->bt, BT_CTRL);
}

uint8_t bt_bench_intmask(BTBench *b)
{
    return bt_driver_read(&b->bt, BT_INTMASK);
}

void bt_bench_set_ctrl(BTBench *b, uint8_t val)
{
    bt_driver_write(&b->bt, BT_CTRL, val);
}

void bt_bench_set_intmask(BTBench *b, uint8_t val)
{
    bt_driver_write(&b->bt, BT_INTMASK, val);
}

void bt_bench_command(BTBench *b, uint8_t id)
{
    ipmi_wire_send_command(b->wire, id);
    bt_bench_settle(b);
}

void bt_bench_settle(BTBench *b)
{
    ipmi_wire_settle(b->qts);
}

/*
 * Interrupts
 */

void bt_bench_watch_irq(BTBench *b)
{
    qtest_irq_intercept_in(b->qts, "ioapic");
}

bool bt_bench_irq(BTBench *b)
{
    return qtest_get_irq(b->qts, b->fe->irq);
}

/*
 * Requests and responses
 */

const uint8_t bt_bench_req[] = { 0x18, 0x01 };
const uint8_t bt_bench_rsp[] = { 0x1c, 0x01, 0x00, 0x20 };

void bt_bench_begin(BTBench *b, uint8_t seq)
{
    bt_bench_request(b, seq, bt_bench_req, sizeof(bt_bench_req));
}

void bt_bench_answer(BTBench *b)
{
    ipmi_wire_send_message(b->wire, b->last_id, bt_bench_rsp,
                           sizeof(bt_bench_rsp));
    bt_driver_wait_response(&b->bt);
}

uint8_t bt_bench_request(BTBench *b, uint8_t seq, const void *msg, size_t len)
{
    WireFrame frame;

    bt_driver_request(&b->bt, seq, msg, len);
    ipmi_wire_recv_message(b->wire, &frame);
    g_assert_cmpmem(frame.data, frame.len, msg, len);
    b->last_id = frame.seq;
    return frame.seq;
}

void bt_bench_exchange(BTBench *b, uint8_t seq, const void *req,
                       size_t req_len, const void *rsp, size_t rsp_len)
{
    uint8_t id = bt_bench_request(b, seq, req, req_len);

    ipmi_wire_send_message(b->wire, id, rsp, rsp_len);
    bt_driver_expect(&b->bt, seq, rsp, rsp_len);
}

void bt_bench_check(BTBench *b)
{
    const uint8_t req[] = { 0x18, 0x01, 0xa0, 0xa1, 0xaa };
    const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0xaa, 0xa1, 0xa0 };

    bt_bench_exchange(b, b->last_id ^ 0x5a, req, sizeof(req), rsp,
                      sizeof(rsp));
}
