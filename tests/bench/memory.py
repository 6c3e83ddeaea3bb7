# SPDX-License-Identifier: GPL-2.0-or-later
"""What many simulators cost in memory."""

import statistics

import vms

COUNT = 16
FIRST_PORT = 0x1000


def simulators(count):
    """Each with its interface, so that a guest could ask it."""
    devices = []
    for i in range(count):
        devices += ['-device', f'ipmi-bmc-sim,id=bmc{i}', '-device',
                    f'isa-ipmi-bt,bmc=bmc{i},irq=0,'
                    f'ioport={FIRST_PORT + 4 * i}']
    return devices


def complaint(setup):
    return vms.complaint(vms.host_vm(setup.ours, *simulators(COUNT)))


def measure(setup, repeats):
    """MiB of a VM with none, and of one with all; the median each."""
    options = {'alone': 1}
    samples = {count: [] for count in (0, COUNT)}
    for _ in range(repeats):
        for count, own in samples.items():
            command = vms.bench_vm(setup, setup.ours, options,
                                   *simulators(count))
            own.append(vms.resident_memory(command))
    return {count: statistics.median(own) for count, own in samples.items()}


def table(medians):
    lines = ['| simulators | resident memory, MiB | more than with none |',
             '|--:|--:|--:|']
    for count, value in medians.items():
        lines.append(f'| {count} | {value:.1f} '
                     f'| {value - medians[0]:.2f} |')
    return '\n'.join(lines)
