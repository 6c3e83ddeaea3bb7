/*
 * Migration of an x86 VM with an IPMI interface, through a file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-migration.h"

void ipmi_stream_start(IPMIBench *b, const IPMIFrontEnd *fe, const char *side,
                       const char *more)
{
    g_autofree char *args = NULL;
    g_autofree char *line = NULL;

    *b = (IPMIBench) { .fe = fe, .wire = ipmi_wire_new() };
    args = ipmi_bench_args(fe, b->wire, IPMI_CONNECT_LATER, "", 0);
    line = g_strdup_printf(IPMI_BENCH_MACHINE "%s %s", args, more);
    b->qts = qtest_init_with_env(side, line, true);
}

void ipmi_stream_start_loading(IPMIBench *b, const IPMIFrontEnd *fe,
                               const char *side)
{
    ipmi_stream_start(b, fe, side, "-incoming defer");
    ipmi_bench_set_driver(b);
}

void ipmi_stream_connect(IPMIBench *b)
{
    ipmi_wire_listen(b->wire);
    ipmi_bench_accept(b);
}

void ipmi_stream_save_phase(const IPMIFrontEnd *fe, const char *side,
                            const IPMIPhase *phase, const IPMIStream *st)
{
    IPMIBench b;

    ipmi_stream_start(&b, fe, side, "");
    ipmi_bench_set_up(&b);
    ipmi_stream_connect(&b);
    ipmi_bench_command(&b, WIRE_CMD_ENABLE_IRQ);
    ipmi_bench_check(&b);
    ipmi_phase_enter(&b, phase);
    ipmi_stream_save(b.qts, st);
    ipmi_bench_close(&b);
}
