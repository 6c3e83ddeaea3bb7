#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The suite "powernv": skiboot and the simulated BMC of powernv machines.

Starts skiboot, QEMU's firmware for these machines, with a payload that
calls the firmware as an operating system would, and asks it to power off
from outside. Prints TAP.

Skiboot keeps all that it says in memory, which is more than it prints.
What it must say here is what it says on the unmodified QEMU.
"""

import os
import pathlib
import re
import signal
import struct
import sys
import tempfile
import time

from lab import paths
from lab.machine import Line, Monitor, MachineError, running

QEMU_PPC64 = (os.environ.get("QEMU_PPC64")
              or str(paths.BUILD / "out-full/qemu-system-ppc64"))
MACHINES = ("powernv8", "powernv9", "powernv10")
BMC = "-device ipmi-bmc-sim,id=bmc0 -device isa-ipmi-bt,bmc=bmc0,irq=10"
# Whose BMC: the one that the machine makes, or one of the command line
CASES = [(machine, "") for machine in MACHINES] + [
    ("powernv9", f"-nodefaults {BMC}")]
TIMEOUT = 240
# Where skiboot's messages are, and how many bytes there can be
MESSAGES, MESSAGES_SIZE = 0x31000000, 0x100000

SAID = (
    "BT: Interface initialized, IO 0x00e4",
    "BT: Using LPC IRQ 10",
    "BT: BMC BT capabilities received:",
    "BT: buffer sizes: 256 input 256 output",
    "BT: number of requests: 1",
    "BT: msg timeout: 10 max retries: 0",
    "HIOMAP: Negotiated hiomap protocol v2",
    "HIOMAP: Flash size is 128MiB",
    "HIOMAP: Opened read window from 0x0 for 134217728 bytes",
    "IPMI: Requesting IPMI_BMC_GET_DEVICE_ID",
    "IPMI: setting power state: sys 80, dev 7f",
)
# Answers that do not come, or not as skiboot wants them
COMPLAINT = re.compile(r"(BT|IPMI|HIOMAP): .*(illegal|Incorrect|error|Retry|Invalid"
                       r"|[Tt]imeout (sending|!)|Nobody|[Ff]ailed|unknown"
                       r"|exceeded).*")

# OPAL calls and the message for a soft power off (OPAL API, opal-api.h)
POWER_DOWN, POLL_EVENTS, GET_MSG, MSG_SHUTDOWN = 5, 10, 85, 3


def opal_call(token):
    """Instructions that call the firmware; r30 and r31 are what it gave."""
    return (0x38000000 | token,     # li    r0, token
            0x7fc2f378,             # mr    r2, r30
            0x7fe903a6,             # mtctr r31
            0x4e800421)             # bctrl


def payload():
    """A system that polls, and powers down once it is asked to."""
    code = [0x7d1e4378,             # mr    r30, r8: base
            0x7d3f4b78,             # mr    r31, r9: entry
            0x3fa02100]             # lis   r29, 0x2100: a message's place
    loop = len(code)

    def back(mask):
        return (loop - len(code)) * 4 & mask

    code += [0x38600000, *opal_call(POLL_EVENTS)]           # li r3, 0
    code += [0x7fa3eb78, 0x38800100, *opal_call(GET_MSG)]   # buffer, size
    code += [0x2c230000]                                    # cmpdi r3, 0
    code += [0x40820000 | back(0xfffc)]                     # bne loop
    code += [0x80bd0000, 0x2c050000 | MSG_SHUTDOWN]         # lwz, cmpwi r5
    code += [0x40820000 | back(0xfffc)]                     # bne loop
    code += [0x38600000, *opal_call(POWER_DOWN)]            # li r3, 0
    code += [0x48000000 | back(0x3fffffc)]                  # b loop
    return struct.pack(f">{len(code)}I", *code).ljust(4096, b"\0")


class Skiboot:
    """A machine that runs skiboot and the payload."""

    def __init__(self, machine, arguments, scratch):
        self.scratch = pathlib.Path(scratch)
        self.console = self.scratch / "console"
        self.line = Line(str(self.scratch / "qmp"))
        self.monitor = Monitor(self.line)
        kernel = self.scratch / "payload"
        kernel.write_bytes(payload())
        self.command = [
            QEMU_PPC64, *paths.FIRMWARE, "-M", machine, "-m", "1G",
            "-nic", "none", "-display", "none", "-monitor", "none",
            "-accel", "tcg", "-action", "shutdown=pause",
            "-kernel", str(kernel), "-serial", f"file:{self.console}",
            "-chardev", f"socket,id=qmp,path={self.line.path}",
            "-mon", "chardev=qmp,mode=control", *arguments.split()]

    def run(self):
        """Return what skiboot says from start to power off."""
        with running(self.command, self.line, self.scratch) as process:
            return self._run(process)

    def _run(self, process):
        self.line.accept(process, TIMEOUT)
        self.monitor.start(TIMEOUT)
        self._wait_for("INIT: Starting kernel")
        self._power_down()
        return self._messages()

    def _power_down(self):
        """Events are for nobody until skiboot enables them, a little later;
        what comes before is lost as with the unmodified QEMU."""
        deadline = time.monotonic() + TIMEOUT
        while not self.monitor.count("SHUTDOWN"):
            if time.monotonic() > deadline:
                raise MachineError("skiboot does not power off")
            self.monitor.command("system_powerdown")
            time.sleep(0.5)

    def _wait_for(self, words):
        deadline = time.monotonic() + TIMEOUT
        while words.encode() not in self.console.read_bytes():
            if self.monitor.count("SHUTDOWN") or time.monotonic() > deadline:
                raise MachineError(f"skiboot does not say: {words}")
            time.sleep(0.2)

    def _messages(self):
        dump = self.scratch / "messages"
        self.monitor.command("pmemsave", val=MESSAGES, size=MESSAGES_SIZE,
                             filename=str(dump))
        return dump.read_bytes().replace(b"\0", b"").decode(errors="replace")


def wrong(text):
    """Words on what skiboot does not say, and should not."""
    return ([f"skiboot does not say: {line}" for line in SAID
             + ("IPMI: Soft shutdown requested",) if line not in text]
            + ["skiboot says: " + found[0]
               for found in COMPLAINT.finditer(text)])


def run(number, machine, arguments):
    """One case, as a line of TAP; say whether it is good."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            words = wrong(Skiboot(machine, arguments, scratch).run())
    except MachineError as error:
        words = str(error).splitlines()
    whose = "of the command line" if arguments else "of the machine"
    print(f"{'not ok' if words else 'ok'} {number} - {machine}: skiboot and "
          f"the BMC {whose}, up to a soft power off")
    for word in words:
        print(f"# {word}")
    sys.stdout.flush()
    return not words


def main():
    """All machines, one after the other."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print("TAP version 13")
    print(f"1..{len(CASES)}")
    good = [run(number, *case) for number, case in enumerate(CASES, 1)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
