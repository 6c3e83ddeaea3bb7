#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check the command lines of README.md and docs/: TAP on stdout.

Every command line in a shell block is checked, and no command of ours may
stand in another kind of block, where nobody would notice that it went
stale.  A QEMU line is run as it stands, with paths, ports and images
replaced: QEMU must come up with the devices named and without a word.
Where two lines of one page share a socket, both run, and must connect.
"""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import tempfile
import time
import traceback

import commands as simulator

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, 'build', 'out')
PROGRAMS = {
    'qemu-system-x86_64': os.environ.get('QEMU_X86'),
    'qemu-system-arm': os.environ.get('QEMU_ARM'),
}
# Page, and the fewest QEMU lines of each kind that it must have
PAGES = {
    'README.md': 1,
    'docs/system/devices/ipmi.rst': 2,
}
PATIENCE = 60
OURS = re.compile(r'(\./|\S*/)?(dev|qemu-system-\w+)\b')
MD_BLOCK = re.compile(r'^```(\w*)\n(.*?)^```$', re.MULTILINE | re.DOTALL)
RST_BLOCK = re.compile(r'^\.\. code-block:: (\w+)\n\n((?:   .*\n|\n)+)',
                       re.MULTILINE)
# Flash of a BMC, a disk, what a simulated BMC keeps
IMAGE_SIZES = {'.mtd': 64 << 20, 'host.img': 64 << 20, '.nv': 1 << 20}
# Of a client that is started without its server, which is no mistake
LONELY = 'Unable to connect character device'
DEVICE_TREE = '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; };'


class Failure(Exception):
    """A command line that does not do what its page promises."""


#
# Pages
#

def blocks(path):
    """Yield (kind, text) of each block of code in a page."""
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        text = file.read()
    pattern = MD_BLOCK if path.endswith('.md') else RST_BLOCK
    for match in pattern.finditer(text):
        yield match.group(1), match.group(2)


def lines(text):
    """Return the commands of a block, each as a list of words."""
    joined = text.replace('\\\n', ' ')
    found = [shlex.split(line, comments=True) for line in joined.split('\n')]
    return [words for words in found if words]


def program(words):
    """Name of the QEMU that a command starts, None if it is none."""
    name = os.path.basename(words[0])
    return name if name.startswith('qemu-system-') else None


def shell_lines(path):
    """All commands in the shell blocks of a page."""
    return [words for kind, text in blocks(path) if kind in ('sh', 'shell')
            for words in lines(text)]


def check_blocks(path):
    """No command of ours in a block that is not checked, none not ours."""
    for kind, text in blocks(path):
        if kind not in ('sh', 'shell'):
            for line in text.splitlines():
                if OURS.match(line.strip()):
                    raise Failure(f'in a block nobody checks: {line.strip()}')
    for words in shell_lines(path):
        if not program(words) and words[0] != './dev':
            raise Failure('cannot be checked: ' + ' '.join(words))


def check_numbers(path):
    """A page without lines would pass everything else."""
    names = [program(words) for words in shell_lines(path)]
    for name in PROGRAMS:
        if names.count(name) < PAGES[path]:
            raise Failure(f'{names.count(name)} lines of {name}')


#
# ./dev
#

def check_dev(words):
    """Verb and options are those that ./dev tells of."""
    usage = subprocess.run((os.path.join(ROOT, 'dev'),), text=True,
                           stdout=subprocess.PIPE, check=True).stdout
    verb, *arguments = words[1:]
    told = re.search(rf'^  {re.escape(verb)}\b(.*(?:\n {{8}}.*)*)', usage,
                     re.MULTILINE)
    if not told:
        raise Failure(f'./dev has no verb {verb}')
    known = re.findall(r'[\w-]+', told.group(1))
    for word in arguments:
        if word not in known:
            raise Failure(f'./dev {verb} does not know {word}')


#
# What the lines refer to
#

def make_kernel(path):
    """As much of a Linux image as QEMU for x86 looks at."""
    data = bytearray(16384)
    data[0x1f1] = 4
    data[0x202:0x208] = b'HdrS\x0c\x02'
    data[0x22c:0x230] = (0x7fffffff).to_bytes(4, 'little')
    with open(path, 'wb') as file:
        file.write(data)


def make_file(path, size=4096):
    """Zeros."""
    with open(path, 'wb') as file:
        file.truncate(size)


def make_dtb(path):
    """A device tree with nothing in it."""
    subprocess.run(('dtc', '-q', '-O', 'dtb', '-o', path, '-'), check=True,
                   input=DEVICE_TREE.encode())


class Sandbox:
    """A folder in which the files and sockets of the lines are."""

    def __init__(self, folder):
        self.folder = folder
        self.ports = {}

    def path(self, name):
        """Where a file of a command line is instead."""
        return os.path.join(self.folder, os.path.basename(name))

    def port(self, number):
        """The port that stands for another one: nobody uses it now."""
        if number not in self.ports:
            with socket.socket() as probe:
                probe.bind(('127.0.0.1', 0))
                self.ports[number] = str(probe.getsockname()[1])
        return self.ports[number]

    def file(self, option, name):
        """Make what an option refers to."""
        path = self.path(option + '-' + os.path.basename(name))
        if option == '-dtb':
            make_dtb(path)
        elif option == '-kernel':
            make_kernel(path)
        else:
            make_file(path, next((size for end, size in IMAGE_SIZES.items()
                                  if option == '-drive' and
                                  name.endswith(end)), 4096))
        return path

    def _part(self, option, part):
        key, _, value = part.partition('=')
        if option == '-drive' and key == 'file':
            return 'file=' + self.file(option, value)
        if option == '-chardev' and key == 'path':
            return 'path=' + self.path(value)
        if option == '-chardev' and key == 'port':
            return 'port=' + self.port(value)
        return part

    def words(self, words):
        """Return a command line that stays within the sandbox."""
        out = [PROGRAMS[program(words)]
               or os.path.join(OUT, program(words))]
        for option, word in zip(words, words[1:]):
            if option in ('-kernel', '-initrd', '-dtb'):
                word = self.file(option, word)
            elif option in ('-drive', '-chardev'):
                word = ','.join(self._part(option, part)
                                for part in word.split(','))
            out.append(word)
        return out


#
# QEMU
#

class Qemu:
    """A QEMU that a page tells to start; it stands still."""

    def __init__(self, sandbox, words, name):
        self.sock = sandbox.path(name + '.qmp')
        self.log = open(sandbox.path(name + '.log'), 'w+b')
        self.process = subprocess.Popen(
            sandbox.words(words) + [
                '-S', '-display', 'none',
                '-qmp', f'unix:{self.sock},server=on,wait=off'],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=self.log)
        self.stream = None

    def __enter__(self):
        try:
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.stream:
            self.stream.close()
        self.log.close()

    def said(self):
        """What QEMU printed, but for a server that is not there."""
        self.log.seek(0)
        text = self.log.read().decode(errors='replace')
        return '\n'.join(line for line in text.splitlines()
                         if LONELY not in line)

    def _gone(self):
        self.process.wait(PATIENCE)
        return Failure(f'ends at once: {self.said()}')

    def _connect(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise self._gone()
            try:
                link = socket.socket(socket.AF_UNIX)
                link.settimeout(PATIENCE)
                link.connect(self.sock)
            except OSError:
                link.close()
                time.sleep(0.05)
                continue
            with link:
                self.stream = link.makefile('rw')
            self._read()
            self.ask('qmp_capabilities')
            return
        raise Failure('does not come up')

    def _read(self):
        """One message of QMP; there is none if QEMU ends."""
        try:
            line = self.stream.readline()
        except ConnectionError:
            line = ''
        if not line:
            raise self._gone()
        return json.loads(line)

    def ask(self, command, **arguments):
        """Run a QMP command."""
        self.stream.write(json.dumps({'execute': command,
                                      'arguments': arguments}) + '\n')
        self.stream.flush()
        while True:
            answer = self._read()
            if 'return' in answer:
                return answer['return']
            if 'error' in answer:
                raise Failure(f'{command}: {answer["error"]}')

    def devices(self):
        """Types of the devices that came with -device."""
        return [entry['type'] for where in ('peripheral', 'peripheral-anon')
                for entry in self.ask('qom-list', path='/machine/' + where)]

    def connected(self):
        """Whether each socket of a command line has its peer."""
        return all('disconnected' not in chardev['filename']
                   for chardev in self.ask('query-chardev'))

    def end(self):
        """Let QEMU go; it must have nothing to complain about."""
        self.ask('quit')
        status = self.process.wait(PATIENCE)
        if status or self.said():
            raise Failure(f'status {status}: {self.said()}')


def check_devices(qemu, words):
    """What the line names is there."""
    named = [word.split(',')[0] for option, word in zip(words, words[1:])
             if option == '-device']
    if not named:
        raise Failure('a line without a device')
    there = qemu.devices()
    for name in named:
        if f'child<{name}>' not in there:
            raise Failure(f'no {name} in {there}')


def check_line(words):
    """One command line by itself."""
    with tempfile.TemporaryDirectory() as folder:
        with Qemu(Sandbox(folder), words, 'one') as qemu:
            check_devices(qemu, words)
            qemu.end()


def sockets(words, server):
    """Sockets that a line listens on, or connects to."""
    found = set()
    for option, word in zip(words, words[1:]):
        parts = word.split(',')
        if option == '-chardev' and ('server=on' in parts) == server:
            found.update(part for part in parts
                         if part.startswith(('path=', 'port=')))
    return found


def pairs(commands):
    """The last server before each client that connects to it."""
    for at, client in enumerate(commands):
        for server in reversed(commands[:at]):
            if sockets(client, False) & sockets(server, True):
                yield server, client
                break


def check_pair(server, client, patience=PATIENCE):
    """Two command lines: the second machine reaches the first."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(folder)
        with Qemu(sandbox, server, 'server') as one, \
                Qemu(sandbox, client, 'client') as two:
            end = time.monotonic() + patience
            while not (one.connected() and two.connected()):
                if time.monotonic() > end:
                    raise Failure('they do not connect')
                time.sleep(0.05)
            two.end()
            one.end()


