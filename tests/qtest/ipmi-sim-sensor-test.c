/*
 * Test of ipmi-bmc-sim: sensors and events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qnum.h"
#include "ipmi-sim.h"

#define check(vm, cases) sim_check_all(vm, cases, ARRAY_SIZE(cases))

/* The newest record of the log, from its generator on; "" if it is empty */
static void check_last(SimVM *vm, const char *event)
{
    g_autofree char *expected = NULL;

    if (!*event) {
        sim_check(vm, "0a 43 00 00 ff ff 00 ff", "cb");
        return;
    }
    expected = g_strdup_printf("00 ff ff ?? ?? 02 ?? ?? ?? ?? %s", event);
    sim_check(vm, "0a 43 00 00 ff ff 00 ff", expected);
}

static void check_count(SimVM *vm, unsigned count)
{
    g_autofree char *expected = g_strdup_printf("00 51 %02x %02x *",
                                                count & 0xff, count >> 8);

    sim_check(vm, "0a 40", expected);
}

/* Full records: owner to caps, then what differs, in the standard's order */
#define HEAD(len)      "00 00 51 01 " len " 20 00 "
#define NAME(c)        "c2 53 " c
#define NO_RANGES      "00 00 ff 00 "

/*
 * Numbers 30h to 35h: unsigned with all six thresholds (10h 20h 30h below,
 * 80h 90h a0h above); two's complement; armed again by hand only; thresholds
 * that can be read, and those that are fixed; no events
 */
#define SDR_30 HEAD("2d") "30 07 01 ff 68 01 01 ff 7f ff 7f 3f 3f 00 01 00 " \
    "00 02 00 00 00 00 00 01 50 " NO_RANGES "a0 90 80 10 20 30 04 02 " \
    "00 00 00 " NAME("30")
#define SDR_31 HEAD("2d") "31 07 01 ff 68 01 01 ff 7f ff 7f 3f 3f 80 01 00 " \
    "00 01 00 f6 c0 00 f0 00 00 " NO_RANGES "30 20 10 d0 e0 f0 00 00 " \
    "00 00 00 " NAME("31")
#define SDR_32 HEAD("2d") "32 07 01 ff 28 01 01 ff 7f ff 7f 3f 3f 00 01 00 " \
    "00 01 00 00 00 00 00 01 50 " NO_RANGES "a0 90 80 10 20 30 00 00 " \
    "00 00 00 " NAME("32")
#define SDR_33 HEAD("2d") "33 07 01 7f 54 01 01 00 70 00 70 12 00 00 01 00 " \
    "00 01 00 00 00 00 00 01 50 " NO_RANGES "a0 90 80 10 20 30 05 06 " \
    "00 00 00 " NAME("33")
#define SDR_34 HEAD("2d") "34 07 01 7f 7f 01 01 00 70 00 70 3f 3f 00 01 00 " \
    "00 01 00 00 00 00 00 01 50 " NO_RANGES "a0 90 80 10 20 30 05 06 " \
    "00 00 00 " NAME("34")
/* Compact: three discrete sensors 40h to 42h, armed by hand, named S5 to S7 */
#define SDR_40 "00 00 51 02 1d 20 00 40 07 01 e7 00 07 6f 07 00 03 00 0f 00 " \
    "c0 00 00 03 05 00 00 00 00 00 00 c2 53 2d"
/* Of another controller, and on another LUN: none of ours */
#define SDR_50 "00 00 51 02 1d 22 00 50 07 01 e7 00 07 6f 07 00 03 00 0f 00 " \
    "c0 00 00 01 00 00 00 00 00 00 00 c2 53 50"
#define SDR_51 "00 00 51 02 1d 20 01 51 07 01 e7 00 07 6f 07 00 03 00 0f 00 " \
    "c0 00 00 01 00 00 00 00 00 00 00 c2 53 51"

static void add_sdr(SimVM *vm, const char *sdr)
{
    g_autofree char *req = g_strdup_printf("0a 24 %s", sdr);

    sim_check(vm, req, "00 ?? ??");
}

static SimVM *start(void)
{
    static const char *const sdrs[] = {
        SDR_30, SDR_31, SDR_32, SDR_33, SDR_34, SDR_40, SDR_50, SDR_51
    };
    SimVM *vm = sim_vm_start("", "");

    for (int i = 0; i < ARRAY_SIZE(sdrs); i++) {
        add_sdr(vm, sdrs[i]);
    }
    return vm;
}

/*
 * Each command with what it refuses
 */

