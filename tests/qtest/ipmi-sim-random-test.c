/*
 * ipmi-bmc-sim: requests that make no sense, and nearly some
 *
 * Nothing is expected of the answers but that there is one to each. What is
 * tested is that no request hurts, above all with sanitizers: see asan-qtest
 * in scripts/dev/suites. IPMI_RANDOM_REQUESTS is how many are sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/cutils.h"
#include "ipmi-sim-outside.h"

/* Requests until the BMC begins anew, by which time much is full or locked */
#define A_LIFE 3000

#define REQUESTS     6000
#define REQUESTS_MAX 10000000

/**
 * Fuzz: what is going on
 * @vm: a VM
 * @rand: where all comes from
 * @reservation: what the BMC has given out last
 */
typedef struct Fuzz {
    SimVM *vm;
    GRand *rand;
    uint8_t reservation[2];
} Fuzz;

/*
 * What a driver could ask: "??" is any byte, "0?" a small one, "rr" the next
 * byte of the last reservation
 */
static const char *const plausible[] = {
    /* Chassis and boot options */
    "00 04 ?? 0?", "00 05 ?? ?? ?? ?? ?? ??", "00 06 0?", "00 0a ??",
    "00 08 0? ?? ?? ?? ?? ?? ??", "00 08 ?? ?? ??", "00 09 0? ?? 0?",
    /* Events, filters and their parameters */
    "04 00 ?? 0?", "04 02 41 04 0? 01 ?? ?? ?? ??", "04 11 ??",
    "04 02 04 0? ?? ?? ?? ?? ??", "04 12 0? 0? ?? ?? ?? ?? ?? ?? ?? ??",
    "04 12 ?? ??", "04 13 0? 0? 0?", "04 13 0? ?? ??", "04 14 0? ?? ??",
    "04 16 ?? ?? ??", "04 17 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    /* Sensors */
    "04 20 0?", "04 21 rr rr 0? 00 0? ff", "04 22", "04 23 0? ??",
    "04 24 0? ff ?? ??", "04 25 0? ff", "04 26 0? ?? ?? ?? ?? ?? ?? ??",
    "04 27 0?", "04 28 0? ?? ?? ?? ?? ??", "04 29 0?",
    "04 2a 0? ?? ?? ?? ?? ??", "04 2b 0?", "04 2d 0?", "04 2e 0? ?? ??",
    "04 2f 0?", "04 30 0? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    /* Messages, ciphers, users, system info, firewall */
    "06 24 ?? ?? ?? ?? ?? ??", "06 2e ??", "06 30 ??", "06 32 0? 0?",
    "06 33", "06 34 0? ?? ?? ?? ?? ?? ?? ??", "06 35", "06 3d ?? ?? ?? ?? ??",
    "06 40 0? ?? ??", "06 41 0? ??", "06 42 0?", "06 43 ?? 0? 0? 0?",
    "06 45 0? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    "06 46 0?", "06 47 0? 0? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    "06 47 8? 0? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    "06 48 0? 0? ?? ?? ?? ??", "06 49 0? 0? ?? ?? ?? ??", "06 4b 0? 0?",
    "06 4c 0? ?? ?? ?? ?? ??", "06 52 ?? ?? ?? ?? ??", "06 54 0? 0? ??",
    "06 56 0? 0? 0? ?? ?? ??", "06 57 0?", "06 58 0? ?? ?? ?? ?? ?? ??",
    "06 59 ?? 0? ?? ??", "06 09 0?", "06 0a 0? 0? 0?", "06 0b 0? 0? 0? ??",
    "06 0c 0? 0? 0?", "06 0d 0? 0? 0? ??", "06 61 0? 0? 0?",
    "06 62 0? 0? 0? ?? ?? ?? ?? ??", "06 63 0? 0? 0? ??", "06 64 0? 3?",
    /* FRU data, sensor data records, the event log */
    "0a 10 0?", "0a 11 00 ?? 0? ??", "0a 11 0? ?? ?? ??",
    "0a 12 00 ?? 0? ?? ?? ??", "0a 22", "0a 22", "0a 23 rr rr 0? 00 ?? ff",
    "0a 23 rr rr 0? 00 ?? ??", "0a 24 0? 00 51 01 0? ?? ?? ?? ?? ?? ??",
    "0a 24 00 00 51 c0 03 ?? ?? ??", "0a 25 rr rr 00 00 00 0? ?? ?? 51 c0 ??",
    "0a 25 rr rr 0? 00 ?? 0? ?? ?? ??", "0a 25 rr rr 0? 00 ?? 01 ??",
    "0a 26 rr rr ?? ??", "0a 27 rr rr 43 4c 52 aa", "0a 2a", "0a 2b",
    "0a 28", "0a 29 ?? ?? ?? ??", "0a 2c 0?",
    "0a 42", "0a 42", "0a 43 rr rr 0? 00 ?? ??", "0a 43 00 00 ff ff 0? ff",
    "0a 44 ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??",
    "0a 45 rr rr 00 00 00 00 ?? ?? ?? ??", "0a 45 rr rr 0? 00 0? 0? ?? ??",
    "0a 46 rr rr 0? 0?", "0a 47 rr rr 43 4c 52 ??", "0a 48",
    "0a 49 ?? ?? ?? ??", "0a 5a 0?", "0a 5b 0? ?? ?? ?? ??", "0a 5d ?? ??",
    /* LAN and serial over LAN */
    "0c 01 0? ?? ?? ?? ?? ??", "0c 01 0? 0? ?? ?? ?? ?? ?? ??",
    "0c 02 0? ?? ?? ??", "0c 02 0? 0? 0? 0?", "0c 03 0? ??", "0c 04 0? ??",
    "0c 21 0? 0? ?? ??", "0c 22 0? 0? ?? ??",
    /* DCMI */
    "2c 01 dc 0?", "2c 02 dc 0? ?? ??", "2c 03 dc ?? ??",
    "2c 04 dc ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ?? ??", "2c 05 dc 0? ?? ??",
    "2c 06 dc ?? ??", "2c 07 dc 01 4? 0? 0?", "2c 08 dc ?? 0? ?? ?? ?? ??",
    "2c 09 dc ?? ??", "2c 0a dc ?? 0? ?? ?? ?? ??",
    "2c 0b dc ?? ?? ?? ?? ?? ??", "2c 10 dc 01 4? 0? 0?",
    "2c 12 dc 0? 0? ?? ??", "2c 13 dc 0? 0?",
};

