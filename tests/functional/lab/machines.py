# SPDX-License-Identifier: GPL-2.0-or-later
"""The two machines and how they are wired."""

from . import images, paths
from .machine import Machine

# Where a person finds the BMC's half of the wire in QEMU's object tree
RESPONDER = "/machine/soc/ibt"


def host_command(image, wire, qemu=None):
    """A PC whose BMC is at the other end of the wire."""
    return [
        qemu or paths.QEMU_X86, *paths.FIRMWARE, "-nodefaults",
        "-M", "q35", "-accel", "tcg", "-cpu", "max", "-m", "256",
        "-kernel", str(image.kernel), "-initrd", str(image.initrd),
        "-append", "console=ttyS0,115200 rdinit=/init quiet loglevel=6 "
                   "tsc=reliable ipmi_si.trydefaults=0",
        "-chardev", f"socket,id=wire,{wire},reconnect-ms=250",
        "-device", "ipmi-bmc-extern,id=bmc0,chardev=wire",
        "-device", "isa-ipmi-bt,bmc=bmc0",
    ]


def bmc_command(image, wire=None, qemu=None):
    """An AST2600 board that is the BMC; without a wire, a lonely one."""
    command = [
        qemu or paths.QEMU_ARM, *paths.FIRMWARE, "-nodefaults",
        "-M", "ast2600-evb", "-accel", "tcg",
        "-kernel", str(image.kernel), "-initrd", str(image.initrd),
        "-dtb", str(image.dtb),
        "-append", "console=ttyS4,115200n8 rdinit=/init quiet loglevel=6",
    ]
    if wire:
        command += [
            "-chardev", f"socket,id=wire,{wire},server=on,wait=off",
            "-device",
            f"ipmi-host-extern,chardev=wire,responder={RESPONDER}"]
    return command


def host(scratch, wire, qemu=None, name="host"):
    command = host_command(images.Host().ready(), wire, qemu)
    return Machine(name, command, scratch)


def bmc(scratch, wire=None, qemu=None):
    command = bmc_command(images.Bmc().ready(), wire, qemu)
    return Machine("bmc", command, scratch)


def tcp(port):
    return f"host=127.0.0.1,port={port}"