static const SimCase lengths_cases[] = {
    { "04 00 20", "c7" },
    { "04 00 20 00 00", "c7" },
    { "04 01 00", "c7" },
    { "04 02 41 04 01 30 01", "c7" },
    { "04 02 41 04 01 30 01 57 01 55 00", "c7" },
    { "04 23 30", "c7" },
    { "04 23 30 00 00", "c7" },
    { "04 24 30 ff 01", "c7" },
    { "04 24 30 ff 01 02 03", "c7" },
    { "04 25 30", "c7" },
    { "04 25 30 ff 00", "c7" },
    { "04 26 30 3f 01 02 03 04 05", "c7" },
    { "04 26 30 3f 01 02 03 04 05 06 07", "c7" },
    { "04 27", "c7" },
    { "04 27 30 00", "c7" },
    { "04 28 30", "c7" },
    { "04 28 30 c0 00 00 00 00 00", "c7" },
    { "04 29", "c7" },
    { "04 29 30 00", "c7" },
    { "04 2a 30", "c7" },
    { "04 2a 30 00 00 00 00 00 00", "c7" },
    { "04 2b", "c7" },
    { "04 2b 30 00", "c7" },
    { "04 2d", "c7" },
    { "04 2d 30 00", "c7" },
    { "04 2e 30 01", "c7" },
    { "04 2e 30 01 01 00", "c7" },
    { "04 2f", "c7" },
    { "04 2f 30 00", "c7" },
    { "04 30 30", "c7" },
    { "04 30 30 01", "c7" },
    { "04 30 30 10 00 00", "c7" },
    { "04 30 30 04 00 00 00 00", "c7" },
    { "04 30 30 41 00 00 00 00 00 00 00", "c7" },
    { "04 30 30 41 00 00 00 00 00 00 00 00 00", "c7" },
};

static void test_lengths(void)
{
    SimVM *vm = start();

    check(vm, lengths_cases);
    sim_vm_end(vm);
}

static void test_no_sensor(void)
{
    static const struct {
        const char *cmd;
        const char *rest;
    } reqs[] = {
        { "23", " 00" }, { "24", " ff 01 02" }, { "25", " ff" },
        { "26", " 00 01 02 03 04 05 06" }, { "27", "" }, { "28", " c0" },
        { "29", "" }, { "2a", " 00" }, { "2b", "" }, { "2d", "" },
        { "2e", " 01 01" }, { "2f", "" }, { "30", " 00" },
    };
    static const uint8_t none[] = { 0x2f, 0x35, 0x43, 0x50, 0x51, 0xfe, 0xff };
    SimVM *vm = start();

    for (int i = 0; i < ARRAY_SIZE(reqs); i++) {
        for (int j = 0; j < ARRAY_SIZE(none); j++) {
            g_autofree char *req = g_strdup_printf(
                "04 %s %02x%s", reqs[i].cmd, none[j], reqs[i].rest);

            sim_check(vm, req, "cb");
        }
    }
    sim_vm_end(vm);
}

/* Sections 35.5 to 35.9 */
static void test_settings(void)
{
    static const SimCase cases[] = {
        /* The bytes of M, B, accuracy and exponents, as in the SDR */
        { "04 23 30 55", "00 55 02 00 00 00 00 00" },
        { "04 23 31 00", "00 00 01 00 f6 c0 00 f0" },
        { "04 23 40 00", "cd" },

        { "04 25 30 ff", "00 04 02" },
        { "04 25 30 00", "cc" },
        { "04 24 30 00 07 08", "cc" },
        { "04 24 30 ff 07 08", "00" },
        { "04 25 30 ff", "00 07 08" },
        { "04 25 33 ff", "00 05 06" },
        { "04 24 33 ff 07 08", "cd" },
        { "04 25 34 ff", "cd" },
        { "04 24 34 ff 07 08", "cd" },
        { "04 25 40 ff", "cd" },
        { "04 24 40 ff 07 08", "cd" },

        /* In the order LNC, LC, LNR, UNC, UC, UNR */
        { "04 27 30", "00 3f 30 20 10 80 90 a0" },
        { "04 26 30 21 31 ff ff ff ff a1", "00" },
        { "04 27 30", "00 3f 31 20 10 80 90 a1" },
        { "04 26 30 00 01 02 03 04 05 06", "00" },
        { "04 27 30", "00 3f 31 20 10 80 90 a1" },
        { "04 26 30 40 01 02 03 04 05 06", "cc" },
        { "04 26 30 80 01 02 03 04 05 06", "cc" },
        { "04 27 33", "00 12 00 20 00 00 90 00" },
        { "04 26 33 02 01 02 03 04 05 06", "cd" },
        { "04 27 34", "cd" },
        { "04 26 34 02 01 02 03 04 05 06", "cd" },
        { "04 27 40", "cd" },
        { "04 26 40 02 01 02 03 04 05 06", "cd" },
    };
    SimVM *vm = start();

    check(vm, cases);
    sim_vm_end(vm);
}

