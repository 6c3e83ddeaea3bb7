/*
 * Test of ipmi-bmc-sim: event log, SDR repository, FRU inventory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <sys/wait.h>
#include "qemu/bswap.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "ipmi-sim-outside.h"

/* The VM's RTC stands still unless a test moves it; T0 is what it shows */
#define RTC "-rtc base=2024-01-02T03:04:05,clock=vm"
#define T0  "25 7d 93 65"
#define T10 "2f 7d 93 65"

/* A record, from its type on, and the same with the time of the log */
#define EVENT(n)      "02 99 99 99 99 20 00 04 01 30 01 57 " n " 55"
#define EVENT_AT(t, n) "02 " t " 20 00 04 01 30 01 57 " n " 55"

/* Nanoseconds */
#define SECOND 1000000000LL

#define check(vm, cases) sim_check_all(vm, cases, ARRAY_SIZE(cases))

static void assert_refused(const char *args, const char *message)
{
    g_autofree char *line = g_strdup_printf(
        "%s -accel qtest -display none " SIM_MACHINE "%s",
        g_getenv("QTEST_QEMU_BINARY"), args);
    g_autofree char *err = NULL;
    GError *error = NULL;
    int status;

    g_spawn_command_line_sync(line, NULL, &err, &status, &error);
    g_assert_no_error(error);
    g_test_message("%s: %s", args, err);
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
    g_assert_nonnull(strstr(err, message));
}

/* A file of these bytes, as a text of hexadecimal digits */
static char *make_file(const char *hex)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    char *path;
    int fd = g_file_open_tmp("ipmi-sim-XXXXXX", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    for (; *hex; hex++) {
        uint8_t byte;

        if (*hex == ' ') {
            continue;
        }
        byte = g_ascii_xdigit_value(hex[0]) << 4 |
               g_ascii_xdigit_value(hex[1]);
        g_byte_array_append(bytes, &byte, 1);
        hex++;
    }
    g_assert_cmpint(write(fd, bytes->data, bytes->len), ==, bytes->len);
    close(fd);
    return path;
}

static void remove_file(char *path)
{
    unlink(path);
    g_free(path);
}

/*
 * Event log
 */

