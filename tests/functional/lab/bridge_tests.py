# SPDX-License-Identifier: GPL-2.0-or-later
"""The BMC's bridge on this machine, under sanitizers, between a host and
a firmware that are both played by the test, and that misbehave."""

import pathlib
import random
import re
import select
import socket
import tempfile
import time

from . import images, paths
from .checks import Failure, expect
from .machine import MachineError, end_group, spawn

SANITIZERS = ["-g", "-fsanitize=address,undefined",
              "-fno-sanitize-recover=all"]
GREETING = bytes.fromhex("ff01a1083fa1")
MARKS = (0xa0, 0xa1, 0xaa)


def escape(data):
    return b"".join(bytes([0xaa, b | 0x10]) if b in MARKS else bytes([b])
                    for b in data)


def unescape(data):
    out, escaped = b"", False
    for byte in data:
        if byte == 0xaa:
            escaped = True
        else:
            out += bytes([byte & 0xef if escaped else byte])
            escaped = False
    return out


def frame(seq, message):
    data = bytes([seq]) + message
    return escape(data + bytes([-sum(data) & 0xff])) + b"\xa0"


def bt_frame(seq, message):
    body = message[:1] + bytes([seq]) + message[1:]
    return bytes([len(body)]) + body


def kcs_frame(_seq, message):
    """The KCS device carries messages as they are."""
    return message


FRAMES = {"bt": bt_frame, "kcs": kcs_frame}
# The longest that goes through a device, in data bytes of an answer
LONGEST = {"bt": 249, "kcs": 997}


class Bench:
    """A bridge with the test on both of its ends."""

    def __init__(self, scratch, kind, *command):
        self.kind = kind
        self.device = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.device.bind(f"{scratch}/device")
        self.device.listen(1)
        self.firmware = socket.create_server(("127.0.0.1", 0))
        self.command = command
        self.path = f"unix:{scratch}/device"
        self.link = self.host = self.process = None

    def __enter__(self):
        port = self.firmware.getsockname()[1]
        with open(paths.LOGS / "bridge.log", "ab") as log:
            self.process = spawn([*self.command, self.kind, self.path,
                                  str(port)], log)
        self.device.settimeout(20)
        self.host, _ = self.device.accept()
        self.host.settimeout(20)
        self.connect()
        return self

    def __exit__(self, *_):
        end_group(self.process)
        for end in (self.host, self.link, self.device, self.firmware):
            end.close()

    def connect(self):
        self.firmware.settimeout(20)
        self.link, _ = self.firmware.accept()
        self.link.settimeout(20)
        expect(self._exactly(len(GREETING)) == GREETING, "no greeting")

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            data += self.link.recv(count - len(data)) or _gone()
        return data

    def take_request(self):
        """A request as the firmware sees it: sequence and message."""
        data = b""
        while not data.endswith(b"\xa0"):
            data += self._exactly(1)
        plain = unescape(data[:-1])
        expect(sum(plain) & 0xff == 0, "bad checksum", plain.hex())
        return plain[0], plain[1:-1]

    def frame(self, seq, message):
        """A message as the device carries it."""
        return FRAMES[self.kind](seq, message)

    def ask(self, seq, message):
        self.host.send(self.frame(seq, message))

    def expect_answer(self, seq, message):
        have = self.host.recv(2000)
        expect(have == self.frame(seq, message), "another answer",
               have.hex())

    def round(self, seq, request, response):
        self.ask(seq, request)
        number, seen = self.take_request()
        expect(seen == request, "another request", seen.hex())
        self.link.sendall(frame(number, response))
        self.expect_answer(seq, response)


def _gone():
    raise Failure("the bridge closed the connection")


def all_bytes(bench):
    """Every byte value and every length there and back."""
    longest = LONGEST[bench.kind]
    for size in (*range(0, 250), longest):
        data = bytes((size + i) & 0xff for i in range(size))
        bench.round(size & 0xff, b"\x28\x12" + data,
                    b"\x2c\x12\x00" + data)
    return f"251 rounds, up to {longest} bytes of data"