/* Sections 35.10, 35.11, 35.15 and 35.16 */
static void test_enables_and_type(void)
{
    static const SimCase cases[] = {
        { "04 29 30", "00 c0 ff 0f ff 0f" },
        { "04 28 30 e0 01 00 00 08", "00" },
        { "04 29 30", "00 c0 fe 0f ff 07" },
        { "04 28 30 90 01 00 00 f8", "00" },
        { "04 29 30", "00 80 ff 0f ff 0f" },
        { "04 28 30 40", "00" },
        { "04 29 30", "00 40 ff 0f ff 0f" },
        { "04 28 30 20 ff", "00" },
        { "04 29 30", "00 00 00 0f ff 0f" },
        { "04 28 30 c1", "cc" },
        { "04 28 30 f0", "cc" },
        { "04 29 40", "00 c0 07 00 03 00" },
        /* What the SDR does not have cannot be enabled */
        { "04 28 40 d0 ff ff ff ff", "00" },
        { "04 29 40", "00 c0 07 00 03 00" },
        /* Events of 34h are off for good */
        { "04 28 34 d0 ff", "cd" },
        { "04 28 34 c0", "00" },

        { "04 2f 30", "00 01 01" },
        { "04 2e 30 02 01", "00" },
        { "04 2f 30", "00 02 01" },
        { "04 2e 30 02 6f", "cd" },
        { "04 2e 30 02 00", "cc" },
        { "04 2e 30 02 0d", "cc" },
        { "04 2e 30 02 81", "cc" },
        { "04 2f 40", "00 07 6f" },
        { "04 2e 40 08 03", "00" },
        { "04 2f 40", "00 08 03" },
        { "04 2e 40 08 01", "cd" },
    };
    SimVM *vm = start();

    check(vm, cases);
    sim_vm_end(vm);
}

/* Section 35.14 */
static void test_reading(void)
{
    static const SimCase cases[] = {
        /* A nominal reading, and none yet */
        { "04 2d 30", "00 50 c0 c0" },
        { "04 2d 31", "00 00 e0 c0" },
        { "04 2b 31", "00 e0 00 00 00 00" },
        { "04 2d 40", "00 00 c0 00 80" },
        /* At a threshold is beyond it */
        { "04 30 30 01 80", "00" },
        { "04 2d 30", "00 80 c0 c8" },
        { "04 30 30 01 7f", "00" },
        { "04 2d 30", "00 7f c0 c0" },
        { "04 30 30 01 ff", "00" },
        { "04 2d 30", "00 ff c0 f8" },
        { "04 30 30 01 30", "00" },
        { "04 2d 30", "00 30 c0 c1" },
        { "04 30 30 01 10", "00" },
        { "04 2d 30", "00 10 c0 c7" },
        /* Two's complement: 80h is far below, 7fh far above */
        { "04 30 31 01 80", "00" },
        { "04 2d 31", "00 80 c0 c7" },
        { "04 30 31 01 7f", "00" },
        { "04 2d 31", "00 7f c0 f8" },
        { "04 30 31 01 00", "00" },
        { "04 2d 31", "00 00 c0 c0" },
        { "04 28 30 80", "00" },
        { "04 2d 30", "00 10 80 c7" },
    };
    SimVM *vm = start();

    check(vm, cases);
    sim_vm_end(vm);
}

/*
 * Events
 */