static void test_sel_lengths(void)
{
    static const SimCase cases[] = {
        { "0a 40 00", "c7" },
        { "0a 41 00", "c7" },
        { "0a 42 00", "c7" },
        { "0a 43 00 00 00 00 00", "c7" },
        { "0a 43 00 00 00 00 00 ff 00", "c7" },
        { "0a 44 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", "c7" },
        { "0a 44 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11", "c7" },
        { "0a 45 00 00 00 00 00 00", "c7" },
        { "0a 46 00 00 00", "c7" },
        { "0a 46 00 00 00 00 00", "c7" },
        { "0a 47 00 00 43 4c 52", "c7" },
        { "0a 47 00 00 43 4c 52 aa 00", "c7" },
        { "0a 48 00", "c7" },
        { "0a 49 00 00 00", "c7" },
        { "0a 49 00 00 00 00 00", "c7" },
        { "0a 5a", "c7" },
        { "0a 5a 00 00", "c7" },
        { "0a 5b", "c7" },
        { "0a 5c 00", "c7" },
        { "0a 5d 00", "c7" },
        { "0a 5d 00 00 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    check(vm, cases);
    sim_vm_end(vm);
}

/* Sections 31.2, 31.3, 31.5 and 31.6 */
static void test_sel_add(void)
{
    static const SimCase cases[] = {
        { "0a 40", "00 51 00 00 00 40 ff ff ff ff ff ff ff ff 0f" },
        { "0a 41", "00 00 04 10 00 00 04 00 04 01" },
        { "0a 43 00 00 00 00 00 ff", "cb" },
        { "0a 43 00 00 ff ff 00 ff", "cb" },
        { "0a 44 77 77 " EVENT("01"), "00 01 00" },
        { "0a 44 77 77 " EVENT("02"), "00 02 00" },
        /* OEM, with the log's time and without */
        { "0a 44 77 77 c0 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d",
          "00 03 00" },
        { "0a 44 77 77 e0 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d",
          "00 04 00" },
        { "0a 44 77 77 01 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d", "80" },
        { "0a 44 77 77 03 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d", "80" },
        { "0a 44 77 77 bf 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d", "80" },
        { "0a 43 00 00 00 00 00 ff", "00 02 00 01 00 " EVENT_AT(T0, "01") },
        { "0a 43 00 00 01 00 00 ff", "00 02 00 01 00 " EVENT_AT(T0, "01") },
        { "0a 43 00 00 02 00 00 ff", "00 03 00 02 00 " EVENT_AT(T0, "02") },
        { "0a 43 00 00 03 00 00 ff",
          "00 04 00 03 00 c0 " T0 " 05 06 07 08 09 0a 0b 0c 0d" },
        { "0a 43 00 00 04 00 00 ff",
          "00 ff ff 04 00 e0 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d" },
        { "0a 43 00 00 ff ff 00 ff",
          "00 ff ff 04 00 e0 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d" },
        { "0a 43 00 00 05 00 00 ff", "cb" },
        { "0a 40", "00 51 04 00 c0 3f " T0 " ff ff ff ff 0f" },
        { "0a 41", "00 00 04 10 00 fc 03 fc 03 01" },
    };
    SimVM *vm = sim_vm_start("", RTC);

    check(vm, cases);
    sim_vm_end(vm);
}

/* Section 31.5: a reservation for what is not at the beginning */
static void test_sel_partial_get(void)
{
    SimVM *vm = sim_vm_start("", RTC);
    uint16_t r;

    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 01 00");
    sim_check(vm, "0a 43 00 00 01 00 00 03", "00 ff ff 01 00 02");
    sim_check(vm, "0a 43 00 00 01 00 00 00", "00 ff ff");
    sim_check(vm, "0a 43 00 00 01 00 03 02", "c5");
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 03 04", "00 ff ff " T0);
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 0d ff", "00 ff ff 57 01 55");
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 0f 01", "00 ff ff 55");
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 0f 09", "00 ff ff 55");
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 10 01", "c9");
    sim_check_reserved(vm, r, "0a 43 RR RR 01 00 ff ff", "c9");
    sim_check_reserved(vm, r, "0a 43 RR RR 02 00 01 01", "cb");
    sim_check_reserved(vm, r + 1, "0a 43 RR RR 01 00 03 04", "c5");
    sim_vm_end(vm);
}

/* Section 31.4: what cancels a reservation */
static void test_sel_reservation(void)
{
    SimVM *vm = sim_vm_start("", "");
    uint16_t r, other;

    r = sim_reserve(vm, "0a 42");
    other = sim_reserve(vm, "0a 42");
    g_assert_cmphex(r, !=, 0);
    g_assert_cmphex(r, !=, other);
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 aa", "c5");

    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 01 00");
    sim_check_reserved(vm, other, "0a 47 RR RR 43 4c 52 aa", "c5");

    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 46 RR RR 09 00", "cb");
    sim_check_reserved(vm, r, "0a 46 RR RR 01 00", "00 01 00");
    sim_check_reserved(vm, r, "0a 46 RR RR 01 00", "c5");

    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 aa", "00 01");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 aa", "c5");

    r = sim_reserve(vm, "0a 42");
    sim_check(vm, "06 02", "00");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 aa", "c5");
    sim_check(vm, "0a 47 00 00 43 4c 52 aa", "c5");
    sim_vm_end(vm);
}

/* Section 31.7 */
static void test_sel_partial_add(void)
{
    SimVM *vm = sim_vm_start("", RTC);
    uint16_t r;

    sim_check(vm, "0a 45 00 00 00 00 00 00 11", "c5");
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 02 11", "cc");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 00 11 11 02", "00 01 00");
    sim_check_reserved(vm, r, "0a 45 RR RR 02 00 03 00 99", "cb");
    sim_check_reserved(vm, r, "0a 45 RR RR 01 00 04 00 99", "80");
    sim_check_reserved(vm, r, "0a 45 RR RR 01 00 03 00 99 99 99 99",
                       "00 01 00");
    sim_check_reserved(vm, r, "0a 45 RR RR 01 00 07 01 99", "80");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 00 11 11 02", "00 01 00");
    sim_check_reserved(vm, r, "0a 45 RR RR 01 00 03 01 99 99 99 99 20 00 04 01 "
                       "30 01 57 77 55", "00 01 00");
    sim_check(vm, "0a 43 00 00 00 00 00 ff",
              "00 ff ff 01 00 " EVENT_AT(T0, "77"));

    /* Who adds meanwhile takes the number, and the reservation goes */
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 00 11 11 02", "00 02 00");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 02 00");
    sim_check_reserved(vm, r, "0a 45 RR RR 02 00 03 00 99", "c5");

    /* One record at once, of a type that is none */
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 01 00 00 05 00 00 00 00 00 "
                       "00 00 00 00 00 00 00 00", "cc");
    sim_vm_end(vm);
}

/* Sections 31.8 and 31.9 */
static void test_sel_delete_and_clear(void)
{
    SimVM *vm = sim_vm_start("", RTC);
    uint16_t r;

    for (int i = 1; i <= 4; i++) {
        sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 ?? 00");
    }
    qtest_clock_step(vm->qts, 10 * SECOND);
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 46 RR RR 02 00", "00 02 00");
    sim_check(vm, "0a 43 00 00 01 00 00 01", "00 03 00 01");
    sim_check(vm, "0a 40", "00 51 03 00 d0 3f " T0 " " T10 " 0f");
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 46 RR RR 00 00", "00 01 00");
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 46 RR RR ff ff", "00 04 00");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 05 00");

    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 51 aa", "cc");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 01", "cc");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 00", "00 01");
    sim_check(vm, "0a 40", "00 51 02 00 *");
    sim_check_reserved(vm, r, "0a 47 RR RR 43 4c 52 aa", "00 01");
    sim_check(vm, "0a 47 00 00 43 4c 52 00", "00 01");
    sim_check(vm, "0a 40", "00 51 00 00 00 40 " T10 " " T10 " 0f");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 06 00");
    sim_vm_end(vm);
}

/* Room for three; what comes then is lost, and the log says so */
static void test_sel_overflow(void)
{
    SimVM *vm = sim_vm_start(",sel-size=3", RTC);

    sim_check(vm, "0a 41", "00 03 00 10 00 03 00 03 00 01");
    for (int i = 1; i <= 3; i++) {
        sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 ?? 00");
    }
    sim_check(vm, "0a 40", "00 51 03 00 00 00 " T0 " ff ff ff ff 0f");
    for (int i = 4; i <= 500; i++) {
        sim_check(vm, "0a 44 00 00 " EVENT("02"), "c4");
    }
    sim_check(vm, "0a 40", "00 51 03 00 00 00 " T0 " ff ff ff ff 8f");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff",
              "00 ff ff 03 00 " EVENT_AT(T0, "01"));
    /* The Platform Event is taken all the same */
    sim_check(vm, "04 02 41 04 01 30 01 57 01 55", "00");
    sim_clear_sel(vm);
    sim_check(vm, "0a 40", "00 51 00 00 30 00 " T0 " " T0 " 0f");
    sim_vm_end(vm);

    vm = sim_vm_start(",sel-size=4095", "");
    sim_check(vm, "0a 40", "00 51 00 00 f0 ff *");
    sim_vm_end(vm);
    assert_refused(SIM_DEVICE ",sel-size=0", "property 'sel-size'");
    assert_refused(SIM_DEVICE ",sel-size=4096", "property 'sel-size'");
}

