# SPDX-License-Identifier: GPL-2.0-or-later
"""What the host is asked, and what the answers have to be.

Every expectation comes from firmware.py, which also configures the BMC.
A check returns a few words for the table or raises Failure.
"""

import re

from . import firmware

DRIVER = "/sys/bus/platform/drivers/ipmi_si"
SEL_RECORD = "0x04 0x01 0x02 0x01 0x57 0x29 0x28"
SEL_TEXT = "Temperature #0x02 | Upper Non-critical going high"
LONG_READ = 200
# What every firmware answers in one message
PIECE = 32
MANY = 200


class Failure(Exception):
    """An answer is not what the BMC was configured to say."""


def expect(good, what, text=""):
    if not good:
        raise Failure(f"{what}\n{text}".rstrip())


def ask(machine, command, status=0, timeout=60):
    answer = machine.run(command, timeout)
    expect(answer.status == status,
           f"'{command}' ended with {answer.status} instead of {status}",
           answer.text)
    return answer.text


def fields(text):
    """Lines "name : value" as pairs."""
    pairs = [line.partition(":") for line in text.splitlines()]
    return [(name.strip(), value.strip()) for name, mark, value in pairs
            if mark]


def expect_fields(text, wanted):
    have = fields(text)
    for pair in wanted:
        expect(pair in have, f"'{pair[0]}' is not '{pair[1]}'", text)


def rows(text):
    """Lines "a | b | c" by their first column."""
    table = [[cell.strip() for cell in line.split("|")]
             for line in text.splitlines() if "|" in line]
    return {row[0]: row[1:] for row in table}


def raw_bytes(text):
    return bytes.fromhex("".join(text.split()))


def device_id():
    """The data of the Get Device ID answer."""
    return bytes([firmware.DEVICE_ID, firmware.DEVICE_REVISION,
                  *firmware.FIRMWARE, 0x02, firmware.SUPPORT,
                  *firmware.MANUFACTURER.to_bytes(3, "little"),
                  *firmware.PRODUCT.to_bytes(2, "little"), 0, 0, 0, 0])


def counter(host, name):
    return int(re.sub(r"\D", "", ask(host, f"cat {DRIVER}/*/{name}")) or -1)


def interrupts(host):
    """How often the driver's line has fired on all processors."""
    text = ask(host, "grep ipmi_si /proc/interrupts")
    counts = re.match(r"\s*\d+:((?:\s+\d+)+)", text)
    expect(counts, "no interrupt counts", text)
    return sum(map(int, counts.group(1).split()))


# The checks of the table below: each takes the host


def kernel_log(host):
    text = ask(host, "dmesg | grep -i ipmi")
    driver = host.interface.driver
    expect(f"{driver} state machine" in text,
           f"no {driver} interface found", text)
    line = re.search(r"Using irq (\d+)", text)
    expect(line, "the driver uses no interrupt", text)
    found = f"man_id: 0x{firmware.MANUFACTURER:06x}"
    expect(found in text, f"the driver found no BMC with {found}", text)
    return f"{driver}, irq {line.group(1)}, {found}"


def mc_info(host):
    major, minor = firmware.FIRMWARE
    expect_fields(ask(host, "ipmitool mc info"), [
        ("Device ID", str(firmware.DEVICE_ID)),
        ("Device Revision", str(firmware.DEVICE_REVISION)),
        ("Firmware Revision", f"{major}.{minor:x}"),
        ("Manufacturer ID", str(firmware.MANUFACTURER)),
        ("Manufacturer Name", firmware.MANUFACTURER_NAME),
        ("Product ID", f"{firmware.PRODUCT} (0x{firmware.PRODUCT:04x})")])
    return f"firmware {major}.{minor:x}, {firmware.MANUFACTURER_NAME}"


def mc_getenables(host):
    expect_fields(ask(host, "ipmitool mc getenables"), [
        ("Event Message Buffer", "enabled"),
        ("Receive Message Queue Interrupt", "enabled"),
        ("OEM 0", "disabled")])
    return "event buffer and message interrupt enabled"


def sdr_list(host):
    text = ask(host, "ipmitool sdr list")
    table = rows(text)
    expect(len(table) == len(firmware.SENSORS), "wrong number of rows", text)
    for sensor in firmware.SENSORS:
        value, state = table.get(sensor.name, ["", ""])
        expect(state == "ok", f"{sensor.name} is not ok", text)
        want = sensor.scaled(sensor.raw)
        have = float(value.split()[0]) if sensor.analog else int(value, 0)
        expect(abs(have - want) < 0.01, f"{sensor.name} is not {want}", text)
    return f"{len(table)} sensors with their readings"


