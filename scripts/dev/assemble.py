#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Bring a source tree to what series/ says: base plus our files.

    assemble.py ROOT BASE TREE

Only files whose content differs are written, so that the next build
compiles no more than it has to.  TREE/.dev-manifest remembers what was
put there: a file that goes away is removed again, or the base's comes
back.  A file of TREE that somebody has edited by hand is not lost.
"""

import filecmp
import hashlib
import json
import os
import shutil
import sys

import refusals
import steps

MANIFEST = '.dev-manifest'
SKIP = {'.git', '.pc', MANIFEST, 'build'}


def walk(top):
    """Yield the paths of all files and links below top."""
    for folder, dirs, names in os.walk(top):
        if folder == top:
            dirs[:] = [name for name in dirs if name not in SKIP]
            names = [name for name in names if name not in SKIP]
        links = [name for name in dirs
                 if os.path.islink(os.path.join(folder, name))]
        for name in names + links:
            yield os.path.relpath(os.path.join(folder, name), top)


def copy(source, target):
    """Copy one file or link as it is, the time of its change included."""
    if os.path.lexists(target):
        os.unlink(target)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def first_copy(base, tree):
    """Copy the whole base; the rename makes an interruption harmless."""
    new = tree + '.new'
    shutil.rmtree(new, ignore_errors=True)
    print('== copying the base tree', file=sys.stderr, flush=True)
    shutil.copytree(base, new, symlinks=True,
                    ignore=lambda folder, names:
                    SKIP.intersection(names) if folder == base else set())
    os.rename(new, tree)


def same(one, two):
    """Same link or same content?"""
    if os.path.islink(one) or os.path.islink(two):
        return (os.path.islink(one) and os.path.islink(two)
                and os.readlink(one) == os.readlink(two))
    return (os.path.isfile(two) and filecmp.cmp(one, two, shallow=False)
            and os.access(one, os.X_OK) == os.access(two, os.X_OK))


def differs(one, two):
    """Like not same(), but trusts size and time where both are equal."""
    try:
        stat_one, stat_two = os.lstat(one), os.lstat(two)
    except FileNotFoundError:
        return True
    return ((stat_one.st_size, int(stat_one.st_mtime))
            != (stat_two.st_size, int(stat_two.st_mtime))
            and not same(one, two))


def follow_base(base, tree):
    """The base has changed: bring all of tree in line with it."""
    print('== the base has changed: comparing', file=sys.stderr, flush=True)
    wanted = set(walk(base))
    for path in set(walk(tree)) - wanted:
        os.unlink(os.path.join(tree, path))
    for path in wanted:
        source, target = os.path.join(base, path), os.path.join(tree, path)
        if not same(source, target):
            copy(source, target)


def digest(data):
    """Short name of some content; none for a file that is not there."""
    return None if data is None else hashlib.sha256(data).hexdigest()


def content(path):
    """Return the bytes of path, None if it is not there."""
    try:
        with open(path, 'rb') as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path, data):
    """Make path hold data, or not be there when data is None."""
    if data is None:
        if os.path.lexists(path):
            os.unlink(path)
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = path + '.dev-new'
    with open(temporary, 'wb') as file:
        file.write(data)
    if os.path.exists(path):
        shutil.copymode(path, temporary)
    os.replace(temporary, path)


class Tree:
    """A source tree and the manifest of what we have put there."""

    def __init__(self, base, path):
        self.base, self.path = base, path
        self.manifest = os.path.join(path, MANIFEST)
        saved = json.loads(content(self.manifest) or b'{}')
        self.origin = saved.get('base')
        self.put = saved.get('put', {})

    def check_by_hand(self, path, now, wanted):
        """Refuse to overwrite what somebody has changed in the tree."""
        if now == wanted or path not in self.put:
            return
        if digest(now) not in (self.put[path], digest(self.base_data(path))):
            raise steps.SeriesError(
                f'{os.path.join(self.path, path)} was edited by hand: keep '
                'it (./dev series --diff) or delete it, then build again')

    def base_data(self, path):
        """Return the base's version of path."""
        return content(os.path.join(self.base, path))

    def set(self, path, wanted):
        """Give path its content; say whether that was a change."""
        target = os.path.join(self.path, path)
        now = content(target)
        if now is not None:
            self.check_by_hand(path, now, wanted)
        if now == wanted:
            return False
        write(target, wanted)
        return True

    def update(self, overlay):
        """Apply a tree of steps.py; return how many files changed."""
        changed = sum(self.set(path, data)
                      for path, data in sorted(overlay.items()))
        for path in sorted(set(self.put) - set(overlay)):
            changed += self.set(path, self.base_data(path))
        self.put = {path: digest(data) for path, data in overlay.items()}
        return changed

    def save(self, origin):
        """Remember what is there now."""
        data = {'base': origin, 'put': self.put}
        write(self.manifest, json.dumps(data, indent=1).encode())


def base_origin(base):
    """Return a name for the state that the base tree is in."""
    stamp = content(os.path.join(os.path.dirname(base), '.base-stamp'))
    return digest(stamp) or ''


def assemble(root, base, path):
    """Do it all; return the number of files that changed."""
    overlay = steps.Series(root, base).final()
    origin = base_origin(base)
    if not os.path.isdir(path):
        first_copy(base, path)
    tree = Tree(base, path)
    if tree.origin not in (None, origin):
        follow_base(base, path)
        tree.put = {}
    changed = tree.update(overlay)
    tree.save(origin)
    return changed


def main():
    """Command line."""
    try:
        changed = assemble(*sys.argv[1:4])
    except steps.SeriesError as error:
        sys.exit(f'dev: {error}')
    if changed:
        print(f'== {changed} source files changed', file=sys.stderr)


if __name__ == '__main__':
    with refusals.in_one_line():
        main()
