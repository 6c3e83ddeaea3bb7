# SPDX-License-Identifier: GPL-2.0-or-later
"""Read series/ and say what the tree looks like after each step.

A tree is a dictionary {path: bytes, or None where a file of the base is
removed}; what it does not name is as in the base.
"""

import fnmatch
import os
import re
import subprocess
import sys

import grow
import hunks


class SeriesError(Exception):
    """The definition does not fit the repository or the base."""


def git(root, *args):
    """Run git in root and return what it prints."""
    return subprocess.run(('git', '-C', root) + args, check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def _lines(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as file:
        lines = [line.strip() for line in file]
    return [line for line in lines if line and not line.startswith('#')]


def _read(path):
    with open(path, 'rb') as file:
        return file.read()


def _match(path, pattern):
    """A glob whose * stays within one folder; ** does not."""
    rx = re.escape(pattern).replace(r'\*\*', '.*').replace(r'\*', '[^/]*')
    return re.fullmatch(rx, path) is not None


def _select(paths, pattern):
    return [path for path in paths if _match(path, pattern)]


class Step:
    """One folder below series/: one patch."""

    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.basename(folder)
        self.add, self.grow, self.remove = [], [], []
        kinds = {'+': self.grow, '-': self.remove}
        for line in _lines(os.path.join(folder, 'files')):
            kind, _, rest = line.partition(' ')
            if kind in kinds:
                kinds[kind].append(rest.strip())
            else:
                self.add.append(line)

    def message(self):
        """Return the commit message."""
        path = os.path.join(self.folder, 'message')
        if not os.path.exists(path):
            raise SeriesError(f'series/{self.name}: no message')
        return _read(path).decode().strip() + '\n'

    def excuses(self):
        """Return [(checkpatch warning, reason)]."""
        lines = _lines(os.path.join(self.folder, 'checkpatch'))
        return [tuple(part.strip() for part in line.split('|', 1))
                for line in lines]

    def edits(self):
        """Yield (path, hunks) of the edits to files of QEMU."""
        folder = os.path.join(self.folder, 'edits')
        for name in sorted(os.listdir(folder) if os.path.isdir(folder)
                           else []):
            text = _read(os.path.join(folder, name)).decode()
            try:
                yield from hunks.parse(text).items()
            except hunks.HunkError as error:
                raise SeriesError(
                    f'series/{self.name}/edits/{name}: {error}') from error


class Series:
    """The definition, the repository's files and the base together."""

    def __init__(self, root, base):
        self.root, self.base = root, base
        folder = os.path.join(root, 'series')
        self.steps = [Step(os.path.join(folder, name))
                      for name in sorted(os.listdir(folder))
                      if re.match(r'\d\d-', name)]
        self.project = _lines(os.path.join(folder, 'project-files'))
        self.files = self._own_files()
        self.base_files = None

    def _own_files(self, *kind):
        names = git(self.root, 'ls-files', '-z', '--exclude-standard',
                    *kind or ('--cached', '--others')).split('\0')
        return sorted(name for name in set(names)
                      if name and self._ours(name)
                      and os.path.isfile(os.path.join(self.root, name)))

    def _ours(self, name):
        return not any(_match(name, pattern) for pattern in self.project)

    def check(self):
        """Each file of ours belongs to exactly one step."""
        owners = {name: [] for name in self.files}
        for step in self.steps:
            for pattern in step.add + step.grow:
                names = _select(self.files, pattern)
                if not names and '*' not in pattern:
                    raise SeriesError(f'series/{step.name}/files names '
                                      f'{pattern}, which does not exist')
                for name in names:
                    owners[name].append(step.name)
        tracked = set(self._own_files('--cached'))
        for name, steps in owners.items():
            if not steps and name in tracked:
                raise SeriesError(f'{name} is in no step of series/')
            if not steps:
                print(f'== left out, in no step of series/: {name}',
                      file=sys.stderr)
            if len(steps) > 1:
                raise SeriesError(f'{name} is in more than one step: '
                                  + ', '.join(steps))

    def in_base(self, path):
        """Is path a file of the base?"""
        return os.path.lexists(os.path.join(self.base, path))

    def _base_matches(self, pattern):
        folder = os.path.dirname(pattern)
        path = os.path.join(self.base, folder)
        names = os.listdir(path) if os.path.isdir(path) else []
        return [name for name in (os.path.join(folder, n) for n in names)
                if fnmatch.fnmatch(name, pattern)
                and not os.path.isdir(os.path.join(self.base, name))]

    def _own(self, path):
        return _read(os.path.join(self.root, path))

    def _apply_remove(self, step, tree):
        for pattern in step.remove:
            names = [name for name in self._base_matches(pattern)
                     if name not in tree]
            if not names:
                raise SeriesError(f'series/{step.name}/files: the base has '
                                  f'no {pattern} to remove')
            tree.update((name, None) for name in names)

    def _apply_edits(self, step, tree):
        for path, parts in step.edits():
            if path in self.files:
                raise SeriesError(f'series/{step.name}: {path} is ours: '
                                  'change the file, not the series')
            old = tree.get(path)
            if old is None:
                if path in tree or not self.in_base(path):
                    raise SeriesError(f'series/{step.name}: no {path} to edit')
                old = _read(os.path.join(self.base, path))
            try:
                new = hunks.apply(path, old.decode(), parts)
            except hunks.HunkError as error:
                raise SeriesError(f'series/{step.name}: {error}') from error
            tree[path] = new.encode()

    def _apply_growth(self, growing, tree):
        def exists(path):
            return (tree[path] is not None if path in tree
                    else self.in_base(path))

        for path in sorted(growing, reverse=True):
            text = grow.derive(path, self._own(path).decode(), exists)
            tree[path] = text.encode()

    def trees(self):
        """Yield (step, tree after it), first to last."""
        self.check()
        tree, growing = {}, set()
        for step in self.steps:
            self._apply_remove(step, tree)
            for pattern in step.add:
                for name in _select(self.files, pattern):
                    tree[name] = self._own(name)
            for pattern in step.grow:
                growing.update(_select(self.files, pattern))
            self._apply_growth(growing, tree)
            self._apply_edits(step, tree)
            yield step, dict(tree)
        for path in sorted(growing):
            if tree[path] != self._own(path):
                raise SeriesError(f'{path} names a file that no step adds')

    def final(self):
        """Return the tree after the last step."""
        tree = {}
        for _, tree in self.trees():
            pass
        return tree
