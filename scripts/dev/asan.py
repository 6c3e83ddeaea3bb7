#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run what is most hostile in our qtests with hw/ipmi under AddressSanitizer
and UndefinedBehaviorSanitizer: TAP on stdout.

A report of theirs is a failure, whatever the test itself makes of a QEMU
that has gone.
"""

import glob
import os
import re
import subprocess

import programs
import relink

FOLDER = os.path.join(relink.BUILD, 'asan')
# glib's own lists of free blocks would hide what is freed
ENVIRONMENT = {'G_SLICE': 'always-malloc', 'IPMI_RANDOM_REQUESTS': '12000'}
# Leaks cannot be told apart here: QEMU leaves much to the end of the process
OPTIONS = 'abort_on_error=1:halt_on_error=1:print_stacktrace=1:log_path='
ASAN_OPTIONS = 'detect_leaks=0:quarantine_size_mb=32:'
ERROR = re.compile(r'ERROR: \w*Sanitizer|runtime error: ')

SIM = ('app', 'config', 'dcmi', 'firewall', 'image', 'random', 'sensor',
       'storage', 'user', 'watchdog')


def both(*suites):
    """Return suites of cases for either ISA interface."""
    return tuple(f'/x86_64/ipmi-{kind}/isa/{suite}'
                 for kind in ('bt', 'kcs') for suite in suites)


def firmware(device, *suites):
    """Return suites of cases for a board's device."""
    return tuple(f'/arm/{device}/{suite}' for suite in suites)


# Program: suites of cases, not those within them; () for all there is
TESTS = {
    **{f'qtest-x86_64/ipmi-sim-{name}-test': () for name in SIM},
    # Those that need no other build
    'qtest-x86_64/ipmi-sim-migration-test': (
        '/x86_64/ipmi-sim/migration/all',
        '/x86_64/ipmi-sim/migration/watchdog',
        '/x86_64/ipmi-sim/migration/watchdog-sensor',
        '/x86_64/ipmi-sim/migration/off',
        '/x86_64/ipmi-sim/migration/several',
        '/x86_64/ipmi-sim/migration/bad-queue',
        '/x86_64/ipmi-sim/migration/bad-log',
        '/x86_64/ipmi-sim/migration/random'),
    'qtest-x86_64/ipmi-setup-test': (),
    'qtest-x86_64/ipmi-reset-test': both('reset', 'connect'),
    'qtest-x86_64/ipmi-peer-test': both(
        'flood', 'answer', 'frame', 'power'),
    'qtest-x86_64/ipmi-stream-test': both('stream'),
    'qtest-x86_64/device-introspect-test': (),
    'qtest-arm/device-introspect-test': (),
    'qtest-arm/npcm7xx-ipmi-kcs-test': firmware(
        'npcm7xx-ipmi-kcs/npcm750-evb/kcs1', 'firmware',
        'firmware/wrong-state', 'migration', 'peer'),
    'qtest-arm/aspeed-ipmi-kcs-test': firmware(
        'aspeed-ipmi-kcs/ast2600-evb/kcs3', 'reg', 'firmware',
        'migration/hostile', 'migration/odd', 'bmc-reset', 'set-up'),
    'qtest-arm/aspeed-ipmi-ibt-test': firmware(
        'aspeed-ipmi-ibt/ast2600-evb', 'data', 'firmware',
        'migration', 'peer', 'set-up'),
}


class Sanitized(programs.Program):
    """A test program that runs the instrumented emulators."""

    def __init__(self, entry, folder):
        super().__init__(entry, relink.OUT)
        emulator = os.path.join(folder, os.path.basename(
            self.env['QTEST_QEMU_BINARY']))
        self.reports = os.path.join(folder, 'reports',
                                    self.name.replace('/', '-'))
        self.env = {**self.env, **ENVIRONMENT, 'QTEST_QEMU_BINARY': emulator,
                    'ASAN_OPTIONS': ASAN_OPTIONS + OPTIONS + self.reports,
                    'UBSAN_OPTIONS': OPTIONS + self.reports}
        self.heard = []
        os.makedirs(os.path.dirname(self.reports), exist_ok=True)
        for path in self.found():
            os.unlink(path)

    def found(self):
        """Return the files that the sanitizers have written."""
        return sorted(glob.glob(glob.escape(self.reports) + '.[0-9]*'))

    def hear(self, line):
        """Not all sanitizers write where they are told to."""
        if ERROR.search(line):
            self.heard.append(line)

    def complaints(self):
        """Return the reports as lines, each from where it says what is wrong.
        Warnings are none."""
        yield from self.heard
        for path in self.found():
            with open(path, encoding='utf-8', errors='replace') as file:
                text = file.read()
            error = ERROR.search(text)
            if error:
                yield from text[error.start():].splitlines()

    def lacks(self, suite):
        """Say whether it has no case of a suite."""
        cases = subprocess.run(
            [*self.command, '-l'], cwd=self.folder, text=True, check=True,
            env={**os.environ, **self.env}, stdout=subprocess.PIPE).stdout
        return not re.search(re.escape(suite) + '(/[^/\n]*)?$', cases,
                             re.MULTILINE)


def select(folder, tests):
    """Return the programs {name: suites} and the names that there are not."""
    found = programs.introspect(relink.OUT, tests.__contains__,
                                lambda entry, _: Sanitized(entry, folder))
    missing = set(tests) - {program.name for program in found}
    for program in found:
        suites = tests[program.name]
        missing |= {f'{program.name} {suite}' for suite in suites
                    if program.lacks(suite)}
        program.command = [*program.command, *(
            word for suite in suites for word in ('-p', suite))]
    return found, sorted(missing)


def main():
    """Command line."""
    relink.build(FOLDER)
    found, missing = select(FOLDER, TESTS)
    programs.run_all(found, 'tests with sanitizers', missing)


if __name__ == '__main__':
    main()
