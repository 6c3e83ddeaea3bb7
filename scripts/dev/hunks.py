# SPDX-License-Identifier: GPL-2.0-or-later
"""Apply unified diffs by content alone.

The edits to QEMU's own files carry little context, and the line numbers
in them go stale with each stable release.  So the numbers are ignored:
the old lines of a hunk must stand in the file exactly once, or the hunk
is refused.  git apply and patch would guess instead.
"""

import re

HEADER = re.compile(r'^@@ -\d+(,\d+)? \+\d+(,\d+)? @@')


class HunkError(Exception):
    """A diff that is malformed or does not fit."""


def _name(line):
    return line[4:].split('\t')[0].strip().split('/', 1)[-1]


def parse(text):
    """Return {path: [(old lines, new lines), ...]}."""
    files, hunks, old, new = {}, None, None, None
    if not text.endswith('\n'):
        text += '\n'
    lines = text.splitlines(keepends=True)
    for line, after in zip(lines, lines[1:] + ['']):
        if line.startswith('--- ') and after.startswith('+++ '):
            hunks, old = files.setdefault(_name(after), []), None
        elif HEADER.match(line) and hunks is not None:
            old, new = [], []
            hunks.append((old, new))
        elif old is not None:
            _body_line(line, old, new)
    return files


def _body_line(line, old, new):
    kind, rest = line[:1], line[1:]
    if kind in (' ', '\n'):
        rest = rest if kind == ' ' else '\n'
        old.append(rest)
        new.append(rest)
    elif kind == '-':
        old.append(rest)
    elif kind == '+':
        new.append(rest)
    elif kind != '\\':
        raise HunkError(f'not a line of a diff: {line.rstrip()}')


def _places(lines, old):
    width = len(old)
    return [at for at in range(len(lines) - width + 1)
            if lines[at:at + width] == old]


def apply(path, text, hunks):
    """Return text with all hunks applied; each has one possible place."""
    lines = text.splitlines(keepends=True)
    for number, (old, new) in enumerate(hunks, 1):
        where = f'{path}, hunk {number}'
        if not old or old == new:
            raise HunkError(f'{where}: needs context and a change')
        places = _places(lines, old)
        if len(places) != 1:
            fault = 'found nowhere' if not places else (
                f'fits at {len(places)} places, needs more context')
            raise HunkError(f'{where}: {fault}: {old[0].strip()!r}...')
        lines[places[0]:places[0] + len(old)] = new
    return ''.join(lines)
