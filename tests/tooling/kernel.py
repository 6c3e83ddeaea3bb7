#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The BMC's kernel, kernel.sh: what it builds again and when, and what it
says. A source of a few lines stands in for Linux."""

import os
import subprocess
import sys

import dev
import tap

PACKAGE = 'linux-source-6.12'
# Takes what it is asked for, but not CONFIG_LOST; builds what it is told to
MAKEFILE = '''
allnoconfig:
\tgrep -v LOST $(KCONFIG_ALLCONFIG) > .config
Image: arch/arm/boot/Image
arch/arm/boot/Image: .config hello.c
\t@echo '  CC      hello.o'
\t@$(if $(wildcard broken),echo "hello.c:1: error: no luck" && exit 1,)
\t@mkdir -p arch/arm/boot && cat .config > $@
\t@echo built >> ../count
%.dtb:
\t@mkdir -p arch/arm/boot/dts/$(dir $@)
\t@echo tree > arch/arm/boot/dts/$@
'''


class Kernel(dev.Sandbox):
    """A repository with a package that needs no network."""

    def __init__(self, folder):
        super().__init__(folder)
        self.work = os.path.join(self.root, 'build', 'kernel')
        self.out = os.path.join(self.root, 'build', 'out-kernel')
        self.config = os.path.join(folder, 'small.config')
        tap.write(self.config, '# A comment\nCONFIG_ONE=y\n')
        self.package('1.0')

    def package(self, version):
        """A version of the package, as debs.sh leaves it."""
        place = os.path.join(self.work, 'package')
        tap.write(os.path.join(place, '.debs'), f'# all deps=none {PACKAGE}\n'
                  f'{PACKAGE} {version}\n')
        tree = os.path.join(self.root, 'build', 'made', PACKAGE)
        tap.write(os.path.join(tree, 'Makefile'), MAKEFILE)
        tap.write(os.path.join(tree, 'hello.c'), version)
        tap.write(os.path.join(tree, 'sound', 'left-out.c'), '')
        archive = os.path.join(place, 'usr', 'src', PACKAGE + '.tar.xz')
        os.makedirs(os.path.dirname(archive), exist_ok=True)
        subprocess.run(['tar', '-C', os.path.dirname(tree), '-cJf', archive,
                        PACKAGE], check=True)

    def arguments(self):
        """What the lab calls."""
        return ('scripts/dev/kernel.sh', self.config, self.out,
                'maker/board.dtb')

    def make(self):
        """Run it; return what it said."""
        done = self.run(*self.arguments())
        assert not done.returncode, done.stderr
        return done.stderr

    def builds(self):
        """How often the kernel was built."""
        return len(tap.read(os.path.join(self.work, 'count')).split())

    def source(self, *names):
        """A file of the unpacked source."""
        return os.path.join(self.work, 'source', *names)


def test_a_kernel_is_built_once(folder):
    """With its device tree, and what it was made from."""
    box = Kernel(folder)
    tap.contains(box.make(), 'unpacking', 'building', 'hello.o')
    tap.equal(sorted(os.listdir(box.out)),
              ['.stamp', 'Image', 'board.dtb', 'config'])
    tap.contains(tap.read(os.path.join(box.out, 'Image')), 'CONFIG_ONE=y')
    assert not os.path.exists(box.source('sound', 'left-out.c'))
    tap.equal(box.make(), '')
    tap.equal(box.builds(), 1)


def test_another_configuration_is_another_kernel(folder):
    """In the source that is there already."""
    box = Kernel(folder)
    box.make()
    tap.write(box.config, 'CONFIG_TWO=y\n')
    assert 'unpacking' not in box.make()
    tap.equal(tap.read(os.path.join(box.out, 'Image')), 'CONFIG_TWO=y\n')
    tap.equal(box.builds(), 2)


def test_another_version_is_another_kernel(folder):
    """In a source of its own."""
    box = Kernel(folder)
    box.make()
    box.package('1.1')
    tap.contains(box.make(), 'unpacking', '1.1')
    tap.equal(tap.read(box.source('hello.c')), '1.1')
    tap.equal(box.builds(), 2)


def test_a_failed_build_goes_on(folder):
    """It names the error; the next run does not start afresh."""
    box = Kernel(folder)
    box.make()
    tap.write(box.config, 'CONFIG_TWO=y\n')
    tap.write(box.source('broken'), '')
    box.refuses('does not build', 'error: no luck', args=box.arguments())
    tap.contains(tap.read(os.path.join(box.out, 'config')), 'CONFIG_ONE=y')
    os.unlink(box.source('broken'))
    assert 'unpacking' not in box.make()
    tap.equal(box.builds(), 2)


def test_half_a_source_starts_clean(folder):
    """Interrupted while it was unpacked."""
    box = Kernel(folder)
    for name in ('source', 'source.new'):
        tap.write(os.path.join(box.work, name, 'half'), 'x')
    box.make()
    assert not os.path.exists(box.source('half'))


def test_an_option_that_is_not_taken_is_named(folder):
    """Linux drops what it does not know or what lacks something."""
    box = Kernel(folder)
    tap.write(box.config, 'CONFIG_ONE=y\nCONFIG_LOST=y\n')
    box.refuses('small.config', 'CONFIG_LOST=y', args=box.arguments())


def test_what_is_missing_is_named(folder):
    """The configuration, the compiler, space on the disk."""
    box = Kernel(folder)
    script, _, *rest = box.arguments()
    box.refuses('cannot read', 'none', args=(script, folder + '/none', *rest))
    box.fake('df', 'echo head; echo dev 1 1 77 1% /')
    box.refuses('disk full', '77 MiB', args=box.arguments())
    for name in ('bash', 'env', 'dirname', 'realpath', 'flock', 'mkdir'):
        os.symlink(f'/usr/bin/{name}', os.path.join(box.bin, name))
    done = tap.command(os.path.join(box.root, script), *box.arguments()[1:],
                       env={'PATH': box.bin})
    tap.contains(done.stderr, 'gcc is not installed')
    assert done.returncode, 'status 0'


if __name__ == '__main__':
    tap.run(tap.named(sys.modules[__name__]))
