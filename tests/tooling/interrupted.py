# SPDX-License-Identifier: GPL-2.0-or-later
"""Steps of ./dev that are killed in the middle, and run again."""

import os
import signal

import tap
from sandbox import TREE, Sandbox, fake_apt, fake_source, make_package

SOURCE = ('scripts/dev/build.sh', 'source')


def dying(signame, half, whole):
    """A script that does half and kills all of ./dev, and later the whole."""
    return (f'if [ ! -e "$0.died" ]; then touch "$0.died"; {half}; '
            f'kill -{signame} 0; sleep 10; fi; {whole}')


def make_box(folder):
    """A copy that runs in a process group of its own, to be killed whole."""
    box = Sandbox(folder)
    box.how = {'start_new_session': True,
               'preexec_fn': lambda: signal.signal(signal.SIGINT,
                                                   signal.SIG_DFL)}
    return box


def is_killed(box, signame, *args):
    """The run ends by that signal, not by itself."""
    done = box.run(*args)
    tap.equal(done.returncode, -getattr(signal, 'SIG' + signame))


def succeeds(box, *args):
    """The run ends well."""
    done = box.run(*args)
    assert not done.returncode, done.stderr


def get_package(name):
    return ('scripts/dev/debs.sh', 'amd64', 'build/tools/' + name, name)


def interrupted_download(folder, signame):
    """Half a package is never taken for a package."""
    box = make_box(folder)
    for name in ('one', 'two'):
        make_package(box, name)
    fake_apt(box, install='for name; do :; done; '
             'echo "Inst $name (1 Debian [amd64])"',
             download=dying(signame, 'echo half > one_1_amd64.deb',
                            'for file; do :; done; '
                            f'cp "{box.bin}/${{file%=1}}_1_amd64.deb" .'))
    is_killed(box, signame, *get_package('one'))
    for name in ('two', 'one'):
        succeeds(box, *get_package(name))
        tap.equal(tap.read(os.path.join(box.root, 'build/tools', name,
                                        'file-of-' + name)), name)


def test_a_package_download_that_is_interrupted(folder):
    """As by Ctrl-C."""
    interrupted_download(folder, 'INT')


def test_a_package_download_that_is_killed(folder):
    """Nothing can tidy up."""
    interrupted_download(folder, 'KILL')


def check_source(box):
    """The next run gets the whole tree, and fails later: no Meson there."""
    tap.contains(box.run(*SOURCE).stderr, 'cannot resolve meson')
    assert os.path.exists(box.base('..', '.base-stamp'))
    tap.equal(tap.read(box.base('VERSION')), '10.0.99\n')
    assert not os.path.exists(box.base('half'))
    tap.equal([name for name in os.listdir(os.path.join(box.root, 'build'))
               if name.startswith('base')], ['base'])


def test_a_source_download_that_is_killed(folder):
    """The next one starts where apt can go on."""
    box = make_box(folder)
    fake_source(box, dying('KILL', 'echo half > file', 'echo all > file'),
                TREE)
    is_killed(box, 'KILL', *SOURCE)
    assert not os.path.exists(box.base())
    check_source(box)


def test_an_unpacking_that_is_interrupted(folder):
    """Half a tree is thrown away."""
    box = make_box(folder)
    fake_source(box, 'true',
                dying('INT', 'mkdir -p "$tree/half"', TREE))
    is_killed(box, 'INT', *SOURCE)
    assert not os.path.exists(box.base())
    check_source(box)


def configure_script(box, text):
    """A source tree whose configure runs in the product's folder."""
    path = os.path.join(box.root, 'build', 'tree', 'configure')
    tap.write(path, '#!/bin/sh\necho >> ../runs\n' + text + '\n')
    os.chmod(path, 0o755)
    tap.write(os.path.join(box.root, 'build', '.base-stamp'), 'debian\n')
    script = os.path.join(box.root, 'scripts/dev/configure-alone')
    tap.write(script, '#!/bin/bash\n' + ''.join(
        f'. {box.root}/scripts/dev/{name}.sh\n' for name in ('lib', 'base',
                                                             'qemu')) +
        'VENV=none\nconfigure_qemu "$BUILD/tree" "$BUILD/out"\n')
    os.chmod(script, 0o755)
    return 'scripts/dev/configure-alone'


def interrupted_configure(folder, signame):
    """Half a configuration looks like a whole one, and is not taken."""
    box = make_box(folder)
    script = configure_script(box, dying(
        signame, 'echo > build.ninja; echo > half', 'echo > build.ninja'))
    is_killed(box, signame, script)
    succeeds(box, script)
    tap.equal(sorted(os.listdir(os.path.join(box.root, 'build/out'))),
              ['.dev-stamp', 'build.ninja'])
    succeeds(box, script)
    tap.equal(tap.read(os.path.join(box.root, 'build/runs')), '\n\n')


def test_a_configure_that_is_interrupted(folder):
    """As by Ctrl-C."""
    interrupted_configure(folder, 'INT')


def test_a_configure_that_is_killed(folder):
    """Nothing can tidy up."""
    interrupted_configure(folder, 'KILL')
