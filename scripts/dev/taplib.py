# SPDX-License-Identifier: GPL-2.0-or-later
"""Read the Test Anything Protocol, strictly enough to notice a liar."""

import re

RESULT = re.compile(r'(not )?ok\b\s*(\d+)?\s*(?:-\s*)?(.*)')
DIRECTIVE = re.compile(r'(.*?)\s*#\s*(SKIP|TODO)\b\S*\s*(.*)', re.IGNORECASE)
PLAN = re.compile(r'1\.\.(\d+)\s*(?:#\s*SKIP\b\S*\s*(.*))?$', re.IGNORECASE)


class Result:
    """One test case: its name, and 'ok', 'failed' or 'skipped'."""

    def __init__(self, name, verdict, reason=''):
        self.name, self.verdict, self.reason = name, verdict, reason


def parse_result(line):
    """Return the Result of a line, None if it is no result."""
    match = RESULT.match(line)
    if not match:
        return None
    failed, _, name = match.groups()
    directive = DIRECTIVE.match(name)
    if directive and directive.group(2).upper() == 'SKIP' and not failed:
        return Result(directive.group(1), 'skipped', directive.group(3))
    return Result(name.strip(), 'failed' if failed else 'ok')


class Stream:
    """The output of one program, line by line."""

    def __init__(self):
        self.results, self.planned, self.bail = [], None, None
        self.reason = ''

    def feed(self, line):
        """Take a line; return its Result, if it is one."""
        plan = PLAN.match(line)
        if plan:
            self.planned, self.reason = int(plan.group(1)), plan.group(2)
        elif line.startswith('Bail out!'):
            self.bail = line[9:].strip() or 'bailed out'
        else:
            result = parse_result(line)
            if result:
                self.results.append(result)
            return result
        return None

    def verdict(self, status):
        """Say what is wrong with the program as a whole, '' if nothing."""
        seen = len(self.results)
        failed = any(res.verdict == 'failed' for res in self.results)
        if self.planned is None:
            return f'printed no plan, {seen} results, {ending(status)}'
        if seen != self.planned:
            return f'{seen} results of {self.planned}, {ending(status)}'
        if self.bail and not failed:
            return f'bailed out: {self.bail}'
        if status is None or status and not failed:
            return f'all results are good, but it {ending(status)}'
        return ''


def ending(status):
    """Say how a program ended."""
    if status is None:
        return 'stopped at its time limit'
    return f'died of signal {-status}' if status < 0 else (
        f'ended with status {status}')
