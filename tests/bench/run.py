#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compare the speed of BT requests with the unmodified QEMU's.

A bare-metal guest asks, a peer answers; the clock is this program's. All
subjects take turns, so that a busy machine disturbs all of them alike.
The result is a table in Markdown. Slow is no failure, a wrong answer is.
"""

import argparse
import os
import pathlib
import re
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / 'build'
SILENCE = 60    # seconds without a sign of life that are a failure
SIZES = (0, 200)
TRACED_ROUNDS = 25

COMMON = ['-Wall', '-Wextra', '-Werror', '-O2']
BARE = COMMON + ['-ffreestanding', '-fno-pie', '-fno-stack-protector',
                 '-fno-asynchronous-unwind-tables', '-nostdlib', '-no-pie',
                 '-static', '-Wl,-N,--build-id=none,-e,start',
                 '-Wl,--no-warn-rwx-segments']
PROGRAMS = {
    'peer': ['gcc', *COMMON, 'peer.c'],
    'ping': ['gcc', *COMMON, 'ping.c'],
    'host.elf': ['gcc', '-m32', '-march=i686', *BARE,
                 '-Wl,-Ttext=0x100000', 'host-start.S', 'host.c'],
    'bmc.elf': ['arm-linux-gnueabihf-gcc', '-marm', '-march=armv7-a',
                '-mfloat-abi=soft', '-mgeneral-regs-only', *BARE,
                '-Wl,-Ttext=0x80100000', 'bmc-start.S', 'bmc.c'],
}


class BenchError(Exception):
    """Something that makes the numbers worthless."""


class Setup:
    """What is compared, and where its parts are."""

    def __init__(self, work):
        self.work = pathlib.Path(work)
        self.ours = binary('QEMU_X86', 'out/qemu-system-x86_64')
        self.base = binary('QEMU_BASE_X86', 'out-base/qemu-system-x86_64')
        self.arm = binary('QEMU_ARM', 'out/qemu-system-arm')
        self.sockets = 0

    def listen(self):
        """A listening socket and its path."""
        self.sockets += 1
        path = self.work / f'socket{self.sockets}'
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.bind(str(path))
        sock.listen(1)
        return sock, path


def binary(variable, default):
    return os.environ.get(variable, str(BUILD / default))


def compile_programs(setup):
    """Build the guests and the peers; they are small, so always afresh."""
    for name, command in PROGRAMS.items():
        subprocess.run([*command, '-o', str(setup.work / name)], cwd=HERE,
                       check=True)


def firmware_dirs():
    dirs = ['/usr/share/seabios', '/usr/share/qemu']
    return [arg for path in dirs for arg in ('-L', path)]


def guest_command(setup, qemu, options, ipmi):
    """A host VM whose marks come through its standard output."""
    line = ' '.join(f'{key}={value}' for key, value in options.items())
    return [qemu, '-M', 'pc', '-accel', 'tcg', '-m', '16', '-nodefaults',
            '-display', 'none', '-no-reboot', *firmware_dirs(),
            '-kernel', str(setup.work / 'host.elf'), '-append', line, *ipmi,
            '-chardev', 'file,id=marks,path=/dev/stdout',
            '-device', 'isa-debugcon,iobase=0xe9,chardev=marks',
            '-device', 'isa-debug-exit,iobase=0xf4']


def bt_devices(path):
    """Reconnecting: it connects late, without which 10.0 crashes."""
    return ['-chardev', f'socket,id=wire,path={path},reconnect-ms=100',
            '-device', 'ipmi-bmc-extern,id=bmc,chardev=wire',
            '-device', 'isa-ipmi-bt,bmc=bmc']


def bmc_command(setup, fd):
    """A BMC VM that serves an inherited listening socket."""
    return [setup.arm, '-M', 'ast2600-evb', '-accel', 'tcg', '-nodefaults',
            '-display', 'none', '-kernel', str(setup.work / 'bmc.elf'),
            '-chardev', f'socket,id=wire,fd={fd},server=on,wait=off',
            '-device', 'ipmi-host-extern,chardev=wire,'
            'responder=/machine/soc/ibt']


def start(command, **kwargs):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **kwargs)


def stop(process):
    """End one of our own processes."""
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


class Peer:
    """The answering side: the scripted peer or a BMC VM."""

    def __init__(self, setup, kind='script'):
        sock, self.path = setup.listen()
        fd = sock.fileno()
        command = ([str(setup.work / 'peer'), str(fd)] if kind == 'script'
                   else bmc_command(setup, fd))
        self.log = setup.work / 'peer.log'
        with open(self.log, 'wb') as log:
            self.process = start(command, pass_fds=[fd], stderr=log)
        sock.close()

    def __enter__(self):
        return self.path

    def __exit__(self, kind, *rest):
        stop(self.process)
        if kind:
            print(self.log.read_text(), end='', file=sys.stderr)


def read_mark(process):
    """Wait for a mark; return the time it came at."""
    ready, _, _ = select.select([process.stdout], [], [], SILENCE)
    if not ready:
        raise BenchError(f'no sign of life for {SILENCE} s')
    mark = os.read(process.stdout.fileno(), 1)
    if mark != b'm':
        raise BenchError('the guest got a wrong answer' if mark == b'E'
                         else 'the VM ended')
    return time.monotonic()


def take_time(command, block, seconds):
    """Microseconds a round, of as many blocks as the time allows."""
    process = start(command, stdout=subprocess.PIPE)
    try:
        first = last = read_mark(process)
        blocks = 0
        while last - first < seconds:
            last = read_mark(process)
            blocks += 1
    finally:
        stop(process)
    return (last - first) * 1e6 / (blocks * block)


class Vm:
    """A host VM of one QEMU, and what answers it."""

    def __init__(self, setup, name, qemu, peer='script'):
        self.setup, self.name, self.qemu, self.peer = setup, name, qemu, peer

    def command(self, path, options):
        return guest_command(self.setup, self.qemu, options, bt_devices(path))

    def round(self, size, args):
        options = {'size': size, 'block': args.block, 'delay': args.delay,
                   'sleep': int(args.interrupts)}
        with Peer(self.setup, self.peer) as path:
            return take_time(self.command(path, options), args.block,
                             args.seconds)

    def calls_of(self, size, blocks, args):
        """All system calls of a VM that makes so many blocks of rounds."""
        options = {'size': size, 'block': TRACED_ROUNDS, 'blocks': blocks,
                   'sleep': int(args.interrupts)}
        log = self.setup.work / 'strace'
        with Peer(self.setup, self.peer) as path:
            done = subprocess.run(
                ['strace', '-f', '-c', '-o', str(log),
                 *self.command(path, options)], timeout=10 * SILENCE,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                check=False)
        if done.returncode != 1:
            raise BenchError(f'the traced VM ended with {done.returncode}')
        return total_calls(log.read_text())

    def calls(self, size, args):
        """System calls a round: what two blocks more cost."""
        if self.peer != 'script' or not shutil.which('strace'):
            return None
        more = self.calls_of(size, 3, args) - self.calls_of(size, 1, args)
        return more / (2 * TRACED_ROUNDS)


class Limit:
    """What no implementation can beat: the ports and the socket alone."""

    name = 'limit'

    def __init__(self, setup):
        self.setup = setup

    def ports(self, size, args):
        options = {'size': size, 'block': 10 * args.block, 'alone': 1,
                   'sleep': int(args.interrupts)}
        command = guest_command(self.setup, self.setup.base, options, [])
        return take_time(command, options['block'], args.seconds)

    def wire(self, size, args):
        with Peer(self.setup) as path:
            done = subprocess.run(
                [str(self.setup.work / 'ping'), str(path), str(size),
                 str(args.seconds)], stdout=subprocess.PIPE, check=True,
                timeout=args.seconds + SILENCE)
        return float(done.stdout)

    def round(self, size, args):
        return self.ports(size, args) + self.wire(size, args)

    def calls(self, size, args):
        return None


def total_calls(text):
    """The sum line of strace -c: share, seconds, usecs, calls, ..."""
    found = re.search(r'^\s*100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s.*total$',
                      text, re.MULTILINE)
    if not found:
        raise BenchError('strace wrote no table')
    return int(found.group(1))


def subjects(setup):
    return [
        Vm(setup, 'unmodified QEMU', setup.base),
        Vm(setup, 'this tree', setup.ours),
        Limit(setup),
        Vm(setup, 'this tree, BMC VM (iBT)', setup.ours, 'bmc'),
    ]


def measure(chosen, args):
    """All samples, as {(name, size): [microseconds, ...]}."""
    samples = {(s.name, size): [] for s in chosen for size in args.sizes}
    for turn in range(args.repeats):
        print(f'turn {turn + 1} of {args.repeats}', file=sys.stderr)
        for size in args.sizes:
            for subject in chosen:
                sample = subject.round(size, args)
                samples[subject.name, size].append(sample)
    return samples


def ratio(top, bottom):
    return f'{top / bottom:.2f}' if top and bottom else '-'


def table(chosen, samples, calls, sizes):
    lines = ['| data bytes | subject | µs a round | lowest to highest '
             '| rate, unmodified = 1 | time, limit = 1 | system calls |',
             '|--:|---|--:|--:|--:|--:|--:|']
    for size in sizes:
        median = {s.name: statistics.median(samples[s.name, size])
                  for s in chosen}
        for name, value in median.items():
            own = samples[name, size]
            count = calls.get((name, size))
            lines.append(
                f'| {size} | {name} | {value:.1f} '
                f'| {min(own):.1f} to {max(own):.1f} '
                f'| {ratio(median.get("unmodified QEMU"), value)} '
                f'| {ratio(value, median.get("limit"))} '
                f'| {"-" if count is None else f"{count:.1f}"} |')
    return '\n'.join(lines)


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--repeats', type=int, default=7)
    parser.add_argument('--seconds', type=float, default=1.0,
                        help='of each sample')
    parser.add_argument('--sizes', type=int, nargs='+', default=SIZES)
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
    parser.add_argument('--output', help='also write the table to this file')
    return parser.parse_args()


def bench(setup, args):
    compile_programs(setup)
    chosen = [s for s in subjects(setup) if not args.only
              or any(text in s.name for text in args.only)]
    samples = measure(chosen, args)
    calls = {} if args.no_calls else {
        (s.name, size): s.calls(size, args)
        for s in chosen for size in args.sizes}
    text = table(chosen, samples, calls, args.sizes)
    print(text)
    if args.output:
        pathlib.Path(args.output).write_text(text + '\n')


def main():
    args = parse_args()
    try:
        with tempfile.TemporaryDirectory() as work:
            bench(Setup(work), args)
    except (BenchError, OSError, subprocess.SubprocessError) as error:
        sys.exit(f'bench: {error}')


if __name__ == '__main__':
    main()