#
# The checks themselves
#

def must_fail(reason, function, *args):
    """A check that passes here would pass anything."""
    try:
        function(*args)
    except Failure as failure:
        if reason not in str(failure):
            raise Failure(f'for another reason: {failure}') from failure
        return
    raise Failure('not noticed')


def changed(words, old, new):
    """A command line with a mistake in it."""
    out = [word.replace(old, new) for word in words]
    if out == words:
        raise Failure(f'no {old} in {words}')
    return out


def without_device(words, name):
    """A command line that lacks a device."""
    at = [i for i, word in enumerate(words) if word.startswith(name)][0]
    return words[:at - 1] + words[at + 1:]


def controls(server, client):
    """(name, reason, check, arguments): mistakes that must be found."""
    yield ('a wrong property', "'isa-ipmi-bt.bcm' not found", check_line,
           changed(client, 'bmc=', 'bcm='))
    yield ('a BMC without interface', 'stays idle', check_line,
           without_device(client, 'isa-ipmi-bt'))
    yield ('another responder', 'responder', check_line,
           changed(server, '/machine/soc/ibt', '/machine/soc/lpc'))
    yield ('another socket', 'do not connect', check_pair, server,
           changed(client, 'ipmi.sock', 'other.sock'), 1)
    yield 'an unknown verb', 'no verb', check_dev, ['./dev', 'destroy']
    for word in ('--quick', 'kcs-npcm'):
        yield (f'an unknown word, {word}', 'does not know', check_dev,
               ['./dev', 'demo', word])


