# SPDX-License-Identifier: GPL-2.0-or-later
"""A host machine whose BMC is the simulated one, built into its QEMU.

Real tools are run in it by the table in invocations.py; then Linux's other
drivers, and what the BMC does to the machine.
"""

import tempfile

from . import checks, invocations, machines
from .checks import Failure, ask, expect
from .machine import MachineError

BMC_PATH = "/machine/peripheral/bmc0"
# A whole group runs in one go; a tool that hangs is ended
ONE_TIMEOUT, GROUP_TIMEOUT = 60, 600
SCRIPT = f"""n=0
while IFS= read -r line; do
    timeout {ONE_TIMEOUT} sh -c "$line" < /dev/null > /tmp/.one 2>&1
    echo "@ $n $? $(stat -c %s /tmp/.one)"
    cat /tmp/.one
    n=$((n + 1))
done < /tmp/.lines
"""


def run_all(host, rows):
    """Run the rows' commands; returns (status, text) of each."""
    host.put_file("/tmp/.lines", "".join(
        r.command + "\n" for r in rows).encode())
    host.put_file("/tmp/.all", SCRIPT.encode())
    data = host.run("sh /tmp/.all", timeout=GROUP_TIMEOUT).output
    answers = []
    while data:
        head, _, data = data.partition(b"\n")
        mark, number, status, size = head.split()
        if mark != b"@" or int(number) != len(answers):
            raise MachineError(f"{host.name}: answers are out of order")
        text, data = data[:int(size)], data[int(size):]
        answers.append((int(status), text.decode("utf-8", "replace")))
    if len(answers) != len(rows):
        raise MachineError(f"{host.name}: {len(answers)} answers to "
                           f"{len(rows)} commands")
    return answers


def judge(row, answer):
    wrong = row.wrong(*answer)
    if wrong:
        raise Failure(f"{row.command}: {wrong}")
    return ""


def invoke(report, host, name, rows):
    """A group of the table: one result a row."""
    answers = []

    def run():
        answers.extend(run_all(host, rows))
        return f"{len(rows)} invocations"
    if report.step(f"{name}: all of it runs", "the table", run):
        for number, (row, answer) in enumerate(zip(rows, answers), 1):
            report.step(f"{name} {number}: {row.command}", row.command,
                        judge, row, answer)
        report.step(f"{name}: checks can fail", "wrong answers",
                    wrong_answers, rows, answers)


def wrong_answers(rows, answers):
    """Each check must notice a tool that fails, one that says nothing (or
    says something, where it should not), and another tool's answer."""
    for row, (status, text) in zip(rows, answers):
        expect(row.wrong(status + 1, text), f"{row.command}: any status")
        other = "" if row.patterns else "something"
        expect(row.wrong(row.status, other), f"{row.command}: any text")
    return f"{len(rows)} of {len(rows)} wrong answers are found out"


def different():
    """The table has as many different invocations as it should."""
    commands = {row.command for rows in invocations.GROUPS.values()
                for row in rows}
    expect(len(commands) >= 150, f"only {len(commands)} invocations")
    return f"{len(commands)} different invocations"


def kernel_log(host):
    """Linux has found the BMC of the table."""
    text = ask(host, "dmesg | grep -i ipmi")
    expect("(man_id: 0x00b77c, prod_id: 0x5107, dev_id: 0x42)" in text,
           "another BMC, or none", text)
    expect(f"IPMI {host.interface.driver} interface initialized" in text,
           "another interface", text)
    return f"{host.interface.driver} interface initialized"


def get(host, name):
    return host.monitor.command("qom-get", path=BMC_PATH, property=name)


def seen_from_outside(host):
    """What the tools have set, read while the machine runs."""
    users = {user["id"]: user for user in get(host, "users")}
    expect(users[10]["name"] == "maas" and users[10]["enabled"]
           and users[10]["privilege"] == 4 and users[10]["sol"],
           "not the user that was set", str(users))
    lan = get(host, "lan")
    expect(lan["ip"] == "192.0.2.77" and lan["netmask"] == "255.255.255.128"
           and lan["mac"] == "52:54:00:01:02:03", "another LAN", str(lan))
    info = get(host, "system-info")
    expect(info["os-name"] == "Linux" and info["os-version"] == "6.12"
           and info["system-name"] == "qemu", "other names", str(info))
    return f"users, LAN, system information: {info['os-name']}"


def set_from_outside(host):
    """A sensor that gets hot outside is hot inside, and is logged."""
    ask(host, "ipmitool sel clear")
    path = f"{BMC_PATH}/sensor[1]"
    host.monitor.command("qom-set", path=path, property="reading", value=97)
    try:
        text = ask(host, "ipmitool sensor reading 'CPU Temp'")
        expect("| 97" in text, "not as hot as it was made", text)
        text = ask(host, "ipmitool sel elist")
        expect("CPU Temp | Upper Critical going high | Asserted" in text,
               "not in the log", text)
    finally:
        host.monitor.command("qom-set", path=path, property="reading",
                             value=42)
    return "97 degrees, and an event in the log"


