# SPDX-License-Identifier: GPL-2.0-or-later
"""Real kernels on both sides of the wire: virtual machines and checks."""