def sensor_list(host):
    text = ask(host, "ipmitool sensor list")
    table = rows(text)
    for sensor in (s for s in firmware.SENSORS if s.analog):
        row = table.get(sensor.name)
        expect(row and len(row) == 9, f"no row for {sensor.name}", text)
        raw = [sensor.raw] + [sensor.limits[i] for i in (2, 1, 0, 3, 4, 5)]
        have = [float(row[i]) for i in (0, 3, 4, 5, 6, 7, 8)]
        want = [sensor.scaled(value) for value in raw]
        same = all(abs(a - b) < 0.001 for a, b in zip(have, want))
        expect(same, f"{sensor.name}: {have} instead of {want}", text)
    return "readings and six thresholds each"


def sel(host):
    ask(host, "ipmitool sel clear")
    wait_for(host, "ipmitool sel list", lambda text: "no entries" in text)
    host.put_file("/tmp/sel", SEL_RECORD.encode() + b"\n")
    ask(host, "ipmitool sel add /tmp/sel")
    text = ask(host, "ipmitool sel list")
    expect(SEL_TEXT in text and len(text.splitlines()) == 1,
           "the log does not hold the one record", text)
    ask(host, "ipmitool sel clear")
    wait_for(host, "ipmitool sel list", lambda text: "no entries" in text)
    return "cleared, one record added and read back, cleared"


def wait_for(host, command, good, tries=40):
    """What firmware does in its own time, looked at again and again."""
    for _ in range(tries):
        answer = host.run(command)
        if good(answer.text):
            return answer.text
        host.run("sleep 0.5")
    raise Failure(f"'{command}' never became what it should\n{answer.text}")


def fru_print(host):
    kind, part, serial = firmware.CHASSIS
    expect(kind == 0x17, "the table below is for a rack mount chassis")
    names = [
        ("Chassis Type", "Rack Mount Chassis"),
        ("Chassis Part Number", part), ("Chassis Serial", serial),
        *zip(("Board Mfg", "Board Product", "Board Serial",
              "Board Part Number"), firmware.BOARD),
        *zip(("Product Manufacturer", "Product Name", "Product Part Number",
              "Product Version", "Product Serial", "Product Asset Tag"),
             firmware.PRODUCT_INFO),
        *(("Product Extra", text) for text in firmware.PRODUCT_INFO[7:])]
    expect_fields(ask(host, "ipmitool fru print"), names)
    return f"{len(names)} fields"


def chassis_status(host):
    expect_fields(ask(host, "ipmitool chassis status"),
                  [("System Power", "on"), ("Main Power Fault", "false")])
    return "power on, no fault"


def read_fru(host, at, count, piece):
    """Raw reads of up to piece bytes each."""
    data = b""
    while len(data) < count:
        want = min(piece, count - len(data))
        low, high = (at + len(data)) & 0xff, (at + len(data)) >> 8
        text = ask(host, f"ipmitool raw 0x0a 0x11 0 {low} {high} {want}")
        got = raw_bytes(text)
        expect(got[:1] == bytes([want]) and len(got) == want + 1,
               f"not {want} bytes", text)
        data += got[1:]
    return data


def fru_read_long(host, piece=LONG_READ):
    data = read_fru(host, 0, LONG_READ, piece)
    expect(data == firmware.fru_image()[:LONG_READ],
           "the bytes are not those of the inventory", data.hex(" "))
    return f"{LONG_READ} bytes, equal to the inventory"


def fru_read_pieces(host):
    return fru_read_long(host, PIECE)


def fru_read_refused(host):
    """ipmi_sim by itself answers at most 36 bytes; see that it says so."""
    command = f"ipmitool raw 0x0a 0x11 0 0 0 {LONG_READ}"
    text = ask(host, command, status=1)
    expect("rsp=0xc8" in text, "not the completion code 0xc8", text)
    return "refused with 0xc8, as that firmware does"


def fru_write_long(host):
    """A long request, with all bytes that the wire escapes; the end of
    the inventory is spare. Read back in pieces that any firmware takes."""
    data = bytes(range(0x50, 0x50 + 0xac))
    text = " ".join(f"0x{byte:02x}" for byte in data)
    written = ask(host, f"ipmitool raw 0x0a 0x12 0 0 1 {text}")
    expect(raw_bytes(written) == bytes([len(data)]), "short write", written)
    read = read_fru(host, 0x100, len(data), PIECE)
    expect(read == data, "not what was written", read.hex(" "))
    return f"{len(data)} bytes written in one request and read back"


