# SPDX-License-Identifier: GPL-2.0-or-later
"""What the benchmark takes the time of, and how."""

import re
import shutil
import subprocess
from typing import NamedTuple

import vms

REFERENCE = 'unmodified QEMU'
LIMIT = 'limit'
TRACED_ROUNDS = 25


class Board(NamedTuple):
    """A machine that is a BMC, and its end of the interface."""

    name: str
    machine: str
    responder: str
    program: str


class Interface(NamedTuple):
    """How the host reaches the BMC."""

    name: str
    device: str
    options: dict
    boards: tuple


class Request(NamedTuple):
    """What the host asks."""

    name: str
    options: dict


INTERFACES = (
    Interface('BT', 'isa-ipmi-bt', {}, (
        Board('AST2600 iBT', 'ast2600-evb', '/machine/soc/ibt', 'ibt.elf'),
    )),
    Interface('KCS', 'isa-ipmi-kcs', {'kcs': 1}, (
        Board('NPCM750 KCS', 'npcm750-evb', '/machine/soc/kcs/kcs1',
              'kcs-npcm7xx.elf'),
        Board('AST2600 KCS', 'ast2600-evb', '/machine/soc/lpc/kcs3',
              'kcs-aspeed.elf'),
    )),
)
GET_DEVICE_ID = Request('Get Device ID', {'command': 0x0601})


def data_request(size):
    return Request(f'{size} bytes', {'size': size})


def run_options(interface, request, args):
    """What the host's program is told, but how much it is to do."""
    return {**interface.options, **request.options, 'delay': args.delay,
            'sleep': int(args.interrupts)}


class Vm:
    """A host VM of one QEMU. Its BMC is the scripted peer or a board's."""

    def __init__(self, setup, name, qemu, interface, board=None):
        self.setup, self.name, self.qemu = setup, name, qemu
        self.interface, self.board = interface, board

    def complaint(self):
        """Why it cannot take part, or None."""
        devices = vms.extern_devices(self.interface.device, 'null,id=wire')
        host = vms.complaint(vms.host_vm(self.qemu, *devices))
        return host or (self.board and vms.complaint(
            vms.bmc_vm(self.setup, self.board, 'null,id=wire')))

    def peer(self, args):
        return vms.Peer(self.setup, self.board, args.interrupts)

    def command(self, path, options):
        devices = vms.extern_devices(self.interface.device, vms.wire_to(path))
        return vms.bench_vm(self.setup, self.qemu, options, *devices)

    def round(self, request, args):
        options = {**run_options(self.interface, request, args),
                   'block': args.block}
        with self.peer(args) as path:
            return vms.take_time(self.command(path, options), args.block,
                                 args.seconds)

    def calls_of(self, blocks, request, args):
        """All system calls of a VM that makes so many blocks of rounds."""
        options = {**run_options(self.interface, request, args),
                   'block': TRACED_ROUNDS, 'blocks': blocks}
        log = self.setup.work / 'strace'
        with self.peer(args) as path:
            done = subprocess.run(
                ['strace', '-f', '-c', '-o', str(log),
                 *self.command(path, options)], timeout=10 * vms.SILENCE,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                check=False)
        if done.returncode != 1:
            raise vms.BenchError(f'a traced VM ended with {done.returncode}')
        return total_calls(log.read_text())

    def calls(self, request, args):
        """System calls a round: what two blocks more cost."""
        if not shutil.which('strace'):
            return None
        more = (self.calls_of(3, request, args) -
                self.calls_of(1, request, args))
        return more / (2 * TRACED_ROUNDS)


class Nobody:
    """In the peer's place where the BMC is within QEMU."""

    def __enter__(self):
        return None

    def __exit__(self, *rest):
        pass


class SimVm(Vm):
    """A host VM whose BMC is ipmi-bmc-sim."""

    def complaint(self):
        devices = vms.sim_devices(self.interface.device)
        return vms.complaint(vms.host_vm(self.qemu, *devices))

    def peer(self, args):
        return Nobody()

    def command(self, path, options):
        devices = vms.sim_devices(self.interface.device)
        return vms.bench_vm(self.setup, self.qemu, options, *devices)


class Limit:
    """What no implementation can beat: the ports and the socket alone."""

    name = LIMIT

    def __init__(self, setup, interface):
        self.setup, self.interface = setup, interface

    def complaint(self):
        return None

    def ports(self, request, args):
        block = 10 * args.block
        options = {**run_options(self.interface, request, args),
                   'block': block, 'alone': 1}
        command = vms.bench_vm(self.setup, self.setup.base, options)
        return vms.take_time(command, block, args.seconds)

    def wire(self, request, args):
        size = request.options['size']
        with vms.Peer(self.setup) as path:
            done = subprocess.run(
                [str(self.setup.work / 'ping'), str(path), str(size),
                 str(args.seconds)], stdout=subprocess.PIPE, check=True,
                timeout=args.seconds + vms.SILENCE)
        return float(done.stdout)

    def round(self, request, args):
        return self.ports(request, args) + self.wire(request, args)

    def calls(self, request, args):
        return None


def total_calls(text):
    """The sum line of strace -c: share, seconds, usecs, calls, ..."""
    found = re.search(r'^\s*100\.00\s+\S+\s+(?:\d+\s+)?(\d+)\s.*total$',
                      text, re.MULTILINE)
    if not found:
        raise vms.BenchError('strace wrote no table')
    return int(found.group(1))


def extern_subjects(setup, interface):
    """Who is compared where the BMC is another process."""
    return [
        Vm(setup, REFERENCE, setup.base, interface),
        Vm(setup, 'this tree', setup.ours, interface),
        Limit(setup, interface),
        *(Vm(setup, f'this tree, BMC VM ({board.name})', setup.ours,
             interface, board) for board in interface.boards),
    ]


def sim_subjects(setup, interface):
    """Who is compared where the BMC is within QEMU."""
    return [
        SimVm(setup, REFERENCE, setup.base, interface),
        SimVm(setup, 'this tree', setup.ours, interface),
    ]