/*
 * Adds 10,000 records. For once without a driver's waiting and checking: the
 * simulator answers at once, and each access to a register takes time here.
 */
static void add_many(SimVM *vm, unsigned room)
{
    uint8_t req[] = { 0x28, 0x44, 0, 0, 0x02, 0, 0, 0, 0,
                      0x20, 0x00, 0x04, 0x01, 0x30, 0x01, 0x57, 0, 0 };
    static const uint8_t header[] = { 0x2c, 0x00, 0x44 };

    for (unsigned i = 1; i <= 10000; i++) {
        bool fits = i <= room;

        stw_le_p(req + 16, i);
        bt_driver_fill(&vm->bt, 0, req, sizeof(req));
        bt_driver_set_ctrl(&vm->bt, H2B_ATN);
        bt_driver_set_ctrl(&vm->bt, B2H_ATN | CLR_RD_PTR);
        g_assert_cmpuint(ipmi_driver_read(&vm->bt, BT_DATA), ==,
                         fits ? 6 : 4);
        for (int n = 0; n < sizeof(header); n++) {
            g_assert_cmphex(ipmi_driver_read(&vm->bt, BT_DATA), ==, header[n]);
        }
        g_assert_cmphex(ipmi_driver_read(&vm->bt, BT_DATA), ==,
                        fits ? 0 : 0xc4);
    }
}

/*
 * Ten times more than there is room for by default. The first ones stay, the
 * others are refused, and the log says so until it is cleared. What reads and
 * erases works as ever; the IDs go on.
 */
static void test_sel_many(void)
{
    SimVM *vm = sim_vm_start("", RTC);
    uint16_t r;

    add_many(vm, 1024);
    sim_check(vm, "0a 40", "00 51 00 04 00 00 " T0 " ff ff ff ff 8f");
    sim_check(vm, "0a 41", "00 00 04 10 00 00 00 00 00 01");
    sim_check(vm, "0a 43 00 00 00 00 00 ff",
              "00 02 00 01 00 02 " T0 " 20 00 04 01 30 01 57 01 00");
    sim_check(vm, "0a 43 00 00 ff ff 00 ff",
              "00 ff ff 00 04 02 " T0 " 20 00 04 01 30 01 57 00 04");
    r = sim_reserve(vm, "0a 42");
    sim_check_reserved(vm, r, "0a 45 RR RR 00 00 00 01 00 00 02 00 00 00 00 20 "
                       "00 04 01 30 01 57 00 00", "c4");
    /* Room for one more does not make up for those that were lost */
    sim_check_reserved(vm, r, "0a 46 RR RR 05 00", "00 05 00");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 01 04");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "c4");
    sim_check(vm, "0a 40", "00 51 00 04 00 00 " T0 " " T0 " 8f");
    sim_clear_sel(vm);
    sim_check(vm, "0a 40", "00 51 00 00 00 40 " T0 " " T0 " 0f");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 02 04");
    sim_vm_end(vm);
}

