#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two machines, one wire, to watch: ./dev demo [NAME] [--shell].

An x86 machine asks its BMC with ipmitool; the BMC is a board in a second
QEMU, whose firmware answers. NAME says which board, and over what. Ends
with a table of what was asked and answered; the exit status says whether
all was as it has to be.
"""

import argparse
import signal
import sys
import termios
import threading
import tty

from lab import images, paths, scenario
from lab.machine import MachineError
from lab.vehicles import DEFAULT, VEHICLES

TAGS = {"host": "[host]", "bmc": "[bmc ]"}
SHOWN_LINES = 16
LEAVE = b"\x1d"         # Ctrl-]
QUIET_S = 3


class Screen:
    """Lines of both machines, one at a time, each with its tag."""

    def __init__(self):
        self.lock = threading.Lock()
        self.last = None
        self.quiet = False

    def line(self, name, text):
        if self.quiet:
            return
        clean = "".join(c for c in text if c.isprintable() or c == "\t")
        with self.lock:
            print(f"{TAGS[name]} {clean}", flush=True)

    def listener(self, name):
        return lambda text: self.line(name, text)

    def transcript(self, name):
        def show(command, answer):
            """A command and its answer, once when it is repeated."""
            if (name, command, answer.output) == self.last:
                return
            self.last = (name, command, answer.output)
            self.line(name, f"# {command}")
            lines = answer.text.splitlines()
            for text in lines[:SHOWN_LINES]:
                self.line(name, f"  {text}")
            if len(lines) > SHOWN_LINES:
                self.line(name, f"  ... {len(lines) - SHOWN_LINES} more")
        return show


class Story(scenario.Report):
    """A report for a person."""

    def begin(self, name, asked):
        print(f"\n=== {name}", flush=True)

    def end(self, name, good, words):
        print(f"=== {name}: {'as expected' if good else 'WRONG'}: {words}",
              flush=True)

    def table(self):
        width = max(len(name) for name, *_ in self.results)
        asked_width = max(len(asked) for _, asked, *_ in self.results)
        print("\nWhat was asked, and what was answered:\n")
        for name, asked, good, words in self.results:
            first = words.splitlines()[0] if words else ""
            print(f"{'ok   ' if good else 'WRONG'} {name:{width}}  "
                  f"{asked:{asked_width}}  {first}")
        good = len(self.results) - self.failed
        print(f"\n{good} as expected, {self.failed} not. The machines' "
              f"consoles are in {paths.LOGS}.")


def write_out(data):
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def forward(line, heard):
    """The person's keys to the guest, until Ctrl-] or the end of input."""
    while True:
        data = sys.stdin.buffer.read1(1024)
        if not data or LEAVE in data:
            break
        line.send(data)
    # Input from a file is over at once, its answers are not
    while not sys.stdin.isatty() and heard.wait(QUIET_S):
        heard.clear()


def shell(host):
    """Connect this terminal with the host machine's console."""
    heard = threading.Event()

    def show(data):
        heard.set()
        write_out(data)

    print("\nA shell in the host machine; Ctrl-] leaves.", flush=True)
    saved = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
    host.console.raw = show
    host.lines["console"].send(b"\n")
    try:
        if saved:
            tty.setraw(sys.stdin)
        forward(host.lines["console"], heard)
    finally:
        host.console.raw = None
        if saved:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)
        print()


def parse():
    known = "\n".join(f"  {v.name:12} {v.words}" for v in VEHICLES.values())
    parser = argparse.ArgumentParser(
        prog="dev demo", description="Two machines, one wire.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"names:\n{known}")
    parser.add_argument("name", nargs="?", choices=list(VEHICLES),
                        default=DEFAULT, metavar="NAME",
                        help=f"the BMC and the wire ({DEFAULT})")
    parser.add_argument("--shell", action="store_true",
                        help="leave a shell in the host open afterwards")
    parser.add_argument("--check", action="store_true",
                        help="look at the arguments only")
    return parser.parse_args()


def main():
    options = parse()
    if options.check:
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    screen, story = Screen(), Story()

    def afterwards(host):
        story.table()
        screen.quiet = True
        shell(host)

    try:
        scenario.two_machines(story, VEHICLES[options.name], screen,
                              afterwards if options.shell else None)
    except (MachineError, images.ImageError, OSError) as error:
        print(f"demo: {error}", file=sys.stderr)
        story.results.append(("the demo", "", False, str(error)))
    except KeyboardInterrupt:
        print("\ndemo: stopped", file=sys.stderr)
        return 130
    if not screen.quiet:
        story.table()
    return 1 if story.failed else 0


if __name__ == "__main__":
    sys.exit(main())
