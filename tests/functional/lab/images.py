# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes what the two machines boot, from Debian 13's packages.

Everything lands in build/guests. An image is made again when one of its
inputs has changed, and replaced as a whole, so an interrupted run leaves
either the old one or none.
"""

import fcntl
import hashlib
import lzma
import os
import pathlib
import re
import shutil
import subprocess

from . import cpio, firmware, paths, zimage

IBT_NODE = "/ahb/apb/lpc@1e789000/ibt@140"
CONTROL_UART_NODE = "/ahb/apb/serial@1e783000"
BMC_FILES = "/etc/bmc"

MODULES = {
    "host": ["ipmi_msghandler", "ipmi_devintf", "ipmi_si"],
    "bmc": ["bt-bmc"],
}
PROGRAMS = {
    "host": ["/usr/bin/ipmitool", "/usr/sbin/ipmievd"],
    "bmc": ["/usr/bin/ipmi_sim"],
}
LIBRARIES = "^(lib|zlib)"
CROSS = "arm-linux-gnueabihf-"
CFLAGS = ["-O2", "-Wall", "-Wextra", "-Werror"]


class ImageError(Exception):
    """Something that the images need is not there or does not work."""


def run(*command):
    """Run a tool; its own words become the error when it fails."""
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, check=False)
    except FileNotFoundError as error:
        raise ImageError(f"{command[0]} is not installed") from error
    if done.returncode:
        text = done.stderr.decode(errors="replace").strip()
        raise ImageError(f"{os.path.basename(command[0])} failed: {text}")
    return done.stdout.decode(errors="replace")


def packages(name, arch, names, deps):
    """Unpack packages of an architecture; returns the directory."""
    place = paths.GUESTS / "debs" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    command = [str(paths.DEBS), f"--deps={deps}", arch, str(place), *names]
    if subprocess.run(command, check=False).returncode:
        raise ImageError(f"cannot get the {arch} packages {' '.join(names)}")
    return place


def one_file(tree, pattern):
    """The only (or newest named) file that matches."""
    found = sorted(path for path in tree.glob(pattern) if path.is_file())
    if not found:
        raise ImageError(f"{pattern} is not in {tree}")
    return found[-1]


def needed(path):
    """The shared libraries that an ELF file of any machine asks for."""
    text = run("readelf", "-W", "-d", "-l", str(path))
    names = re.findall(r"\(NEEDED\).*\[(.*)\]", text)
    loader = re.search(r"interpreter: ([^\]]*)\]", text)
    return names, loader.group(1) if loader else None


def find_library(tree, name):
    for folder in sorted(tree.glob("usr/lib*/")) + sorted(
            tree.glob("usr/lib/*-linux-*/")):
        if (folder / name).exists():
            return folder / name
    raise ImageError(f"no library {name} in {tree}")


def add_program(archive, tree, path):
    """A program with its loader and its libraries, all in /lib."""
    todo = [tree / path.lstrip("/")]
    archive.add_file("/bin/" + todo[0].name, todo[0].read_bytes())
    seen = set()
    while todo:
        names, loader = needed(todo.pop())
        for name in names + ([loader] if loader else []):
            if name in seen:
                continue
            seen.add(name)
            library = find_library(tree, os.path.basename(name))
            target = name if name.startswith("/") else "/lib/" + name
            archive.add_file(target, library.read_bytes())
            todo.append(library)


def digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.read_bytes()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


class Builder:
    """What the images of one machine have in common."""

    name = arch = kernel_package = ""
    user_packages = ()

    def __init__(self):
        self.place = paths.GUESTS / self.name
        self.kernel = self.place / "kernel"
        self.initrd = self.place / "initrd"

    def inputs(self):
        """Our own files that end up in the image."""
        guest = sorted((paths.SOURCE / "guest").iterdir())
        lab = [paths.SOURCE / "lab" / name for name in
               ("images.py", "cpio.py", "firmware.py", "records.py",
                "zimage.py")]
        return guest + lab

    def ready(self):
        """Make the image unless it is there; returns self."""
        paths.GUESTS.mkdir(parents=True, exist_ok=True)
        with open(paths.GUESTS / f".{self.name}.lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._ready()
        return self

    def _ready(self):
        kernel = packages(self.name + "-kernel", self.arch,
                          [self.kernel_package], "^linux-image-[0-9]")
        user = packages(self.name + "-user", self.arch,
                        list(self.user_packages), LIBRARIES)
        stamp = digest(kernel / ".debs", user / ".debs", *self.inputs())
        if self._stamp() != stamp:
            self._make(kernel, user, stamp)

    def _stamp(self):
        try:
            return (self.place / "stamp").read_text()
        except FileNotFoundError:
            return None

    def _make(self, kernel, user, stamp):
        fresh = pathlib.Path(f"{self.place}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        packed = one_file(kernel, "boot/vmlinuz-*").read_bytes()
        (fresh / "kernel").write_bytes(self.unpack(packed, kernel))
        archive = self._archive(kernel, user)
        self.extras(kernel, fresh, archive)
        (fresh / "initrd").write_bytes(archive.image())
        (fresh / "stamp").write_text(stamp)
        shutil.rmtree(self.place, ignore_errors=True)
        fresh.rename(self.place)

    def _archive(self, kernel, user):
        archive = cpio.Archive()
        for folder in ("dev", "proc", "sys", "tmp", "run", "root"):
            archive.add_dir(folder)
        guest = paths.SOURCE / "guest"
        archive.add_file("/init", (guest / "init.sh").read_bytes())
        archive.add_file("/etc/machine.sh",
                         (guest / f"{self.name}.sh").read_bytes())
        archive.add_file("/bin/busybox", (user / "usr/bin/busybox").
                         read_bytes())
        archive.add_link("/bin/sh", "busybox")
        for module in MODULES[self.name]:
            packed = one_file(kernel, f"usr/lib/modules/*/**/{module}.ko.xz")
            archive.add_file(f"/lib/modules/{module}.ko",
                             lzma.decompress(packed.read_bytes()))
        archive.add_file("/etc/modules",
                         "\n".join(MODULES[self.name]).encode() + b"\n")
        for program in PROGRAMS[self.name]:
            add_program(archive, user, program)
        return archive

    def unpack(self, image, _packages):
        """The kernel as this machine boots it best."""
        return image

    def extras(self, kernel, fresh, archive):
        """What only this machine has."""
        raise NotImplementedError


class Host(Builder):
    """The machine that has a BMC."""

    name, arch, kernel_package = "host", "amd64", "linux-image-amd64"
    user_packages = ("busybox-static", "ipmitool")

    def extras(self, kernel, fresh, archive):
        archive.add_file("/usr/share/misc/enterprise-numbers.txt",
                         firmware.enterprise_numbers().encode())


class Bmc(Builder):
    """The machine that is one."""

    name, arch, kernel_package = "bmc", "armhf", "linux-image-armmp"
    user_packages = ("busybox-static", "openipmi")

    def __init__(self):
        super().__init__()
        self.dtb = self.place / "dtb"

    def inputs(self):
        bridge = sorted((paths.SOURCE / "bridge").glob("*.[ch]"))
        return super().inputs() + bridge

    def unpack(self, image, kernel):
        config = one_file(kernel, "boot/config-*").read_text()
        return zimage.unpack(image, config)

    def extras(self, kernel, fresh, archive):
        dtb = fresh / "dtb"
        shutil.copy(one_file(kernel, "usr/lib/linux-image-*/"
                             "aspeed-ast2600-evb.dtb"), dtb)
        for node in (IBT_NODE, CONTROL_UART_NODE):
            run("fdtput", "-t", "s", str(dtb), node, "status", "okay")
        bridge = fresh / "bridge"
        build_bridge(CROSS + "gcc", bridge, ["-static"])
        archive.add_file("/bin/bridge", bridge.read_bytes())
        for path, data in firmware.files(BMC_FILES).items():
            archive.add_file(f"{BMC_FILES}/{path}", data, 0o644)


def build_bridge(compiler, target, flags):
    sources = sorted((paths.SOURCE / "bridge").glob("*.c"))
    run(compiler, *CFLAGS, *flags, "-o", str(target), *map(str, sources))


def interop_tree():
    """Debian's ipmi_sim for this machine, unpacked, not installed."""
    return packages("interop", "amd64", ["openipmi"], LIBRARIES)
