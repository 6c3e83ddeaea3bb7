# SPDX-License-Identifier: GPL-2.0-or-later
"""What many simulators cost in memory.

Any device with I/O ports makes QEMU build its maps of the address space
again, and what the old ones took is not given back to the system. So there
is a row of devices that are nothing but a port.
"""

import statistics

import vms

COUNT = 16
FIRST_PORT = 0x1000


def port(i):
    return FIRST_PORT + 4 * i


def simulator(i):
    return ['-device', f'ipmi-bmc-sim,id=bmc{i}']


def with_interface(i):
    return simulator(i) + [
        '-device', f'isa-ipmi-bt,bmc=bmc{i},irq=0,ioport={port(i)}']


def plain_port(i):
    return ['-device', f'isa-debug-exit,iobase={port(i)}']


# What a row has COUNT of, and how to make one
ROWS = (
    ('nothing more', lambda i: []),
    ('`ipmi-bmc-sim`', simulator),
    ('`ipmi-bmc-sim` with its `isa-ipmi-bt`', with_interface),
    ('`isa-debug-exit`, for comparison', plain_port),
)


def devices(make):
    return [word for i in range(COUNT) for word in make(i)]


def complaint(setup):
    return vms.complaint(vms.host_vm(setup.ours, *devices(with_interface)))


def measure(setup, repeats):
    """[(what, MiB of a VM with COUNT of it)], the median each."""
    samples = {what: [] for what, _ in ROWS}
    for _ in range(repeats):
        for what, make in ROWS:
            command = vms.bench_vm(setup, setup.ours, {'alone': 1},
                                   *devices(make))
            samples[what].append(vms.resident_memory(command))
    return [(what, statistics.median(own)) for what, own in samples.items()]


def table(medians):
    lines = [f'| {COUNT} of | resident memory, MiB | more than with none |',
             '|---|--:|--:|']
    for what, value in medians:
        lines.append(f'| {what} | {value:.1f} '
                     f'| {value - medians[0][1]:.2f} |')
    return '\n'.join(lines)