def watchdog_driver(host):
    """Linux's driver of the BMC's watchdog."""
    ask(host, "modprobe ipmi_watchdog timeout=120 action=reset")
    try:
        expect("IPMI" in ask(host, "cat /sys/class/watchdog/*/identity "
                             "2>/dev/null; dmesg | grep -i 'IPMI Watchdog'"),
               "the driver does not say that it is there")
        # Whoever writes starts it, a V before the end is for stopping it
        ask(host, "exec 3>/dev/watchdog; echo a >&3; "
            "ipmitool mc watchdog get > /tmp/wd; printf V >&3; exec 3>&-")
        text = ask(host, "cat /tmp/wd")
        expect("Started/Running" in text, "it does not run", text)
        expect("120.0 sec" in text, "another timeout", text)
        text = ask(host, "ipmitool mc watchdog get")
        expect("Stopped" in text, "it still runs", text)
    finally:
        ask(host, "rmmod ipmi_watchdog")
    return "started, kicked and stopped by /dev/watchdog"


def other_drivers(host):
    """Drivers that find the BMC by themselves."""
    ask(host, "modprobe ipmi_poweroff")
    text = ask(host, "dmesg | grep 'IPMI poweroff'")
    expect("Found a chassis style poweroff function" in text,
           "no way to power off was found", text)
    ask(host, "modprobe acpi_ipmi")
    text = ask(host, "dmesg | tail -n 20; lsmod")
    expect("acpi_ipmi" in text and "rror" not in text,
           "acpi_ipmi has errors", text)
    ask(host, "rmmod acpi_ipmi ipmi_poweroff")
    return "ipmi_poweroff uses Chassis Control, acpi_ipmi is loaded"


def restart(host, command, cause):
    """The BMC resets its machine; it says afterwards why."""
    before = host.monitor.count("RESET")
    host.start_command(command)
    host.monitor.wait_more("RESET", before, 60)
    seconds = host.wait_ready()
    text = ask(host, "ipmitool chassis restart_cause")
    expect(cause in text, "another cause", text)
    return f"up again after {seconds:.0f} s, {cause}"


def soft_shutdown(host):
    before = host.monitor.count("POWERDOWN")
    ask(host, "ipmitool chassis power soft")
    host.monitor.wait_more("POWERDOWN", before, 30)
    return "the power button was pressed"


def diagnostic(host):
    ask(host, "dmesg -c > /dev/null; ipmitool chassis power diag")
    checks.wait_for(host, "dmesg", lambda text: "NMI" in text)
    return "the kernel has got an NMI"


def cold_reset(host):
    text = ask(host, "ipmitool mc reset cold")
    expect("Sent cold reset command to MC" in text, "not sent", text)
    checks.wait_for(host, "ipmitool mc info",
                    lambda text: "Device ID                 : 66" in text)
    text = ask(host, "ipmitool lan print 1")
    expect("192.0.2.77" in text, "the settings are lost", text)
    return "the BMC is there again, with its settings"


STEPS = (
    ("seen from outside", "qom-get users, lan, system-info",
     seen_from_outside),
    ("set from outside", "qom-set sensor[1] reading", set_from_outside),
    ("ipmi_watchdog", "modprobe ipmi_watchdog", watchdog_driver),
    ("ipmi_poweroff, acpi_ipmi", "modprobe ...", other_drivers),
    ("cold reset", "ipmitool mc reset cold", cold_reset),
    ("soft shutdown", "ipmitool chassis power soft", soft_shutdown),
    ("diagnostic interrupt", "ipmitool chassis power diag", diagnostic),
)
RESTARTS = (
    ("power reset", "ipmitool chassis power reset",
     "chassis power control command"),
    ("power cycle", "ipmitool chassis power cycle",
     "chassis power control command"),
)


def run(report, interface):
    """One machine, and all that is asked of its BMC."""
    with tempfile.TemporaryDirectory() as scratch, \
            machines.Built(scratch, interface) as host:
        def boot():
            return f"up after {host.wait_ready():.0f} s"
        if not report.step("boots", "boot", boot):
            raise MachineError(f"{host.name} does not boot")
        report.step("kernel log", "dmesg", kernel_log, host)
        report.step("the table is long enough", "invocations", different)
        for name, rows in invocations.GROUPS.items():
            invoke(report, host, name, rows)
        invoke(report, host, interface.driver,
               invocations.BY_DRIVER[interface.driver])
        for name, asked, function in STEPS:
            report.step(name, asked, function, host)
        for name, command, cause in RESTARTS:
            report.step(name, command, restart, host, command, cause)
