/*
 * ipmi-bmc-sim in an x86 VM, for tests: requests and what must come back
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-sim.h"

#define BT_PORT 0xe4

SimVM *sim_vm_start(const char *props, const char *args)
{
    SimVM *vm = g_new0(SimVM, 1);

    vm->qts = qtest_initf(SIM_MACHINE SIM_DEVICE "%s" SIM_BT " %s",
                          props, args);
    vm->bt.ops = &ipmi_bt_driver;
    vm->bt.qts = vm->qts;
    vm->bt.base = BT_PORT;
    return vm;
}

void sim_vm_end(SimVM *vm)
{
    qtest_quit(vm->qts);
    g_free(vm);
}

/*
 * Texts
 */

static uint8_t parse_byte(const char *word)
{
    if (strlen(word) != 2 || !g_ascii_isxdigit(word[0]) ||
        !g_ascii_isxdigit(word[1])) {
        g_error("'%s' is no hexadecimal byte", word);
    }
    return g_ascii_xdigit_value(word[0]) << 4 | g_ascii_xdigit_value(word[1]);
}

/* The first word may be netfn.lun */
static uint8_t parse_netfn(const char *word)
{
    uint8_t lun = 0;

    if (strlen(word) == 4 && word[2] == '.') {
        g_autofree char *netfn = g_strndup(word, 2);

        lun = word[3] - '0';
        return parse_byte(netfn) << 2 | (lun & 3);
    }
    return parse_byte(word) << 2;
}

static size_t parse_request(const char *text, uint8_t *msg)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    size_t len = g_strv_length(words);

    g_assert_cmpuint(len, >=, 2);
    g_assert_cmpuint(len, <=, BT_DRIVER_MSG_MAX);
    msg[0] = parse_netfn(words[0]);
    for (size_t i = 1; i < len; i++) {
        msg[i] = parse_byte(words[i]);
    }
    return len;
}

static char *format_bytes(const uint8_t *bytes, size_t len)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < len; i++) {
        g_string_append_printf(text, "%s%02x", i ? " " : "", bytes[i]);
    }
    return g_string_free(text, FALSE);
}

static bool matches(const char *expected, const uint8_t *bytes, size_t len)
{
    g_auto(GStrv) words = g_strsplit(expected, " ", -1);
    size_t n = g_strv_length(words);

    for (size_t i = 0; i < n; i++) {
        if (g_str_equal(words[i], "*")) {
            return true;
        }
        if (i >= len || (!g_str_equal(words[i], "??") &&
                         parse_byte(words[i]) != bytes[i])) {
            return false;
        }
    }
    return n == len;
}

/*
 * Calls
 */

void sim_call_bytes(SimVM *vm, const uint8_t *req, size_t len,
                    IPMIResponse *rsp)
{
    if (!vm->bt.ops) {
        vm->bt.ops = &ipmi_bt_driver;
    }
    ipmi_driver_request(&vm->bt, ++vm->seq, req, len);
    ipmi_driver_response(&vm->bt, rsp);
    if (vm->bt.ops->numbered) {
        g_assert_cmphex(rsp->seq, ==, vm->seq);
    }
    g_assert_cmpuint(rsp->len, >=, 3);
    g_assert_cmphex(rsp->msg[0], ==, req[0] | 4);
    g_assert_cmphex(rsp->msg[1], ==, req[1]);
}

void sim_call(SimVM *vm, const char *req, IPMIResponse *rsp)
{
    uint8_t msg[BT_DRIVER_MSG_MAX];
    size_t len = parse_request(req, msg);

    sim_call_bytes(vm, msg, len, rsp);
}

void sim_check_bytes(SimVM *vm, const void *req, size_t len,
                     const char *expected)
{
    IPMIResponse rsp;

    sim_call_bytes(vm, req, len, &rsp);
    if (!matches(expected, rsp.msg + 2, rsp.len - 2)) {
        g_autofree char *sent = format_bytes(req, len);
        g_autofree char *got = format_bytes(rsp.msg + 2, rsp.len - 2);

        g_error("to the bytes %s came '%s', not '%s'", sent, got, expected);
    }
}

void sim_check(SimVM *vm, const char *req, const char *expected)
{
    uint8_t msg[BT_DRIVER_MSG_MAX];
    size_t len = parse_request(req, msg);
    IPMIResponse rsp;

    sim_call_bytes(vm, msg, len, &rsp);
    if (!matches(expected, rsp.msg + 2, rsp.len - 2)) {
        g_autofree char *got = format_bytes(rsp.msg + 2, rsp.len - 2);

        g_error("to '%s' came '%s', not '%s'", req, got, expected);
    }
}

void sim_check_all(SimVM *vm, const SimCase *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        sim_check(vm, cases[i].req, cases[i].rsp);
    }
}

/*
 * Reservations
 */

uint16_t sim_reserve(SimVM *vm, const char *req)
{
    IPMIResponse rsp;

    sim_call(vm, req, &rsp);
    g_assert_cmpuint(rsp.len, ==, 5);
    g_assert_cmphex(rsp.msg[2], ==, 0);
    return rsp.msg[3] | rsp.msg[4] << 8;
}

void sim_check_reserved(SimVM *vm, uint16_t reservation, const char *format,
                        const char *expected)
{
    const char *at = strstr(format, "RR RR");
    g_autofree char *req = NULL;

    g_assert_nonnull(at);
    req = g_strdup_printf("%.*s%02x %02x%s", (int)(at - format), format,
                          reservation & 0xff, reservation >> 8, at + 5);
    sim_check(vm, req, expected);
}

void sim_clear_sel(SimVM *vm)
{
    sim_check_reserved(vm, sim_reserve(vm, "0a 42"),
                       "0a 47 RR RR 43 4c 52 aa", "00 01");
}

void sim_clear_sdrs(SimVM *vm)
{
    sim_check_reserved(vm, sim_reserve(vm, "0a 22"),
                       "0a 27 RR RR 43 4c 52 aa", "00 01");
}
