# SPDX-License-Identifier: GPL-2.0-or-later
"""The suite asan-qtest: that it would notice. Run by dev.py."""

import contextlib
import io
import os

import asan
import programs
import relink
import tap

SOURCE = 'hw/ipmi/bmc/sim_app.c'
HANDLER = 'static uint8_t sim_get_device_id('
CASE = '/x86_64/ipmi-sim/random'
TEST = 'qtest-x86_64/ipmi-sim-random-test'


def verdict_on(folder, fault):
    """Build a fault in, run a test; return what the suite would print."""
    text = tap.read(os.path.join(tap.ROOT, SOURCE))
    tap.contains(text, HANDLER)
    begin = text.index('{\n', text.index(HANDLER)) + 2
    source = os.path.join(folder, os.path.basename(SOURCE))
    tap.write(source, text[:begin] + fault + text[begin:])
    relink.build(asan.FOLDER)
    relink.build(folder, ('qemu-system-x86_64',),
                 {os.path.basename(source): source}, asan.FOLDER)
    found, missing = asan.select(folder, {TEST: (CASE,)})
    tap.equal(missing, [])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        programs.run_all(found, 'tests')
    return printed.getvalue()


def test_a_heap_overflow_fails_asan_qtest(folder):
    """One byte behind a block, of a size the compiler does not know."""
    text = verdict_on(folder, '    volatile size_t size = 8;\n'
                              '    volatile char *block = g_malloc(size);\n'
                              '    block[size] = 1;\n'
                              '    g_free((void *)block);\n')
    tap.contains(text, f'{TEST}: ', 'heap-buffer-overflow',
                 'sim_get_device_id', '\nnot ok ')


def test_undefined_behaviour_fails_asan_qtest(folder):
    """A shift that is too far."""
    text = verdict_on(folder, '    volatile int bits = 40;\n'
                              '    bits = 1 << bits;\n')
    tap.contains(text, f'{TEST}: ', 'runtime error: shift exponent 40',
                 '\nnot ok ')


def test_asan_qtest_misses_no_case(_):
    """A suite of cases that is not there is named."""
    relink.build(asan.FOLDER)
    missing = asan.select(asan.FOLDER, {TEST: (CASE, CASE + '/fly'),
                                        'qtest-x86_64/fly-test': ()})[1]
    tap.equal(missing, ['qtest-x86_64/fly-test', f'{TEST} {CASE}/fly'])
