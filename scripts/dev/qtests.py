#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run tests that are registered in the QEMU tree: TAP on stdout.

    qtests.py ours    the qtests of this repository
    qtests.py unit    its unit tests, as QEMU builds them
    qtests.py base    QEMU's own tests, unmodified, on our build
"""

import os
import re
import sys

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, 'build', 'out')
BASE_TESTS = re.compile(r'qtest-(x86_64/(ipmi-bt-test|qom-test'
                        r'|device-introspect-test)|arm/(qom-test'
                        r'|device-introspect-test'
                        r'|aspeed_(fsi|gpio|hace)-test))$')


def own_names(folder):
    """Names of the test programs in a folder of this repository."""
    return {name[:-2] for name in os.listdir(os.path.join(ROOT, folder))
            if name.endswith('.c')}


def chooser(kind):
    """Return the function that picks tests by Meson's name for them."""
    if kind == 'unit':
        own = own_names('tests/unit')
        return lambda name: name in own
    own = own_names('tests/qtest') if kind == 'ours' else set()
    if kind == 'ours':
        return lambda name: (name.startswith('qtest-')
                             and name.split('/')[-1] in own)
    return lambda name: BASE_TESTS.match(name) is not None


def main():
    """Command line."""
    kind = sys.argv[1]
    programs.run_all(programs.introspect(OUT, chooser(kind)),
                     kind + ' tests')


if __name__ == '__main__':
    main()