/* Up and down through all six, with hysteresis 4 above and 2 below */
static const struct {
    const char *reading;
    unsigned count;
    const char *last;
} threshold_steps[] = {
    /* Offsets 7, 9, 11: above non-critical, critical, non-recoverable */
    { "7f", 0, "" },
    { "80", 1, "20 00 04 01 30 01 57 80 80" },
    { "9f", 2, "20 00 04 01 30 01 59 9f 90" },
    { "a0", 3, "20 00 04 01 30 01 5b a0 a0" },
    { "ff", 3, "20 00 04 01 30 01 5b a0 a0" },
    { "9c", 3, "20 00 04 01 30 01 5b a0 a0" },
    { "9b", 4, "20 00 04 01 30 81 5b 9b a0" },
    { "8c", 4, "20 00 04 01 30 81 5b 9b a0" },
    { "9f", 4, "20 00 04 01 30 81 5b 9b a0" },
    { "7c", 5, "20 00 04 01 30 81 59 7c 90" },
    { "7b", 6, "20 00 04 01 30 81 57 7b 80" },
    /* Offsets 0, 2, 4: below */
    { "31", 6, "20 00 04 01 30 81 57 7b 80" },
    { "30", 7, "20 00 04 01 30 01 50 30 30" },
    { "20", 8, "20 00 04 01 30 01 52 20 20" },
    { "00", 9, "20 00 04 01 30 01 54 00 10" },
    { "12", 9, "20 00 04 01 30 01 54 00 10" },
    { "13", 10, "20 00 04 01 30 81 54 13 10" },
    { "32", 11, "20 00 04 01 30 81 52 32 20" },
    { "33", 12, "20 00 04 01 30 81 50 33 30" },
};

static void test_threshold_events(void)
{
    SimVM *vm = start();

    /* Those of the other directions would come as well */
    sim_check(vm, "04 28 30 e0 6a 05 6a 05", "00");
    sim_clear_sel(vm);
    for (int i = 0; i < ARRAY_SIZE(threshold_steps); i++) {
        g_autofree char *req = g_strdup_printf("04 30 30 01 %s",
                                               threshold_steps[i].reading);

        sim_check(vm, req, "00");
        check_count(vm, threshold_steps[i].count);
        check_last(vm, threshold_steps[i].last);
    }
    sim_vm_end(vm);
}

/* Of one jump come all the events, in the order of their offsets */
static void test_events_of_a_jump(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 28 30 e0 6a 05 6a 05", "00");
    sim_check(vm, "04 30 30 01 ff", "00");
    check_count(vm, 3);
    check_last(vm, "20 00 04 01 30 01 5b ff a0");
    sim_check(vm, "04 30 30 01 00", "00");
    check_count(vm, 9);
    check_last(vm, "20 00 04 01 30 81 5b 00 a0");
    sim_vm_end(vm);
}

/* Section 35.13: what has happened, armed again by itself or by hand */
static void test_event_status(void)
{
    static const SimCase cases[] = {
        /* 30h: going high is true of the lower ones from the start */
        { "04 2b 30", "00 c0 00 00 00 00" },
        { "04 30 30 01 85", "00" },
        { "04 2b 30", "00 c0 80 00 40 00" },
        { "04 30 30 01 50", "00" },
        { "04 2b 30", "00 c0 40 00 80 00" },
        /* 32h remembers, and does not tell twice */
        { "04 30 32 01 85", "00" },
        { "04 2b 32", "00 c0 80 00 40 00" },
        { "04 30 32 01 50", "00" },
        { "04 2b 32", "00 c0 c0 00 c0 00" },
    };
    SimVM *vm = start();

    check(vm, cases);
    sim_clear_sel(vm);
    sim_check(vm, "04 30 32 01 85", "00");
    check_count(vm, 0);
    sim_check(vm, "04 2b 32", "00 c0 c0 00 c0 00");
    /* The condition holds when it is armed again, so it is told at once */
    sim_check(vm, "04 2a 32 80 80 00", "00");
    check_count(vm, 1);
    check_last(vm, "20 00 04 01 32 01 57 85 80");
    sim_check(vm, "04 2b 32", "00 c0 c0 00 c0 00");
    sim_check(vm, "04 30 32 01 50", "00");
    sim_check(vm, "04 2a 32 80 80 00", "00");
    check_count(vm, 1);
    sim_check(vm, "04 2b 32", "00 c0 40 00 c0 00");
    /* All of them, and bits that are not defined */
    sim_check(vm, "04 2a 32 00", "00");
    sim_check(vm, "04 2a 32 01", "cc");
    sim_vm_end(vm);
}

