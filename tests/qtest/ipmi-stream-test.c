/*
 * Test of all IPMI interfaces: migration streams that somebody has altered
 *
 * QEMU refuses them, or lives with what it has loaded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-bt-driver.h"
#include "ipmi-kcs-driver.h"
#include "ipmi-migration.h"

#define SECTION_FOOTER  0x7e

/* Register fields of "ipmi-interface-bt", from the end of its fields */
#define BT_AT_CTRL      4
#define BT_AT_INTMASK   3

/* The same of "ipmi-interface-kcs" */
#define KCS_AT_STATUS   7

/**
 * Layout: a kind of interface and what a stream has of it
 * @isa: name of its section on the ISA bus
 * @pci: name of its section on the PCI bus
 * @size: bytes that its fields have, without a subsection
 * @in_len: where the length of a request is, counted from the end
 * @out_len: where the length of a response is
 * @out_pos: where the number of bytes that the guest has read of it is
 * @phase: one in which there is much to spoil
 * @check_cured: whatever state this is, the guest can leave it; @second: by
 *               the second of two means, where there are two
 */
typedef struct Layout {
    const char *isa;
    const char *pci;
    size_t size;
    size_t in_len;
    size_t out_len;
    size_t out_pos;
    const char *phase;
    void (*check_cured)(IPMIBench *b, bool second);
} Layout;

/**
 * Section: a stream, and where in it an interface is
 * @fe: the front-end
 * @layout: its layout
 * @st: where the stream is kept
 * @data: the stream
 * @len: number of its bytes
 * @begin: the first field of the interface
 * @end: behind its last field
 */
typedef struct Section {
    const IPMIFrontEnd *fe;
    const Layout *layout;
    IPMIStream st;
    gchar *data;
    gsize len;
    char *begin;
    char *end;
} Section;

static const Layout bt_layout, kcs_layout;

static const Layout *layout_of(const IPMIFrontEnd *fe)
{
    return fe->kind == &ipmi_kcs_driver ? &kcs_layout : &bt_layout;
}

/* Where it stands first, from @at on */
static char *find_bytes(const Section *sec, char *at, const void *bytes,
                        size_t len)
{
    char *found = memmem(at, sec->data + sec->len - at, bytes, len);

    g_assert_nonnull(found);
    return found;
}

/* Where the fields of an interface are, without a subsection */
static void find_fields(Section *sec)
{
    const char *name = sec->fe->slot ? sec->layout->pci : sec->layout->isa;
    char *found = find_bytes(sec, sec->data, name, strlen(name));
    uint8_t footer[5] = { SECTION_FOOTER };
    char *id = found;

    /* Before the name: its length, and before that the section's number */
    while (id[-1] != found + strlen(name) - id) {
        id--;
        g_assert_true(id > sec->data + 5);
    }
    memcpy(footer + 1, id - 5, 4);
    sec->end = find_bytes(sec, found, footer, sizeof(footer));
    sec->begin = sec->end - sec->layout->size;
}

/* Saves a VM whose guest is in a phase */
static void open_section(Section *sec, const IPMIFrontEnd *fe,
                         const char *phase)
{
    sec->fe = fe;
    sec->layout = layout_of(fe);
    ipmi_stream_init(&sec->st);
    ipmi_stream_save_phase(fe, OURS, ipmi_phase_find(fe, phase), &sec->st);
    g_assert_true(g_file_get_contents(sec->st.path, &sec->data, &sec->len,
                                      NULL));
    find_fields(sec);
}

static void close_section(Section *sec)
{
    g_free(sec->data);
    ipmi_stream_free(&sec->st);
}

static void put_be32(char *at, uint32_t val)
{
    uint32_t be = GUINT32_TO_BE(val);

    memcpy(at, &be, sizeof(be));
}

/* A VM is about to load the stream as it is now */
static void start_loading(IPMIBench *b, const Section *sec)
{
    g_assert_true(g_file_set_contents(sec->st.path, sec->data, sec->len,
                                      NULL));
    ipmi_stream_start_loading(b, sec->fe, OURS);
}

static void check_refused(const Section *sec)
{
    IPMIBench b;

    start_loading(&b, sec);
    ipmi_stream_connect(&b);
    g_assert_false(ipmi_stream_load(b.qts, &sec->st));
    ipmi_bench_close(&b);
}

/* QEMU refuses it or lives with it */
static bool check_strange(const Section *sec, bool second)
{
    IPMIBench b;
    bool loaded;

    start_loading(&b, sec);
    ipmi_stream_connect(&b);
    loaded = ipmi_stream_load(b.qts, &sec->st);
    if (loaded) {
        sec->layout->check_cured(&b, second);
    }
    ipmi_bench_close(&b);
    return loaded;
}

/* After all that the BMC was asked in the meantime */
static void check_goes_on(IPMIBench *b)
{
    WireFrame frame;

    ipmi_bench_settle(b);
    while (ipmi_wire_try_recv(b->wire, &frame)) {
        b->last_id = frame.seq;
    }
    ipmi_bench_check(b);
}

/*
 * Both kinds
 */

static void test_limits(const void *fe)
{
    static const uint32_t values[] = { 301, 0x80000000, 0xffffffff };
    Section sec;

    open_section(&sec, fe, "idle");
    for (int i = 0; i < 9; i++) {
        const size_t offsets[] = {
            sec.layout->in_len, sec.layout->out_len, sec.layout->out_pos,
        };
        char *at = sec.end - offsets[i / 3];
        char old[4];

        g_test_message("offset %zu, value 0x%x", offsets[i / 3],
                       values[i % 3]);
        memcpy(old, at, sizeof(old));
        put_be32(at, values[i % 3]);
        check_refused(&sec);
        memcpy(at, old, sizeof(old));
    }
    close_section(&sec);
}

