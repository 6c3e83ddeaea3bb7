# SPDX-License-Identifier: GPL-2.0-or-later
"""Where things are. ./dev sets the environment; the defaults match it."""

import os
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[1]
ROOT = SOURCE.parents[1]
BUILD = pathlib.Path(os.environ.get("IPMI_BUILD") or ROOT / "build")
GUESTS = BUILD / "guests"
LOGS = BUILD / "test" / "functional"
DEBS = ROOT / "scripts" / "dev" / "debs.sh"
KERNEL = ROOT / "scripts" / "dev" / "kernel.sh"

QEMU_X86 = os.environ.get("QEMU_X86") or str(BUILD / "out/qemu-system-x86_64")
QEMU_ARM = os.environ.get("QEMU_ARM") or str(BUILD / "out/qemu-system-arm")
FIRMWARE = ["-L", "/usr/share/seabios", "-L", "/usr/share/qemu"]
