# SPDX-License-Identifier: GPL-2.0-or-later
"""A copy of this repository, on a machine that is not what it seems."""

import os

import tap

SUBPROJECTS = ('keycodemapdb', 'berkeley-softfloat-3', 'berkeley-testfloat-3')
# What a shell does to unpack a made-up source of QEMU to $tree
TREE = ('mkdir -p "$tree/hw/core" "$tree/subprojects"; '
        'echo 10.0.99 > "$tree/VERSION"; echo > "$tree/hw/core/qdev.c"; '
        f'for name in {" ".join(SUBPROJECTS)}; do '
        'mkdir -p "$tree/subprojects/$name"; '
        'echo debian > "$tree/subprojects/$name/x"; done')


class Sandbox:
    """A copy of this repository with a PATH that lies about the machine."""

    def __init__(self, folder):
        self.root = os.path.join(folder, 'copy')
        self.bin = os.path.join(folder, 'bin')
        self.how = {}   # further arguments of subprocess.run()
        tap.copy_repository(self.root)
        os.makedirs(self.bin)

    def fake(self, name, text):
        """Put a script of our own in front of a command."""
        path = os.path.join(self.bin, name)
        tap.write(path, '#!/bin/sh\n' + text + '\n')
        os.chmod(path, 0o755)

    def run(self, *args, **env):
        """Run ./dev of the copy, or a script of it."""
        program = os.path.join(self.root, args[0])
        path = self.bin + ':' + os.environ['PATH']
        clean = {name: value for name, value in os.environ.items()
                 if name != 'QEMU_SRC'}
        return tap.command(program, *args[1:], cwd=self.root,
                           env={**clean, 'PATH': path, **env}, **self.how)

    def refuses(self, *words, args=('dev', 'build'), **env):
        """It fails with one line on stderr that has these words."""
        done = self.run(*args, **env)
        lines = [line for line in done.stderr.splitlines()
                 if not line.startswith('== ')]
        tap.equal(len(lines), 1)
        tap.contains(lines[0], *words)
        assert done.returncode, 'status 0'

    def base(self, *names):
        """Path within the copy's build/base."""
        return os.path.join(self.root, 'build', 'base', *names)


def fake_qemu(folder, version):
    """Just enough of a tree to be taken for QEMU's source."""
    top = os.path.join(folder, 'qemu-source')
    tap.write(os.path.join(top, 'VERSION'), version + '\n')
    tap.write(os.path.join(top, 'hw', 'core', 'qdev.c'), 'one\n')
    tap.write(os.path.join(top, 'subprojects', 'keycodemapdb', 'x'), 'x\n')
    return top


def fake_apt(box, **commands):
    """An archive that answers; what it does for a command is given."""
    cases = ''.join(f'*" {word} "*) {text} ;; '
                    for word, text in commands.items())
    box.fake('apt-get', 'case "$* " in *indextargets*) echo stable x: ;; '
             f'*" update "*) ;; {cases}*) exit 100 ;; esac')


def make_package(box, name):
    """A package in the made-up archive, with one file in it."""
    top = os.path.join(box.root, 'build', 'make', name)
    tap.write(os.path.join(top, 'DEBIAN', 'control'),
              f'Package: {name}\nVersion: 1\nArchitecture: amd64\n'
              'Maintainer: nobody <nobody@localhost>\nDescription: none\n')
    tap.write(os.path.join(top, 'file-of-' + name), name)
    file = os.path.join(box.bin, f'{name}_1_amd64.deb')
    done = tap.command('dpkg-deb', '-b', top, file)
    assert not done.returncode, done.stderr


def fake_source(box, download, unpack):
    """A made-up source package of QEMU."""
    fake_apt(box, source=download)
    box.fake('apt-cache', 'echo "Version: 1:10.0.99+ds-1"')
    box.fake('dpkg-source', 'for tree; do :; done; ' + unpack)
