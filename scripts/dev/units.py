#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Build the engines without QEMU and run their tests: TAP on stdout.

    units.py plain | asan | fuzz
"""

import os
import subprocess
import sys

import programs

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.join(ROOT, 'build')
MESON = os.path.join(BUILD, 'venv', 'bin', 'meson')
# Name: folder, options of the set-up, compiler
KINDS = {
    'plain': ('unit', (), 'cc'),
    'asan': ('unit-asan', ('-Db_sanitize=address,undefined',), 'cc'),
    'fuzz': ('fuzz', (), 'clang'),
}


def setup(folder, options, compiler):
    """Configure and build; what that prints goes to the log."""
    env = {**os.environ, 'CC': compiler}
    redo = ()
    if os.path.exists(os.path.join(folder, 'build.ninja')):
        redo = ('--reconfigure',)
    subprocess.run((MESON, 'setup', *redo, *options, folder, ROOT), env=env,
                   stdout=sys.stderr, check=True)
    subprocess.run(('ninja', '-C', folder), stdout=sys.stderr, check=True)


def main():
    """Command line."""
    kind = sys.argv[1]
    name, options, compiler = KINDS[kind]
    folder = os.path.join(BUILD, name)
    setup(folder, options, compiler)
    wanted = programs.introspect(
        folder, lambda test: (kind == 'fuzz') == test.startswith('fuzz-'))
    programs.run_all(wanted, kind + ' tests')


if __name__ == '__main__':
    main()
