#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""./dev itself: what it refuses, what it repeats, what it counts."""

import fcntl
import os
import pathlib
import re
import resource
import shutil
import sys

import interrupted
import sanitized
import tap
from sandbox import SUBPROJECTS, TREE, Sandbox, fake_qemu, fake_source

VERBS = ('demo', 'test', 'build', 'bench', 'series')
COMPILES = re.compile(r'Compiling C object \S*?(\w+)\.c\.o')


def state(top):
    """Everything in a tree: names, times, contents."""
    return {path: (os.stat(path).st_mtime_ns, pathlib.Path(path).read_bytes())
            for folder, _, names in os.walk(top)
            for path in (os.path.join(folder, name) for name in names)}


def test_dev_alone_prints_its_verbs(_):
    """And succeeds."""
    done = tap.command(os.path.join(tap.ROOT, 'dev'))
    tap.equal(done.returncode, 0)
    tap.contains(done.stdout, *VERBS)


def test_an_unknown_verb_is_refused(folder):
    """As is an unknown suite, or one build too many."""
    box = Sandbox(folder)
    box.refuses('no verb fly', args=('dev', 'fly'))
    box.refuses('no such suite: fly', args=('dev', 'test', 'fly'))
    for words in (('fly',), ('ours', 'base')):
        box.refuses('usage: ./dev build', args=('dev', 'build', *words))
    assert not os.path.exists(os.path.join(box.root, 'build'))


def test_an_unknown_demo_is_refused(folder):
    """Before anything is built, and with the names that there are."""
    box = Sandbox(folder)
    for args in (('kcs-vax',), ('bt-aspeed', 'kcs-aspeed'), ('--quick',)):
        done = box.run('dev', 'demo', *args)
        assert done.returncode, 'status 0'
        tap.contains(done.stderr, args[-1])
    assert not os.path.exists(os.path.join(box.root, 'build'))
    done = box.run('dev', 'demo', '--help')
    tap.equal(done.returncode, 0)
    tap.contains(done.stdout, 'bt-aspeed', 'kcs-aspeed', 'kcs-npcm7xx')
    assert not os.path.exists(os.path.join(box.root, 'build'))


def test_a_wrong_option_of_the_benchmark_is_refused(folder):
    """Before anything is built."""
    box = Sandbox(folder)
    done = box.run('dev', 'bench', '--sizes', 'many')
    assert done.returncode, 'status 0'
    tap.contains(done.stderr, "'many'")
    done = box.run('dev', 'bench', '--help')
    tap.equal(done.returncode, 0)
    tap.contains(done.stdout, '--repeats')
    assert not os.path.exists(os.path.join(box.root, 'build'))


def test_another_architecture_is_refused(folder):
    """Named in the message."""
    box = Sandbox(folder)
    box.fake('uname', '[ "$1" = -m ] && echo riscv64 || echo Linux')
    box.refuses('x86_64', 'riscv64')


def test_another_system_is_refused(folder):
    """Named in the message, with what is supported."""
    release = os.path.join(folder, 'os-release')
    tap.write(release, 'ID=plan9\nVERSION_ID=4\n')
    Sandbox(folder).refuses('Debian 12 and 13', 'plan9 4',
                            OS_RELEASE=release)


def test_missing_root_rights_are_named(folder):
    """Packages are missing and we may not install them."""
    box = Sandbox(folder)
    box.fake('dpkg-query', 'echo "installed git"')
    box.fake('id', 'echo 1000')
    box.refuses('root rights', 'ninja-build', 'apt-get install')


def test_packages_that_cannot_be_installed_are_named(folder):
    """No network where the machine's own packages come from."""
    box = Sandbox(folder)
    box.fake('dpkg-query', 'echo "installed git"')
    box.fake('id', 'echo 0')
    box.fake('apt-get', 'echo "E: Unable to fetch some archives" >&2; '
             'exit 100')
    box.refuses('cannot install', 'Unable to fetch')


def test_a_full_disk_is_named(folder):
    """Before anything is written, with both numbers."""
    box = Sandbox(folder)
    box.fake('df', 'echo head; echo dev 1 1 77 1% /')
    box.refuses('disk full', '6000 MiB', '77 MiB')
    os.mkdir(os.path.join(box.root, 'build', 'out'))
    box.refuses('disk full', '200 MiB', '77 MiB')


def test_a_disk_that_fills_up_is_named(folder):
    """Whatever was being copied, and however many files it has."""
    base, tree = os.path.join(folder, 'base'), os.path.join(folder, 'tree')
    os.makedirs(os.path.join(folder, 'root', 'series'))
    for name in ('one', 'two'):
        tap.write(os.path.join(base, name), 'x' * 5000)
    done = tap.command(
        os.path.join(tap.ROOT, 'scripts/dev/assemble.py'),
        os.path.join(folder, 'root'), base, tree,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE,
                                              (1000, 1000)))
    assert done.returncode, 'status 0'
    tap.equal(len(done.stderr.splitlines()), 2)
    tap.contains(done.stderr.splitlines()[1], 'dev: ', 'File too large')