/* Sections 31.10 and 31.11; resets leave the clock alone */
static void test_sel_time(void)
{
    SimVM *vm = sim_vm_start("", RTC);

    sim_check(vm, "0a 48", "00 " T0);
    qtest_clock_step(vm->qts, 10 * SECOND);
    sim_check(vm, "0a 48", "00 " T10);
    sim_check(vm, "0a 49 ff ff ff ff", "cc");
    /* Forth, far back and to the ends; records take the time as it is */
    sim_check(vm, "0a 49 00 00 00 70", "00");
    sim_check(vm, "0a 48", "00 00 00 00 70");
    sim_check(vm, "0a 44 00 00 " EVENT("01"), "00 01 00");
    sim_check(vm, "0a 49 00 00 00 00", "00");
    sim_check(vm, "0a 48", "00 00 00 00 00");
    qtest_clock_step(vm->qts, 10 * SECOND);
    sim_check(vm, "0a 44 00 00 " EVENT("02"), "00 02 00");
    sim_check(vm, "0a 43 00 00 01 00 00 ff",
              "00 02 00 01 00 " EVENT_AT("00 00 00 70", "01"));
    sim_check(vm, "0a 43 00 00 02 00 00 ff",
              "00 ff ff 02 00 " EVENT_AT("0a 00 00 00", "02"));
    sim_check(vm, "0a 40", "00 51 02 00 ?? ?? 0a 00 00 00 ff ff ff ff 0f");
    sim_check(vm, "0a 49 fe ff ff ff", "00");
    qtest_clock_step(vm->qts, 10 * SECOND);
    sim_check(vm, "0a 48", "00 fe ff ff ff");

    sim_check(vm, "0a 49 01 02 03 04", "00");
    sim_check(vm, "06 02", "00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "0a 48", "00 01 02 03 04");
    sim_vm_end(vm);
}

/* Sections 31.11a and 31.11b */
static void test_sel_utc_offset(void)
{
    static const SimCase cases[] = {
        { "0a 5c", "00 ff 07" },
        { "0a 5d 3c 00", "00" },
        { "0a 5c", "00 3c 00" },
        { "0a 5d a0 05", "00" },
        { "0a 5d a1 05", "c9" },
        { "0a 5c", "00 a0 05" },
        { "0a 5d 60 fa", "00" },
        { "0a 5d 5f fa", "c9" },
        { "0a 5d 00 80", "c9" },
        { "0a 5c", "00 60 fa" },
        { "0a 5d ff 7f", "c9" },
        { "0a 5c", "00 60 fa" },
        { "0a 5d ff 07", "00" },
        { "0a 5c", "00 ff 07" },
    };
    SimVM *vm = sim_vm_start("", "");

    check(vm, cases);
    sim_vm_end(vm);
}

/* Sections 31.12 and 31.13 */
static void test_sel_aux_log(void)
{
    static const SimCase cases[] = {
        { "0a 5a 00", "00 ff ff ff ff 00 00 00 00" },
        { "0a 5a 01", "00 ff ff ff ff 00 00 00" },
        { "0a 5a 02", "00 ff ff ff ff 00 00 00" },
        { "0a 5a 03", "cc" },
        { "0a 5a 10", "cc" },
        { "0a 5b 00 01 02 03 04 05 06 07 08", "00" },
        { "0a 5b 00 01 02 03 04 05 06 07", "c7" },
        { "0a 5b 00 01 02 03 04 05 06 07 08 09", "c7" },
        { "0a 5a 00", "00 01 02 03 04 05 06 07 08" },
        { "0a 5b 02 01 02 03 04 05 06", "c7" },
        { "0a 5b 02 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f", "00" },
        { "0a 5b 02 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10", "c7" },
        { "0a 5a 02", "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f" },
        { "0a 5a 01", "00 ff ff ff ff 00 00 00" },
        { "0a 5b 03 01 02 03 04 05 06 07 08", "cc" },
    };
    SimVM *vm = sim_vm_start("", "");

    check(vm, cases);
    sim_vm_end(vm);
}

static QDict *qom_set(SimVM *vm, const char *property, const char *value)
{
    return qtest_qmp(vm->qts, "{'execute': 'qom-set', 'arguments': "
                     "{'path': '" SIM_QOM "', 'property': %s, 'value': %s}}",
                     property, value);
}

static void add_from_outside(SimVM *vm, const char *record, const char *error)
{
    QDict *rsp = qom_set(vm, "sel-add", record);

    if (error) {
        g_assert_nonnull(strstr(qdict_get_str(qdict_get_qdict(rsp, "error"),
                                              "desc"), error));
    } else {
        g_assert_true(qdict_haskey(rsp, "return"));
    }
    qobject_unref(rsp);
}

/* An event record, with all that is in it by name */
static void check_event_entry(const QDict *entry)
{
    g_assert_cmpint(qdict_get_int(entry, "id"), ==, 1);
    g_assert_cmpint(qdict_get_int(entry, "type"), ==, 2);
    g_assert_cmpint(qdict_get_int(entry, "time"), ==, 0x65937d25);
    g_assert_cmpint(qdict_get_int(entry, "generator"), ==, 0x20);
    g_assert_cmpint(qdict_get_int(entry, "sensor"), ==, 0x30);
    g_assert_cmpint(qdict_get_int(entry, "sensor-type"), ==, 1);
    g_assert_cmpint(qdict_get_int(entry, "event-type"), ==, 1);
    g_assert_true(qdict_get_bool(entry, "deasserted"));
    g_assert_cmpstr(qdict_get_str(entry, "data"), ==, "576462");
}

/* One of another type, of which little is known */
static void check_oem_entry(const QDict *entry)
{
    g_assert_cmpint(qdict_get_int(entry, "id"), ==, 2);
    g_assert_false(qdict_haskey(entry, "time"));
    g_assert_false(qdict_haskey(entry, "sensor"));
    g_assert_cmpstr(qdict_get_str(entry, "raw"), ==,
                    "0200e50102030405060708090a0b0c0d");
}

/* The log as QMP shows it and adds to it */
static void test_sel_qom(void)
{
    SimVM *vm = sim_vm_start(",sel-size=3", RTC);
    QDict *rsp;
    QList *list;

    add_from_outside(vm, "0000 02 00000000 2000 04 01 30 81 57 64 62", NULL);
    sim_check(vm, "0a 43 00 00 00 00 00 ff",
              "00 ff ff 01 00 02 " T0 " 20 00 04 01 30 81 57 64 62");
    sim_check(vm, "0a 44 00 00 e5 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d",
              "00 02 00");
    rsp = qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments': "
                    "{'path': '" SIM_QOM "', 'property': 'sel'}}");
    list = qdict_get_qlist(rsp, "return");
    g_assert_cmpuint(qlist_size(list), ==, 2);
    check_event_entry(qobject_to(QDict, qlist_peek(list)));
    qobject_unref(qlist_pop(list));
    check_oem_entry(qobject_to(QDict, qlist_peek(list)));
    qobject_unref(rsp);

    add_from_outside(vm, "", "16 bytes");
    add_from_outside(vm, "00", "16 bytes");
    add_from_outside(vm, "0000020000000020000401308157646", "16 bytes");
    add_from_outside(vm, "0000020000000020000401308157646z", "16 bytes");
    add_from_outside(vm, "000002000000002000040130815764620", "16 bytes");
    add_from_outside(vm, "00000300000000200004013081576462",
                     "0x03 is no record type");
    add_from_outside(vm, "00000200000000200004013081576462", NULL);
    add_from_outside(vm, "00000200000000200004013081576462", "full");
    sim_vm_end(vm);
}

