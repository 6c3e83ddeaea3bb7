# SPDX-License-Identifier: GPL-2.0-or-later
"""What the lab's BMC is: the one place that says so.

ipmi_sim is configured from here, and the checks compare its answers with
what stands here.
"""

from . import records
from .records import Sensor

DEVICE_ID = 0x51
DEVICE_REVISION = 3
FIRMWARE = (7, 0x42)            # the minor number is BCD
SUPPORT = 0x9f
# Registered by IANA for the OpenBMC project
MANUFACTURER = 49871
MANUFACTURER_NAME = "OpenBMC Project"
PRODUCT = 0x0b17

VM_PORT = 9002
# The firmware samples its sensors from files, this often
POLL_MS = 200

SENSORS = (
    Sensor(1, "CPU Temp", records.TEMPERATURE, 0x03, 47,
           limits=(10, 5, 2, 80, 90, 100)),
    Sensor(2, "Inlet Temp", records.TEMPERATURE, 0x37, 23,
           limits=(8, 4, 1, 40, 45, 50)),
    Sensor(3, "P12V", records.VOLTAGE, 0x14, 192, m=63, exp=-3,
           limits=(180, 175, 170, 205, 210, 215)),
    Sensor(4, "Fan 1", records.FAN, 0x1d, 84, m=60,
           limits=(30, 20, 10, 200, 220, 240)),
    Sensor(5, "PSU 1", records.POWER_SUPPLY, 0x0a, 0x01),
)

# The sensor that the lab drives over its threshold, and the value it takes
HOT = SENSORS[0]
HOT_RAW = 85
UPPER_NON_CRITICAL = 3

CHASSIS = (0x17, "LAB-CHASSIS-1", "CS-000117")
BOARD = ("Two Machines One Wire", "Evaluation Board", "BS-000118",
         "BP-ast2600-evb", "fru.bin")
PRODUCT_INFO = ("Two Machines One Wire", "IPMI Lab Server", "PN-4711-0042",
                "rev B", "SN-0000-1234-5678", "asset-0815", "fru.bin",
                "The whole of this text is here so that a long read of the",
                "inventory crosses it and has real content to compare.")
FRU_SIZE = 512


def fru_image():
    return records.fru(CHASSIS, BOARD, PRODUCT_INFO, FRU_SIZE)


def lan_conf(port):
    """The static half of ipmi_sim's configuration."""
    return (f'name "lab"\n'
            f"serial bt 127.0.0.1 {port} codec VM\n")


def _hex(data):
    return " ".join(f"0x{byte:02x}" for byte in data)


def _analog_lines(s):
    where = f"0x20 0 {s.number}"
    values = " ".join(str(v) for v in reversed(s.limits))
    return [f"sensor_set_hysteresis {where} settable 1 1",
            f"sensor_set_threshold {where} settable 111111 {values}"]


def _sensor_lines(s, directory):
    if s.analog:
        code = records.READING_THRESHOLD
        support = enabled = "000101010010101"
    else:
        # A state that holds from the start is no event worth telling
        code = records.READING_SPECIFIC
        support, enabled = "000000000001111", "0" * 15
    return [
        f"sensor_add 0x20 0 {s.number} 0x{s.kind:02x} 0x{code:02x} "
        f'poll {POLL_MS} file "{directory}/sensor{s.number}"',
        *(_analog_lines(s) if s.analog else []),
        f"sensor_set_event_support 0x20 0 {s.number} enable scanning "
        f"per-state {support} {support} {enabled} {enabled}",
    ]


def commands(directory):
    """The commands that bring the BMC up; its files are in directory."""
    lines = [
        "mc_setbmc 0x20",
        f"mc_add 0x20 0x{DEVICE_ID:02x} no-device-sdrs "
        f"0x{DEVICE_REVISION:02x} 0x{FIRMWARE[0]:02x} 0x{FIRMWARE[1]:02x} "
        f"0x{SUPPORT:02x} 0x{MANUFACTURER:06x} 0x{PRODUCT:04x}",
        "sel_enable 0x20 1000 0x0a",
    ]
    sdrs = [records.mc_sdr("Lab BMC", SUPPORT)]
    for s in SENSORS:
        lines += _sensor_lines(s, directory)
        sdrs.append(records.sensor_sdr(s))
    lines += ["main_sdr_add 0x20 " + _hex(sdr) for sdr in sdrs]
    lines += [f'mc_add_fru_data 0x20 0 {FRU_SIZE} file 0 "{directory}/fru"',
              "mc_enable 0x20"]
    return "\n".join(lines) + "\n"


def files(directory, port=VM_PORT):
    """All files that ipmi_sim wants to find in that directory."""
    tree = {"lan.conf": lan_conf(port).encode(),
            "commands": commands(directory).encode(), "fru": fru_image()}
    for s in SENSORS:
        tree[f"sensor{s.number}"] = f"{s.raw}\n".encode()
    return tree


def enterprise_numbers():
    """ipmitool's list of manufacturers, as far as the lab needs it."""
    return (f"# Private enterprise numbers\n\n"
            f"0\n  Reserved\n{MANUFACTURER}\n  {MANUFACTURER_NAME}\n")