def test_a_folder_that_cannot_be_written_is_named(folder):
    """By the tests too, which begin before anything is built."""
    box = Sandbox(folder)
    tap.write(os.path.join(box.root, 'build'), 'a file')
    for verb in ('build', 'test', 'demo', 'bench', 'series'):
        box.refuses(os.path.join(box.root, 'build'), args=('dev', verb))


def test_a_missing_network_is_named(folder):
    """Nothing fetched yet, and apt reaches nobody."""
    box = Sandbox(folder)
    box.fake('apt-get', 'case "$*" in *indextargets*) echo stable x: ;; '
             '*) echo "E: no route" >&2; exit 100 ;; esac')
    box.refuses('no network', 'update.log')


def test_another_version_is_refused(folder):
    """Both versions are in the message."""
    source = fake_qemu(folder, '9.2.0')
    Sandbox(folder).refuses('9.2.0', '10.0.x', QEMU_SRC=source)


def test_what_is_no_qemu_is_refused(folder):
    """An empty folder, and none at all."""
    box = Sandbox(folder)
    box.refuses('not a QEMU source tree', QEMU_SRC=box.bin)
    box.refuses('no such directory', QEMU_SRC=folder + '/none')


def test_qemu_src_is_copied_and_never_changed(folder):
    """A change in it arrives; the tree itself stays as it was."""
    box, source = Sandbox(folder), fake_qemu(folder, '10.0.99')
    script = ('scripts/dev/build.sh', 'source')
    before = state(source)
    done = box.run(*script, QEMU_SRC=source)
    assert not done.returncode, done.stderr
    tap.equal(tap.read(box.base('VERSION')), '10.0.99\n')
    tap.equal(state(source), before)
    tap.write(os.path.join(source, 'hw', 'core', 'qdev.c'), 'other\n')
    box.run(*script, QEMU_SRC=source)
    tap.equal(tap.read(box.base('hw', 'core', 'qdev.c')), 'other\n')
    stamp = os.stat(box.base()).st_ctime_ns
    box.run(*script, QEMU_SRC=source)
    tap.equal(os.stat(box.base()).st_ctime_ns, stamp)


def test_a_git_checkout_gives_its_tracked_files(folder):
    """Products of a build within the checkout stay there."""
    box, source = Sandbox(folder), fake_qemu(folder, '10.0.99')
    tap.git(source, 'init', '-q')
    tap.git(source, 'add', 'VERSION', 'hw')
    tap.write(os.path.join(source, 'product.o'), 'x')
    done = box.run('scripts/dev/build.sh', 'source', QEMU_SRC=source)
    assert not done.returncode, done.stderr
    assert os.path.exists(box.base('subprojects', 'keycodemapdb', 'x'))
    assert not os.path.exists(box.base('product.o'))
    assert not os.path.exists(box.base('.git'))


def test_a_fresh_checkout_gets_its_subprojects(folder):
    """Debian's source has what a checkout fetches; it stays as it was."""
    box, source = Sandbox(folder), fake_qemu(folder, '10.0.99')
    fake_source(box, 'true', TREE)
    shutil.rmtree(os.path.join(source, 'subprojects'))
    tap.write(os.path.join(source, 'subprojects', 'keycodemapdb.wrap'), 'x\n')
    tap.git(source, 'init', '-q')
    tap.git(source, 'add', '.')
    tap.git(source, 'update-index', '--add', '--cacheinfo',
            f'160000,{"1" * 40},roms/seabios')
    os.makedirs(os.path.join(source, 'roms', 'seabios'))
    before = state(source)
    box.run('scripts/dev/build.sh', 'source', QEMU_SRC=source)
    for name in SUBPROJECTS:
        tap.equal(tap.read(box.base('subprojects', name, 'x')), 'debian\n')
    tap.equal(tap.read(box.base('hw', 'core', 'qdev.c')), 'one\n')
    tap.equal(state(source), before)


def test_an_interrupted_copy_starts_clean(folder):
    """Half a tree without a stamp is not taken for a tree."""
    box, source = Sandbox(folder), fake_qemu(folder, '10.0.99')
    for name in ('base', 'base.new'):
        tap.write(os.path.join(box.root, 'build', name, 'half'), 'x')
    done = box.run('scripts/dev/build.sh', 'source', QEMU_SRC=source)
    assert not done.returncode, done.stderr
    assert not os.path.exists(box.base('half'))
    assert not os.path.exists(box.base('..', 'base.new'))


def compiled():
    """Build both emulators in build/out; return what was compiled."""
    done = tap.command('ninja', '-C', os.path.join(tap.BUILD, 'out'),
                       'qemu-system-x86_64', 'qemu-system-arm')
    assert not done.returncode, done.stdout[-2000:]
    return COMPILES.findall(done.stdout)


