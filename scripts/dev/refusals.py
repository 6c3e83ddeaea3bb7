# SPDX-License-Identifier: GPL-2.0-or-later
"""What the system refuses, such as to write, in one line."""

import contextlib
import shutil
import sys


def reason(error):
    """Say what an OSError is about."""
    if isinstance(error, shutil.Error):
        # One for each file of a whole tree; the first will do
        return error.args[0][0][2]
    if error.filename:
        return f'{error.strerror}: {error.filename}'
    return error.strerror or str(error)


@contextlib.contextmanager
def in_one_line():
    """End the program by a line instead of a traceback."""
    try:
        yield
    except OSError as error:
        sys.exit(f'dev: {reason(error)}')