def free_info(host, options):
    """FreeIPMI's view of the BMC, in words and in bytes."""
    text = ask(host, f"bmc-info {options}")
    expect_fields(text, [
        ("Device ID", str(firmware.DEVICE_ID)),
        ("Device Revision", str(firmware.DEVICE_REVISION)),
        ("Product ID", str(firmware.PRODUCT))])
    answer = ask(host, f"ipmi-raw {options} 0 6 1")
    expect(raw_bytes(answer.partition(":")[2])
           == b"\x01\0" + device_id(), "another device id", answer)


def freeipmi(host):
    free_info(host, "--driver-type=OPENIPMI")
    return "bmc-info and ipmi-raw agree with the BMC's configuration"


def freeipmi_ports(host):
    """FreeIPMI drives the ports by itself, while Linux's driver is away."""
    options = (f"--driver-type={host.interface.driver.upper()} --no-probing "
               f"--driver-address={host.interface.ports:#x} "
               "--register-spacing=1")
    ask(host, "rmmod ipmi_si")
    try:
        absent = ask(host, "ls /dev/ipmi0 2>&1 || true")
        expect("No such file" in absent, "Linux's driver is there", absent)
        free_info(host, options)
        text = ask(host, f"ipmi-raw {options} 0 0x0a 0x11 0 0 0 {PIECE:#x}")
        image = firmware.fru_image()[:PIECE]
        expect(raw_bytes(text.partition(":")[2])
               == b"\x11\0" + bytes([PIECE]) + image,
               "not the inventory", text)
        text = ask(host, f"ipmi-sensors {options} --no-header-output "
                   "--comma-separated-output", timeout=120)
        names = [row.split(",")[1] for row in text.splitlines()
                 if row.count(",") > 2]
        expect(sorted(names) == sorted(s.name for s in firmware.SENSORS),
               "other sensors", text)
    finally:
        ask(host, "modprobe ipmi_si")
    kernel_log(host)
    return f"at {host.interface.ports:#x}, then Linux's driver again"


def many_requests(host):
    """Reads of changing places and lengths, each answer compared."""
    image = firmware.fru_image()
    places = [(i, 1 + i % 32) for i in range(MANY)]
    script = "".join(f"raw 0x0a 0x11 0 {at} 0 {count}\n"
                     for at, count in places)
    host.put_file("/tmp/many", script.encode())
    before = interrupts(host)
    text = ask(host, "ipmitool exec /tmp/many", timeout=120)
    fired = interrupts(host) - before
    want = b"".join(bytes([count]) + image[at:at + count]
                    for at, count in places)
    expect(raw_bytes(text) == want, "some answer is wrong", text)
    expect(fired >= MANY, f"only {fired} interrupts for {MANY} requests")
    return f"all {MANY} answers right, {fired} interrupts"


COMMON = (
    ("kernel log", "dmesg | grep -i ipmi", kernel_log),
    ("mc info", "ipmitool mc info", mc_info),
    ("mc getenables", "ipmitool mc getenables", mc_getenables),
    ("sdr list", "ipmitool sdr list", sdr_list),
    ("sensor list", "ipmitool sensor list", sensor_list),
    ("sel add, list, clear", "ipmitool sel add, list, clear", sel),
    ("fru print", "ipmitool fru print", fru_print),
    ("chassis status", "ipmitool chassis status", chassis_status),
    ("FreeIPMI", "bmc-info, ipmi-raw", freeipmi),
    ("long FRU write", "ipmitool raw 0x0a 0x12 ...", fru_write_long),
    (f"{MANY} requests in a row", "ipmitool exec ...", many_requests),
)
# Only of interfaces that FreeIPMI has a driver for
PORTS = (
    ("FreeIPMI's own driver", "bmc-info --no-probing ...", freeipmi_ports),
)
WITH_BMC = COMMON + (
    (f"FRU read of {LONG_READ} bytes",
     f"ipmitool raw 0x0a 0x11 0 0 0 {LONG_READ}", fru_read_long),
)
WITH_IPMI_SIM = COMMON + (
    (f"FRU read of {LONG_READ} bytes in pieces",
     f"ipmitool raw 0x0a 0x11 0 N 0 {PIECE}", fru_read_pieces),
    (f"FRU read of {LONG_READ} bytes at once",
     f"ipmitool raw 0x0a 0x11 0 0 0 {LONG_READ}", fru_read_refused),
)


def suitable(checks, interface):
    """The checks that make sense on an interface."""
    return checks + (PORTS if interface.ports else ())
