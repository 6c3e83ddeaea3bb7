/*
 * Test bench: an x86 VM with an IPMI interface, and a scripted BMC behind it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bench.h"
#include "ipmi-bt-driver.h"
#include "ipmi-kcs-driver.h"

/* PCI interrupt routing of PIIX3, function 0 of slot 1 */
#define PIIX_SLOT    1
#define PIIX_PIRQ_A  0x60
#define PIIX_NR_PIRQ 4

#define PCI_COMMAND    0x04
#define PCI_COMMAND_IO 1
#define PCI_BAR_0      0x10

static const IPMIFrontEnd front_ends[] = {
    {
        .kind = &ipmi_bt_driver,
        .name = "isa",
        .device = "isa-ipmi-bt",
        .base = 0xe4,
        .irq = 5,
    }, {
        .kind = &ipmi_bt_driver,
        .name = "pci",
        .device = "pci-ipmi-bt,addr=4",
        .base = 0xc000,
        .irq = 10,
        .slot = 4,
    }, {
        .kind = &ipmi_kcs_driver,
        .name = "isa",
        .device = "isa-ipmi-kcs",
        .base = 0xca2,
        .irq = 5,
    }, {
        .kind = &ipmi_kcs_driver,
        .name = "pci",
        .device = "pci-ipmi-kcs,addr=4",
        .base = 0xc000,
        .irq = 10,
        .slot = 4,
    },
};

const IPMIFrontEnd ipmi_bench_many[IPMI_BENCH_MANY] = {
    {
        .kind = &ipmi_bt_driver,
        .device = "isa-ipmi-bt",
        .base = 0xe4,
        .irq = 5,
    }, {
        .kind = &ipmi_kcs_driver,
        .device = "pci-ipmi-kcs,addr=4",
        .base = 0xc000,
        .irq = 10,
        .slot = 4,
    }, {
        .kind = &ipmi_kcs_driver,
        .device = "isa-ipmi-kcs,irq=9",
        .base = 0xca2,
        .irq = 9,
    }, {
        .kind = &ipmi_bt_driver,
        .device = "pci-ipmi-bt,addr=5",
        .base = 0xc010,
        .irq = 11,
        .slot = 5,
    }, {
        .kind = &ipmi_kcs_driver,
        .device = "isa-ipmi-kcs,ioport=0xca8,irq=7",
        .base = 0xca8,
        .irq = 7,
    }, {
        .kind = &ipmi_kcs_driver,
        .device = "pci-ipmi-kcs,addr=6",
        .base = 0xc020,
        .irq = 3,
        .slot = 6,
    },
};

void ipmi_bench_add_kind(const IPMIDriverOps *kind, const char *path,
                         void (*fn)(const void *front_end))
{
    for (int i = 0; i < ARRAY_SIZE(front_ends); i++) {
        const IPMIFrontEnd *fe = &front_ends[i];
        g_autofree char *name = g_strdup_printf("/ipmi-%s/%s/%s",
                                                fe->kind->name, fe->name,
                                                path);

        if (fe->kind == kind) {
            qtest_add_data_func(name, fe, fn);
        }
    }
}

void ipmi_bench_add(const char *path, void (*fn)(const void *front_end))
{
    ipmi_bench_add_kind(&ipmi_bt_driver, path, fn);
    ipmi_bench_add_kind(&ipmi_kcs_driver, path, fn);
}

/*
 * Start and end
 */

