# SPDX-License-Identifier: GPL-2.0-or-later
"""What a growing file looks like while some of its parts are not there.

meson.build and trace-events name other files.  They are stored once, as
they are in the end; their earlier versions are derived from the set of
files that a step has.  series/README.md gives the rules.
"""

import posixpath
import re

C_FILE = re.compile(r"'([^'\s]+\.c)'")
SUBDIR = re.compile(r"^\s*subdir\('([^']+)'\)")
GROUP = re.compile(r'^# (\S+\.c)\s*$')


def _meson_line(line, folder, exists):
    names = C_FILE.findall(line)
    subdir = SUBDIR.match(line)
    if subdir:
        names = [subdir.group(1) + '/meson.build']
    return all(exists(posixpath.join(folder, name)) for name in names)


def meson_build(text, folder, exists):
    """Leave out each line that names a file that is not there."""
    return ''.join(line for line in text.splitlines(keepends=True)
                   if _meson_line(line, folder, exists))


def trace_events(text, folder, exists):
    """Leave out the group of each file that is not there."""
    kept, keep = [], True
    for line in text.splitlines(keepends=True):
        group = GROUP.match(line)
        if group:
            keep = exists(posixpath.join(folder, group.group(1)))
        if keep:
            kept.append(line)
    return ''.join(kept).rstrip('\n') + '\n'


RULES = {'meson.build': meson_build, 'trace-events': trace_events}


def derive(path, text, exists):
    """Return the version of a growing file that fits what exists."""
    folder, name = posixpath.split(path)
    return RULES[name](text, folder, exists)