def wrong_answers(bench):
    """Only the answer to what was asked reaches the host."""
    request, good = b"\x18\x01", b"\x1c\x01\x00\x51"
    bench.ask(7, request)
    seq, _ = bench.take_request()
    for bad in (frame(seq ^ 1, good), frame(seq, b"\x1c\x02\x00"),
                frame(seq, b"\x18\x01\x00"), b"\x01\x1c\x01\xa0",
                b"\xa0\xa0\xa1", frame(seq, good)[:-2] + b"\x77\xa0",
                frame(seq, good)[:-1] + b"\xaa\xa0",
                bytes(5000) + b"\xa0"):
        bench.link.sendall(bad)
    bench.link.sendall(frame(seq, good) + frame(seq, b"\x1c\x01\x00\x99"))
    bench.expect_answer(7, good)
    bench.round(8, request, good)
    return "bad ones dropped, the good one taken, once"


def byte_by_byte(bench):
    bench.ask(1, b"\x18\x01")
    seq, _ = bench.take_request()
    for byte in frame(seq, b"\x1c\x01\x00\xa0\xa1\xaa"):
        bench.link.sendall(bytes([byte]))
    bench.expect_answer(1, b"\x1c\x01\x00\xa0\xa1\xaa")
    return "an answer in single bytes"


def long_read(bench):
    """A long inventory read is asked in pieces and comes as one."""
    image = bytes(random.Random(1).randbytes(300))
    bench.ask(3, bytes([0x28, 0x11, 0, 5, 0, 200]))
    for _ in range(7):
        seq, asked = bench.take_request()
        at, count = asked[3] | asked[4] << 8, asked[5]
        data = image[at:at + count]
        bench.link.sendall(frame(seq, b"\x2c\x11\0" + bytes([count]) + data))
    bench.expect_answer(3, b"\x2c\x11\0\xc8" + image[5:205])
    bench.ask(4, bytes([0x28, 0x11, 0, 5, 0, 200]))
    seq, _ = bench.take_request()
    bench.link.sendall(frame(seq, b"\x2c\x11\xc9"))
    bench.expect_answer(4, b"\x2c\x11\xc9")
    bench.ask(5, bytes([0x28, 0x11, 0, 5, 0, 200]))
    seq, _ = bench.take_request()
    bench.link.sendall(frame(seq, b"\x2c\x11\0\xff" + bytes(220)))
    bench.expect_answer(5, b"\x2c\x11\xca")
    return "7 pieces, an error, too much data"


BAD_REQUESTS = {
    "bt": (b"\x00", b"\x03\x18\x01", b"\x02\x18\x01\x01",
           b"\xff" + bytes(100), bytes(256)),
    "kcs": (b"\x18", bytes(1001), bytes(5000)),
}


def bad_requests(bench):
    """What is no message is dropped; the next one is served."""
    for bad in BAD_REQUESTS[bench.kind]:
        bench.host.send(bad)
    bench.round(9, b"\x18\x01", b"\x1c\x01\x00")
    return f"{len(BAD_REQUESTS[bench.kind])} dropped"


def forgotten_request(bench):
    """A host that was reset asks anew; the old answer is nobody's."""
    bench.ask(1, b"\x18\x01")
    old, _ = bench.take_request()
    bench.ask(2, b"\x18\x02")
    new, _ = bench.take_request()
    bench.link.sendall(frame(old, b"\x1c\x01\x00\x01"))
    bench.link.sendall(frame(new, b"\x1c\x02\x00\x02"))
    bench.expect_answer(2, b"\x1c\x02\x00\x02")
    return "only the new request is answered"


def silence(bench):
    """0xc3 for a firmware that says nothing; its late answer is lost."""
    bench.ask(5, b"\x18\x01")
    late, _ = bench.take_request()
    bench.expect_answer(5, b"\x1c\x01\xc3")
    bench.link.sendall(frame(late, b"\x1c\x01\x00\x55"))
    bench.round(6, b"\x18\x02", b"\x1c\x02\x00")
    return "0xc3, the late answer dropped"


def lost_firmware(bench):
    """0xd2 when the firmware goes away, in mid-frame even."""
    bench.ask(5, b"\x18\x01")
    seq, _ = bench.take_request()
    bench.link.sendall(frame(seq, b"\x1c\x01\x00\x55")[:-2] + b"\xaa")
    bench.link.close()
    bench.expect_answer(5, b"\x1c\x01\xd2")
    bench.connect()
    bench.round(6, b"\x18\x02", b"\x1c\x02\x00")
    return "0xd2, then a fresh start"