/* Off for the sensor, off for the event, and no scanning */
static void test_events_off(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 28 30 40", "00");
    sim_check(vm, "04 30 30 01 80", "00");
    check_count(vm, 0);
    sim_check(vm, "04 2b 30", "00 40 80 00 00 00");
    sim_check(vm, "04 30 30 01 50", "00");
    sim_check(vm, "04 28 30 e0 c0 00 c0 00", "00");
    sim_check(vm, "04 30 30 01 80", "00");
    check_count(vm, 0);
    sim_check(vm, "04 30 30 01 50", "00");

    sim_check(vm, "04 28 30 90 80 00", "00");
    sim_check(vm, "04 30 30 01 80", "00");
    check_count(vm, 0);
    sim_check(vm, "04 28 30 c0", "00");
    check_count(vm, 1);
    check_last(vm, "20 00 04 01 30 01 57 80 80");

    /* 34h has none at all, nor may its reading be set: bit 7 of byte 11 */
    sim_check(vm, "04 30 34 01 ff", "80");
    sim_check(vm, "04 30 34 00", "80");
    sim_vm_end(vm);
}

/* A threshold that moves past the reading is an event too */
static void test_threshold_moves(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 28 30 e0 6a 05 6a 05", "00");
    sim_check(vm, "04 26 30 08 00 00 00 50 00 00", "00");
    check_last(vm, "20 00 04 01 30 01 57 50 50");
    sim_check(vm, "04 26 30 08 00 00 00 55 00 00", "00");
    check_last(vm, "20 00 04 01 30 81 57 50 55");
    sim_vm_end(vm);
}

/* Discrete sensors: states 0 to 2 are told, of which 0 and 1 also when gone */
static void test_discrete_events(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 30 41 10 00 01 00", "00");
    check_last(vm, "20 00 04 07 41 6f 00 ff ff");
    sim_check(vm, "04 2d 41", "00 00 c0 01 80");
    /* Bits are added, and taken away by either mask */
    sim_check(vm, "04 30 41 20 00 0e 00", "00");
    check_count(vm, 3);
    sim_check(vm, "04 2d 41", "00 00 c0 0f 80");
    sim_check(vm, "04 30 41 30 00 05 00", "00");
    sim_check(vm, "04 2d 41", "00 00 c0 05 80");
    check_count(vm, 4);
    check_last(vm, "20 00 04 07 41 ef 01 ff ff");
    sim_check(vm, "04 30 41 08 00 00 00 01 00", "00");
    sim_check(vm, "04 2d 41", "00 00 c0 04 80");
    check_last(vm, "20 00 04 07 41 ef 00 ff ff");
    check_count(vm, 5);
    /* Not told again before it is armed */
    sim_check(vm, "04 30 41 10 00 05 00", "00");
    check_count(vm, 5);
    sim_check(vm, "04 2b 41", "00 c0 07 00 03 00");
    sim_check(vm, "04 2a 41 00", "00");
    check_count(vm, 7);
    sim_check(vm, "04 2b 41", "00 c0 05 00 00 00");
    sim_check(vm, "04 2d 40", "00 00 c0 00 80");
    sim_vm_end(vm);
}

/* Section 35.17: event data of the request's own */
static void test_set_reading(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 30 30 02 00", "cc");
    sim_check(vm, "04 30 30 03 00", "cc");
    sim_check(vm, "04 30 30 c0 00 00 00 00 00 00 00 00", "cc");
    sim_check(vm, "04 30 40 50 00 01 00 00 00 a4 b5 c6", "00");
    check_last(vm, "20 00 04 07 40 6f a4 b5 c6");
    sim_check(vm, "04 30 40 90 00 03 00 00 00 a4 b5 c6", "00");
    check_last(vm, "20 00 04 07 40 6f a1 b5 c6");
    /* Of a threshold sensor, the status alone is written */
    sim_check(vm, "04 30 32 14 00 34 12 78 56", "00");
    sim_check(vm, "04 2b 32", "00 c0 34 12 78 56");
    check_count(vm, 2);
    sim_vm_end(vm);
}

/* Sections 29.1 and 29.2 */
static void test_event_receiver(void)
{
    SimVM *vm = start();

    sim_check(vm, "04 01", "00 20 00");
    sim_check(vm, "04 00 21 00", "cc");
    sim_check(vm, "04 00 20 04", "cc");
    sim_check(vm, "04 00 ff 00", "00");
    sim_check(vm, "04 01", "00 ff 00");
    sim_clear_sel(vm);
    sim_check(vm, "04 28 30 e0 6a 05 6a 05", "00");
    sim_check(vm, "04 30 30 01 80", "00");
    check_count(vm, 0);
    /* Somebody else's business, and then the BMC's own again */
    sim_check(vm, "04 00 22 03", "00");
    sim_check(vm, "04 01", "00 22 03");
    check_count(vm, 0);
    /* Of all that holds comes word: the power supply is there, and this */
    sim_check(vm, "04 28 32 40", "00");
    sim_check(vm, "04 00 20 00", "00");
    check_count(vm, 2);
    check_last(vm, "20 00 04 01 30 01 57 80 80");
    sim_check(vm, "04 00 ff 00", "00");
    sim_check(vm, "06 02", "00");
    sim_check(vm, "04 01", "00 20 00");
    sim_vm_end(vm);
}

