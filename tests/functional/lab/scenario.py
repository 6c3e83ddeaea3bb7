# SPDX-License-Identifier: GPL-2.0-or-later
"""What happens to the machines, step by step, for the demo and the tests.

Each step asks something and compares the answer; a report collects them.
"""

import tempfile

from . import checks, firmware, machines
from .checks import Failure, ask, expect
from .images import BMC_FILES
from .machine import MachineError
from .simulator import Simulator

EVENT_TEXT = "CPU Temp Upper Non-critical going high Asserted"
COOL_TEXT = "Upper Non-critical going high Deasserted"
FIRMWARE_PID = "$(pidof ipmi_sim)"


class Report:
    """Collects (name, what was asked, good or not, the answer in short)."""

    def __init__(self):
        self.results = []

    @property
    def failed(self):
        return sum(not good for _, _, good, _ in self.results)

    def begin(self, name, asked):
        """A step starts."""

    def end(self, name, good, words):
        """A step is over; words may have several lines."""

    def step(self, name, asked, function, *args):
        self.begin(name, asked)
        try:
            good, words = True, function(*args)
        except (Failure, MachineError) as error:
            good, words = False, str(error)
        self.results.append((name, asked, good, words))
        self.end(name, good, words)
        return good


def counters(host):
    names = ("attentions", "events", "interrupts")
    return {name: checks.counter(host, name) for name in names}


def attention(host, set_reading):
    """The BMC's side sees a hot sensor; the host's driver has to take it."""
    ask(host, "rm -f /tmp/events; ipmitool sel clear")
    host.start_command("ipmievd open nodaemon > /tmp/events 2>&1")
    checks.wait_for(host, "cat /tmp/events", lambda t: "Waiting" in t)
    before = counters(host)
    try:
        set_reading(firmware.HOT, firmware.HOT_RAW)
        checks.wait_for(host, "cat /tmp/events", lambda t: EVENT_TEXT in t)
        after = counters(host)
        log = ask(host, "ipmitool sel list")
        # No event may be left over for whoever opens the device next
        set_reading(firmware.HOT, firmware.HOT.raw)
        checks.wait_for(host, "cat /tmp/events", lambda t: COOL_TEXT in t)
    finally:
        set_reading(firmware.HOT, firmware.HOT.raw)
        host.run("killall ipmievd")
    for name, count in before.items():
        expect(after[name] > count, f"{name} did not count up from {count}")
    expect("Upper Non-critical going high" in log, "not in the log", log)
    return (f"attentions {before['attentions']} -> {after['attentions']}, "
            f"ipmievd: {EVENT_TEXT}")


def set_reading_in(bmc):
    def set_reading(sensor, raw):
        ask(bmc, f"echo {raw} > {BMC_FILES}/sensor{sensor.number}")
    return set_reading


def wire_interrupts(bmc):
    """The BMC's driver sleeps until its interrupt; count those."""
    text = ask(bmc, f"grep {bmc.vehicle.interrupt} /proc/interrupts")
    return sum(int(word) for word in text.split()[1:3])


def bmc_interrupt(host, bmc):
    before = wire_interrupts(bmc)
    ask(host, "ipmitool raw 6 1")
    fired = wire_interrupts(bmc) - before
    expect(fired > 0, "no interrupt in the BMC for a request")
    return f"{fired} in the BMC for one call of ipmitool"


def error_code(host, code):
    text = ask(host, "ipmitool raw 6 1", status=1)
    expect(f"rsp=0x{code:02x}" in text, f"not 0x{code:02x}", text)


def answered_again(host):
    identity = checks.device_id().hex(" ")
    checks.wait_for(host, "ipmitool raw 6 1",
                    lambda text: text.strip() == identity)


def firmware_away(host, bmc):
    """No firmware behind the BMC's kernel: an error at once, no silence."""
    ask(bmc, f"touch /run/hold-firmware; kill {FIRMWARE_PID}")
    try:
        checks.wait_for(bmc, "pidof ipmi_sim || echo gone",
                        lambda text: "gone" in text)
        error_code(host, 0xd2)
    finally:
        ask(bmc, "rm -f /run/hold-firmware")
    answered_again(host)
    return "0xd2 while it was away, answers after its restart"


