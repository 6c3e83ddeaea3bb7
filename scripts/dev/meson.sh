# SPDX-License-Identifier: GPL-2.0-or-later
# Debian 13's Meson in a private Python environment (Debian 12 has Meson
# 1.0, which is too old for QEMU). Sourced.
# shellcheck shell=bash

VENV=$BUILD/venv
MESON=$VENV/bin/meson

# The environment knows its own place and the system's Python by name
venv_state() {
    echo "$VENV $(/usr/bin/python3 --version)"
}

venv_fill() {
    local site

    site=$("$VENV/bin/python3" -c \
        'import sysconfig; print(sysconfig.get_path("purelib"))')
    cp -r "$BUILD"/tools/meson/usr/lib/python3/dist-packages/* "$site/"
    cat > "$MESON" <<SCRIPT
#!$VENV/bin/python3
import sys
from mesonbuild.mesonmain import main
sys.exit(main())
SCRIPT
    chmod +x "$MESON"
}

make_venv() {
    local stamp=$VENV/.dev-stamp

    if [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(venv_state)" ]; then
        return
    fi
    "$ROOT/scripts/dev/debs.sh" all "$BUILD/tools/meson" meson
    rm -rf "$VENV"
    /usr/bin/python3 -m venv --system-site-packages "$VENV" \
        > "$BUILD/venv.log" 2>&1 ||
        die "cannot make a Python environment (see build/venv.log)"
    venv_fill
    "$MESON" --version > /dev/null || die "Meson does not run from $MESON"
    venv_state > "$stamp"
}