/*
 * Requests
 */

static uint8_t hex_digit(Fuzz *f, char digit)
{
    return digit == '?' ? g_rand_int_range(f->rand, 0, 16)
                        : g_ascii_xdigit_value(digit);
}

/* One of those above; returns its length */
static size_t make_plausible(Fuzz *f, uint8_t *req)
{
    const char *text =
        plausible[g_rand_int_range(f->rand, 0, ARRAY_SIZE(plausible))];
    size_t len = 0, reserved = 0;

    for (; ; text += 3) {
        if (g_str_has_prefix(text, "rr")) {
            req[len++] = f->reservation[reserved++ % 2];
        } else {
            req[len++] = hex_digit(f, text[0]) << 4 | hex_digit(f, text[1]);
        }
        if (!text[2]) {
            break;
        }
    }
    req[0] <<= 2;
    return len;
}

/* Another length, or a byte that does not fit */
static size_t spoil(Fuzz *f, uint8_t *req, size_t len)
{
    switch (g_rand_int_range(f->rand, 0, 8)) {
    case 0:
        return g_rand_int_range(f->rand, 2, len + 1);
    case 1:
        return MIN(len + g_rand_int_range(f->rand, 1, 33), BT_DRIVER_MSG_MAX);
    case 2:
        return g_rand_int_range(f->rand, len, BT_DRIVER_MSG_MAX + 1);
    case 3:
        if (len > 2) {
            req[g_rand_int_range(f->rand, 2, len)] = g_rand_int(f->rand);
        }
        return len;
    default:
        return len;
    }
}

static size_t make_request(Fuzz *f, uint8_t *req)
{
    static const uint8_t netfns[] = { 0x00, 0x04, 0x06, 0x0a, 0x0c, 0x2c };
    size_t len = 2;

    for (int i = 0; i < BT_DRIVER_MSG_MAX; i++) {
        req[i] = g_rand_int(f->rand) & (g_rand_boolean(f->rand) ? 0xff : 0x07);
    }
    if (g_rand_int_range(f->rand, 0, 4)) {
        len = make_plausible(f, req);
    } else if (g_rand_int_range(f->rand, 0, 8)) {
        req[0] = netfns[g_rand_int_range(f->rand, 0, 6)] << 2;
        req[1] &= 0x7f;
        len = g_rand_int_range(f->rand, 2, 20);
    } else {
        req[0] &= ~4;
    }
    return spoil(f, req, len);
}

/* Requests that could end or stop the VM, or that wait for what is off */
static bool is_harmless(const uint8_t *req)
{
    uint8_t netfn = req[0] >> 2;

    return !(netfn == 0x00 && (req[1] == 0x02 || req[1] == 0x03)) &&
           !(netfn == 0x06 && req[1] == 0x22);
}

/*
 * Lives of a BMC
 */

static void one_request(Fuzz *f)
{
    uint8_t req[BT_DRIVER_MSG_MAX];
    size_t len = make_request(f, req);
    IPMIResponse rsp;

    if (!is_harmless(req)) {
        return;
    }
    sim_call_bytes(f->vm, req, len, &rsp);
    /* Reserve SDR Repository, Reserve SEL */
    if ((req[1] == 0x22 || req[1] == 0x42) && !rsp.msg[2] && rsp.len == 5) {
        memcpy(f->reservation, rsp.msg + 3, sizeof(f->reservation));
    }
}

/* The host starts again, or time goes by: timers may have been set */
static void disturb(Fuzz *f)
{
    switch (g_rand_int_range(f->rand, 0, 300)) {
    case 0:
        qtest_system_reset(f->vm->qts);
        break;
    case 1 ... 3:
        sim_step(f->vm, 0.01 * g_rand_int_range(f->rand, 1, 1000));
        break;
    default:
        break;
    }
}

static uint64_t requests_wanted(void)
{
    const char *text = g_getenv("IPMI_RANDOM_REQUESTS");
    uint64_t n = REQUESTS;

    if (text && (qemu_strtou64(text, NULL, 10, &n) || !n ||
                 n > REQUESTS_MAX)) {
        g_error("IPMI_RANDOM_REQUESTS=%s is not 1 to %d", text, REQUESTS_MAX);
    }
    return n;
}

/* No request may hurt, and each has an answer */
static void test_random(void)
{
    guint32 seed = g_test_rand_int();
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    uint64_t wanted = requests_wanted();

    g_test_message("seed %u, %" PRIu64 " requests", seed, wanted);
    for (uint64_t sent = 0; sent < wanted; ) {
        Fuzz f = { .rand = rand, .vm = sim_vm_start("", SIM_PAUSE) };
        uint64_t end = MIN(sent + A_LIFE, wanted);

        for (; sent < end; sent++) {
            one_request(&f);
            disturb(&f);
        }
        sim_check(f.vm, "06 01", "?? *");
        sim_vm_end(f.vm);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/random", test_random);
    return g_test_run();
}
