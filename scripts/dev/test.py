#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Run the suites of scripts/dev/suites and add up what they say.

    test.py [--list | --full | SUITE...]

Prints one line a suite, then every case that failed with the end of its
log, and last "N passed, N failed".  A suite that dies, hangs, or says
less than it has planned counts as failed, however good the rest looks.
"""

import os
import selectors
import signal
import subprocess
import sys
import time

import refusals
import taplib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
LOGS = os.path.join(ROOT, 'build', 'test')
REPORT_EVERY = 60
TAIL = 25


class Suite:
    """One line of the table, and what became of it."""

    def __init__(self, line):
        self.name, self.needs, minutes, self.command = (
            part.strip() for part in line.split('|'))
        self.limit = float(minutes) * 60
        self.log = os.path.join(LOGS, self.name + '.log')
        self.stream = taplib.Stream()
        self.failures, self.started = [], 0

    def count(self, verdict):
        """Return the number of cases with a verdict."""
        return sum(res.verdict == verdict for res in self.stream.results)

    def fail(self, name, log_end):
        """Note a failure together with the log so far."""
        self.failures.append((name, log_end))

    def summary(self):
        """Return the suite's line."""
        skipped = self.count('skipped')
        return (f'{self.name:11} {self.count("ok"):5} passed, '
                f'{len(self.failures)} failed'
                + (f', {skipped} skipped' if skipped else '')
                + f'  ({time.monotonic() - self.started:.0f} s)')


def table():
    """Read the table of suites."""
    with open(os.path.join(HERE, 'suites'), encoding='utf-8') as file:
        return [Suite(line) for line in file
                if line.strip() and not line.startswith('#')]


def build(needs, done):
    """Build what a suite needs, once; say whether it is there."""
    for part in {'both': ('ours', 'base'), '-': ()}.get(needs, (needs,)):
        if part not in done:
            done[part] = not subprocess.call(
                (os.path.join(HERE, 'build.sh'), part))
        if not done[part]:
            return False
    return True


def tail(path):
    """Return the last lines of a log."""
    with open(path, 'rb') as file:
        file.seek(max(0, os.path.getsize(path) - 8192))
        lines = file.read().decode(errors='replace').splitlines()
    # Each QEMU that a qtest starts is announced at length
    return [line for line in lines if 'starting QEMU:' not in line][-TAIL:]


def take_line(suite, line, log):
    """One line of a suite's output."""
    log.write(line)
    log.flush()
    result = suite.stream.feed(line.decode(errors='replace').rstrip())
    if result and result.verdict == 'failed':
        suite.fail(result.name, tail(suite.log))


def progress(suite, last):
    """Show from time to time that a long suite is alive."""
    now = time.monotonic()
    if now - last < REPORT_EVERY:
        return last
    print(f'{suite.name:11} ... {len(suite.stream.results)} results so far',
          flush=True)
    return now


def kill(process):
    """End a suite and whatever it has started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return process.wait()


def follow(suite, process, log):
    """Read a suite until it ends; return its status, None if too late."""
    selector = selectors.DefaultSelector()
    selector.register(process.stdout, selectors.EVENT_READ)
    rest, last = b'', time.monotonic()
    while time.monotonic() - suite.started < suite.limit:
        last = progress(suite, last)
        if not selector.select(1):
            if process.poll() is not None:
                return process.returncode
            continue
        data = os.read(process.stdout.fileno(), 65536)
        *lines, rest = (rest + data).split(b'\n')
        for line in lines:
            take_line(suite, line + b'\n', log)
        if not data:
            if rest:
                take_line(suite, rest + b'\n', log)
            return process.wait(timeout=60)
    return None


def run_command(suite):
    """Run a suite's command with its log; return its status."""
    with open(suite.log, 'wb') as log:
        process = subprocess.Popen(
            suite.command, shell=True, cwd=ROOT, stdout=subprocess.PIPE,
            stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            status = follow(suite, process, log)
        finally:
            kill(process)
        return status


def run(suite, built):
    """Run one suite and print its line."""
    suite.started = time.monotonic()
    if build(suite.needs, built):
        suite.started = time.monotonic()
        fault = suite.stream.verdict(run_command(suite))
    else:
        fault = 'not run: the build failed'
    if fault:
        suite.fail(fault, tail(suite.log) if os.path.exists(suite.log)
                   else [])
    print(suite.summary(), flush=True)


def report(suites):
    """Print skips and failures, then the last line; return the status."""
    for suite in suites:
        for result in suite.stream.results:
            if result.verdict == 'skipped':
                print(f'skipped: {suite.name}: {result.name}: '
                      f'{result.reason or "no reason given"}')
    for suite in suites:
        for name, log in suite.failures:
            print(f'\nFAILED: {suite.name}: {name}  '
                  f'(log: {os.path.relpath(suite.log, ROOT)})')
            print('\n'.join('    ' + line for line in log))
    passed = sum(suite.count('ok') for suite in suites)
    failed = sum(len(suite.failures) for suite in suites)
    print(f'{passed} passed, {failed} failed', flush=True)
    return 0 if passed and not failed else 1


def choose(names):
    """Return the suites to run: without names all but the long ones."""
    suites = table()
    if names == ['--full']:
        return suites
    unknown = set(names) - {suite.name for suite in suites}
    if unknown:
        sys.exit('dev: no such suite: ' + ', '.join(sorted(unknown)))
    return [suite for suite in suites
            if suite.name in names or (not names and suite.needs != 'full')]


def main():
    """Command line."""
    if sys.argv[1:] == ['--list']:
        for suite in table():
            print(suite.name + ('  (--full)' if suite.needs == 'full' else ''))
        return 0
    suites = choose(sys.argv[1:])
    os.makedirs(LOGS, exist_ok=True)
    built = {}
    for suite in suites:
        if os.path.exists(suite.log):
            os.unlink(suite.log)
        run(suite, built)
    return report(suites)


if __name__ == '__main__':
    with refusals.in_one_line():
        sys.exit(main())