char *ipmi_bench_args(const IPMIFrontEnd *fe, IPMIWire *w, IPMIConnect how,
                      const char *bmc_props, int i)
{
    static const char *const options[] = {
        [IPMI_CONNECT_ONCE] = "",
        [IPMI_CONNECT_AGAIN] = ",reconnect-ms=10",
        [IPMI_CONNECT_LATER] = ",reconnect-ms=10",
        [IPMI_CONNECT_SERVER] = ",server=on,wait=off",
    };

    return g_strdup_printf("-chardev socket,id=c%d,path=%s%s "
                           "-device ipmi-bmc-extern,id=bmc%d,chardev=c%d%s "
                           "-device %s,id=if%d,bmc=bmc%d ",
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

uint32_t ipmi_bench_pci_config(IPMIBench *b, uint8_t reg)
{
    qtest_outl(b->qts, 0xcf8, 1u << 31 | b->fe->slot << 11 | (reg & ~3));
    return qtest_inl(b->qts, 0xcfc);
}

void ipmi_bench_set_driver(IPMIBench *b)
{
    b->drv = (IPMIDriver) {
        .ops = b->fe->kind, .qts = b->qts, .base = b->fe->base,
    };
}

void ipmi_bench_set_up(IPMIBench *b)
{
    int slot = b->fe->slot;

    ipmi_bench_set_driver(b);
    if (!slot) {
        return;
    }
    /* INTA of the slots take turns with PIRQA to PIRQD */
    config_write(b->qts, PIIX_SLOT, PIIX_PIRQ_A + (slot - 1) % PIIX_NR_PIRQ,
                 b->fe->irq, 1);
    config_write(b->qts, slot, PCI_BAR_0, b->fe->base, 4);
    config_write(b->qts, slot, PCI_COMMAND, PCI_COMMAND_IO, 2);
}

void ipmi_bench_start(IPMIBench *b, const void *front_end, IPMIConnect how,
                      const char *bmc_props, const char *more)
{
    g_autofree char *args = NULL;

    *b = (IPMIBench) { .fe = front_end, .wire = ipmi_wire_new() };
    if (how == IPMI_CONNECT_ONCE || how == IPMI_CONNECT_AGAIN) {
        ipmi_wire_listen(b->wire);
    }
    args = ipmi_bench_args(b->fe, b->wire, how, bmc_props, 0);
    b->qts = qtest_initf(IPMI_BENCH_MACHINE "%s %s", args, more);
    ipmi_bench_set_up(b);
}

void ipmi_bench_open_many(IPMIBench *b, const IPMIFrontEnd *fe, int n,
                          const char *more)
{
    g_autoptr(GString) line = g_string_new(IPMI_BENCH_MACHINE);
    QTestState *qts;

    for (int i = 0; i < n; i++) {
        g_autofree char *args = NULL;

        b[i] = (IPMIBench) { .fe = &fe[i], .wire = ipmi_wire_new() };
        ipmi_wire_listen(b[i].wire);
        args = ipmi_bench_args(b[i].fe, b[i].wire, IPMI_CONNECT_AGAIN, "", i);
        g_string_append(line, args);
    }
    g_string_append(line, more);
    qts = qtest_init(line->str);
    for (int i = 0; i < n; i++) {
        b[i].qts = qts;
        ipmi_bench_set_up(&b[i]);
        ipmi_bench_accept(&b[i]);
    }
}

void ipmi_bench_close_many(IPMIBench *b, int n)
{
    qtest_quit(b[0].qts);
    for (int i = 0; i < n; i++) {
        ipmi_wire_free(b[i].wire);
    }
}

void ipmi_bench_greeting(IPMIBench *b)
{
    const uint8_t greeting[] = {
        WIRE_CMD_VERSION, 1, WIRE_END_COMMAND,
        WIRE_CMD_CAPABILITIES, 0x3f, WIRE_END_COMMAND,
    };

    ipmi_wire_expect_raw(b->wire, greeting, sizeof(greeting));
}

void ipmi_bench_accept(IPMIBench *b)
{
    ipmi_wire_accept(b->wire);
    ipmi_bench_greeting(b);
}

void ipmi_bench_open(IPMIBench *b, const void *front_end)
{
    ipmi_bench_start(b, front_end, IPMI_CONNECT_AGAIN, "", "");
    ipmi_bench_accept(b);
}

void ipmi_bench_close(IPMIBench *b)
{
    qtest_quit(b->qts);
    ipmi_wire_free(b->wire);
}

void ipmi_bench_command(IPMIBench *b, uint8_t id)
{
    ipmi_wire_send_command(b->wire, id);
    ipmi_bench_settle(b);
}

void ipmi_bench_end_attention(IPMIBench *b)
{
    ipmi_bench_command(b, WIRE_CMD_NOATTN);
    b->fe->kind->clear_attention(&b->drv);
    b->fe->kind->end_irq(&b->drv);
}

void ipmi_bench_settle(IPMIBench *b)
{
    ipmi_wire_settle(b->qts);
}

/*
 * Interrupts
 */

void ipmi_bench_watch_irq(IPMIBench *b)
{
    qtest_irq_intercept_in(b->qts, "ioapic");
}

bool ipmi_bench_irq(IPMIBench *b)
{
    return qtest_get_irq(b->qts, b->fe->irq);
}

/*
 * Requests and responses
 */

const uint8_t ipmi_bench_req[] = { 0x18, 0x01 };
const uint8_t ipmi_bench_rsp[] = { 0x1c, 0x01, 0x00, 0x20 };

void ipmi_bench_begin(IPMIBench *b, uint8_t seq)
{
    ipmi_bench_request(b, seq, ipmi_bench_req, sizeof(ipmi_bench_req));
}

void ipmi_bench_answer(IPMIBench *b)
{
    ipmi_wire_send_message(b->wire, b->last_id, ipmi_bench_rsp,
                           sizeof(ipmi_bench_rsp));
    ipmi_driver_wait_response(&b->drv);
}

void ipmi_bench_take(IPMIBench *b, const void *msg, size_t len)
{
    WireFrame frame;

    ipmi_wire_recv_message(b->wire, &frame);
    g_assert_cmpmem(frame.data, frame.len, msg, len);
    b->last_id = frame.seq;
}

uint8_t ipmi_bench_request(IPMIBench *b, uint8_t seq, const void *msg,
                           size_t len)
{
    ipmi_driver_request(&b->drv, seq, msg, len);
    ipmi_bench_take(b, msg, len);
    return b->last_id;
}

void ipmi_bench_exchange(IPMIBench *b, uint8_t seq, const void *req,
                         size_t req_len, const void *rsp, size_t rsp_len)
{
    uint8_t id = ipmi_bench_request(b, seq, req, req_len);

    ipmi_wire_send_message(b->wire, id, rsp, rsp_len);
    ipmi_driver_expect(&b->drv, seq, rsp, rsp_len);
}

void ipmi_bench_check(IPMIBench *b)
{
    const uint8_t req[] = { 0x18, 0x01, 0xa0, 0xa1, 0xaa };
    const uint8_t rsp[] = { 0x1c, 0x01, 0x00, 0xaa, 0xa1, 0xa0 };

    ipmi_bench_exchange(b, b->last_id ^ 0x5a, req, sizeof(req), rsp,
                        sizeof(rsp));
}