/*
 * SDR repository
 */

/* An OEM record of a body of four bytes, as it is in a file and then */
#define OEM_FILE(n) "11 22 01 c0 04 aa bb cc " n
#define OEM_BODY(n) "51 c0 04 aa bb cc " n

static void test_sdr_lengths(void)
{
    static const SimCase cases[] = {
        { "0a 20 00", "c7" },
        { "0a 21 00", "c7" },
        { "0a 22 00", "c7" },
        { "0a 23 00 00 00 00 00", "c7" },
        { "0a 23 00 00 00 00 00 ff 00", "c7" },
        { "0a 24 00 00 51 c0", "c7" },
        { "0a 24 00 00 51 c0 01", "c7" },
        { "0a 24 00 00 51 c0 00 00", "c7" },
        { "0a 25 00 00 00 00 00 00", "c7" },
        { "0a 26 00 00 00", "c7" },
        { "0a 26 00 00 00 00 00", "c7" },
        { "0a 27 00 00 43 4c 52", "c7" },
        { "0a 27 00 00 43 4c 52 aa 00", "c7" },
        { "0a 28 00", "c7" },
        { "0a 29 00 00 00", "c7" },
        { "0a 29 00 00 00 00 00", "c7" },
        { "0a 2a 00", "c7" },
        { "0a 2b 00", "c7" },
        { "0a 2c", "c7" },
        { "0a 2c 01 01", "c7" },
        { "04 20 00 00", "c7" },
        { "04 21 00 00 00 00 00", "c7" },
        { "04 21 00 00 00 00 00 00 00", "c7" },
        { "04 22 00", "c7" },
    };
    SimVM *vm = sim_vm_start("", "");

    check(vm, cases);
    sim_vm_end(vm);
}

static SimVM *start_with_sdrs(const char *hex)
{
    char *path = make_file(hex);
    g_autofree char *props = g_strdup_printf(",sdrfile=%s", path);
    SimVM *vm = sim_vm_start(props, RTC);

    remove_file(path);
    return vm;
}

/* Sections 33.9 to 33.12, and 35.2 to 35.4: the same records */
static void test_sdr_get(void)
{
    static const SimCase cases[] = {
        { "0a 20", "00 51 03 00 e5 7f " T0 " ff ff ff ff 6f" },
        { "0a 21", "00 00 08 10 00 fe 07 fe 07 11" },
        { "0a 23 00 00 00 00 00 ff", "00 01 00 00 00 " OEM_BODY("d1") },
        { "0a 23 00 00 01 00 00 ff", "00 02 00 01 00 " OEM_BODY("d2") },
        { "0a 23 00 00 02 00 00 ff", "00 ff ff 02 00 " OEM_BODY("d3") },
        { "0a 23 00 00 ff ff 00 ff", "00 ff ff 02 00 " OEM_BODY("d3") },
        { "0a 23 00 00 03 00 00 ff", "cb" },
        { "0a 23 00 00 01 00 00 05", "00 02 00 01 00 51 c0 04" },
        { "0a 23 00 00 01 00 00 00", "00 02 00" },
        { "0a 23 00 00 01 00 00 20", "00 02 00 01 00 " OEM_BODY("d2") },
        { "0a 23 00 00 01 00 05 04", "c5" },
        { "04 20", "00 00 81 " T0 },
        { "04 20 00", "00 00 81 " T0 },
        { "04 20 01", "00 03 81 " T0 },
        { "04 20 02", "cc" },
        { "04 21 00 00 01 00 00 ff", "00 02 00 01 00 " OEM_BODY("d2") },
    };
    SimVM *vm = start_with_sdrs(OEM_FILE("d1") OEM_FILE("d2") OEM_FILE("d3"));
    uint16_t r;

    check(vm, cases);
    r = sim_reserve(vm, "0a 22");
    sim_check_reserved(vm, r, "0a 23 RR RR 01 00 05 04",
                       "00 02 00 aa bb cc d2");
    sim_check_reserved(vm, r, "0a 23 RR RR 01 00 08 ff", "00 02 00 d2");
    sim_check_reserved(vm, r, "0a 23 RR RR 01 00 08 09", "00 02 00 d2");
    sim_check_reserved(vm, r, "0a 23 RR RR 01 00 09 01", "c9");
    sim_check_reserved(vm, r + 1, "0a 23 RR RR 01 00 05 04", "c5");
    r = sim_reserve(vm, "04 22");
    sim_check_reserved(vm, r, "04 21 RR RR 01 00 08 01", "00 02 00 d2");
    sim_vm_end(vm);
}

