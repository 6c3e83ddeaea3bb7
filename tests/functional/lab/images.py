# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes what the two machines boot, from Debian 13's packages.

Everything lands in build/guests. An image is made again when one of its
inputs has changed, and replaced as a whole, so an interrupted run leaves
either the old one or none.
"""

import dataclasses
import fcntl
import hashlib
import lzma
import os
import pathlib
import re
import shutil
import subprocess

from . import cpio, firmware, paths, zimage
from .vehicles import VEHICLES

BMC_FILES = "/etc/bmc"
HOST_FILES = (
    "/usr/bin/ipmitool", "/usr/sbin/ipmievd",
    *("/usr/sbin/" + name for name in (
        "bmc-config", "bmc-device", "bmc-info", "bmc-watchdog",
        "ipmi-chassis", "ipmi-chassis-config", "ipmi-config", "ipmi-dcmi",
        "ipmi-fru", "ipmi-locate", "ipmi-oem", "ipmi-pef-config", "ipmi-pet",
        "ipmi-raw", "ipmi-sel", "ipmi-sensors", "ipmi-sensors-config",
        "ipmimonitoring")))
LIBRARIES = "^(lib|zlib)"
CROSS = "arm-linux-gnueabihf-"
ELF_MAGIC = b"\x7fELF"
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
    data = todo[0].read_bytes()
    archive.add_file(path, data)
    if not data.startswith(ELF_MAGIC):
        return
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


def find_module(tree, name):
    """A module's content, and the names of those it needs itself."""
    packed = one_file(tree, f"usr/lib/modules/*/**/{name}.ko.xz")
    data = lzma.decompress(packed.read_bytes())
    found = re.search(rb"\0depends=([^\0]+)\0", data)
    return data, found.group(1).decode().split(",") if found else []


def add_modules(archive, tree, names):
    """Modules and what they need, where modprobe looks for them."""
    release = one_file(tree, "boot/config-*").name.partition("-")[2]
    place = f"/lib/modules/{release}"
    needs = {}

    def add(name):
        if name not in needs:
            data, direct = find_module(tree, name)
            archive.add_file(f"{place}/{name}.ko", data, 0o644)
            needs[name] = direct + [n for d in direct for n in add(d)]
        return needs[name]

    for name in names:
        add(name)
    lines = [f"{name}.ko: " + " ".join(f"{need}.ko" for need in needs[name])
             for name in needs]
    archive.add_file(f"{place}/modules.dep", "\n".join(lines).encode()
                     + b"\n", 0o644)


def digest(*parts):
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.read_bytes()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


@dataclasses.dataclass(frozen=True)
class Kernel:
    """A kernel with what belongs to it; stamp changes when it does."""
    tree: pathlib.Path
    stamp: pathlib.Path
    image: str
    config: str
    dtbs: str = ""

    def file(self, pattern):
        return one_file(self.tree, pattern)

    def configuration(self):
        return self.file(self.config).read_text()


def debian_kernel(name, arch, package):
    tree = packages(name, arch, [package], "^linux-image-[0-9]")
    return Kernel(tree, tree / ".debs", "boot/vmlinuz-*", "boot/config-*",
                  "usr/lib/linux-image-*/")


def lab_kernel():
    """The BMC's kernel of our own, with the trees of all that boot it."""
    tree = paths.GUESTS / "kernel"
    dtbs = {v.dtb for v in VEHICLES.values() if v.kernel == "lab"}
    command = [str(paths.KERNEL), str(paths.SOURCE / "kernel/bmc.config"),
               str(tree), *sorted(dtbs)]
    if subprocess.run(command, check=False).returncode:
        raise ImageError("cannot build the BMC's kernel")
    return Kernel(tree, tree / ".stamp", "Image", "config")


