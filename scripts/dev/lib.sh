# SPDX-License-Identifier: GPL-2.0-or-later
# What the scripts of ./dev share; sourced, never run.
# shellcheck shell=bash

set -eu -o pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
BUILD=$ROOT/build

say() {
    printf '== %s\n' "$*" >&2
}

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# One run of a name at a time
lock() {
    local file=$BUILD/.lock-$1

    mkdir -p "$BUILD" 2>/dev/null || die "cannot write to $BUILD"
    exec {LOCK_FD}>"$file" || die "cannot write to $file"
    if ! flock -n "$LOCK_FD"; then
        say "waiting for another ./dev ($1) to finish"
        flock "$LOCK_FD"
    fi
}

unlock() {
    exec {LOCK_FD}>&-
}

# need_space MIB WHAT: refuse early instead of failing in the middle
need_space() {
    local free

    mkdir -p "$BUILD" 2>/dev/null || die "cannot write to $BUILD"
    free=$(df -Pm "$BUILD" | awk 'NR == 2 { print $4 }')
    if [ "$free" -lt "$1" ]; then
        die "disk full: $2 needs $1 MiB in $BUILD, only $free MiB are free"
    fi
}

# put FILE: replace FILE by stdin only when it differs
put() {
    local tmp=$1.tmp.$$

    cat > "$tmp"
    if cmp -s "$tmp" "$1"; then
        rm -f "$tmp"
    else
        mv -f "$tmp" "$1"
    fi
}
