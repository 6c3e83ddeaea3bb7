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

/* Fields of "ipmi-interface-bt": their size, and some, from their end */
#define BT_FIELDS       617
#define BT_AT_CTRL      4
#define BT_AT_INTMASK   3
#define BT_AT_H2B_WR    308
#define BT_AT_B2H_WR    612
#define BT_AT_B2H_RD    616

/* The same of "ipmi-interface-kcs" */
#define KCS_FIELDS      623
#define KCS_AT_STATUS   7
#define KCS_AT_IN_LEN   312
#define KCS_AT_OUT_LEN  616
#define KCS_AT_OUT_POS  620

/**
 * Section: what a stream holds, and where in it an interface is
 * @data: the stream
 * @len: number of its bytes
 * @begin: the first field of the interface
 * @end: behind its last field
 */
typedef struct Section {
    gchar *data;
    gsize len;
    size_t begin;
    size_t end;
} Section;

/* Where the fields of an interface are, without a subsection */
static void find_section(Section *sec, const char *name, size_t size,
                         const IPMIStream *st)
{
    uint8_t footer[5] = { SECTION_FOOTER };
    char *found, *id;

    g_assert_true(g_file_get_contents(st->path, &sec->data, &sec->len, NULL));
    found = memmem(sec->data, sec->len, name, strlen(name));
    g_assert_nonnull(found);
    /* Before the name: its length, and before that the section's number */
    id = found;
    while (id[-1] != found + strlen(name) - id) {
        id--;
        g_assert_true(id > sec->data + 5);
    }
    memcpy(footer + 1, id - 5, 4);
    found = memmem(found, sec->data + sec->len - found, footer,
                   sizeof(footer));
    g_assert_nonnull(found);
    sec->end = found - sec->data;
    sec->begin = sec->end - size;
}

static void write_stream(const Section *sec, const IPMIStream *st)
{
    g_assert_true(g_file_set_contents(st->path, sec->data, sec->len, NULL));
}

static void put_be32(char *at, uint32_t val)
{
    uint32_t be = GUINT32_TO_BE(val);

    memcpy(at, &be, sizeof(be));
}

static void save_phase(const IPMIFrontEnd *fe, const char *name,
                       const IPMIStream *st)
{
    ipmi_stream_save_phase(fe, OURS, ipmi_phase_find(fe, name), st);
}

static void check_refused(const IPMIFrontEnd *fe, const IPMIStream *st)
{
    IPMIBench b;

    ipmi_stream_start_loading(&b, fe, OURS);
    ipmi_stream_connect(&b);
    g_assert_false(ipmi_stream_load(b.qts, st));
    ipmi_bench_close(&b);
}

/*
 * BT
 */

static void find_bt_section(Section *sec, const IPMIFrontEnd *fe,
                            const IPMIStream *st)
{
    find_section(sec, fe->slot ? "ipmi-interface-pci-bt" :
                 "ipmi-interface-isa-bt", BT_FIELDS, st);
}

static void test_bt_pointers(const void *fe)
{
    static const int offsets[] = { BT_AT_H2B_WR, BT_AT_B2H_WR,
                                   BT_AT_B2H_RD };
    static const uint32_t values[] = { 301, 0x80000000, 0xffffffff };
    Section sec;
    IPMIStream st;

    ipmi_stream_init(&st);
    save_phase(fe, "idle", &st);
    find_bt_section(&sec, fe, &st);
    for (int i = 0; i < 9; i++) {
        char *at = sec.data + sec.end - offsets[i / 3];
        char old[4];

        g_test_message("offset %d, value 0x%x", offsets[i / 3], values[i % 3]);
        memcpy(old, at, sizeof(old));
        put_be32(at, values[i % 3]);
        write_stream(&sec, &st);
        check_refused(fe, &st);
        memcpy(at, old, sizeof(old));
    }
    g_free(sec.data);
    ipmi_stream_free(&st);
}

/* A response that is held must be one, and must fit */
static void test_bt_held(const void *fe)
{
    static const char name[] = "ipmi-interface-bt/held-response";
    static const uint16_t lengths[] = { 1, 2, 255, 300, 301, 0xffff };
    Section sec;
    IPMIStream st;
    char *len;

    ipmi_stream_init(&st);
    save_phase(fe, "held response", &st);
    g_assert_true(g_file_get_contents(st.path, &sec.data, &sec.len, NULL));
    len = memmem(sec.data, sec.len, name, strlen(name));
    g_assert_nonnull(len);
    /* Behind the version */
    len += strlen(name) + 4;
    g_assert_cmpint(len[1], ==, sizeof(ipmi_bench_rsp));
    for (int i = 0; i < ARRAY_SIZE(lengths); i++) {
        g_test_message("length %u", lengths[i]);
        len[0] = lengths[i] >> 8;
        len[1] = lengths[i];
        write_stream(&sec, &st);
        check_refused(fe, &st);
    }
    g_free(sec.data);
    ipmi_stream_free(&st);
}

