# SPDX-License-Identifier: GPL-2.0-or-later
"""Builders for the binary records that IPMI firmware keeps.

Sensor data records follow IPMI 2.0 chapter 43, the inventory areas follow
the Platform Management FRU Information Storage Definition.
"""

import dataclasses

SDR_VERSION = 0x51
SDR_FULL = 0x01
SDR_COMPACT = 0x02
SDR_MC_LOCATOR = 0x12
LATIN = 0xc0

READING_THRESHOLD = 0x01
READING_SPECIFIC = 0x6f

TEMPERATURE, VOLTAGE, FAN, POWER_SUPPLY = 0x01, 0x02, 0x04, 0x08
UNITS = {TEMPERATURE: (1, "degrees C"), VOLTAGE: (4, "Volts"),
         FAN: (18, "RPM"), POWER_SUPPLY: (0, "discrete")}

# Order of thresholds everywhere here: lower non-critical, critical,
# non-recoverable, then upper non-critical, critical, non-recoverable.
THRESHOLDS = ("lnc", "lcr", "lnr", "unc", "ucr", "unr")


@dataclasses.dataclass(frozen=True)
class Sensor:
    """One sensor; value = raw * m * 10^exp for those with thresholds."""
    number: int
    name: str
    kind: int
    entity: int
    raw: int
    m: int = 1
    exp: int = 0
    limits: tuple = ()

    @property
    def analog(self):
        return bool(self.limits)

    def scaled(self, raw):
        return raw * self.m * 10 ** self.exp


def _sdr(kind, key, body, name):
    text = name.encode("ascii")
    assert len(text) <= 16
    rest = bytes(key) + bytes(body) + bytes([LATIN | len(text)]) + text
    return bytes([0, 0, SDR_VERSION, kind, len(rest)]) + rest


def full_sdr(s):
    """A sensor with thresholds (type 01h)."""
    mask = (0x0a95).to_bytes(2, "little")
    both = bytes([0x3f, 0x3f])
    body = bytes([s.entity, s.number, 0x7f, 0x68, s.kind, READING_THRESHOLD])
    body += mask + mask + both
    body += bytes([0, UNITS[s.kind][0], 0, 0])
    body += bytes([s.m & 0xff, (s.m >> 8) << 6, 0, 0, 0, (s.exp & 15) << 4])
    body += bytes([0x07, s.raw, s.limits[3], s.limits[0], 0xff, 0])
    body += bytes([s.limits[i] for i in (5, 4, 3, 2, 1, 0)])
    body += bytes([1, 1, 0, 0, 0])
    return _sdr(SDR_FULL, [0x20, 0, s.number], body, s.name)


def compact_sdr(s):
    """A sensor with states (type 02h)."""
    mask = (0x000f).to_bytes(2, "little")
    body = bytes([s.entity, s.number, 0x63, 0x40, s.kind, READING_SPECIFIC])
    body += mask * 3 + bytes([0xc0, 0, 0]) + bytes([1, 0, 0, 0, 0, 0, 0, 0])
    return _sdr(SDR_COMPACT, [0x20, 0, s.number], body, s.name)


def mc_sdr(name, capabilities):
    """The management controller itself (type 12h)."""
    body = [0, capabilities, 0, 0, 0, 0x06, 1, 0]
    return _sdr(SDR_MC_LOCATOR, [0x20, 0], body, name)


def sensor_sdr(s):
    return full_sdr(s) if s.analog else compact_sdr(s)


def _checksummed(data):
    return data + bytes([-sum(data) & 0xff])


def _area(head, fields):
    """An inventory area: head, typed fields, end mark, whole 8-byte units."""
    body = bytes(head)
    for text in fields:
        data = text.encode("ascii")
        assert len(data) < 0x40
        body += bytes([LATIN | len(data)]) + data
    body += b"\xc1"
    size = (len(body) + 2 + 1 + 7) // 8 * 8
    body = bytes([1, size // 8]) + body
    return _checksummed(body + bytes(size - 1 - len(body)))


def fru(chassis, board, product, size):
    """A whole inventory of the given size, the rest filled with FFh."""
    areas = [_area([chassis[0]], chassis[1:]),
             _area([0, 0x80, 0x4a, 0xe4], board),
             _area([0], product)]
    offsets, at = [], 8
    for area in areas:
        offsets.append(at // 8)
        at += len(area)
    image = _checksummed(bytes([1, 0] + offsets + [0, 0])) + b"".join(areas)
    assert len(image) <= size
    return image + b"\xff" * (size - len(image))
