# SPDX-License-Identifier: GPL-2.0-or-later
# Is this machine one that we know, and has it all that we need? Sourced.
# shellcheck shell=bash

check_system() {
    local os

    [ "$(uname -s) $(uname -m)" = "Linux x86_64" ] ||
        die "needs Linux on x86_64, this is $(uname -s) on $(uname -m)"
    # shellcheck source=/dev/null
    os=$(. "${OS_RELEASE:-/etc/os-release}" 2>/dev/null &&
        echo "${ID:-unknown} ${VERSION_ID:-}") || os=unknown
    case $os in
    "debian 12" | "debian 13") ;;
    *) die "supports Debian 12 and 13, this is $os" ;;
    esac
}

packages_wanted() {
    awk '!/^#/ && NF { print $1 }' "$ROOT/scripts/dev/packages"
}

packages_missing() {
    local have

    # shellcheck disable=SC2046
    have=$(dpkg-query -W -f '${db:Status-Status} ${binary:Package}\n' \
        $(packages_wanted) 2>/dev/null || true)
    have=$(sed -n 's/^installed \([^:]*\).*/\1/p' <<< "$have" | sort -u)
    comm -23 <(packages_wanted | sort -u) <(echo "$have")
}

# The machine's own apt, with its own settings
system_install() {
    local log=$BUILD/packages.log

    mkdir -p "$BUILD"
    say "installing packages:" "$@"
    apt_install_once "$log" "$@" && return
    say "reading the machine's package lists"
    apt-get -q update >> "$log" 2>&1 || true
    apt_install_once "$log" "$@" && return
    die "cannot install $*: $(grep -m 1 '^E:' "$log" ||
        echo "no network?") (see build/packages.log)"
}

apt_install_once() {
    local log=$1

    shift
    DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y install \
        --no-install-recommends "$@" > "$log" 2>&1
}

# check_machine: one clear line if something is missing and cannot be had
check_machine() {
    local missing

    check_system
    mapfile -t missing < <(packages_missing)
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "needs root rights to install packages;" \
        "as root: apt-get install ${missing[*]}"
    need_space 2000 "installing packages"
    system_install "${missing[@]}"
}