/* Section 29.3. Logged with logging off as well, unlike sensors' */
static void test_platform_event(void)
{
    SimVM *vm = start();

    sim_clear_sel(vm);
    sim_check(vm, "04 02 41 04 01 30 01 57 01 55", "00");
    check_last(vm, "41 00 04 01 30 01 57 01 55");
    sim_check(vm, "04 02 41 03 01 30 01 57 01", "00");
    check_last(vm, "41 00 03 01 30 01 57 01 ff");
    sim_check(vm, "04 02 41 03 01 30 01 57", "00");
    check_last(vm, "41 00 03 01 30 01 57 ff ff");
    sim_check(vm, "04 02 41 02 01 30 01 57 01 55", "cc");
    sim_check(vm, "04 02 41 05 01 30 01 57 01 55", "cc");
    check_count(vm, 3);

    sim_check(vm, "06 2e 00", "00");
    sim_check(vm, "04 28 30 e0 6a 05 6a 05", "00");
    sim_check(vm, "04 30 30 01 80", "00");
    check_count(vm, 3);
    sim_check(vm, "04 02 41 04 01 30 01 57 01 55", "00");
    check_count(vm, 4);

    /* With the event message buffer, it is there as it is in the log */
    sim_check(vm, "06 2e 0c", "00");
    sim_check(vm, "06 35", "80");
    sim_check(vm, "04 30 30 01 90", "00");
    sim_check(vm, "06 35", "00 05 00 02 ?? ?? ?? ?? 20 00 04 01 30 01 59 90 "
              "90");
    sim_vm_end(vm);
}

/*
 * Sensors and their SDRs
 */

static void delete_sdr(SimVM *vm, uint16_t id)
{
    g_autofree char *req = g_strdup_printf("0a 26 RR RR %02x %02x", id & 0xff,
                                           id >> 8);

    sim_check_reserved(vm, sim_reserve(vm, "0a 22"), req, "00 ?? ??");
}

static void test_come_and_go(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_clear_sdrs(vm);
    sim_check(vm, "04 20", "00 00 81 ?? ?? ?? ??");
    sim_check(vm, "04 2d 00", "cb");
    add_sdr(vm, SDR_30);
    add_sdr(vm, SDR_40);
    sim_check(vm, "04 20", "00 04 81 ?? ?? ?? ??");
    sim_check(vm, "04 30 30 01 44", "00");
    /* A second record of the same number: the first one counts */
    add_sdr(vm, SDR_30);
    sim_check(vm, "04 2d 30", "00 44 c0 c0");
    delete_sdr(vm, 1);
    sim_check(vm, "04 2d 40", "cb");
    sim_check(vm, "04 2d 30", "00 44 c0 c0");
    /* With the first one gone, the second makes it anew */
    delete_sdr(vm, 0);
    sim_check(vm, "04 2d 30", "00 50 c0 c0");
    delete_sdr(vm, 2);
    sim_check(vm, "04 2d 30", "cb");
    sim_vm_end(vm);
}

/* All 255, 15 by each record, and those that there cannot be */
static void test_all_numbers(void)
{
    SimVM *vm = sim_vm_start("", "");

    sim_clear_sdrs(vm);
    for (unsigned i = 0; i < 255; i += 15) {
        g_autofree char *sdr = g_strdup_printf(
            "00 00 51 02 1d 20 00 %02x 07 01 e7 00 07 6f 07 00 03 00 0f 00 "
            "c0 00 00 0f 00 00 00 00 00 00 00 c2 53 53", i);

        add_sdr(vm, sdr);
    }
    add_sdr(vm, "00 00 51 02 1d 20 00 fe 07 01 e7 00 07 6f 07 00 03 00 0f 00 "
            "c0 00 00 0f 00 00 00 00 00 00 00 c2 53 53");
    sim_check(vm, "04 20", "00 ff 81 ?? ?? ?? ??");
    for (unsigned i = 0; i < 255; i++) {
        g_autofree char *req = g_strdup_printf("04 2d %02x", i);

        sim_check(vm, req, "00 00 c0 00 80");
    }
    sim_check(vm, "04 2d ff", "cb");
    sim_clear_sdrs(vm);
    sim_check(vm, "04 20", "00 00 81 ?? ?? ?? ??");
    sim_vm_end(vm);
}

