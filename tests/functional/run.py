#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The suite "functional": real kernels on both sides. Prints TAP."""

import concurrent.futures
import itertools
import os
import signal
import sys
import threading

from lab import bridge_tests, builtin, images, scenario, vehicles
from lab.machine import MachineError


class Stream:
    """Numbers the results of all parts as one."""

    def __init__(self):
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()
        self.failed = False

    def put(self, good, name, words):
        with self.lock:
            word = "ok" if good else "not ok"
            print(f"{word} {next(self.numbers)} - {name}")
            for line in words.splitlines():
                print(f"# {line}")
            sys.stdout.flush()
            self.failed |= not good


class Part(scenario.Report):
    """A report for a test harness, of one part."""

    def __init__(self, stream, name):
        super().__init__()
        self.stream, self.name = stream, name

    def end(self, name, good, words):
        self.stream.put(good, f"{self.name}: {name}", words)

    def run(self, function, *args):
        """A part that breaks off is a failure of its own."""
        try:
            function(self, *args)
        except (MachineError, images.ImageError, OSError) as error:
            self.stream.put(False, f"{self.name}: runs to its end",
                            str(error))


# The longest first
PARTS = (
    *((vehicle.name, scenario.two_machines, vehicle)
      for vehicle in vehicles.VEHICLES.values()),
    *((f"interop over {interface.driver}", scenario.interop, interface)
      for interface in (vehicles.BT, vehicles.KCS)),
    *((f"simulator over {interface.driver}", builtin.run, interface)
      for interface in (vehicles.BT, vehicles.KCS)),
    ("bridge", bridge_tests.run),
)


def main():
    """Machines wait most of the time, so that some can run at once."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(1))
    print("TAP version 13")
    stream = Stream()
    workers = max(2, os.cpu_count() or 1)
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        parts = [pool.submit(Part(stream, name).run, *what)
                 for name, *what in PARTS]
        for part in parts:
            part.result()
    print(f"1..{next(stream.numbers) - 1}")
    return 1 if stream.failed else 0


if __name__ == "__main__":
    sys.exit(main())
