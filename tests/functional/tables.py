#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The suite "tables": ACPI and SMBIOS tables as the unmodified QEMU's.

Boots SeaBIOS in both QEMUs with the same command line, takes the tables
from the guest's memory, and compares them byte for byte. One thing is
known to differ: the unmodified QEMU gives all records of type 38 the same
handle. Prints TAP.
"""

import os
import pathlib
import signal
import struct
import sys
import tempfile
import time

from lab import paths
from lab.machine import Line, Monitor, MachineError, running

QEMU_BASE_X86 = (os.environ.get("QEMU_BASE_X86")
                 or str(paths.BUILD / "out-base/qemu-system-x86_64"))
BOOT_TIMEOUT = 60
MEMORY = 64
BMC = "-chardev null,id=c0 -device ipmi-bmc-extern,id=bmc0,chardev=c0"
# Of these the unmodified QEMU can have one only, so that it simulates another
OURS_2 = BMC.replace("0", "1")
BASE_2 = "-device ipmi-bmc-sim,id=bmc1"

# Of the first record of type 38
HANDLE = 0x3000

# Names that an IPMI device in the DSDT can have
DEVICES = (b"MI0_", b"MI1_", b"MI2_", b"MI3_")

# Name, arguments, names of devices in the DSDT, addresses of type 38 records
# (without their lowest bit, which says that they are I/O ports), interrupts
CASES = (
    ("no BMC", "", (), (), ()),
    ("BMC alone", BMC, (), (), ()),
    ("isa-ipmi-bt", f"{BMC} -device isa-ipmi-bt,bmc=bmc0",
     (b"MI1_",), (0xe4,), (5,)),
    ("isa-ipmi-bt, irq=0", f"{BMC} -device isa-ipmi-bt,bmc=bmc0,irq=0",
     (b"MI1_",), (0xe4,), (0,)),
    ("isa-ipmi-bt, ioport=0xca8,irq=11",
     f"{BMC} -device isa-ipmi-bt,bmc=bmc0,ioport=0xca8,irq=11",
     (b"MI1_",), (0xca8,), (11,)),
    ("isa-ipmi-bt, slave_addr=0x42",
     f"{BMC},slave_addr=0x42 -device isa-ipmi-bt,bmc=bmc0",
     (b"MI1_",), (0xe4,), (5,)),
    ("pci-ipmi-bt", f"{BMC} -device pci-ipmi-bt,bmc=bmc0", (), (), ()),
    ("pci-ipmi-bt and isa-ipmi-bt",
     f"{BMC} @SECOND@ -device pci-ipmi-bt,bmc=bmc1"
     " -device isa-ipmi-bt,bmc=bmc0", (b"MI2_",), (0xe4,), (5,)),
    ("isa-ipmi-kcs", f"{BMC} -device isa-ipmi-kcs,bmc=bmc0",
     (b"MI1_",), (0xca2,), (5,)),
    ("isa-ipmi-kcs, irq=0", f"{BMC} -device isa-ipmi-kcs,bmc=bmc0,irq=0",
     (b"MI1_",), (0xca2,), (0,)),
    ("isa-ipmi-kcs, ioport=0xcb0,irq=11",
     f"{BMC} -device isa-ipmi-kcs,bmc=bmc0,ioport=0xcb0,irq=11",
     (b"MI1_",), (0xcb0,), (11,)),
    ("isa-ipmi-kcs, slave_addr=0x42",
     f"{BMC},slave_addr=0x42 -device isa-ipmi-kcs,bmc=bmc0",
     (b"MI1_",), (0xca2,), (5,)),
    ("pci-ipmi-kcs", f"{BMC} -device pci-ipmi-kcs,bmc=bmc0", (), (), ()),
    ("isa-ipmi-kcs and isa-ipmi-bt",
     f"{BMC} @SECOND@ -device isa-ipmi-kcs,bmc=bmc1"
     " -device isa-ipmi-bt,bmc=bmc0,irq=10",
     (b"MI1_", b"MI2_"), (0xe4, 0xca2), (10, 5)),
)


class TableError(Exception):
    """The tables are not what the specification says."""


class Memory:
    """What a machine's memory held when its firmware was done."""

    def __init__(self, data):
        self.data = data

    def read(self, address, size):
        """Bytes at an address, or a word of why not."""
        if address + size > len(self.data):
            raise TableError(f"nothing at {address:#x}")
        return self.data[address:address + size]

    def summed(self, address, size):
        """Bytes that add up to nought."""
        data = self.read(address, size)
        if sum(data) % 256:
            raise TableError(f"wrong checksum at {address:#x}")
        return data

    def find(self, anchor, first, size):
        """Address of an anchor in the firmware's part of memory."""
        for address in range(first, 0x100000, 16):
            if self.data.startswith(anchor, address):
                self.summed(address, size)
                return address
        raise TableError(f"no {anchor.decode()}")


def acpi_table(memory, address):
    """One table, and its signature; only the FACS has no checksum."""
    signature, size = struct.unpack("<4sI", memory.read(address, 8))
    take = memory.read if signature == b"FACS" else memory.summed
    return signature.decode(), take(address, size)


