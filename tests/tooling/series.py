#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The patch series: does it apply, is it what we build, is it clean?"""

import os
import re
import sys

import tap
import assemble
import grow
import hunks
import patches
import steps

PATCHES = os.path.join(tap.BUILD, 'series')
REPO = os.path.join(tap.BUILD, 'series-repo')
WARNING = re.compile(r'^WARNING: (.*)', re.MULTILINE)


def make_series():
    """Write build/series."""
    done = tap.command(os.path.join(tap.ROOT, 'dev'), 'series')
    assert not done.returncode, done.stderr


def patch_files():
    """Return the patches without the cover letter, in order."""
    names = sorted(os.listdir(PATCHES))
    return [os.path.join(PATCHES, name) for name in names
            if name.endswith('.patch') and not name.startswith('0000')]


def series():
    """Return the series as it is defined."""
    return steps.Series(tap.ROOT, tap.BASE)


def all_texts(folder):
    """Return the content of all files of a folder."""
    return {name: tap.read(os.path.join(folder, name))
            for name in os.listdir(folder)}


def test_every_step_becomes_one_patch(_):
    """As many patches as steps, and a cover letter with its text."""
    make_series()
    tap.equal(len(patch_files()), len(series().steps))
    letter = tap.read(os.path.join(PATCHES, '0000-cover-letter.patch'))
    subject, text = patches.cover(tap.ROOT)
    tap.contains(letter, subject, text, 'files changed')
    assert '***' not in letter
    for name in patch_files():
        tap.contains(tap.read(name), '\nSigned-off-by: ')


def test_the_same_input_gives_the_same_patches(folder):
    """Written twice, once where nothing was before: no byte differs."""
    make_series()
    repo, out = (os.path.join(folder, name) for name in ('repo', 'out'))
    done = tap.command(os.path.join(tap.ROOT, 'scripts/dev/patches.py'),
                       tap.ROOT, tap.BASE, repo, out)
    assert not done.returncode, done.stderr
    tap.contains(done.stderr, 'importing the base tree')
    tap.equal(all_texts(out), all_texts(PATCHES))


def different(one, two):
    """Return what differs between two trees, products left aside."""
    def files(top):
        return {path for path in assemble.walk(top)
                if '__pycache__' not in path}

    names_one, names_two = files(one), files(two)
    return sorted(names_one ^ names_two) + sorted(
        path for path in names_one & names_two
        if not assemble.same(os.path.join(one, path),
                             os.path.join(two, path)))


def test_git_am_on_the_clean_base_gives_build_qemu(folder):
    """git am takes all patches; the result is what ./dev build builds."""
    tree = os.path.join(folder, 'tree')
    tap.git(REPO, 'worktree', 'add', '-q', '--detach', tree, 'base')
    try:
        tap.equal(different(tree, tap.BASE), [])
        tap.git(tree, 'am', '-q', *patch_files())
        tap.equal(different(tree, os.path.join(tap.BUILD, 'qemu')), [])
        assert different(tree, tap.BASE), 'the series changes nothing'
    finally:
        tap.git(REPO, 'worktree', 'remove', '--force', tree)


def excused(step, warning):
    """Return the excuse of a warning, if the message explains it."""
    words = ' '.join(step.message().split())
    for text, reason in step.excuses():
        if text in warning and reason in words:
            return text
    return None


def check_patch(step, name):
    """checkpatch finds no error, and no warning without an excuse."""
    done = tap.command('perl', 'scripts/checkpatch.pl', name, cwd=tap.BASE)
    tap.contains(done.stdout, 'total: 0 errors, ')
    found = WARNING.findall(done.stdout)
    excuses = {warning: excused(step, warning) for warning in found}
    bad = [warning for warning, excuse in excuses.items() if not excuse]
    assert not bad, f'{step.name}: {bad}'
    unused = {text for text, _ in step.excuses()} - set(excuses.values())
    assert not unused, f'{step.name}: no such warning: {unused}'


def checkpatch_tests():
    """One test for each step."""
    for number, step in enumerate(series().steps):
        yield (f'checkpatch {step.name}',
               lambda _, s=step, n=number: check_patch(s, patch_files()[n]))


BASE_FILE = 'one\nsame\ntwo\nsame\nthree\n'
DIFF = '--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n'


def refused(function, *args):
    """Return the message with which something is refused."""
    try:
        function(*args)
    except (hunks.HunkError, steps.SeriesError) as error:
        return str(error)
    raise AssertionError('was accepted')


def test_a_hunk_needs_exactly_one_place(_):
    """Not by line number, not at the first of two places."""
    def edit(body):
        return hunks.apply('f', BASE_FILE, hunks.parse(DIFF + body)['f'])

    tap.equal(edit(' two\n+new\n same\n'),
              'one\nsame\ntwo\nnew\nsame\nthree\n')
    tap.equal(edit(' three\n+-- x\n'), BASE_FILE + '-- x\n')
    tap.contains(refused(edit, ' same\n+new\n'), 'fits at 2 places')
    tap.contains(refused(edit, ' four\n+new\n'), 'found nowhere')
    tap.contains(refused(edit, '+new\n'), 'needs context')
    tap.contains(refused(edit, '?new\n'), 'not a line of a diff')