/* Section 33.6: what was set goes back to what the SDR says */
static void test_init_agent(void)
{
    SimVM *vm = start();

    sim_check(vm, "04 26 30 3f 01 02 03 04 05 06", "00");
    sim_check(vm, "04 24 30 ff 07 08", "00");
    sim_check(vm, "04 28 30 20 ff ff ff ff", "00");
    sim_check(vm, "0a 2c 01", "00 01");
    sim_check(vm, "04 27 30", "00 3f 30 20 10 80 90 a0");
    sim_check(vm, "04 25 30 ff", "00 04 02");
    sim_check(vm, "04 29 30", "00 c0 ff 0f ff 0f");
    sim_vm_end(vm);
}

/* Without a file: a machine in good order, and nothing in the log */
static void test_default(void)
{
    static const SimCase cases[] = {
        { "04 20", "00 0b 81 ?? ?? ?? ??" },
        { "04 2d 00", "00 00 c0 00 80" },     /* watchdog */
        { "04 2d 01", "00 2a c0 c0" },        /* temperatures */
        { "04 2d 02", "00 18 c0 c0" },
        { "04 2d 08", "00 78 c0 c0" },        /* fans */
        { "04 2d 09", "00 76 c0 c0" },
        { "04 2d 10", "00 c8 c0 c0" },        /* voltages */
        { "04 2d 11", "00 c8 c0 c0" },
        { "04 2d 12", "00 c8 c0 c0" },
        { "04 2d 13", "00 cb c0 c0" },
        { "04 2d 20", "00 1e c0 c0" },        /* power */
        { "04 2d 21", "00 00 c0 01 80" },     /* power supply */
        /* The watchdog's record comes first, as in QEMU 10.0 */
        { "0a 23 00 00 00 00 00 08", "00 01 00 00 00 51 02 ?? 20 00 00" },
    };
    SimVM *vm = sim_vm_start("", "");

    check(vm, cases);
    check_count(vm, 0);
    sim_vm_end(vm);
}

/*
 * From outside
 */

#define SENSOR_PATH SIM_QOM "/sensor[%u]"

static QDict *get(SimVM *vm, unsigned number, const char *property)
{
    g_autofree char *path = g_strdup_printf(SENSOR_PATH, number);

    return qtest_qmp(vm->qts, "{'execute': 'qom-get', 'arguments': "
                     "{'path': %s, 'property': %s}}", path, property);
}

static void check_number(SimVM *vm, unsigned number, const char *property,
                         double value)
{
    QDict *rsp = get(vm, number, property);

    g_assert_true(qdict_haskey(rsp, "return"));
    g_assert_cmpfloat_with_epsilon(
        qnum_get_double(qobject_to(QNum, qdict_get(rsp, "return"))), value,
        0.000001);
    qobject_unref(rsp);
}

static void check_text(SimVM *vm, unsigned number, const char *property,
                       const char *value)
{
    QDict *rsp = get(vm, number, property);

    g_assert_cmpstr(qdict_get_str(rsp, "return"), ==, value);
    qobject_unref(rsp);
}

static void check_error(QDict *rsp, const char *message)
{
    const QDict *error = qdict_get_qdict(rsp, "error");

    g_assert_nonnull(error);
    g_assert_nonnull(strstr(qdict_get_str(error, "desc"), message));
    qobject_unref(rsp);
}

static QDict *try_set(SimVM *vm, unsigned number, const char *property,
                      double value)
{
    g_autofree char *path = g_strdup_printf(SENSOR_PATH, number);

    return qtest_qmp(vm->qts, "{'execute': 'qom-set', 'arguments': "
                     "{'path': %s, 'property': %s, 'value': %f}}", path,
                     property, value);
}

static void set(SimVM *vm, unsigned number, const char *property, double value)
{
    QDict *rsp = try_set(vm, number, property, value);

    g_assert_true(qdict_haskey(rsp, "return"));
    qobject_unref(rsp);
}

static void set_raw(SimVM *vm, unsigned number, int value)
{
    g_autofree char *path = g_strdup_printf(SENSOR_PATH, number);

    qtest_qmp_assert_success(vm->qts, "{'execute': 'qom-set', 'arguments': "
                             "{'path': %s, 'property': 'raw', 'value': %d}}",
                             path, value);
}