def deaf_firmware(bench):
    """A firmware that reads nothing cannot make the bridge grow or stall:
    what the wire does not take is answered with 0xd2 at once."""
    request = b"\x28\x12" + b"\xa0" * 250
    for count in range(40000):
        bench.ask(count & 0xff, request)
        if select.select([bench.host], [], [], 0)[0]:
            break
    # Several may have been refused by now; this one is told from the others
    bench.ask(7, b"\x28\x13" + request[2:])
    answer = b""
    while answer != bench.frame(7, b"\x2c\x13\xd2"):
        answer = bench.host.recv(1000)
        expect(answer[-1] == 0xd2, "not 0xd2", answer.hex())
    bench.link.close()
    bench.connect()
    bench.round(6, b"\x18\x02", b"\x1c\x02\x00")
    return f"0xd2 after {count} requests, then a fresh start"


def noise(bench):
    """Random bytes from the firmware's side."""
    dice = random.Random(4711)
    pool = bytes(range(256)) + bytes(MARKS) * 40
    for _ in range(200):
        bench.link.sendall(bytes(dice.choices(pool, k=400)))
    bench.link.sendall(b"\xa0")
    bench.round(6, b"\x18\x02", b"\x1c\x02\x00")
    return "80000 bytes"


# Attention without interrupt, with it, none
ATTENTIONS = (1, 2, 0)


def attention(bench):
    """What the firmware says of its attention reaches the driver."""
    for command in ATTENTIONS:
        bench.link.sendall(bytes([command, 0xa1]))
    # Answered after all of them
    bench.round(1, b"\x18\x01", b"\x1c\x01\x00")
    bench.link.close()
    bench.connect()
    return "set, set, cleared"


# The calls of the kernel's headers; a lost firmware wants nothing
SET, CLEAR = 0xb100, 0xb101
CALLS = {"bt": [SET, SET], "kcs": [SET, SET, CLEAR, CLEAR]}
CALL = re.compile(r"^ioctl\(\d+, (0x[0-9a-f]+)", re.MULTILINE)


def attention_calls(kind, scratch, program):
    """The same under strace: what the driver would have been told."""
    log = pathlib.Path(scratch) / "calls"
    strace = ("strace", "-e", "trace=ioctl", "-X", "raw", "-o", str(log))
    with Bench(scratch, kind, *strace, program) as bench:
        attention(bench)
    calls = [int(call, 16) for call in CALL.findall(log.read_text())]
    expect(calls == CALLS[kind], "other calls", log.read_text())
    return " ".join(f"{call:#x}" for call in calls)


TESTS = (all_bytes, wrong_answers, byte_by_byte, long_read, bad_requests,
         forgotten_request, silence, lost_firmware, deaf_firmware, noise,
         attention)


def _checked(test, kind, program):
    """Run a test and see that the bridge is alive and well after it."""
    with tempfile.TemporaryDirectory() as scratch:
        with Bench(scratch, kind, program) as bench:
            try:
                words = test(bench)
            except (OSError, Failure) as error:
                time.sleep(0.5)
                status = bench.process.poll()
                raise Failure(f"{error!r}; the bridge: {status}") from error
            if bench.process.poll() is not None:
                raise MachineError("the bridge ended")
    return words


def _traced(kind, program):
    with tempfile.TemporaryDirectory() as scratch:
        return attention_calls(kind, scratch, program)


def run(report):
    """All tests with each kind of device."""
    paths.GUESTS.mkdir(parents=True, exist_ok=True)
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    (paths.LOGS / "bridge.log").write_bytes(b"")
    checked = str(paths.GUESTS / "bridge-checked")
    images.build_bridge("gcc", checked, SANITIZERS)
    # Sanitizers do not go with tracing
    plain = str(paths.GUESTS / "bridge-plain")
    images.build_bridge("gcc", plain, ["-g"])
    for kind in FRAMES:
        for test in TESTS:
            name = test.__name__.replace("_", " ")
            report.step(f"{kind}: {name}", kind, _checked, test, kind,
                        checked)
        report.step(f"{kind}: attention, call by call", kind, _traced,
                    kind, plain)
