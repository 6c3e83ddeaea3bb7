# SPDX-License-Identifier: GPL-2.0-or-later
"""The two machines and how they are wired."""

from . import images, invocations, paths
from .machine import Machine


def _pc(image, qemu):
    """A PC without a BMC."""
    return [
        qemu or paths.QEMU_X86, *paths.FIRMWARE, "-nodefaults",
        "-M", "q35", "-accel", "tcg", "-cpu", "max", "-m", "256",
        "-kernel", str(image.kernel), "-initrd", str(image.initrd),
        "-append", "console=ttyS0,115200 rdinit=/init quiet loglevel=6 "
                   "tsc=reliable",
    ]


def host_command(image, interface, wire, qemu=None):
    """A PC whose BMC is at the other end of the wire."""
    return [
        *_pc(image, qemu),
        "-chardev", f"socket,id=wire,{wire},reconnect-ms=250",
        "-device", "ipmi-bmc-extern,id=bmc0,chardev=wire",
        "-device", f"{interface.device},bmc=bmc0",
    ]


def built_command(image, interface, qemu=None):
    """A PC with a BMC that is built into QEMU."""
    properties = "".join(f",{name}={value}"
                         for name, value in invocations.BMC.items())
    return [
        *_pc(image, qemu),
        "-uuid", invocations.UUID,
        "-device", f"ipmi-bmc-sim,id=bmc0{properties}",
        "-device", f"{interface.device},bmc=bmc0",
    ]


def bmc_command(image, wire, qemu=None):
    """The board that is the BMC."""
    vehicle = image.vehicle
    return [
        qemu or paths.QEMU_ARM, *paths.FIRMWARE, "-nodefaults",
        "-M", vehicle.machine, "-accel", "tcg",
        "-kernel", str(image.kernel), "-initrd", str(image.initrd),
        "-dtb", str(image.dtb),
        "-append", f"console={vehicle.console} rdinit=/init quiet loglevel=6 "
                   f"{vehicle.options}".rstrip(),
        "-chardev", f"socket,id=wire,{wire},server=on,wait=off",
        "-device",
        f"ipmi-host-extern,chardev=wire,responder={vehicle.responder}",
    ]


class Host(Machine):
    """The machine that has a BMC."""

    def __init__(self, scratch, interface, wire, name):
        command = host_command(images.Host().ready(), interface, wire)
        super().__init__(name, command, scratch)
        self.interface = interface


class Built(Machine):
    """The machine that has a BMC without a wire."""

    def __init__(self, scratch, interface):
        command = built_command(images.Host().ready(), interface)
        super().__init__(f"simulator-{interface.driver}", command, scratch)
        self.interface = interface


class Bmc(Machine):
    """The machine that is one."""

    def __init__(self, scratch, vehicle, wire):
        command = bmc_command(images.Bmc(vehicle).ready(), wire)
        super().__init__(f"{vehicle.name}-bmc", command, scratch)
        self.vehicle = vehicle


def tcp(port):
    return f"host=127.0.0.1,port={port}"