def firmware_silent(host, bmc):
    """Firmware that hears but does not speak; its late answers are lost."""
    ask(bmc, f"kill -STOP {FIRMWARE_PID}")
    try:
        error_code(host, 0xc3)
    finally:
        ask(bmc, f"kill -CONT {FIRMWARE_PID}")
    answered_again(host)
    return "0xc3 while it was stopped, answers when it went on"


def wrong_expectation(host):
    """The checks themselves: a BMC that is another one must fail them."""
    text = ask(host, "ipmitool mc info")
    try:
        checks.expect_fields(text, [("Device ID",
                                     str(firmware.DEVICE_ID + 1))])
    except Failure:
        return "an answer that differs is found out"
    raise Failure("a wrong device id was not noticed")


def reboot_host(host, bmc):
    up = float(ask(bmc, "cat /proc/uptime").split()[0])
    seconds = host.reboot()
    checks.kernel_log(host)
    answered_again(host)
    expect(float(ask(bmc, "cat /proc/uptime").split()[0]) > up,
           "the BMC went down too")
    return f"{seconds:.0f} s, the BMC stayed up and answers"


def reboot_bmc(host, bmc):
    up = float(ask(host, "cat /proc/uptime").split()[0])
    before = bmc.monitor.count("RESET")
    bmc.start_command("reboot -f")
    bmc.monitor.wait_more("RESET", before, 30)
    # Its driver takes seconds to come up again
    error_code(host, 0xd2)
    seconds = bmc.wait_ready()
    answered_again(host)
    checks.mc_info(host)
    expect(float(ask(host, "cat /proc/uptime").split()[0]) > up,
           "the host went down too")
    return f"0xd2 while it was down, answers again after {seconds:.0f} s"


def _boot(report, machine, words):
    """Later steps make no sense on a machine that is not up."""
    def boot():
        return f"{words} after {machine.wait_ready():.0f} s"
    if not report.step(f"{machine.name} boots", "boot", boot):
        raise MachineError(f"{machine.name} does not boot")


def interop(report, interface):
    """A host machine and Debian's ipmi_sim on this one, over TCP."""
    with tempfile.TemporaryDirectory() as scratch, \
            Simulator(scratch, interface.driver) as simulator, \
            machines.Host(scratch, interface, machines.tcp(simulator.port),
                          f"interop-{interface.driver}-host") as host:
        _boot(report, host, "up")
        for name, asked, check in checks.suitable(checks.WITH_IPMI_SIM,
                                                  interface):
            report.step(name, asked, check, host)
        report.step("attention from ipmi_sim", "a sensor gets hot",
                    attention, host, simulator.set_reading)
        report.step("checks can fail", "ipmitool mc info",
                    wrong_expectation, host)


def _show(machine, screen, role):
    if screen:
        machine.console.listener = screen.listener(role)
        machine.transcript = screen.transcript(role)
    return machine


def two_machines(report, vehicle, screen=None, after=None):
    """A host machine and a BMC machine on one wire."""
    with tempfile.TemporaryDirectory() as scratch:
        wire = f"path={scratch}/wire"
        bmc = machines.Bmc(scratch, vehicle, wire)
        with _show(bmc, screen, "bmc"):
            _boot(report, bmc, "up")
            host = machines.Host(scratch, vehicle.interface, wire,
                                 f"{vehicle.name}-host")
            with _show(host, screen, "host"):
                _boot(report, host, "up")
                _together(report, host, bmc)
                if after:
                    after(host)


def _together(report, host, bmc):
    for name, asked, check in checks.suitable(checks.WITH_BMC,
                                              host.interface):
        report.step(name, asked, check, host)
    steps = (
        ("interrupt in the BMC", "ipmitool raw 6 1", bmc_interrupt, bmc),
        ("attention from the BMC", "a sensor gets hot", attention,
         set_reading_in(bmc)),
        ("firmware away", "ipmi_sim is killed", firmware_away, bmc),
        ("firmware silent", "ipmi_sim is stopped", firmware_silent, bmc),
        ("host reboots", "reboot -f in the host", reboot_host, bmc),
        ("BMC reboots", "reboot -f in the BMC", reboot_bmc, bmc),
        ("attention after both reboots", "a sensor gets hot", attention,
         set_reading_in(bmc)),
    )
    for name, asked, function, other in steps:
        report.step(name, asked, function, host, other)