def assemble_from(root):
    """Bring build/qemu in line with a repository."""
    done = tap.command(os.path.join(tap.ROOT, 'scripts/dev/assemble.py'),
                       root, tap.BASE, os.path.join(tap.BUILD, 'qemu'))
    assert not done.returncode, done.stderr
    return done.stderr


def check_incremental(copy):
    """One file changes in the copy; it alone is compiled."""
    file = os.path.join(copy, 'hw', 'ipmi', 'bmc', 'extern.c')
    assemble_from(copy)
    compiled()
    tap.equal(compiled(), [])
    tap.write(file, tap.read(file) + '\n/* A change */\n')
    tap.contains(assemble_from(copy), '1 source files changed')
    tap.equal(compiled(), ['hw_ipmi_bmc_extern'])


def test_one_changed_file_is_compiled_alone(folder):
    """Nothing to compile before, one file after."""
    copy = os.path.join(folder, 'copy')
    with open(os.path.join(tap.BUILD, '.lock-build'), 'w',
              encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        tap.copy_repository(copy)
        try:
            check_incremental(copy)
        finally:
            assemble_from(tap.ROOT)
            compiled()


def run_suites(folder, *rows):
    """Run a table of made-up suites; return status and output."""
    box = Sandbox(folder)
    tap.write(os.path.join(box.root, 'scripts/dev/suites'),
              '\n'.join(rows) + '\n')
    done = box.run('dev', 'test')
    return done.returncode, done.stdout


def test_good_suites_add_up(folder):
    """The last line counts all of them, skips apart."""
    status, text = run_suites(
        folder, 'a | - | 1 | printf "ok 1 - x\\nok 2 - y\\n1..2\\n"',
        'b | - | 1 | printf "1..2\\nok 1\\nok 2 - z # SKIP no z here\\n"')
    tap.equal(text.splitlines()[-1], '3 passed, 0 failed')
    tap.contains(text, 'skipped: b: z: no z here')
    tap.equal(status, 0)


def test_the_tests_bring_python_where_it_is_missing(folder):
    """Once; what is there is not asked for again."""
    box, python = Sandbox(folder), os.path.join(folder, 'python3')
    dev = os.path.join(box.root, 'dev')
    tap.write(dev, tap.read(dev).replace('/usr/bin/python3', python))
    tap.write(os.path.join(box.root, 'scripts/dev/suites'),
              'a | - | 1 | printf "1..1\\nok 1 - x\\n"\n')
    box.fake('dpkg-query', 'echo "installed git"')
    box.fake('id', 'echo 0')
    box.fake('df', 'echo head; echo dev 1 1 9999 1% /')
    box.fake('apt-get', f'echo "$*" >&2; ln -s {sys.executable} {python}')
    done = box.run('dev', 'test')
    tap.equal(done.stdout.splitlines()[-1], '1 passed, 0 failed')
    tap.contains(tap.read(os.path.join(box.root, 'build/packages.log')),
                 'install', ' python3 ')
    box.fake('dpkg-query', f'rm {python}')
    done = box.run('dev', 'test')
    tap.equal(done.stdout.splitlines()[-1], '1 passed, 0 failed')
    assert os.path.exists(python), 'packages were looked for'


def bad_suite(folder, command, *words):
    """A suite beside a good one; its failure must show."""
    status, text = run_suites(
        folder, 'good | - | 1 | printf "1..1\\nok 1\\n"',
        f'bad | - | 0.05 | {command}')
    tap.equal(text.splitlines()[-1], '1 passed, 1 failed')
    tap.contains(text, *words)
    assert status, 'status 0'


def test_a_failed_case_is_shown_with_its_log(folder):
    """Its name and what it printed before."""
    bad_suite(folder, 'printf "1..1\\n# because\\nnot ok 1 - x\\n"',
              'FAILED: bad: x', '# because')


def test_a_suite_without_a_plan_fails(folder):
    """Silence is not success."""
    bad_suite(folder, 'true', 'printed no plan')


def test_a_suite_that_stops_early_fails(folder):
    """Planned two, did none, and ended with status 0."""
    bad_suite(folder, 'printf "1..2\\n"', '0 results of 2')


def test_a_suite_that_dies_fails(folder):
    """All its results were good."""
    bad_suite(folder, 'printf "1..0\\n"; kill -9 $$', 'signal 9')


def test_a_suite_that_hangs_fails(folder):
    """Its time limit ends it."""
    bad_suite(folder, 'printf "1..0\\n"; sleep 100', 'time limit')


def test_nothing_passed_is_a_failure(folder):
    """All skipped, none failed."""
    status, text = run_suites(
        folder, 'a | - | 1 | printf "1..1\\nok 1 - x # SKIP why\\n"')
    tap.equal(text.splitlines()[-1], '0 passed, 0 failed')
    assert status, 'status 0'


if __name__ == '__main__':
    tap.run(tap.named(sys.modules[__name__]) + tap.named(interrupted)
            + tap.named(sanitized))