static void test_qom(void)
{
    SimVM *vm = sim_vm_start("", "");

    check_text(vm, 0x10, "name", "P12V");
    check_text(vm, 0x10, "kind", "voltage");
    check_text(vm, 0x10, "unit", "V");
    check_number(vm, 0x10, "number", 0x10);
    check_number(vm, 0x10, "reading", 12);
    check_number(vm, 0x10, "raw", 200);
    check_number(vm, 0x10, "upper-critical", 13.2);
    check_error(get(vm, 0x10, "upper-non-recoverable"), "no such threshold");
    check_number(vm, 0x08, "reading", 6000);
    check_number(vm, 0x12, "reading", 3.3);

    sim_clear_sel(vm);
    set(vm, 0x10, "reading", 13.25);
    check_number(vm, 0x10, "reading", 13.26);
    check_number(vm, 0x10, "states", 0x18);
    sim_check(vm, "04 2d 10", "00 dd c0 d8");
    check_count(vm, 2);
    check_last(vm, "20 00 04 02 10 01 59 dd dc");
    check_error(try_set(vm, 0x10, "reading", 15.31), "not within 0 to 15.3");
    check_error(try_set(vm, 0x10, "reading", -0.01), "not within 0 to 15.3");
    check_error(try_set(vm, 0x10, "states", 1), "");
    set_raw(vm, 0x10, 200);
    check_number(vm, 0x10, "reading", 12);
    check_count(vm, 4);

    check_text(vm, 0x21, "unit", "");
    check_number(vm, 0x21, "reading", 1);
    set(vm, 0x21, "reading", 3);
    sim_check(vm, "04 2d 21", "00 00 c0 03 80");
    check_last(vm, "20 00 04 08 21 6f 01 ff ff");
    check_error(try_set(vm, 0x21, "reading", 0x8000), "0 to 32767");
    check_error(try_set(vm, 0x21, "reading", 1.5), "0 to 32767");
    check_error(try_set(vm, 0x21, "reading", -1), "0 to 32767");
    check_error(get(vm, 0x77, "reading"), "");
    sim_vm_end(vm);
}

/* Signed, with an offset: 1 * raw - 10 tenths; names of a shared record */
static void test_qom_conversion(void)
{
    SimVM *vm = start();

    check_error(get(vm, 0x31, "reading"), "no reading yet");
    set(vm, 0x31, "reading", -2.3);
    check_number(vm, 0x31, "reading", -2.3);
    check_number(vm, 0x31, "raw", 0xf3);
    check_error(try_set(vm, 0x31, "reading", 11.8), "not within -13.8 to 11.7");
    check_text(vm, 0x40, "name", "S-5");
    check_text(vm, 0x42, "name", "S-7");
    sim_clear_sdrs(vm);
    check_error(get(vm, 0x31, "reading"), "");
    sim_vm_end(vm);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/sensor/lengths", test_lengths);
    qtest_add_func("/ipmi-sim/sensor/none", test_no_sensor);
    qtest_add_func("/ipmi-sim/sensor/settings", test_settings);
    qtest_add_func("/ipmi-sim/sensor/enables-and-type",
                   test_enables_and_type);
    qtest_add_func("/ipmi-sim/sensor/reading", test_reading);
    qtest_add_func("/ipmi-sim/sensor/set-reading", test_set_reading);
    qtest_add_func("/ipmi-sim/sensor/init-agent", test_init_agent);
    qtest_add_func("/ipmi-sim/sensor/come-and-go", test_come_and_go);
    qtest_add_func("/ipmi-sim/sensor/all-numbers", test_all_numbers);
    qtest_add_func("/ipmi-sim/sensor/default", test_default);
    qtest_add_func("/ipmi-sim/sensor/qom", test_qom);
    qtest_add_func("/ipmi-sim/sensor/qom-conversion", test_qom_conversion);
    qtest_add_func("/ipmi-sim/event/thresholds", test_threshold_events);
    qtest_add_func("/ipmi-sim/event/jump", test_events_of_a_jump);
    qtest_add_func("/ipmi-sim/event/status", test_event_status);
    qtest_add_func("/ipmi-sim/event/off", test_events_off);
    qtest_add_func("/ipmi-sim/event/threshold-moves", test_threshold_moves);
    qtest_add_func("/ipmi-sim/event/discrete", test_discrete_events);
    qtest_add_func("/ipmi-sim/event/receiver", test_event_receiver);
    qtest_add_func("/ipmi-sim/event/platform", test_platform_event);
    return g_test_run();
}
