# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's ipmi_sim on this machine, from its package, not installed."""

import pathlib
import socket
import time

from . import firmware, images, paths
from .machine import MachineError, end_group, spawn


def free_port():
    """A TCP port that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Simulator:
    """One ipmi_sim with the lab's configuration in a scratch directory."""

    def __init__(self, scratch, name):
        self.place = pathlib.Path(scratch) / "sim"
        self.port = free_port()
        self.process = None
        self.log = paths.LOGS / f"ipmi_sim-{name}.log"

    def _prepare(self):
        (self.place / "state" / "lab").mkdir(parents=True)
        for name, data in firmware.files(self.place, self.port).items():
            (self.place / name).write_bytes(data)

    def _command(self):
        tree = images.interop_tree()
        libraries = images.one_file(tree, "usr/lib/*/libc.so.6").parent
        return [str(images.one_file(tree, "usr/lib64/ld-linux-*")),
                "--library-path", str(libraries),
                str(tree / "usr/bin/ipmi_sim"), "-n",
                "-c", str(self.place / "lan.conf"),
                "-f", str(self.place / "commands"),
                "-s", str(self.place / "state")]

    def __enter__(self):
        self._prepare()
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        with open(self.log, "wb") as log:
            self.process = spawn(self._command(), log)
        try:
            self._wait()
        except BaseException:
            end_group(self.process)
            raise
        return self

    def _wait(self):
        """Its greeting says that it serves; it takes one client a time."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with socket.create_connection(
                        ("127.0.0.1", self.port), 5) as peer:
                    if peer.recv(1) == b"\xff":
                        return
            except OSError:
                time.sleep(0.1)
        raise MachineError(f"ipmi_sim does not start; see {self.log}")

    def __exit__(self, *_):
        end_group(self.process)

    def set_reading(self, sensor, raw):
        (self.place / f"sensor{sensor.number}").write_text(f"{raw}\n")
