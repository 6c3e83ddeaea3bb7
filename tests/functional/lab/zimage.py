# SPDX-License-Identifier: GPL-2.0-or-later
"""ARM kernels that are unpacked already, for a quick boot.

Unpacking one under emulation takes longer than all the rest of the boot.
QEMU loads the bare kernel where it belongs when a U-Boot header says so.
"""

import binascii
import lzma
import struct

XZ_MAGIC = b"\xfd7zXZ\0"
UBOOT_MAGIC = 0x27051956
OS_LINUX, ARCH_ARM, TYPE_KERNEL, PACKED_NOT = 5, 2, 2, 0
# The kernel's place in memory; support for some chips moves it up by 2 MiB
OFFSET, MOVED_OFFSET = 0x8000, 0x208000
MOVERS = ("CONFIG_ARCH_MESON=y", "CONFIG_ARCH_MSM8X60=y",
          "CONFIG_ARCH_MSM8960=y")


def _header(payload, where, checksum):
    return struct.pack(">7I4B32s", UBOOT_MAGIC, checksum, 0, len(payload),
                       where, where, binascii.crc32(payload),
                       OS_LINUX, ARCH_ARM, TYPE_KERNEL, PACKED_NOT, b"lab")


def uboot_image(payload, where):
    """The payload behind a U-Boot header."""
    checksum = binascii.crc32(_header(payload, where, 0))
    return _header(payload, where, checksum) + payload


def bare(image, memory, config):
    """A bare kernel for a board whose memory begins there."""
    moved = any(line in MOVERS for line in config.splitlines())
    return uboot_image(image, memory + (MOVED_OFFSET if moved else OFFSET))


def unpack(image, memory, config):
    """A zImage as a bare kernel; as it is, if it is packed otherwise."""
    # The unpacker, which comes first, holds the magic number too
    at = image.rfind(XZ_MAGIC)
    if at < 0:
        return image
    try:
        payload = lzma.LZMADecompressor().decompress(image[at:])
    except lzma.LZMAError:
        return image
    return bare(payload, memory, config)
