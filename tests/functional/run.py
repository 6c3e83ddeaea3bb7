#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The suite "functional": real kernels on both sides. Prints TAP."""

import signal
import sys

from lab import bridge_tests, images, scenario
from lab.machine import MachineError


class Tap(scenario.Report):
    """A report for a test harness."""

    def __init__(self):
        super().__init__()
        self.part = ""

    def end(self, name, good, words):
        word = "ok" if good else "not ok"
        print(f"{word} {len(self.results)} - {self.part}: {name}")
        for line in words.splitlines():
            print(f"# {line}")
        sys.stdout.flush()

    def run(self, part, function):
        """A part that breaks off is a failure of its own."""
        self.part = part
        try:
            function(self)
        except (MachineError, images.ImageError) as error:
            broken = str(error)
            self.step("runs to its end", part, lambda: _fail(broken))


def _fail(words):
    raise MachineError(words)


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print("TAP version 13")
    tap = Tap()
    tap.run("bridge", bridge_tests.run)
    tap.run("interop", scenario.interop)
    tap.run("two machines", scenario.two_machines)
    print(f"1..{len(tap.results)}")
    return 1 if tap.failed else 0


if __name__ == "__main__":
    sys.exit(main())
