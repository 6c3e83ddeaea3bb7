# SPDX-License-Identifier: GPL-2.0-or-later
"""Run test programs, some at a time, and print one TAP stream of all."""

import concurrent.futures
import json
import os
import signal
import subprocess
import threading
import time

import taplib


# A slow or busy machine is no failure; a hang still ends
PATIENCE = 4


class Program:
    """A test program as Meson describes it."""

    def __init__(self, entry, build):
        self.name = entry['name']
        self.command = entry['cmd']
        self.env = entry['env']
        self.folder = entry['workdir'] or build
        self.limit = max(60, int(entry['timeout'] or 0)) * PATIENCE
        self.tap = entry['protocol'] == 'tap'

    def hear(self, line):
        """Take notice of a line it prints that is no result."""

    def complaints(self):
        """Return what speaks against it beside its results, as lines."""
        return ()


def introspect(build, keep, kind=Program):
    """Return the programs of a build directory that keep(name) wants.

    Those that may take longest come first, so that none of them runs alone
    in the end.
    """
    path = os.path.join(build, 'meson-info', 'intro-tests.json')
    with open(path, encoding='utf-8') as file:
        entries = json.load(file)
    programs = {entry['name']: kind(entry, build) for entry in entries
                if keep(entry['name'])}
    return sorted(programs.values(), key=lambda p: (-p.limit, p.name))


class Merger:
    """Numbers the results of many programs as one stream."""

    def __init__(self):
        self.count, self.lock = 0, threading.Lock()

    def put(self, verdict, name, reason=''):
        """Print one result."""
        word = 'not ok' if verdict == 'failed' else 'ok'
        note = f' # SKIP {reason}' if verdict == 'skipped' else ''
        with self.lock:
            self.count += 1
            print(f'{word} {self.count} - {name}{note}', flush=True)

    def note(self, program, line):
        """Print what is no result."""
        with self.lock:
            print(f'# {program.name}: {line}', flush=True)

    def _end(self, process, expired):
        """A program that takes too long goes, with all it has started."""
        expired.append(True)
        os.killpg(process.pid, signal.SIGKILL)

    def _lines(self, program, stream, process):
        for line in process.stdout:
            line = line.rstrip()
            result = stream.feed(line) if program.tap else None
            if result:
                self.put(result.verdict, f'{program.name} {result.name}',
                         result.reason)
            elif line:
                program.hear(line)
                self.note(program, line)

    def _start(self, program):
        return subprocess.Popen(
            program.command, cwd=program.folder, text=True, errors='replace',
            env={**os.environ, **program.env}, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)

    def run(self, program):
        """Run one program; what it leaves out is a failure."""
        stream, expired, begin = taplib.Stream(), [], time.monotonic()
        process = self._start(program)
        timer = threading.Timer(program.limit, self._end, (process, expired))
        timer.start()
        try:
            self._lines(program, stream, process)
            status = process.wait()
        finally:
            timer.cancel()
        self.note(program, f'took {time.monotonic() - begin:.1f} s')
        self._judge(program, stream, None if expired else status)
        self._listen(program)

    def _judge(self, program, stream, status):
        if not program.tap:
            self.put('failed' if status != 0 else 'ok',
                     program.name + ('' if status == 0 else
                                     ': ' + taplib.ending(status)))
            return
        if stream.planned == 0:
            self.put('skipped', program.name, stream.reason or 'no reason')
        fault = stream.verdict(status)
        if fault:
            self.put('failed', f'{program.name}: {fault}')

    def _listen(self, program):
        complaints = [line for line in program.complaints() if line]
        for line in complaints:
            self.note(program, line)
        if complaints:
            self.put('failed', f'{program.name}: {complaints[0]}')

    def close(self, expected):
        """Print the plan; nothing run is a failure."""
        if not self.count:
            self.put('failed', f'there are no {expected}')
        print(f'1..{self.count}', flush=True)


def run_all(programs, what, missing=()):
    """Run programs and print the whole stream; missing ones have failed."""
    merger = Merger()
    for name in missing:
        merger.put('failed', f'there is no {name} in any meson.build')
    # A qtest and its QEMU take turns, so that one pair leaves a processor idle
    workers = 2 * len(os.sched_getaffinity(0))
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        list(pool.map(merger.run, programs))
    merger.close(what)
