# SPDX-License-Identifier: GPL-2.0-or-later
"""Which commands the simulated BMC has, by its source and by its page."""

import glob
import os
import re

SOURCES = 'hw/ipmi/bmc/sim_*.c'
PAGE = 'docs/specs/ipmi.rst'
NETFNS = {
    'CHASSIS': 0x00, 'SENSOR_EVENT': 0x04, 'APP': 0x06, 'STORAGE': 0x0a,
    'TRANSPORT': 0x0c, 'GROUP_EXT': 0x2c,
}
NUMBER = re.compile(r'(CMD_\w+)\s*=\s*0x([0-9a-f]+)')
ENTRY = re.compile(r'\{ IPMI_NETFN_(\w+),\s*(CMD_\w+),')
MACRO = re.compile(r'#define (\w*COMMAND)\(cmd,[^\n]*\\\n'
                   r'\s*\{ IPMI_NETFN_(\w+), cmd')
USE = re.compile(r'^\s+(\w*COMMAND)\((CMD_\w+),', re.MULTILINE)
ROW = re.compile(r'^   \* - [^\n]*\(0x([0-9a-f]{2})\)\n'
                 r'     - ((?:[0-9a-f]{2}(?: |\n {7}|\n))+)', re.MULTILINE)


def by_source(root):
    """Return the commands of the parts' tables, by network function."""
    found = {}
    for path in glob.glob(os.path.join(root, SOURCES)):
        with open(path, encoding='utf-8') as file:
            text = file.read()
        numbers = {name: int(value, 16)
                   for name, value in NUMBER.findall(text)}
        macros = dict(MACRO.findall(text))
        pairs = ENTRY.findall(text) + [
            (macros[macro], name) for macro, name in USE.findall(text)]
        for netfn, name in pairs:
            found.setdefault(NETFNS[netfn], set()).add(numbers[name])
    return found


def by_page(root):
    """Return those that the page lists."""
    with open(os.path.join(root, PAGE), encoding='utf-8') as file:
        text = file.read()
    return {int(netfn, 16): {int(word, 16) for word in words.split()}
            for netfn, words in ROW.findall(text)}


def differences(source, page):
    """Say in which commands the two differ."""
    return [f'{netfn:02x}/{cmd:02x}'
            for netfn in sorted(source.keys() | page.keys())
            for cmd in sorted(source.get(netfn, set())
                              ^ page.get(netfn, set()))]
