#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turn series/ into git commits on top of the base, and into patches.

    patches.py ROOT BASE REPO OUT    commits in REPO, patches in OUT
    patches.py --diff ROOT BASE TREE the edits made by hand in TREE

The same input gives the same patches, to the last byte: names and dates
come from the repository's last commit and from git's identity.
"""

import difflib
import os
import shutil
import subprocess
import sys

import assemble
import refusals
import steps

BRANCH = 'ipmi'


def identity(root):
    """Return 'Name <address>' of who would commit here."""
    found = subprocess.run(
        ('git', '-C', root, '-c', 'user.useConfigOnly=true', 'var',
         'GIT_AUTHOR_IDENT'), text=True, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)
    if found.returncode == 0:
        return found.stdout.rsplit(' ', 2)[0]
    return steps.git(root, 'log', '-1', '--format=%an <%ae>').strip()


def date(root):
    """Return the date of the last commit, as git writes it inside."""
    return steps.git(root, 'log', '-1', '--date=raw', '--format=%ad').strip()


class Import:
    """A stream of commands to git fast-import."""

    def __init__(self, repo, who, when):
        self.who, self.when = who, when
        self.git = subprocess.Popen(
            ('git', '-C', repo, '-c', 'core.compression=1', 'fast-import',
             '--quiet', '--force'),
            stdin=subprocess.PIPE)

    def line(self, text):
        """Send one line."""
        self.git.stdin.write(text.encode() + b'\n')

    def data(self, data):
        """Send a block of bytes."""
        self.line(f'data {len(data)}')
        self.git.stdin.write(data + b'\n')

    def commit(self, branch, message, parent=None):
        """Open a commit; what follows are its files."""
        self.line(f'commit refs/heads/{branch}')
        self.line(f'committer {self.who} {self.when}')
        self.data(message.encode())
        if parent:
            self.line(f'from refs/heads/{parent}')

    def file(self, mode, path, data):
        """Put a file into the open commit."""
        self.line(f'M {mode} inline {path}')
        self.data(data)

    def delete(self, path):
        """Take a file out of the open commit."""
        self.line(f'D {path}')

    def close(self):
        """End the stream; git says if something was wrong with it."""
        self.git.stdin.close()
        if self.git.wait():
            raise steps.SeriesError('git fast-import failed')


def file_mode(path):
    """Return git's mode of a file or link."""
    if os.path.islink(path):
        return '120000'
    return '100755' if os.access(path, os.X_OK) else '100644'


def file_data(path):
    """Return what git stores for a file or link."""
    if os.path.islink(path):
        return os.fsencode(os.readlink(path))
    return assemble.content(path)


def import_base(repo, base, who, when):
    """Make branch 'base' of repo hold the base as one commit."""
    print('== importing the base tree into git', file=sys.stderr, flush=True)
    stream = Import(repo, who, when)
    stream.commit('base', 'QEMU as it is\n')
    for path in sorted(assemble.walk(base)):
        full = os.path.join(base, path)
        stream.file(file_mode(full), path, file_data(full))
    stream.close()


def make_repo(repo, base, who):
    """Have a repository with an up-to-date branch 'base'."""
    stamp = os.path.join(repo, 'dev-base')
    when = '0 +0000'
    state = '\n'.join((assemble.base_origin(base), who, when))
    if assemble.content(stamp) == state.encode():
        return
    shutil.rmtree(repo, ignore_errors=True)
    subprocess.run(('git', 'init', '-q', '-b', 'base', repo), check=True)
    import_base(repo, base, who, when)
    assemble.write(stamp, state.encode())


def own_mode(series, path):
    """Mode of a path in the series: ours decides, else the base's."""
    for top in (series.root, series.base):
        full = os.path.join(top, path)
        if os.path.lexists(full):
            return file_mode(full)
    return '100644'


def commit_step(stream, series, step, before, after):
    """One step, one commit, with only what changes."""
    changed = [path for path in sorted(after)
               if after[path] != before.get(path, False)]
    if not changed:
        raise steps.SeriesError(f'series/{step.name} changes nothing')
    message = step.message() + f'\nSigned-off-by: {stream.who}\n'
    stream.commit(BRANCH, message, None if before else 'base')
    for path in changed:
        if after[path] is None:
            stream.delete(path)
        else:
            stream.file(own_mode(series, path), path, after[path])


def commit_steps(repo, series, who, when):
    """Make branch 'ipmi' of repo: one commit for each step."""
    subprocess.run(('git', '-C', repo, 'branch', '-q', '-D', BRANCH),
                   check=False, stderr=subprocess.DEVNULL)
    trees = list(series.trees())
    stream, before = Import(repo, who, when), {}
    try:
        for step, after in trees:
            commit_step(stream, series, step, before, after)
            before = after
    finally:
        stream.close()


def cover(root):
    """Return subject and text of the cover letter."""
    path = os.path.join(root, 'series', 'cover.md')
    subject, _, text = assemble.content(path).decode().partition('\n')
    return subject.strip(), text.strip()


def fill_cover(root, out):
    """Put our words where git left room for them."""
    path = os.path.join(out, '0000-cover-letter.patch')
    subject, text = cover(root)
    letter = assemble.content(path).decode()
    letter = letter.replace('*** SUBJECT HERE ***', subject, 1)
    letter = letter.replace('*** BLURB HERE ***', text, 1)
    assemble.write(path, letter.encode())


def format_patches(repo, root, out):
    """Write the patches as files."""
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        ('git', '-C', repo, '-c', 'format.signOff=false', '-c',
         'diff.noprefix=false', 'format-patch', '-q', '--zero-commit',
         '--no-signature', '--no-renames', '--abbrev=12', '--stat=76',
         '--cover-letter', '--cover-from-description=none', '-o', out,
         f'base..{BRANCH}'),
        check=True, env={**os.environ, **cover_identity(root)})
    fill_cover(root, out)


def cover_identity(root):
    """The cover letter is git's own commit: same person, same date."""
    name, _, address = identity(root).rpartition(' <')
    return {'GIT_COMMITTER_NAME': name,
            'GIT_COMMITTER_EMAIL': address.rstrip('>'),
            'GIT_COMMITTER_DATE': date(root)}


def hand_edits(root, base, tree):
    """Yield diffs of what in tree is not as base and series make it."""
    overlay = steps.Series(root, base).final()
    for path in sorted(assemble.walk(tree)):
        full = os.path.join(tree, path)
        if '__pycache__' in path or os.path.islink(full):
            continue
        old = overlay.get(path)
        if path not in overlay:
            if not assemble.differs(os.path.join(base, path), full):
                continue
            old = assemble.content(os.path.join(base, path))
        new = assemble.content(full)
        if new != old:
            yield from difflib.unified_diff(
                (old or b'').decode().splitlines(True),
                new.decode().splitlines(True),
                'a/' + path, 'b/' + path, n=1)


def main():
    """Command line."""
    try:
        if sys.argv[1] == '--diff':
            sys.stdout.writelines(hand_edits(*sys.argv[2:5]))
            return
        root, base, repo, out = map(os.path.abspath, sys.argv[1:5])
        who, when = identity(root), date(root)
        make_repo(repo, base, who)
        commit_steps(repo, steps.Series(root, base), who, when)
        format_patches(repo, root, out)
    except steps.SeriesError as error:
        sys.exit(f'dev: {error}')


if __name__ == '__main__':
    with refusals.in_one_line():
        main()