class Builder:
    """What the images of one machine have in common."""

    arch = script = ""
    user_packages = programs = ()
    # Loaded at the start, and others that are there for modprobe
    modules = more_modules = ()

    def __init__(self, name):
        self.name = name
        self.place = paths.GUESTS / name
        self.kernel = self.place / "kernel"
        self.initrd = self.place / "initrd"

    def inputs(self):
        """Our own files that end up in the image."""
        guest = sorted((paths.SOURCE / "guest").iterdir())
        lab = [paths.SOURCE / "lab" / name for name in
               ("images.py", "cpio.py", "firmware.py", "records.py",
                "vehicles.py", "zimage.py")]
        return guest + lab

    def ready(self):
        """Make the image unless it is there; returns self."""
        paths.GUESTS.mkdir(parents=True, exist_ok=True)
        with open(paths.GUESTS / f".{self.name}.lock", "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._ready()
        return self

    def _ready(self):
        kernel = self.find_kernel()
        user = packages(f"{self.script}-user", self.arch,
                        list(self.user_packages), LIBRARIES)
        stamp = digest(kernel.stamp, user / ".debs", *self.inputs())
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
        (fresh / "kernel").write_bytes(self.bootable(kernel))
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
                         (guest / f"{self.script}.sh").read_bytes())
        archive.add_file("/bin/busybox", (user / "usr/bin/busybox").
                         read_bytes())
        archive.add_link("/bin/sh", "busybox")
        archive.add_file("/etc/modules", "".join(
            f"{name}\n" for name in self.modules).encode(), 0o644)
        if self.modules:
            add_modules(archive, kernel.tree,
                        self.modules + self.more_modules)
        for program in self.programs:
            add_program(archive, user, program)
        return archive

    def find_kernel(self):
        raise NotImplementedError

    def bootable(self, kernel):
        """The kernel as this machine boots it best."""
        raise NotImplementedError

    def extras(self, kernel, fresh, archive):
        """What only this machine has."""
        raise NotImplementedError


class Host(Builder):
    """The machine that has a BMC."""

    arch, script, programs = "amd64", "host", HOST_FILES
    user_packages = ("busybox-static", "ipmitool", "freeipmi-tools",
                     "freeipmi-bmc-watchdog")
    modules = ("ipmi_devintf", "ipmi_si")
    more_modules = ("ipmi_watchdog", "ipmi_poweroff", "acpi_ipmi",
                    "ipmi_ssif", "i2c-i801")

    def __init__(self):
        super().__init__("host")

    def find_kernel(self):
        return debian_kernel("host-kernel", self.arch, "linux-image-amd64")

    def bootable(self, kernel):
        return kernel.file(kernel.image).read_bytes()

    def extras(self, kernel, fresh, archive):
        # ipmitool reads all of it at each call; Debian's has 5 MB
        archive.add_file("/usr/share/misc/enterprise-numbers.txt",
                         firmware.enterprise_numbers().encode(), 0o644)
        # What FreeIPMI makes the key of its lock from
        archive.add_file("/var/lib/freeipmi/ipckey", b"", 0o600)
        archive.add_file("/etc/passwd", b"root::0:0::/root:/bin/sh\n", 0o644)


class Bmc(Builder):
    """The machine that is one."""

    arch, script, programs = "armhf", "bmc", ("/usr/bin/ipmi_sim",)
    user_packages = ("busybox-static", "openipmi")

    def __init__(self, vehicle):
        super().__init__(vehicle.name)
        self.vehicle = vehicle
        self.dtb = self.place / "dtb"
        if vehicle.kernel == "debian":
            self.modules = ("bt-bmc",)

    def inputs(self):
        bridge = sorted((paths.SOURCE / "bridge").glob("*.[ch]"))
        return super().inputs() + bridge

    def find_kernel(self):
        if self.vehicle.kernel == "debian":
            return debian_kernel("bmc-kernel", self.arch,
                                 "linux-image-armmp")
        return lab_kernel()

    def bootable(self, kernel):
        make = (zimage.unpack if self.vehicle.kernel == "debian"
                else zimage.bare)
        return make(kernel.file(kernel.image).read_bytes(),
                    self.vehicle.memory, kernel.configuration())

    def extras(self, kernel, fresh, archive):
        dtb = fresh / "dtb"
        name = pathlib.PurePath(self.vehicle.dtb).name
        shutil.copy(kernel.file(kernel.dtbs + name), dtb)
        for node, name, kind, value in self.vehicle.settings:
            run("fdtput", "-t", kind, str(dtb), node, name, value)
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
