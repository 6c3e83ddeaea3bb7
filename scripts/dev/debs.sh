#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Unpack Debian 13 packages of any architecture into a directory, without
# installing them.
#
#   debs.sh [--deps[=REGEX]] ARCH DEST PACKAGE...
#
# --deps takes everything the packages depend on too, --deps=REGEX only
# the dependencies whose name matches. DEST belongs to this call: it is
# replaced as a whole. DEST/.debs lists what is in it, one "name version"
# per line, below a first line that repeats the request. When DEST already
# answers the same request, nothing is done and no network is used.
# The packages themselves stay in build/debs.

here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=scripts/dev/lib.sh
. "$here/lib.sh"
# shellcheck source=scripts/dev/apt.sh
. "$here/apt.sh"

usage() {
    die "usage: debs.sh [--deps[=REGEX]] ARCH DEST PACKAGE..."
}

parse() {
    DEPS=none
    case ${1:-} in
    --deps) DEPS=all; shift ;;
    --deps=*) DEPS=${1#--deps=}; shift ;;
    esac
    [ $# -ge 3 ] || usage
    ARCH=$1
    DEST=${2%/}
    shift 2
    PACKAGES=("$@")
    REQUEST="# $ARCH deps=$DEPS ${PACKAGES[*]}"
    # arch-all packages are in every architecture's lists
    [ "$ARCH" != all ] || ARCH=amd64
}

# DEST is going to be deleted, so it has to be one of ours
check_dest() {
    if [ -e "$DEST" ] && [ ! -e "$DEST/.debs" ] &&
            [ -n "$(ls -A "$DEST" 2>&1)" ]; then
        die "$DEST is not empty and was not made by debs.sh"
    fi
}

done_already() {
    [ -e "$DEST/.debs" ] && [ "$(head -n 1 "$DEST/.debs")" = "$REQUEST" ]
}

# What apt would install into an empty system: lines "name version"
closure() {
    local plan

    plan=$(apt_get -s install "${PACKAGES[@]}" 2>&1) ||
        die "cannot resolve ${PACKAGES[*]} ($ARCH):" \
            "$(grep -m 1 '^E:' <<< "$plan" || tail -n 1 <<< "$plan")"
    sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' <<< "$plan"
}

chosen() {
    local name version

    closure | while read -r name version; do
        if [[ $DEPS == all || " ${PACKAGES[*]} " == *" $name "* ]] ||
                [[ $DEPS != none && $name =~ $DEPS ]]; then
            echo "$name $version"
        fi
    done | sort
}

# Packages are found in the cache by the name that apt gives them
deb_file() {
    local version=${2//:/%3a} arch file

    for arch in "$ARCH" all; do
        file=$BUILD/debs/$1_${version}_$arch.deb
        if [ -e "$file" ]; then
            echo "$file"
            return
        fi
    done
}

download() {
    local name version missing=() partial=$APT_DIR/partial

    while read -r name version; do
        [ -n "$(deb_file "$name" "$version")" ] || missing+=("$name=$version")
    done <<< "$1"
    [ ${#missing[@]} -gt 0 ] || return 0
    say "fetching ${#missing[@]} packages ($ARCH): ${PACKAGES[*]}"
    # What a run that was killed left there may be half a package
    rm -rf "$partial"
    mkdir -p "$partial"
    (cd "$partial" && apt_get download "${missing[@]}" \
        > "$APT_DIR/download.log" 2>&1) || return 1
    mv "$partial"/*.deb "$BUILD/debs/"
}

# The lists may name versions that the mirror has dropped since
resolve() {
    apt_lists
    LIST=$(chosen)
    download "$LIST" && return
    apt_lists fresh
    LIST=$(chosen)
    download "$LIST" || die "cannot download ${PACKAGES[*]} ($ARCH):" \
        "$(grep -m 1 '^E:' "$APT_DIR/download.log")"
}

extract() {
    local name version

    rm -rf "$DEST.new"
    mkdir -p "$DEST.new"
    while read -r name version; do
        dpkg-deb -x "$(deb_file "$name" "$version")" "$DEST.new" ||
            die "cannot unpack $name $version into $DEST.new"
    done <<< "$LIST"
    printf '%s\n' "$REQUEST" "$LIST" > "$DEST.new/.debs"
    rm -rf "$DEST"
    mv "$DEST.new" "$DEST"
}

main() {
    parse "$@"
    done_already && return
    check_dest
    lock "apt-$ARCH"
    done_already && return
    apt_use "$ARCH"
    resolve
    extract
}

main "$@"
