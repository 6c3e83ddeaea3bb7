#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run tests that are registered in the QEMU tree: TAP on stdout.

    qtests.py ours    the qtests of this repository
    qtests.py unit    its unit tests, as QEMU builds them
    qtests.py base    QEMU's own tests, unmodified, on our build
    qtests.py full    both kinds, for targets that are not built by default
"""

import os
import re
import shlex
import stat
import sys

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, 'build', 'out')
OUT_BASE = OUT + '-base'
BASE_TESTS = re.compile(r'qtest-(x86_64/(ipmi-(bt|kcs)-test|bios-tables-test'
                        r'|qom-test|device-introspect-test)|arm/(qom-test'
                        r'|device-introspect-test'
                        r'|aspeed_(fsi|gpio|hace|smc)-test'
                        r'|npcm(7xx)?_[a-z_]*-test))$')

# Those cases only that have an ipmi-bmc-sim behind KCS and BT, and those
# machines of ppc64 that have a BMC: firmware of some others is not there
ARGUMENTS = {
    'qtest-x86_64/bios-tables-test': (
        '-p', '/x86_64/acpi/piix4/ipmi', '-p', '/x86_64/acpi/q35/ipmi'),
    'qtest-ppc64/qom-test': (
        '-p', '/ppc64/qom/powernv8', '-p', '/ppc64/qom/powernv9',
        '-p', '/ppc64/qom/powernv10', '-p', '/ppc64/qom/powernv10-rainier'),
}

# This one compares Get Device ID with what QEMU 10.0 answers, which does not
# admit to FRU data, events and a chassis, and sends a byte more than that
# command has. There is a property for guests that expect the same. The
# series has the test set it; here runs the unmodified one as well
UNMODIFIED = {'qtest-x86_64/ipmi-kcs-test':
              '-global ipmi-bmc-sim.x-like-10.0=on'}

OUT_FULL = OUT + '-full'
FULL_TESTS = re.compile(r'qtest-(ppc64/(pnv-.*-test|qom-test'
                        r'|device-introspect-test)'
                        r'|aarch64/npcm7xx-ipmi-kcs-test)$')


def run_on_ours(test, options):
    """Have a test of the base start its machines with ours and options."""
    emulator = os.path.join(OUT, test.env['QTEST_QEMU_BINARY'])
    folder = os.path.join(ROOT, 'build', 'test', 'base-qtest')
    wrapper = os.path.join(folder, os.path.basename(emulator))
    os.makedirs(folder, exist_ok=True)
    with open(wrapper, 'w', encoding='utf-8') as file:
        file.write(f'#!/bin/sh\nexec {shlex.quote(emulator)} {options} "$@"\n')
    os.chmod(wrapper, stat.S_IRWXU)
    test.env = {**test.env, 'QTEST_QEMU_BINARY': wrapper}
    test.name += ' (unmodified)'


def unmodified_tests():
    """Return the tests that the series edits, as the base builds them."""
    tests = programs.introspect(OUT_BASE, UNMODIFIED.__contains__)
    missing = set(UNMODIFIED) - {test.name for test in tests}
    for test in tests:
        run_on_ours(test, UNMODIFIED[test.name])
    return tests, sorted(missing)


def own_names(folder, kind):
    """Names of the test programs in a folder of this repository."""
    return {name[:-2] for name in os.listdir(os.path.join(ROOT, folder))
            if kind.fullmatch(name)}


def own_tests(folder, kind, prefix):
    """Return our tests as Meson knows them, and those it does not."""
    own = own_names(folder, re.compile(kind))
    found = programs.introspect(
        OUT, lambda name: re.sub(prefix, '', name) in own)
    known = {re.sub(prefix, '', test.name) for test in found}
    return found, sorted(own - known)


def main():
    """Command line."""
    kind, missing = sys.argv[1], ()
    if kind == 'ours':
        tests, missing = own_tests('tests/qtest', r'.*-test\.c',
                                   '^qtest-[^/]*/')
    elif kind == 'unit':
        tests, missing = own_tests('tests/unit', r'test-.*\.c', '^$')
    elif kind == 'full':
        tests = programs.introspect(OUT_FULL, FULL_TESTS.match)
    else:
        tests = programs.introspect(OUT, BASE_TESTS.match)
        unmodified, missing = unmodified_tests()
        tests += unmodified
    for test in tests:
        test.command += ARGUMENTS.get(test.name, ())
    programs.run_all(tests, kind + ' tests', missing)


if __name__ == '__main__':
    main()