/* Sections 33.13, 33.15 and 33.16 */
static void test_sdr_add_delete_clear(void)
{
    SimVM *vm = start_with_sdrs(OEM_FILE("d1"));
    uint16_t r;

    qtest_clock_step(vm->qts, 10 * SECOND);
    sim_check(vm, "0a 24 " OEM_FILE("d2"), "00 01 00");
    sim_check(vm, "0a 24 " OEM_FILE("d3"), "00 02 00");
    sim_check(vm, "0a 20", "00 51 03 00 ?? ?? " T10 " ff ff ff ff 6f");
    /* A sensor's record that is too short to be one */
    sim_check(vm, "0a 24 00 00 51 01 04 20 00 01 00", "cc");

    sim_check(vm, "0a 26 00 00 01 00", "c5");
    r = sim_reserve(vm, "0a 22");
    sim_check_reserved(vm, r, "0a 26 RR RR 07 00", "cb");
    sim_check_reserved(vm, r, "0a 26 RR RR 01 00", "00 01 00");
    sim_check_reserved(vm, r, "0a 26 RR RR 02 00", "c5");
    sim_check(vm, "0a 23 00 00 00 00 00 02", "00 02 00 00 00");
    sim_check(vm, "0a 23 00 00 01 00 00 02", "cb");
    sim_check(vm, "0a 20", "00 51 02 00 ?? ?? " T10 " " T10 " 6f");

    sim_check(vm, "0a 27 00 00 43 4c 52 aa", "c5");
    r = sim_reserve(vm, "0a 22");
    sim_check_reserved(vm, r, "0a 27 RR RR 43 4c 51 aa", "cc");
    sim_check_reserved(vm, r, "0a 27 RR RR 43 4c 52 02", "cc");
    sim_check_reserved(vm, r, "0a 27 RR RR 43 4c 52 00", "00 01");
    sim_check(vm, "0a 20", "00 51 02 00 *");
    sim_check_reserved(vm, r, "0a 27 RR RR 43 4c 52 aa", "00 01");
    sim_check(vm, "0a 20", "00 51 00 00 00 80 *");
    sim_check(vm, "0a 23 00 00 00 00 00 ff", "cb");
    sim_check_reserved(vm, r, "0a 27 RR RR 43 4c 52 aa", "c5");
    sim_vm_end(vm);
}

/* Section 33.14 */
static void test_sdr_partial_add(void)
{
    SimVM *vm = start_with_sdrs(OEM_FILE("d1"));
    uint16_t r;

    sim_check(vm, "0a 25 00 00 00 00 00 00 11", "c5");
    r = sim_reserve(vm, "0a 22");
    sim_check_reserved(vm, r, "0a 25 RR RR 00 00 00 02 11", "cc");
    sim_check_reserved(vm, r, "0a 25 RR RR 00 00 00 00 11 22 01 c0 04",
                       "00 01 00");
    sim_check_reserved(vm, r, "0a 25 RR RR 02 00 05 00 aa", "cb");
    sim_check_reserved(vm, r, "0a 25 RR RR 01 00 06 00 aa", "80");
    sim_check_reserved(vm, r, "0a 25 RR RR 01 00 05 00 aa bb", "00 01 00");
    sim_check_reserved(vm, r, "0a 25 RR RR 01 00 07 01 cc", "80");
    sim_check_reserved(vm, r, "0a 25 RR RR 01 00 08 01 d2", "00 01 00");
    sim_check(vm, "0a 23 00 00 01 00 00 ff", "00 ff ff 01 00 " OEM_BODY("d2"));
    /* More than the length says; a sensor's record that is none */
    sim_check_reserved(vm, r, "0a 25 RR RR 00 00 00 01 00 00 51 c0 00 00",
                       "80");
    sim_check_reserved(vm, r, "0a 25 RR RR 00 00 00 01 00 00 51 01 01 00",
                       "cc");
    sim_vm_end(vm);
}

/* 128 records of 260 bytes would fit; each is sent in two parts */
static void test_sdr_overflow(void)
{
    uint8_t first[8 + 240] = { 0x0a << 2, 0x25 };
    uint8_t second[8 + 20] = { 0x0a << 2, 0x25 };
    SimVM *vm = start_with_sdrs(OEM_FILE("d1"));
    uint16_t r = sim_reserve(vm, "0a 22");

    first[2] = second[2] = r & 0xff;
    first[3] = second[3] = r >> 8;
    first[8 + 3] = 0xc0;
    first[8 + 4] = 0xff;
    second[6] = 240;
    second[7] = 1;
    for (int i = 1; i < 126; i++) {
        sim_check_bytes(vm, first, sizeof(first), "00 ?? 00");
        second[4] = i;
        sim_check_bytes(vm, second, sizeof(second), "00 ?? 00");
    }
    sim_check(vm, "0a 20", "00 51 7e 00 03 01 * ");
    sim_check_bytes(vm, first, sizeof(first), "00 7e 00");
    second[4] = 126;
    sim_check_bytes(vm, second, sizeof(second), "c4");
    sim_check(vm, "0a 20", "00 51 7e 00 03 01 ?? ?? ?? ?? ff ff ff ff ef");
    sim_vm_end(vm);
}

/* Sections 33.17 and 33.18: a clock of its own */
static void test_sdr_time(void)
{
    static const SimCase cases[] = {
        { "0a 28", "00 " T0 },
        { "0a 29 ff ff ff ff", "cc" },
        { "0a 29 01 02 03 04", "00" },
        { "0a 28", "00 01 02 03 04" },
        { "0a 48", "00 " T0 },
    };
    SimVM *vm = sim_vm_start("", RTC);

    check(vm, cases);
    sim_vm_end(vm);
}