def check_commands(source):
    """The page lists what the simulated BMC has."""
    wrong = simulator.differences(source, simulator.by_page(ROOT))
    if wrong:
        raise Failure(f'commands in one, not in the other: {wrong}')


def cases():
    """Yield (name, check, arguments) of everything to check."""
    all_pairs = []
    for path in PAGES:
        commands = shell_lines(path)
        yield f'{path}: blocks', check_blocks, (path,)
        yield f'{path}: number of lines', check_numbers, (path,)
        for number, words in enumerate(commands, 1):
            check = check_line if program(words) else check_dev
            yield (f'{path}: line {number}, {" ".join(words[:3])}', check,
                   (words,))
        found = list(pairs([words for words in commands if program(words)]))
        all_pairs += found
        for number, pair in enumerate(found, 1):
            yield f'{path}: pair {number} connects', check_pair, pair
    source = simulator.by_source(ROOT)
    yield 'commands of the simulated BMC', check_commands, (source,)
    yield ('found: another command', must_fail,
           ('04/99', check_commands, {**source, 4: source[4] | {0x99}}))
    over_bt = [pair for pair in all_pairs if any(
        '/machine/soc/ibt' in word for word in pair[0])]
    for name, *rest in controls(*over_bt[-1]):
        yield f'found: {name}', must_fail, rest


def run(function, *args):
    """Return what went wrong in a check, '' if nothing."""
    try:
        function(*args)
    except Failure as failure:
        return str(failure)
    except (OSError, ValueError, subprocess.SubprocessError):
        return traceback.format_exc()
    return ''


def main():
    """Print TAP."""
    todo = list(cases())
    print(f'1..{len(todo)}')
    failed = 0
    for number, (name, check, args) in enumerate(todo, 1):
        fault = run(check, *args)
        failed += bool(fault)
        print('not ok' if fault else 'ok', number, '-', name, flush=True)
        for line in fault.splitlines():
            print('#', line, flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
