# SPDX-License-Identifier: GPL-2.0-or-later
"""A test is a function; a failed assertion or any exception fails it."""

import os
import shutil
import subprocess
import sys
import tempfile
import traceback

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, 'build')
BASE = os.path.join(BUILD, 'base')

sys.path.insert(0, os.path.join(ROOT, 'scripts', 'dev'))


def run(tests):
    """Run [(name, function)] and print TAP; each gets an empty folder."""
    print(f'1..{len(tests)}', flush=True)
    for number, (name, test) in enumerate(tests, 1):
        folder = tempfile.mkdtemp(prefix='tooling-', dir=BUILD)
        try:
            test(folder)
            word = 'ok'
        except Exception:  # whatever it is, the others still run
            traceback.print_exc(file=sys.stderr)
            word = 'not ok'
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(f'{word} {number} - {name}', flush=True)


def named(module):
    """Return the tests of a module: functions called test_*."""
    return [(name[5:].replace('_', ' '), value)
            for name, value in list(vars(module).items())
            if name.startswith('test_')]


def write(path, text):
    """Write a file, with the folders above it."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def read(path):
    """Return the text of a file."""
    with open(path, encoding='utf-8') as file:
        return file.read()


def equal(one, two):
    """Assert that two values are the same and show them if not."""
    assert one == two, f'{one!r} is not {two!r}'


def contains(text, *parts):
    """Assert that a text has all parts in it."""
    for part in parts:
        assert part in text, f'{part!r} is not in {text!r}'


def command(*args, **kwargs):
    """Run a command; return it with status, stdout and stderr."""
    kwargs.setdefault('timeout', 300)
    return subprocess.run(args, text=True, check=False, errors='replace',
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, **kwargs)


def git(folder, *args):
    """Run git in a folder; return its output."""
    who = {'GIT_AUTHOR_NAME': 'Test', 'GIT_AUTHOR_EMAIL': 'test@localhost',
           'GIT_COMMITTER_NAME': 'Test', 'GIT_CONFIG_GLOBAL': '/dev/null',
           'GIT_COMMITTER_EMAIL': 'test@localhost'}
    done = command('git', '-C', folder, *args, env={**os.environ, **who})
    assert not done.returncode, f'git {args}: {done.stderr}'
    return done.stdout


def copy_repository(folder):
    """Copy this repository's files into a new one."""
    names = git(ROOT, 'ls-files', '-z', '--cached', '--others',
                '--exclude-standard')
    for name in names.split('\0'):
        source = os.path.join(ROOT, name)
        if name and os.path.exists(source):
            target = os.path.join(folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(source, target)
    git(folder, 'init', '-q')
    git(folder, 'add', '-A')
    git(folder, 'commit', '-q', '-m', 'copy')