/* Sections 33.19 and 33.20; a reset ends what its host had begun */
static void test_sdr_update_mode(void)
{
    SimVM *vm = start_with_sdrs(OEM_FILE("d1"));

    sim_check(vm, "0a 2a", "00");
    sim_check(vm, "0a 23 00 00 00 00 00 ff", "d0");
    sim_check(vm, "0a 24 " OEM_FILE("d2"), "00 01 00");
    sim_check(vm, "0a 20", "00 51 02 00 *");
    sim_check(vm, "0a 2b", "00");
    sim_check(vm, "0a 23 00 00 00 00 00 02", "00 01 00 00 00");
    sim_check(vm, "0a 2a", "00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "0a 23 00 00 00 00 00 02", "00 01 00 00 00");
    sim_check(vm, "0a 2c 00", "00 01");
    sim_check(vm, "0a 2c 01", "00 01");
    sim_check(vm, "0a 2c 02", "cc");
    sim_vm_end(vm);
}

static void check_bad_sdrs(const char *hex, const char *message)
{
    char *path = make_file(hex);
    g_autofree char *args = g_strdup_printf(SIM_DEVICE ",sdrfile=%s", path);
    g_autofree char *whole = g_strdup_printf("'%s'%s", path, message);

    assert_refused(args, whole);
    remove_file(path);
}

static void test_sdr_bad_files(void)
{
    check_bad_sdrs("", " is empty");
    check_bad_sdrs("00", ": at offset 0: the record's header is cut off");
    check_bad_sdrs(OEM_FILE("d1") "00 00 51 c0",
                   ": at offset 9: the record's header is cut off");
    check_bad_sdrs(OEM_FILE("d1") "00 00 51 c0 01",
                   ": at offset 9: the record is cut off");
    check_bad_sdrs("00 00 51 02 01 00",
                   ": at offset 0: the record is too short for its type");
    assert_refused(SIM_DEVICE ",sdrfile=/nowhere/sdr",
                   "property 'sdrfile': cannot open '/nowhere/sdr'");
    assert_refused(SIM_DEVICE ",sdrfile=/dev/zero", "is longer than 32768");
    assert_refused(SIM_DEVICE ",sdrfile=/", "cannot read '/'");
}

/*
 * FRU inventory
 */

static SimVM *start_with_frus(const char *hex, unsigned area_size)
{
    char *path = make_file(hex);
    g_autofree char *props = g_strdup_printf(
        ",frudatafile=%s,fruareasize=%u", path, area_size);
    SimVM *vm = sim_vm_start(props, "");

    remove_file(path);
    return vm;
}

/* Sections 34.1 to 34.3 */
static void test_fru(void)
{
    static const SimCase cases[] = {
        { "0a 10", "c7" },
        { "0a 10 00 00", "c7" },
        { "0a 10 00", "00 04 00 00" },
        { "0a 10 01", "00 04 00 00" },
        { "0a 10 02", "cb" },
        { "0a 10 ff", "cb" },
        { "0a 11 00 00 00", "c7" },
        { "0a 11 00 00 00 04 00", "c7" },
        { "0a 11 00 00 00 04", "00 04 a0 a1 a2 a3" },
        { "0a 11 01 00 00 04", "00 04 b0 b1 00 00" },
        { "0a 11 00 01 00 02", "00 02 a1 a2" },
        { "0a 11 00 03 00 01", "00 01 a3" },
        { "0a 11 00 03 00 02", "00 01 a3" },
        { "0a 11 00 00 00 ff", "00 04 a0 a1 a2 a3" },
        { "0a 11 00 00 00 00", "00 00" },
        { "0a 11 00 04 00 01", "c9" },
        { "0a 11 00 00 01 01", "c9" },
        { "0a 11 02 00 00 01", "cb" },
        { "0a 12 00 00 00", "c7" },
        { "0a 12 00 03 00 77", "00 01" },
        { "0a 12 00 00 00 70 71", "00 02" },
        { "0a 11 00 00 00 04", "00 04 70 71 a2 77" },
        { "0a 12 00 03 00 66 66", "c9" },
        { "0a 12 00 04 00 66", "c9" },
        { "0a 12 00 ff ff 66", "c9" },
        { "0a 12 02 00 00 66", "cb" },
        { "0a 11 00 00 00 04", "00 04 70 71 a2 77" },
        { "0a 11 01 00 00 04", "00 04 b0 b1 00 00" },
    };
    SimVM *vm = start_with_frus("a0 a1 a2 a3 b0 b1", 4);

    check(vm, cases);
    sim_vm_end(vm);
}

/* The largest area, which BT cannot read in one go */
static void test_fru_large(void)
{
    SimVM *vm = start_with_frus("01", 65535);

    sim_check(vm, "0a 10 00", "00 ff ff 00");
    sim_check(vm, "0a 12 00 fe ff 42", "00 01");
    sim_check(vm, "0a 11 00 fe ff 01", "00 01 42");
    sim_check(vm, "0a 11 00 ff ff 01", "c9");
    sim_check(vm, "0a 11 00 00 00 fa", "00 fa 01 *");
    sim_vm_end(vm);
}

/* Without a file, area 0 names the machine */
static void test_fru_default(void)
{
    SimVM *vm = sim_vm_start("", "");
    IPMIResponse rsp;
    uint8_t sum = 0;

    sim_check(vm, "0a 10 00", "00 00 04 00");
    sim_check(vm, "0a 10 01", "cb");
    sim_call(vm, "0a 11 00 00 00 c8", &rsp);
    g_assert_cmpuint(rsp.len, ==, 4 + 0xc8);
    g_assert_cmphex(rsp.msg[4], ==, 1);
    for (int i = 0; i < 8; i++) {
        sum += rsp.msg[4 + i];
    }
    g_assert_cmphex(sum, ==, 0);
    g_assert_nonnull(memmem(rsp.msg, rsp.len, "QEMU", 4));
    g_assert_nonnull(memmem(rsp.msg, rsp.len, "i440FX", 6));
    sim_vm_end(vm);

    /* No room for it: an empty area */
    vm = sim_vm_start(",fruareasize=8", "");
    sim_check(vm, "0a 11 00 00 00 08", "00 08 00 00 00 00 00 00 00 00");
    sim_vm_end(vm);
}

static void test_fru_bad(void)
{
    assert_refused(SIM_DEVICE ",fruareasize=0", "property 'fruareasize'");
    assert_refused(SIM_DEVICE ",fruareasize=65536", "property 'fruareasize'");
    assert_refused(SIM_DEVICE ",frudatafile=/nowhere/fru",
                   "property 'frudatafile': cannot open '/nowhere/fru'");
    assert_refused(SIM_DEVICE ",frudatafile=/dev/zero,fruareasize=2",
                   "is longer than 510 bytes");
    assert_refused(SIM_DEVICE ",frudatafile=/dev/null", "is empty");
}

/* Areas that are fine, but not with an image to keep them in */
static void test_fru_too_large_to_keep(void)
{
    const size_t size = 448 * 1024;
    g_autofree char *bytes = g_malloc0(size);
    g_autofree char *args = NULL, *props = NULL;
    char *path = make_file("");

    g_assert_true(g_file_set_contents(path, bytes, size, NULL));
    props = g_strdup_printf(",fruareasize=32768,frudatafile=%s", path);
    args = g_strdup_printf("-drive if=none,id=d,driver=null-co,size=2M,"
                           "read-zeroes=on " SIM_DEVICE "%s,drive=d", props);
    assert_refused(args, "FRU areas are more than");
    sim_vm_end(sim_vm_start(props, ""));
    remove_file(path);
}

/*
 * Migration: all of it, in the middle of two additions
 */

static void test_migration(void)
{
    char *path = make_file("");
    g_autofree char *uri = g_strdup_printf("file:%s", path);
    SimVM *from = sim_vm_start("", RTC), *to;
    uint16_t sel, sdr;

    sim_check(from, "0a 44 00 00 " EVENT("01"), "00 01 00");
    sim_check(from, "0a 24 " OEM_FILE("d2"), "00 0c 00");
    sim_check(from, "0a 12 00 f0 03 12 34", "00 02");
    sim_check(from, "0a 49 01 02 03 04", "00");
    sim_check(from, "0a 5d 3c 00", "00");
    sel = sim_reserve(from, "0a 42");
    sim_check_reserved(from, sel, "0a 45 RR RR 00 00 00 00 11 11 02",
                       "00 02 00");
    sdr = sim_reserve(from, "0a 22");
    sim_check_reserved(from, sdr, "0a 25 RR RR 00 00 00 00 11 22 01 c0 04",
                       "00 0d 00");
    g_assert_true(sim_migrate(from, uri));
    sim_vm_end(from);

    to = sim_vm_start("", RTC " -incoming defer");
    g_assert_true(sim_migrate_incoming(to, uri));
    sim_check_reserved(to, sel, "0a 45 RR RR 02 00 03 01 99 99 99 99 20 00 04 "
                       "01 30 01 57 77 55", "00 02 00");
    sim_check_reserved(to, sdr, "0a 25 RR RR 0d 00 05 01 aa bb cc d3",
                       "00 0d 00");
    sim_check(to, "0a 43 00 00 01 00 00 ff",
              "00 02 00 01 00 " EVENT_AT(T0, "01"));
    sim_check(to, "0a 23 00 00 0c 00 00 ff", "00 0d 00 0c 00 " OEM_BODY("d2"));
    sim_check(to, "0a 11 00 f0 03 02", "00 02 12 34");
    sim_check(to, "0a 48", "00 01 02 03 04");
    sim_check(to, "0a 5c", "00 3c 00");
    sim_vm_end(to);
    remove_file(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/sel/lengths", test_sel_lengths);
    qtest_add_func("/ipmi-sim/sel/add", test_sel_add);
    qtest_add_func("/ipmi-sim/sel/partial-get", test_sel_partial_get);
    qtest_add_func("/ipmi-sim/sel/reservation", test_sel_reservation);
    qtest_add_func("/ipmi-sim/sel/partial-add", test_sel_partial_add);
    qtest_add_func("/ipmi-sim/sel/delete-and-clear",
                   test_sel_delete_and_clear);
    qtest_add_func("/ipmi-sim/sel/overflow", test_sel_overflow);
    qtest_add_func("/ipmi-sim/sel/many", test_sel_many);
    qtest_add_func("/ipmi-sim/sel/time", test_sel_time);
    qtest_add_func("/ipmi-sim/sel/utc-offset", test_sel_utc_offset);
    qtest_add_func("/ipmi-sim/sel/aux-log", test_sel_aux_log);
    qtest_add_func("/ipmi-sim/sel/qom", test_sel_qom);
    qtest_add_func("/ipmi-sim/sdr/lengths", test_sdr_lengths);
    qtest_add_func("/ipmi-sim/sdr/get", test_sdr_get);
    qtest_add_func("/ipmi-sim/sdr/add-delete-clear",
                   test_sdr_add_delete_clear);
    qtest_add_func("/ipmi-sim/sdr/partial-add", test_sdr_partial_add);
    qtest_add_func("/ipmi-sim/sdr/overflow", test_sdr_overflow);
    qtest_add_func("/ipmi-sim/sdr/time", test_sdr_time);
    qtest_add_func("/ipmi-sim/sdr/update-mode", test_sdr_update_mode);
    qtest_add_func("/ipmi-sim/sdr/bad-files", test_sdr_bad_files);
    qtest_add_func("/ipmi-sim/fru/areas", test_fru);
    qtest_add_func("/ipmi-sim/fru/large", test_fru_large);
    qtest_add_func("/ipmi-sim/fru/default", test_fru_default);
    qtest_add_func("/ipmi-sim/fru/bad", test_fru_bad);
    qtest_add_func("/ipmi-sim/fru/too-large-to-keep",
                   test_fru_too_large_to_keep);
    qtest_add_func("/ipmi-sim/storage/migration", test_migration);
    return g_test_run();
}