def acpi_tables(memory):
    """All tables in the order in which they are found."""
    rsdp = memory.find(b"RSD PTR ", 0xe0000, 20)
    root, = struct.unpack("<I", memory.read(rsdp + 16, 4))
    tables = [("RSDP", memory.read(rsdp, 20)), acpi_table(memory, root)]
    entries = tables[1][1][36:]
    for address in struct.unpack(f"<{len(entries) // 4}I", entries):
        name, table = acpi_table(memory, address)
        tables.append((name, table))
        if name == "FACP":
            for pointer in struct.unpack("<II", table[36:44]):
                tables.append(acpi_table(memory, pointer))
    return tables


def smbios_table(memory):
    """The structures of SMBIOS 2.x, all in one."""
    anchor = memory.find(b"_SM_", 0xf0000, 31)
    size, address = struct.unpack("<HI", memory.read(anchor + 22, 6))
    return memory.read(address, size)


def smbios_structures(table):
    """Yield (type, formatted part) of each structure."""
    while table:
        size = table[1]
        yield table[0], table[:size]
        end = table.find(b"\0\0", size)
        if end < 0:
            raise TableError("SMBIOS structures have no end")
        table = table[end + 2:]


def type_38(table):
    """The formatted parts of the records of IPMI devices."""
    return [data for kind, data in smbios_structures(table) if kind == 38]


def ipmi_records(table):
    """(address, interrupt) of each IPMI device that SMBIOS knows."""
    return [(struct.unpack("<Q", data[8:16])[0] & ~1, data[17])
            for data in type_38(table)]


def with_handles(table):
    """The unmodified QEMU's table with a handle for each IPMI device."""
    for number, record in enumerate(type_38(table)):
        handle = struct.pack("<H", HANDLE + number)
        table = table.replace(record, record[:2] + handle + record[4:], 1)
    return table


class Firmware:
    """A QEMU whose firmware runs until it looks for something to boot."""

    def __init__(self, qemu, machine, arguments, scratch):
        self.scratch = pathlib.Path(scratch)
        self.log = self.scratch / "firmware"
        self.line = Line(str(self.scratch / "qmp"))
        self.command = [
            qemu, *paths.FIRMWARE, "-nodefaults", "-display", "none",
            "-M", machine, "-m", str(MEMORY), "-accel", "tcg",
            "-chardev", f"socket,id=qmp,path={self.line.path}",
            "-mon", "chardev=qmp,mode=control",
            "-chardev", f"file,id=log,path={self.log}",
            "-device", "isa-debugcon,iobase=0x402,chardev=log",
            *arguments.split()]

    def memory(self):
        """Run it, and return its memory."""
        with running(self.command, self.line, self.scratch) as process:
            return self._take(process)

    def _take(self, process):
        self.line.accept(process, BOOT_TIMEOUT)
        monitor = Monitor(self.line)
        monitor.start(BOOT_TIMEOUT)
        self._wait()
        monitor.command("stop")
        dump = self.scratch / "memory"
        monitor.command("pmemsave", val=0, size=MEMORY << 20,
                        filename=str(dump))
        return Memory(dump.read_bytes())

    def _wait(self):
        deadline = time.monotonic() + BOOT_TIMEOUT
        while b"No bootable device" not in self.log.read_bytes():
            if time.monotonic() > deadline:
                raise MachineError("the firmware does not come to its end")
            time.sleep(0.05)


def tables(qemu, machine, arguments):
    """Boot once; return [(name, bytes)]."""
    with tempfile.TemporaryDirectory() as scratch:
        memory = Firmware(qemu, machine, arguments, scratch).memory()
    smbios = smbios_table(memory)
    if qemu == QEMU_BASE_X86:
        smbios = with_handles(smbios)
    return acpi_tables(memory) + [("SMBIOS", smbios)]


def differences(ours, base):
    """Words on what is not the same."""
    names, wanted = [[name for name, _ in side] for side in (ours, base)]
    if names != wanted:
        return [f"tables {names}, the unmodified QEMU has {wanted}"]
    return [f"{name}: {len(one)} bytes, the unmodified QEMU's "
            f"{len(two)} bytes are others"
            for (name, one), (_, two) in zip(ours, base) if one != two]


def missing(found, names, records):
    """Words on devices that the tables should name, or should not."""
    dsdt = dict(found)["DSDT"]
    seen = tuple(name for name in DEVICES if name in dsdt)
    words = [] if seen == names else [f"DSDT has {seen}, not {names}"]
    listed = ipmi_records(dict(found)["SMBIOS"])
    if listed != records:
        words.append(f"SMBIOS has {listed}, not {records}")
    return words


def check(machine, case):
    """One command line in both; return words on what is wrong."""
    _, arguments, names, addresses, irqs = case
    ours = tables(paths.QEMU_X86, machine,
                  arguments.replace("@SECOND@", OURS_2))
    base = tables(QEMU_BASE_X86, machine,
                  arguments.replace("@SECOND@", BASE_2))
    return (differences(ours, base)
            + missing(ours, names, list(zip(addresses, irqs))))


def run(number, machine, case):
    """One case, as a line of TAP; say whether it is good."""
    try:
        words = check(machine, case)
    except (TableError, MachineError, ValueError) as error:
        words = [str(error)]
    print(f"{'not ok' if words else 'ok'} {number} - {machine}: {case[0]}")
    for word in words:
        print(f"# {word}")
    sys.stdout.flush()
    return not words


def main():
    """All cases on both machines."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    cases = [(machine, case) for machine in ("pc", "q35") for case in CASES]
    print("TAP version 13")
    print(f"1..{len(cases)}")
    good = [run(number, *case) for number, case in enumerate(cases, 1)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
