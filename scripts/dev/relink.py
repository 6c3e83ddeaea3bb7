# SPDX-License-Identifier: GPL-2.0-or-later
"""Link the emulators of build/out again, with our objects instrumented.

All of QEMU's own objects are taken as they are: a sanitizer then watches
our code and every allocation, for the price of our files and of a link. A
build of QEMU with sanitizers would cost a hundred times that.
"""

import json
import os
import shlex
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.join(ROOT, 'build')
OUT = os.path.join(BUILD, 'out')
OURS = 'hw/ipmi/'
EMULATORS = ('qemu-system-x86_64', 'qemu-system-arm')
SANITIZE = ('-fsanitize=address,undefined',)
COMPILE = (*SANITIZE, '-fno-sanitize-recover=all',
           '-fno-omit-frame-pointer', '-O1')
RULES = """\
ninja_required_version = 1.8
builddir = {folder}
rule cc
  command = $cmd
  depfile = $out.d
  deps = gcc
  description = sanitized $out
rule link
  command = $cmd
  description = linking $out
"""


def commands():
    """Return how build/out makes each of its files: {output: entry}."""
    text = subprocess.run(('ninja', '-t', 'compdb', '-x'), cwd=OUT,
                          stdout=subprocess.PIPE, check=True).stdout
    return {entry['output']: entry for entry in json.loads(text)}


def statement(rule, output, inputs, words):
    """Return a build statement of Ninja."""
    line = shlex.join(words).replace('$', '$$')
    return (f'build {output}: {rule} {" ".join(inputs)}\n'
            f'  cmd = {line}\n')


def compiling(entry, output, source):
    """Return the statement that makes an instrumented object."""
    old = entry['output']
    moved = {old: output, old + '.d': output + '.d', entry['file']: source}
    words = [moved.get(word, word) for word in shlex.split(entry['command'])]
    # Behind the others, so that it counts
    words[-2:-2] = (*COMPILE, '-iquote', os.path.dirname(entry['file']))
    return statement('cc', output, (source,), words)


def linking(entry, output, objects):
    """Return the statement that makes an emulator: objects replaces some."""
    moved = {**objects, entry['output']: output}
    words = [moved.get(word, word) for word in shlex.split(entry['command'])]
    return statement('link', output, (*objects.values(), entry['output']),
                     words + list(SANITIZE))


def ours(entry, known):
    """Return {object: entry} of our objects that are linked."""
    found = {word: known[word] for word in shlex.split(entry['command'])
             if word in known and OURS in known[word]['file']}
    if not found:
        raise RuntimeError(f'{entry["output"]} has no object of {OURS}')
    return found


def write(folder, text):
    """Write the build file; leave it alone if it says that already."""
    path = os.path.join(folder, 'build.ninja')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as file:
            if file.read() == text:
                return
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)


def plan(folder, emulators, swapped, objects_of):
    """Return the build file's text, see build()."""
    known, made, text = commands(), {}, RULES.format(folder=folder)
    for name in emulators:
        own = ours(known[name], known)
        for old, entry in own.items():
            if old in made:
                continue
            source = swapped.get(os.path.basename(entry['file']))
            if objects_of and not source:
                made[old] = f'{objects_of}/{old}'
                continue
            made[old] = f'{folder}/{old}'
            text += compiling(entry, made[old], source or entry['file'])
        text += linking(known[name], f'{folder}/{name}',
                        {old: made[old] for old in own})
    return text


def ccache():
    """Return an environment in which clones share what they compile."""
    env = {**os.environ, 'CCACHE_BASEDIR': ROOT, 'CCACHE_NOHASHDIR': '1'}
    own = os.path.join(BUILD, 'ccache')
    if os.path.isdir(own):
        env['CCACHE_DIR'] = own
    return env


def build(folder, emulators=EMULATORS, swapped=None, objects_of=None):
    """Make instrumented emulators in a folder.

    Only what has changed is made. swapped has other sources for some of
    our files, {'name.c': path}; objects_of is the folder of an earlier
    build that has the objects of all the others.
    """
    os.makedirs(folder, exist_ok=True)
    bundle = os.path.join(folder, 'qemu-bundle')
    if not os.path.islink(bundle):
        os.symlink(os.path.join(OUT, 'qemu-bundle'), bundle)

    # As it is seen from build/out, where the commands run
    def path(name):
        return name and os.path.relpath(name, OUT)

    write(folder, plan(path(folder), emulators, swapped or {},
                       path(objects_of)))
    with subprocess.Popen(
            ('ninja', '-f', os.path.join(path(folder), 'build.ninja')),
            cwd=OUT, env=ccache(), stdout=2) as ninja:
        if ninja.wait():
            raise RuntimeError('the emulators cannot be linked')