def test_growing_files_name_only_what_is_there(_):
    """The rules of series/README.md."""
    there = {'d/a.c', 'd/sub/meson.build'}.__contains__
    tap.equal(grow.meson_build(
        "x = files('a.c')\nx += files('b.c')\nsubdir('sub')\n"
        "subdir('other')\nend\n", 'd', there),
              "x = files('a.c')\nsubdir('sub')\nend\n")
    tap.equal(grow.trace_events(
        '# license\n\n# a.c\na() ""\n\n# b.c\nb() ""\n', 'd', there),
              '# license\n\n# a.c\na() ""\n')


def small_series(folder, **files):
    """A repository and a base with a two-step series; return both."""
    root, base = os.path.join(folder, 'root'), os.path.join(folder, 'base')
    texts = {'series/01-a/files': '- f\nnew.c\n+ meson.build\n',
             'series/01-a/message': 'first\n',
             'series/02-b/files': 'late.c\n',
             'series/02-b/message': 'second\n',
             'series/project-files': 'series/**\n',
             'meson.build': "files('new.c')\nfiles('late.c')\n",
             'new.c': 'new\n', 'late.c': 'late\n'}
    texts.update({name.replace('__', '/'): text
                  for name, text in files.items()})
    for name, text in texts.items():
        tap.write(os.path.join(root, name), text)
    tap.write(os.path.join(base, 'f'), BASE_FILE)
    tap.write(os.path.join(base, 'kept'), BASE_FILE)
    tap.git(root, 'init', '-q')
    tap.git(root, 'add', '-A')
    return root, base


def test_steps_build_on_each_other(folder):
    """Removal, addition and growth, step by step."""
    first, last = [tree for _, tree in
                   steps.Series(*small_series(folder)).trees()]
    tap.equal(first['f'], None)
    tap.equal(first['meson.build'], b"files('new.c')\n")
    assert 'late.c' not in first
    tap.equal(last['meson.build'], b"files('new.c')\nfiles('late.c')\n")
    tap.equal(last['late.c'], b'late\n')


def test_a_file_in_no_step_is_named(folder):
    """A tracked file cannot be forgotten."""
    made = small_series(folder, **{'forgotten': 'x\n'})
    tap.equal(refused(steps.Series(*made).final),
              'forgotten is in no step of series/')


def test_a_file_in_two_steps_is_named(folder):
    """Nor can it be in two steps."""
    made = small_series(folder, **{'series/02-b/files': '*.c\n'})
    tap.equal(refused(steps.Series(*made).final),
              'new.c is in more than one step: 01-a, 02-b')


def test_an_edit_that_does_not_fit_is_named(folder):
    """With its step, its file and its first line."""
    made = small_series(folder, **{
        'series/02-b/edits/x.diff':
        '--- a/kept\n+++ b/kept\n@@ -1 +1 @@\n same\n+x\n'})
    tap.contains(refused(steps.Series(*made).final),
                 'series/02-b: kept, hunk 1: fits at 2 places', "'same'")


def build_small(made, folder):
    """Assemble a small series; return the number of changes."""
    return assemble.assemble(*made, os.path.join(folder, 'tree'))


def test_the_tree_follows_the_series(folder):
    """Only differences are written, and nothing of ours stays behind."""
    made = small_series(folder)
    new = os.path.join(folder, 'tree', 'new.c')
    old = os.path.join(folder, 'tree', 'f')
    tap.equal(build_small(made, folder), 4)
    assert os.path.exists(new) and not os.path.exists(old)
    tap.equal(build_small(made, folder), 0)
    tap.write(os.path.join(made[0], 'new.c'), 'newer\n')
    tap.equal(build_small(made, folder), 1)
    tap.write(os.path.join(made[0], 'series/01-a/files'), '+ meson.build\n')
    tap.git(made[0], 'rm', '-q', '-f', '--cached', 'new.c')
    os.unlink(os.path.join(made[0], 'new.c'))
    tap.write(os.path.join(made[0], 'meson.build'), "files('late.c')\n")
    tap.equal(build_small(made, folder), 3)
    assert not os.path.exists(new)
    tap.equal(tap.read(old), BASE_FILE)


def test_work_done_in_the_tree_is_not_overwritten(folder):
    """Somebody edits our file in build/qemu instead of the repository."""
    made = small_series(folder)
    build_small(made, folder)
    tap.write(os.path.join(folder, 'tree', 'new.c'), 'by hand\n')
    tap.contains(refused(build_small, made, folder), 'new.c was edited')
    tap.equal(tap.read(os.path.join(folder, 'tree', 'new.c')), 'by hand\n')
    shown = ''.join(patches.hand_edits(*made, os.path.join(folder, 'tree')))
    tap.contains(shown, '-new\n', '+by hand\n', 'b/new.c')


if __name__ == '__main__':
    tap.run(tap.named(sys.modules[__name__]) + list(checkpatch_tests()))
