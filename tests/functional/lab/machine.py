# SPDX-License-Identifier: GPL-2.0-or-later
"""Virtual machines under control: console, commands, QMP, clean ends."""

import base64
import contextlib
import dataclasses
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import threading
import time

from . import paths

BOOT_TIMEOUT = 120
COMMAND_TIMEOUT = 60
# The guest's shell takes no line beyond 1023 bytes from a terminal
COMMAND_MAX = 800
# More than any answer; a guest gone wild must not fill the memory
BUFFER_MAX = 1 << 24


class MachineError(Exception):
    """A machine did not do what it should in its time."""


@dataclasses.dataclass(frozen=True)
class Answer:
    """What a command in a guest returned."""
    status: int
    output: bytes

    @property
    def text(self):
        return self.output.decode("utf-8", "replace")


def spawn(command, log):
    """Start a program in a group of its own that ends when we are killed."""
    return subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *command],
                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                            start_new_session=True)


def end_group(process):
    """End a process with all that it started, and reap it."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        except ProcessLookupError:
            process.wait()


@contextlib.contextmanager
def running(command, line, scratch):
    """A QEMU whose QMP is a line; what it printed is why it failed."""
    stderr = scratch / "stderr"
    with open(stderr, "wb") as log:
        process = spawn(command, log)
        try:
            yield process
        except (TimeoutError, EOFError, OSError) as error:
            raise MachineError(
                stderr.read_text(errors="replace") or error) from error
        finally:
            end_group(process)
            line.close()


class Line:
    """One stream from QEMU: it connects to us, so nothing is ever lost."""

    def __init__(self, path):
        self.path = path
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(1)
        self.peer = None
        self.buffer = b""

    def accept(self, process, timeout):
        """Wait for QEMU to connect, or to end without that."""
        deadline = time.monotonic() + timeout
        self.listener.settimeout(0.2)
        while not self.peer:
            try:
                self.peer, _ = self.listener.accept()
            except TimeoutError:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
        self.peer.settimeout(None)

    def close(self):
        for end in (self.peer, self.listener):
            if end:
                end.close()

    def send(self, data):
        self.peer.sendall(data)

    def _fill(self, deadline):
        left = max(0, deadline - time.monotonic())
        if not select.select([self.peer], [], [], left)[0]:
            raise TimeoutError
        data = self.peer.recv(65536)
        if not data or len(self.buffer) > BUFFER_MAX:
            raise EOFError
        self.buffer += data

    def read_to(self, mark, deadline):
        """All bytes up to mark, which is taken too."""
        while mark not in self.buffer:
            self._fill(deadline)
        head, _, self.buffer = self.buffer.partition(mark)
        return head

    def read_count(self, count, deadline):
        while len(self.buffer) < count:
            self._fill(deadline)
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data


class Console:
    """Keeps what a machine says in a log, and hands it on."""

    def __init__(self, line, log):
        self.line = line
        self.log = open(log, "wb")
        # Called with each whole line, or with the bytes as they come
        self.listener = None
        self.raw = None
        self.partial = b""
        self.thread = threading.Thread(target=self._pump, daemon=True)

    def start(self):
        self.thread.start()

    def _pump(self):
        while data := self._receive():
            self.log.write(data)
            self.log.flush()
            if self.raw:
                self.raw(data)
            elif self.listener:
                self._hand_on(data)
        self.log.close()

    def _receive(self):
        try:
            return self.line.peer.recv(65536)
        except OSError:
            return b""

    def _hand_on(self, data):
        *lines, rest = (self.partial + data).split(b"\n")
        self.partial = rest[-4096:]
        for line in lines:
            self.listener(line.decode("utf-8", "replace").rstrip())


class Monitor:
    """The machine protocol: commands, and events that have come."""

    def __init__(self, line):
        self.line = line
        self.events = []

    def _next(self, deadline):
        return json.loads(self.line.read_to(b"\n", deadline))

    def start(self, timeout):
        self._next(time.monotonic() + timeout)
        self.command("qmp_capabilities")

    def command(self, name, **arguments):
        request = {"execute": name, "arguments": arguments}
        self.line.send(json.dumps(request).encode() + b"\n")
        deadline = time.monotonic() + 30
        while True:
            reply = self._next(deadline)
            if "event" in reply:
                self.events.append(reply["event"])
            elif "error" in reply:
                raise MachineError(f"{name}: {reply['error']['desc']}")
            else:
                return reply["return"]

    def count(self, event):
        self.command("query-status")
        return self.events.count(event)

    def wait_more(self, event, before, timeout):
        """Wait until an event has come more often than before."""
        deadline = time.monotonic() + timeout
        while self.count(event) <= before:
            if time.monotonic() > deadline:
                raise MachineError(f"no {event} within {timeout} s")
            time.sleep(0.1)


class Machine:
    """One QEMU with a guest that has the lab's init in it."""

    def __init__(self, name, command, scratch):
        self.name = name
        self.command = command
        scratch = pathlib.Path(scratch)
        paths.LOGS.mkdir(parents=True, exist_ok=True)
        self.stderr = paths.LOGS / f"{name}.stderr.log"
        self.lines = {kind: Line(str(scratch / f"{name}.{kind}"))
                      for kind in ("console", "control", "qmp")}
        self.console = Console(self.lines["console"],
                               paths.LOGS / f"{name}.log")
        self.monitor = Monitor(self.lines["qmp"])
        self.process = None
        self.sequence = 0
        # Called with each command and its answer
        self.transcript = None

    def _arguments(self):
        extra = []
        for kind, line in self.lines.items():
            extra += ["-chardev", f"socket,id={kind},path={line.path}"]
        return self.command + extra + [
            "-serial", "chardev:console", "-serial", "chardev:control",
            "-mon", "chardev=qmp,mode=control", "-display", "none",
            "-monitor", "none"]

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def _start(self):
        with open(self.stderr, "wb") as log:
            self.process = spawn(self._arguments(), log)
        try:
            for line in self.lines.values():
                line.accept(self.process, 30)
            self.console.start()
            self.monitor.start(30)
        except (OSError, EOFError) as error:
            raise MachineError(self._story("QEMU does not start")) from error

    def _story(self, what):
        """An error's text: what happened and QEMU's last words."""
        words = self.stderr.read_bytes().decode(errors="replace").strip()
        status = self.process.poll() if self.process else None
        end = "" if status is None else f", QEMU ended with {status}"
        tail = f": {words[-500:]}" if words else ""
        return f"{self.name}: {what}{end}{tail}"

    def close(self):
        if self.process:
            end_group(self.process)
        for line in self.lines.values():
            line.close()
        if self.console.thread.is_alive():
            self.console.thread.join(5)

    def wait_ready(self, timeout=BOOT_TIMEOUT):
        """Wait for a (re)booted guest; returns the seconds it took."""
        begin = time.monotonic()
        self._read("boot", timeout, b"lab-ready\n")
        return time.monotonic() - begin

    def _read(self, what, timeout, mark):
        try:
            return self.lines["control"].read_to(
                mark, time.monotonic() + timeout)
        except TimeoutError as error:
            raise self._lost(f"{what}: nothing within {timeout} s") from error
        except (EOFError, OSError) as error:
            raise self._lost(f"{what}: the machine is gone") from error

    def _lost(self, what):
        """After this the control line cannot be trusted any more."""
        story = self._story(what)
        end_group(self.process)
        return MachineError(story)

    def run(self, command, timeout=COMMAND_TIMEOUT):
        """Run a shell command in the guest."""
        if len(command) > COMMAND_MAX:
            self.put_file("/tmp/.script", command.encode())
            answer = self._run("sh /tmp/.script", timeout)
        else:
            answer = self._run(command, timeout)
        if self.transcript:
            self.transcript(command, answer)
        return answer

    def _run(self, command, timeout):
        self.sequence += 1
        mark = f"@{self.sequence}@"
        script = (f"( {command}\n) </dev/null >/tmp/.out 2>&1; s=$?; "
                  f"echo \"{mark} $s $(stat -c %s /tmp/.out)\"; "
                  f"cat /tmp/.out\n")
        self.lines["control"].send(script.encode())
        self._read(command, timeout, mark.encode() + b" ")
        status, size = map(int, self._read(command, 10, b"\n").split())
        try:
            output = self.lines["control"].read_count(
                size, time.monotonic() + timeout)
        except (TimeoutError, EOFError, OSError) as error:
            raise self._lost(f"{command}: output cut off") from error
        return Answer(status, output)

    def put_file(self, path, data):
        """Write a file in the guest, in pieces that its shell takes."""
        text = base64.b64encode(data).decode()
        script = f": > {path}.b64"
        for at in range(0, len(text), COMMAND_MAX // 2):
            piece = text[at:at + COMMAND_MAX // 2]
            self._run(f"{script}; printf %s {piece} >> {path}.b64",
                      COMMAND_TIMEOUT)
            script = ":"
        answer = self._run(f"base64 -d {path}.b64 > {path} && "
                           f"rm {path}.b64", COMMAND_TIMEOUT)
        if answer.status:
            raise MachineError(f"{self.name}: cannot write {path}")

    def start_command(self, command):
        """Start a command that the guest may not survive."""
        self.lines["control"].send(f"( {command}\n) </dev/null &\n".encode())

    def reboot(self, timeout=BOOT_TIMEOUT):
        """The guest reboots itself; QEMU stays."""
        before = self.monitor.count("RESET")
        self.start_command("reboot -f")
        self.monitor.wait_more("RESET", before, timeout)
        return self.wait_ready(timeout)
