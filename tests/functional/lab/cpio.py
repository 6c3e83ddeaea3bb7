# SPDX-License-Identifier: GPL-2.0-or-later
"""A writer for the kernel's initramfs format (cpio, "newc")."""

import stat


class Archive:
    """Collects files, links and directories; parents come by themselves."""

    def __init__(self):
        self.entries = {}

    def add_dir(self, path):
        path = path.strip("/")
        if path and path not in self.entries:
            self._add(path, stat.S_IFDIR | 0o755, b"")

    def add_file(self, path, data, mode=0o755):
        self._add(path.strip("/"), stat.S_IFREG | mode, data)

    def add_link(self, path, target):
        self._add(path.strip("/"), stat.S_IFLNK | 0o777, target.encode())

    def _add(self, path, mode, data):
        self.add_dir(path.rpartition("/")[0])
        self.entries[path] = (mode, data)

    @staticmethod
    def _record(inode, path, mode, data):
        name = path.encode() + b"\0"
        fields = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0,
                  len(name), 0)
        head = b"070701" + b"".join(b"%08x" % field for field in fields)
        record = head + name
        record += bytes(-len(record) % 4)
        return record + data + bytes(-len(data) % 4)

    def image(self):
        parts = [self._record(number, path, *entry) for number, (path, entry)
                 in enumerate(self.entries.items(), 1)]
        parts.append(self._record(0, "TRAILER!!!", 0, b""))
        return b"".join(parts)
