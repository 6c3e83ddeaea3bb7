# SPDX-License-Identifier: GPL-2.0-or-later
# The machine that has a BMC: nothing to start, the driver does it all.
# shellcheck shell=sh disable=SC2034

CONSOLE=ttyS0
CONTROL=ttyS1