/* Lengths that fit, or hardly any stream would be taken */
static void put_lengths(Section *sec, GRand *rand)
{
    uint32_t len = g_rand_int_range(rand, 0, 301);

    put_be32(sec->end - sec->layout->in_len, g_rand_int_range(rand, 0, 301));
    put_be32(sec->end - sec->layout->out_len, len);
    put_be32(sec->end - sec->layout->out_pos,
             g_rand_int_range(rand, 0, len + 1));
}

static void test_random(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    Section sec;

    open_section(&sec, fe, layout_of(fe)->phase);
    for (int i = 0; i < 25; i++) {
        g_autofree char *good = g_memdup2(sec.data, sec.len);

        for (int n = 0; n < 100; n++) {
            sec.begin[g_rand_int_range(rand, 0, sec.end - sec.begin)] =
                g_rand_int(rand);
        }
        if (i & 1) {
            put_lengths(&sec, rand);
        }
        check_strange(&sec, i & 2);
        memcpy(sec.data, good, sec.len);
    }
    close_section(&sec);
}

/*
 * BT
 */

/* A response that is held must be one, and must fit */
static void test_bt_held(const void *fe)
{
    static const char name[] = "ipmi-interface-bt/held-response";
    static const uint16_t lengths[] = { 1, 2, 255, 300, 301, 0xffff };
    Section sec;
    char *len;

    open_section(&sec, fe, "held response");
    /* Behind the version */
    len = find_bytes(&sec, sec.data, name, strlen(name)) + strlen(name) + 4;
    g_assert_cmpint(len[1], ==, sizeof(ipmi_bench_rsp));
    for (int i = 0; i < ARRAY_SIZE(lengths); i++) {
        g_test_message("length %u", lengths[i]);
        len[0] = lengths[i] >> 8;
        len[1] = lengths[i];
        check_refused(&sec);
    }
    close_section(&sec);
}

static void check_bt_cured(IPMIBench *b, bool second)
{
    for (int i = 0; i < 300; i++) {
        ipmi_driver_write(&b->drv, BT_DATA, i);
        ipmi_driver_read(&b->drv, BT_DATA);
    }
    bt_driver_set_ctrl(&b->drv, 0xff);
    ipmi_wire_step_ms(b->qts, 10000);
    bt_driver_set_intmask(&b->drv, BMC_HWRST);
    g_assert_cmphex(bt_driver_ctrl(&b->drv), ==, 0);
    check_goes_on(b);
}

static void test_bt_registers(const void *fe)
{
    Section sec;
    IPMIBench b;

    open_section(&sec, fe, "idle");
    sec.end[-BT_AT_CTRL] = 0xff;
    sec.end[-BT_AT_INTMASK] = 0xff;
    put_be32(sec.end - bt_layout.in_len, 300);
    put_be32(sec.end - bt_layout.out_len, 300);
    put_be32(sec.end - bt_layout.out_pos, 299);
    start_loading(&b, &sec);
    g_assert_true(ipmi_stream_load(b.qts, &sec.st));
    ipmi_stream_connect(&b);
    g_assert_cmphex(ipmi_driver_read(&b.drv, BT_DATA), ==, 0xff);
    check_bt_cured(&b, false);
    ipmi_bench_close(&b);
    close_section(&sec);
}

static const Layout bt_layout = {
    .isa = "ipmi-interface-isa-bt",
    .pci = "ipmi-interface-pci-bt",
    .size = 617,
    .in_len = 308,
    .out_len = 612,
    .out_pos = 616,
    .phase = "response and pending",
    .check_cured = check_bt_cured,
};

/*
 * KCS
 */

static void check_kcs_cured(IPMIBench *b, bool second)
{
    for (int i = 0; i < 400; i++) {
        ipmi_driver_write(&b->drv, KCS_DATA, KCS_NEXT);
        ipmi_driver_read(&b->drv, KCS_DATA);
        kcs_driver_status(&b->drv);
    }
    ipmi_wire_step_ms(b->qts, 10000);
    if (second) {
        kcs_driver_get_status(&b->drv);
    } else {
        kcs_driver_begin(&b->drv, ipmi_bench_req, 0);
        kcs_driver_finish(&b->drv, ipmi_bench_req, sizeof(ipmi_bench_req));
        ipmi_wire_step_ms(b->qts, 10000);
        kcs_driver_begin(&b->drv, ipmi_bench_req, 0);
    }
    check_goes_on(b);
}

/* Each state, with no request and no response to go with it */
static void test_kcs_status(const void *fe)
{
    int loaded = 0;
    Section sec;

    open_section(&sec, fe, "idle");
    g_assert_cmphex(sec.end[-KCS_AT_STATUS], ==, 0);
    for (int i = 0; i < 16; i++) {
        sec.end[-KCS_AT_STATUS] =
            (i & 3) << 6 | (i & 4 ? KCS_IBF : 0) | (i & 8 ? KCS_OBF : 0) |
            0x30 | KCS_CD | KCS_SMS_ATN;
        loaded += check_strange(&sec, i & 1);
    }
    /* At least those without a message are what a guest can get to */
    g_assert_cmpint(loaded, >=, 4);
    close_section(&sec);
}

static const Layout kcs_layout = {
    .isa = "ipmi-interface",
    .pci = "ipmi-interface-pci-kcs",
    .size = 623,
    .in_len = 312,
    .out_len = 616,
    .out_pos = 620,
    .phase = "reading",
    .check_cured = check_kcs_cured,
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/pointers", test_limits);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/held", test_bt_held);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/registers",
                        test_bt_registers);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/random", test_random);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/lengths", test_limits);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/status", test_kcs_status);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/random", test_random);
    return g_test_run();
}