/* Whatever state this is, a reset of the interface ends it */
static void check_bt_cured(IPMIBench *b)
{
    WireFrame frame;

    for (int i = 0; i < 300; i++) {
        ipmi_driver_write(&b->drv, BT_DATA, i);
        ipmi_driver_read(&b->drv, BT_DATA);
    }
    bt_driver_set_ctrl(&b->drv, 0xff);
    ipmi_wire_step_ms(b->qts, 10000);
    bt_driver_set_intmask(&b->drv, BMC_HWRST);
    g_assert_cmphex(bt_driver_ctrl(&b->drv), ==, 0);
    ipmi_bench_settle(b);
    while (ipmi_wire_try_recv(b->wire, &frame)) {
        b->last_id = frame.seq;
    }
    ipmi_bench_check(b);
}

static void check_bt_strange(const IPMIFrontEnd *fe, const IPMIStream *st)
{
    IPMIBench b;

    ipmi_stream_start_loading(&b, fe, OURS);
    ipmi_stream_connect(&b);
    if (ipmi_stream_load(b.qts, st)) {
        check_bt_cured(&b);
    }
    ipmi_bench_close(&b);
}

static void test_bt_registers(const void *fe)
{
    Section sec;
    IPMIStream st;
    IPMIBench b;

    ipmi_stream_init(&st);
    save_phase(fe, "idle", &st);
    find_bt_section(&sec, fe, &st);
    sec.data[sec.end - BT_AT_CTRL] = 0xff;
    sec.data[sec.end - BT_AT_INTMASK] = 0xff;
    put_be32(sec.data + sec.end - BT_AT_H2B_WR, 300);
    put_be32(sec.data + sec.end - BT_AT_B2H_WR, 300);
    put_be32(sec.data + sec.end - BT_AT_B2H_RD, 299);
    write_stream(&sec, &st);
    ipmi_stream_start_loading(&b, fe, OURS);
    g_assert_true(ipmi_stream_load(b.qts, &st));
    ipmi_stream_connect(&b);
    g_assert_cmphex(ipmi_driver_read(&b.drv, BT_DATA), ==, 0xff);
    check_bt_cured(&b);
    ipmi_bench_close(&b);
    g_free(sec.data);
    ipmi_stream_free(&st);
}

/* QEMU refuses it or lives with it */
static void test_bt_random(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    Section sec;
    IPMIStream st;

    ipmi_stream_init(&st);
    save_phase(fe, "response and pending", &st);
    find_bt_section(&sec, fe, &st);
    for (int i = 0; i < 25; i++) {
        g_autofree char *good = g_memdup2(sec.data, sec.len);

        for (int n = 0; n < 100; n++) {
            sec.data[g_rand_int_range(rand, sec.begin, sec.end)] =
                g_rand_int(rand);
        }
        /* Else hardly any would be taken */
        for (int n = 0; n < 3 && (i & 1); n++) {
            put_be32(sec.data + sec.end - BT_AT_H2B_WR - n % 2 * 4 -
                     !!n * 300, g_rand_int_range(rand, 0, 301));
        }
        write_stream(&sec, &st);
        check_bt_strange(fe, &st);
        memcpy(sec.data, good, sec.len);
    }
    g_free(sec.data);
    ipmi_stream_free(&st);
}

/*
 * KCS
 */

static void find_kcs_section(Section *sec, const IPMIFrontEnd *fe,
                             const IPMIStream *st)
{
    find_section(sec, fe->slot ? "ipmi-interface-pci-kcs" : "ipmi-interface",
                 KCS_FIELDS, st);
}

static void test_kcs_lengths(const void *fe)
{
    static const int offsets[] = { KCS_AT_IN_LEN, KCS_AT_OUT_LEN,
                                   KCS_AT_OUT_POS };
    static const uint32_t values[] = { 301, 0x80000000, 0xffffffff };
    Section sec;
    IPMIStream st;

    ipmi_stream_init(&st);
    save_phase(fe, "idle", &st);
    find_kcs_section(&sec, fe, &st);
    for (int i = 0; i < 9; i++) {
        char *at = sec.data + sec.end - offsets[i / 3];
        char old[4];

        g_test_message("offset %d, value 0x%x", offsets[i / 3], values[i % 3]);
        memcpy(old, at, sizeof(old));
        put_be32(at, values[i % 3]);
        write_stream(&sec, &st);
        check_refused(fe, &st);
        memcpy(at, old, sizeof(old));
    }
    g_free(sec.data);
    ipmi_stream_free(&st);
}

