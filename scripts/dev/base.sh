# SPDX-License-Identifier: GPL-2.0-or-later
# build/base: QEMU's own tree, from Debian 13 or from QEMU_SRC. Sourced.
# shellcheck shell=bash

BASE=$BUILD/base
BASE_STAMP=$BUILD/.base-stamp
BASE_SERIES=10.0

# Content of the stamp: where the tree is from, and in what state
base_origin() {
    if [ -n "${QEMU_SRC:-}" ]; then
        echo "QEMU_SRC $SRC $(src_list | src_state)"
    else
        echo "debian"
    fi
}

# Names, sizes and times of all files: changes with any edit
src_state() {
    (cd "$SRC" && xargs -0 stat -c '%n %s %y' --) | sha256sum | cut -c1-32
}

# The files of QEMU_SRC without products of a build in it. A git checkout
# gives its tracked files and the subprojects that were fetched into it.
src_list() {
    if [ -e "$SRC/.git" ]; then
        (cd "$SRC" && {
            git -c safe.directory="$SRC" ls-files -z --recurse-submodules
            find subprojects -name .git -prune -o \( -type f -o -type l \) \
                -print0
        } | sort -zu | while IFS= read -r -d '' name; do
            if [ -e "$name" ] || [ -L "$name" ]; then
                printf '%s\0' "$name"
            fi
        done)
    else
        (cd "$SRC" && find . -mindepth 1 \( -path ./build -o -name .git \
            -o -path ./.pc \) -prune -o \( -type f -o -type l \) -print0)
    fi
}

# check_version DIR NAME: is it a QEMU tree, and one of our series?
check_version() {
    local version

    [ -d "$1" ] || die "$2: no such directory"
    if [ ! -f "$1/VERSION" ] || [ ! -f "$1/hw/core/qdev.c" ]; then
        die "$2 is not a QEMU source tree"
    fi
    read -r version < "$1/VERSION" || true
    case $version in
    "$BASE_SERIES" | "$BASE_SERIES".*) ;;
    *) die "$2 is QEMU $version, this project is for QEMU $BASE_SERIES.x" ;;
    esac
}

check_src() {
    [ -n "${QEMU_SRC:-}" ] || return 0
    check_version "$QEMU_SRC" "QEMU_SRC=$QEMU_SRC"
    SRC=$(cd "$QEMU_SRC" && pwd -P)
}

base_from_src() {
    say "copying $SRC"
    mkdir -p "$BASE.new"
    (cd "$SRC" && src_list | tar -c --null -T - -f -) | tar -x -C "$BASE.new"
    [ -d "$BASE.new/subprojects/keycodemapdb" ] || base_subprojects
}

# A fresh git checkout lacks the subprojects; Debian's tree has them
base_subprojects() {
    local name

    say "QEMU_SRC has no subprojects yet: taking them from Debian 13's source"
    debian_source
    for name in keycodemapdb berkeley-softfloat-3 berkeley-testfloat-3; do
        if [ ! -d "$BASE.new/subprojects/$name" ]; then
            cp -a "$BUILD/base-debian/subprojects/$name" \
                "$BASE.new/subprojects/"
        fi
    done
    rm -rf "$BUILD/base-debian"
}

# Newest version of the source package that is in our series
debian_version() {
    apt_cache_sources | awk -v series="$BASE_SERIES" '
        $1 == "Version:" && index($2, ":" series ".") { print $2 }' |
        sort -V | tail -n 1
}

apt_cache_sources() {
    LC_ALL=C apt-cache -c "$APT_DIR/conf" showsrc --only-source qemu
}

debian_download() {
    (cd "$BUILD/source" && apt_get source --download-only "qemu=$1") \
        > "$APT_DIR/source.log" 2>&1
}

debian_source() {
    local version

    apt_use amd64
    apt_lists
    mkdir -p "$BUILD/source"
    version=$(debian_version)
    [ -n "$version" ] || die "this machine's mirror of Debian 13 has no" \
        "QEMU $BASE_SERIES.x source package"
    say "fetching the source package qemu $version (40 MB)"
    debian_download "$version" || die "cannot download the source package" \
        "of QEMU: $(grep -m 1 '^E:' "$APT_DIR/source.log" || echo "no network?")"
    say "unpacking it"
    rm -rf "$BUILD/base-debian"
    dpkg-source --no-check -x "$BUILD/source/qemu_${version#*:}.dsc" \
        "$BUILD/base-debian" > "$APT_DIR/unpack.log" 2>&1 ||
        die "cannot unpack the source package (see build/apt)"
}

base_from_debian() {
    debian_source
    mv "$BUILD/base-debian" "$BASE.new"
}

# Is the tree that is there the one that is asked for?
base_ready() {
    local origin=$1 stamp

    [ -d "$BASE" ] && [ -e "$BASE_STAMP" ] || return 1
    stamp=$(head -n 1 "$BASE_STAMP")
    [ "$stamp" = "$origin" ]
}

make_base() {
    local origin

    check_src
    origin=$(base_origin)
    base_ready "$origin" && return
    need_space 1500 "unpacking QEMU's source"
    rm -rf "$BASE.new"
    if [ -n "${QEMU_SRC:-}" ]; then
        base_from_src
    else
        base_from_debian
    fi
    check_version "$BASE.new" "the source package"
    rm -rf "$BASE" "$BASE_STAMP"
    mv "$BASE.new" "$BASE"
    printf '%s\n' "$origin" "version $(cat "$BASE/VERSION")" > "$BASE_STAMP"
}
