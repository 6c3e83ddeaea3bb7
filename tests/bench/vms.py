# SPDX-License-Identifier: GPL-2.0-or-later
"""The programs and the VMs that the benchmark runs."""

import os
import pathlib
import select
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILD = HERE.parent.parent / 'build'
SILENCE = 60    # seconds without a sign of life that are a failure

COMMON = ['-Wall', '-Wextra', '-Werror', '-O2']
BARE = COMMON + ['-ffreestanding', '-fno-pie', '-fno-stack-protector',
                 '-fno-asynchronous-unwind-tables', '-nostdlib', '-no-pie',
                 '-static', '-Wl,-N,--build-id=none,-e,start',
                 '-Wl,--no-warn-rwx-segments']
ARM = ['arm-linux-gnueabihf-gcc', '-marm', '-march=armv7-a',
       '-mfloat-abi=soft', '-mgeneral-regs-only', *BARE]
PROGRAMS = {
    'peer': ['gcc', *COMMON, 'peer.c'],
    'ping': ['gcc', *COMMON, 'ping.c'],
    'host.elf': ['gcc', '-m32', '-march=i686', *BARE,
                 '-Wl,-Ttext=0x100000', 'host-start.S', 'host.c',
                 'host-bt.c', 'host-kcs.c'],
    'ibt.elf': [*ARM, '-Wl,-Ttext=0x80100000', 'bmc-start.S', 'bmc.c',
                'bmc-ibt.c'],
    'kcs-aspeed.elf': [*ARM, '-Wl,-Ttext=0x80100000', 'bmc-start.S', 'bmc.c',
                       'bmc-kcs.c', 'bmc-kcs-aspeed.c'],
    'kcs-npcm7xx.elf': [*ARM, '-Wl,-Ttext=0x00100000', 'bmc-start.S', 'bmc.c',
                        'bmc-kcs.c', 'bmc-kcs-npcm7xx.c'],
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

    def compile_programs(self):
        """Build the guests and the peers; they are small, so always afresh."""
        for name, command in PROGRAMS.items():
            subprocess.run([*command, '-o', str(self.work / name)], cwd=HERE,
                           check=True)

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


def firmware_dirs():
    dirs = ['/usr/share/seabios', '/usr/share/qemu']
    return [arg for path in dirs for arg in ('-L', path)]


def host_vm(qemu, *devices):
    """A host VM without a program to run."""
    return [qemu, '-M', 'pc', '-accel', 'tcg', '-m', '16', '-nodefaults',
            '-display', 'none', '-no-reboot', *firmware_dirs(), *devices]


def bench_vm(setup, qemu, options, *devices):
    """A host VM whose marks come through its standard output."""
    line = ' '.join(f'{key}={value}' for key, value in options.items())
    return [*host_vm(qemu, *devices),
            '-kernel', str(setup.work / 'host.elf'), '-append', line,
            '-chardev', 'file,id=marks,path=/dev/stdout',
            '-device', 'isa-debugcon,iobase=0xe9,chardev=marks',
            '-device', 'isa-debug-exit,iobase=0xf4']


def wire_to(path):
    """Reconnecting: it connects late, without which 10.0 crashes."""
    return f'socket,id=wire,path={path},reconnect-ms=100'


def extern_devices(interface, wire):
    """An interface whose BMC is at the other end of a chardev."""
    return ['-chardev', wire, '-device', 'ipmi-bmc-extern,id=bmc,chardev=wire',
            '-device', f'{interface},bmc=bmc']


def sim_devices(interface):
    """An interface whose BMC is within QEMU."""
    return ['-device', 'ipmi-bmc-sim,id=bmc',
            '-device', f'{interface},bmc=bmc']


def bmc_vm(setup, board, wire):
    """A BMC VM without a program to run."""
    return [setup.arm, '-M', board.machine, '-accel', 'tcg', '-nodefaults',
            '-display', 'none', *firmware_dirs(), '-chardev', wire, '-device',
            f'ipmi-host-extern,chardev=wire,responder={board.responder}']


def start(command, **kwargs):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, **kwargs)


def stop(process):
    """End one of our own processes."""
    process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def complaint(command):
    """What QEMU has against such a VM, or None."""
    done = subprocess.run([*command, '-S', '-monitor', 'stdio'], text=True,
                          input='quit\n', stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, timeout=SILENCE,
                          check=False)
    if not done.returncode:
        return None
    lines = done.stderr.strip().splitlines() or ['it does not start']
    return lines[-1].rsplit(': ', 1)[-1]


class Peer:
    """The answering side: the scripted peer, or a BMC VM if @board is one."""

    def __init__(self, setup, board=None, interrupts=False):
        sock, self.path = setup.listen()
        fd = sock.fileno()
        if board:
            wire = f'socket,id=wire,fd={fd},server=on,wait=off'
            command = [*bmc_vm(setup, board, wire),
                       '-kernel', str(setup.work / board.program)]
        else:
            command = [str(setup.work / 'peer'), str(fd),
                       str(int(interrupts))]
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


def resident_memory(command):
    """MiB that a VM holds once its program runs."""
    process = start(command, stdout=subprocess.PIPE)
    try:
        read_mark(process)
        status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
    finally:
        stop(process)
    fields = dict(line.split(':', 1) for line in status.splitlines())
    return int(fields['VmRSS'].split()[0]) / 1024