/* Whatever state this is, it can be left by the guest's own means */
static void check_kcs_cured(IPMIBench *b, bool abort)
{
    WireFrame frame;

    for (int i = 0; i < 400; i++) {
        ipmi_driver_write(&b->drv, KCS_DATA, KCS_NEXT);
        ipmi_driver_read(&b->drv, KCS_DATA);
        kcs_driver_status(&b->drv);
    }
    ipmi_wire_step_ms(b->qts, 10000);
    if (abort) {
        kcs_driver_get_status(&b->drv);
    } else {
        kcs_driver_begin(&b->drv, ipmi_bench_req, 0);
        kcs_driver_finish(&b->drv, ipmi_bench_req, sizeof(ipmi_bench_req));
        ipmi_wire_step_ms(b->qts, 10000);
        kcs_driver_begin(&b->drv, ipmi_bench_req, 0);
    }
    ipmi_bench_settle(b);
    while (ipmi_wire_try_recv(b->wire, &frame)) {
        b->last_id = frame.seq;
    }
    ipmi_bench_check(b);
}

static bool check_kcs_strange(const IPMIFrontEnd *fe, const IPMIStream *st,
                              bool abort)
{
    IPMIBench b;
    bool loaded;

    ipmi_stream_start_loading(&b, fe, OURS);
    ipmi_stream_connect(&b);
    loaded = ipmi_stream_load(b.qts, st);
    if (loaded) {
        check_kcs_cured(&b, abort);
    }
    ipmi_bench_close(&b);
    return loaded;
}

/* Each state, with no request and no response to go with it */
static void test_kcs_status(const void *fe)
{
    int loaded = 0;
    Section sec;
    IPMIStream st;

    ipmi_stream_init(&st);
    save_phase(fe, "idle", &st);
    find_kcs_section(&sec, fe, &st);
    g_assert_cmphex(sec.data[sec.end - KCS_AT_STATUS], ==, 0);
    for (int i = 0; i < 16; i++) {
        sec.data[sec.end - KCS_AT_STATUS] =
            (i & 3) << 6 | (i & 4 ? KCS_IBF : 0) | (i & 8 ? KCS_OBF : 0) |
            0x30 | KCS_CD | KCS_SMS_ATN;
        write_stream(&sec, &st);
        loaded += check_kcs_strange(fe, &st, i & 1);
    }
    /* At least those without a message are what a guest can get to */
    g_assert_cmpint(loaded, >=, 4);
    g_free(sec.data);
    ipmi_stream_free(&st);
}

static void test_kcs_random(const void *fe)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(g_test_rand_int());
    Section sec;
    IPMIStream st;

    ipmi_stream_init(&st);
    save_phase(fe, "reading", &st);
    find_kcs_section(&sec, fe, &st);
    for (int i = 0; i < 25; i++) {
        g_autofree char *good = g_memdup2(sec.data, sec.len);
        uint32_t len = g_rand_int_range(rand, 0, 301);

        for (int n = 0; n < 100; n++) {
            sec.data[g_rand_int_range(rand, sec.begin, sec.end)] =
                g_rand_int(rand);
        }
        if (i & 1) {
            /* Else hardly any would be taken */
            put_be32(sec.data + sec.end - KCS_AT_OUT_LEN, len);
            put_be32(sec.data + sec.end - KCS_AT_OUT_POS,
                     g_rand_int_range(rand, 0, len + 1));
            put_be32(sec.data + sec.end - KCS_AT_IN_LEN,
                     g_rand_int_range(rand, 0, 301));
        }
        write_stream(&sec, &st);
        check_kcs_strange(fe, &st, i & 2);
        memcpy(sec.data, good, sec.len);
    }
    g_free(sec.data);
    ipmi_stream_free(&st);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/pointers", test_bt_pointers);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/held", test_bt_held);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/registers",
                        test_bt_registers);
    ipmi_bench_add_kind(&ipmi_bt_driver, "stream/random", test_bt_random);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/lengths", test_kcs_lengths);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/status", test_kcs_status);
    ipmi_bench_add_kind(&ipmi_kcs_driver, "stream/random", test_kcs_random);
    return g_test_run();
}
