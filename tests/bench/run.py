#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare the speed of IPMI requests with the unmodified QEMU's.

A bare-metal guest asks, a peer answers; the clock is this program's. All
subjects take turns, so that a busy machine disturbs all of them alike.
The result is tables in Markdown, and a line for each subject that this
build cannot run. Slow is no failure, a wrong answer is.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

import memory
import subjects
import vms

SIZES = (0, 200)


class Group:
    """Subjects that are compared with each other."""

    def __init__(self, interface, request, members):
        self.interface, self.request = interface, request
        self.members = members
        self.samples = {member.name: [] for member in members}
        self.calls = {}

    def sample(self, args):
        for member in self.members:
            self.samples[member.name].append(
                member.round(self.request, args))

    def count_calls(self, args):
        for member in self.members:
            self.calls[member.name] = member.calls(self.request, args)

    def rows(self):
        median = {name: statistics.median(own)
                  for name, own in self.samples.items()}
        for name, value in median.items():
            own, count = self.samples[name], self.calls.get(name)
            yield (f'| {self.interface.name} | {self.request.name} | {name} '
                   f'| {value:.1f} | {min(own):.1f} to {max(own):.1f} '
                   f'| {ratio(median.get(subjects.REFERENCE), value)} '
                   f'| {ratio(value, median.get(subjects.LIMIT))} '
                   f'| {"-" if count is None else f"{count:.1f}"} |')


def ratio(top, bottom):
    return f'{top / bottom:.2f}' if top and bottom else '-'


def table(groups):
    lines = ['| interface | request | subject | µs a round '
             '| lowest to highest | rate, unmodified = 1 | time, limit = 1 '
             '| system calls |', '|---|---|---|--:|--:|--:|--:|--:|']
    return '\n'.join(lines + [row for group in groups for row in group.rows()])


def chosen(members, what, args, left_out):
    """Those that are wanted and can run."""
    able = []
    for member in members:
        if args.only and not any(text in member.name for text in args.only):
            continue
        reason = member.complaint()
        if reason:
            left_out.append(f'{what}, {member.name}: {reason}')
        else:
            able.append(member)
    return able


def make_groups(setup, args, left_out):
    """All comparisons; what cannot be made is noted in @left_out."""
    groups = []
    for interface in subjects.INTERFACES:
        if interface.name not in args.interfaces:
            continue
        extern = chosen(subjects.extern_subjects(setup, interface),
                        interface.name, args, left_out)
        groups += [Group(interface, subjects.data_request(size), extern)
                   for size in args.sizes]
        sim = chosen(subjects.sim_subjects(setup, interface),
                     f'{interface.name} to ipmi-bmc-sim', args, left_out)
        groups.append(Group(interface, subjects.GET_DEVICE_ID, sim))
    return groups


def measure(groups, args):
    for turn in range(args.repeats):
        print(f'turn {turn + 1} of {args.repeats}', file=sys.stderr)
        for group in groups:
            group.sample(args)
    if not args.no_calls:
        for group in groups:
            group.count_calls(args)


def memory_table(setup, args, left_out):
    """As a list, for it may be left out."""
    reason = memory.complaint(setup)
    if reason:
        left_out.append(f'memory of {memory.COUNT} simulators: {reason}')
        return []
    return [memory.table(memory.measure(setup, args.repeats))]


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    names = [interface.name for interface in subjects.INTERFACES]
    parser.add_argument('--repeats', type=int, default=7)
    parser.add_argument('--seconds', type=float, default=1.0,
                        help='of each sample')
    parser.add_argument('--sizes', type=int, nargs='+', default=SIZES)
    parser.add_argument('--interfaces', nargs='+', choices=names,
                        default=names)
    parser.add_argument('--block', type=int, default=100,
                        help='rounds between two looks at the clock')
    parser.add_argument('--interrupts', action='store_true',
                        help='the guest sleeps until the interrupt instead '
                        'of polling; the cost of waking up is then in all '
                        'figures')
    parser.add_argument('--delay', type=int, default=100,
                        help='empty loops between two polls of the guest')
    parser.add_argument('--only', nargs='+', metavar='TEXT',
                        help='subjects whose name has one of these in it')
    parser.add_argument('--no-calls', action='store_true',
                        help='do not count system calls')
    parser.add_argument('--no-memory', action='store_true',
                        help='do not measure memory')
    parser.add_argument('--output', help='also write the result to this file')
    parser.add_argument('--check', action='store_true',
                        help='look at the arguments only')
    return parser.parse_args()


def bench(setup, args):
    left_out = []
    setup.compile_programs()
    groups = make_groups(setup, args, left_out)
    measure(groups, args)
    parts = [table(groups)]
    if not args.no_memory:
        parts += memory_table(setup, args, left_out)
    if left_out:
        parts.append('\n'.join(['Left out:', ''] +
                               [f'* {text}' for text in left_out]))
    text = '\n\n'.join(parts)
    print(text)
    if args.output:
        pathlib.Path(args.output).write_text(text + '\n')


def main():
    args = parse_args()
    if args.check:
        return
    try:
        with tempfile.TemporaryDirectory() as work:
            bench(vms.Setup(work), args)
    except (vms.BenchError, OSError, subprocess.SubprocessError) as error:
        sys.exit(f'bench: {error}')


if __name__ == '__main__':
    main()
