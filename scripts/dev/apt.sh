# SPDX-License-Identifier: GPL-2.0-or-later
# A private apt for Debian 13 under build/apt, one state per architecture.
# The system's sources, lists and caches stay as they are. Sourced.
# shellcheck shell=bash

APT_SUITE=trixie
APT_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Lists older than this are fetched again when something has to be found
APT_MAX_AGE_MIN=1440

# apt_use ARCH: choose the state that the functions below work on
apt_use() {
    APT_ARCH=$1
    APT_DIR=$BUILD/apt/$1
    mkdir -p "$APT_DIR/lists/partial" "$APT_DIR/cache" "$BUILD/debs"
    [ -e "$APT_DIR/status" ] || : > "$APT_DIR/status"
    apt_write_conf
}

# The system's own settings are read first, so proxies keep working; what
# could leak in from its sources, pins and hooks is switched off here.
apt_write_conf() {
    put "$APT_DIR/conf" <<CONF
APT::Architecture "$APT_ARCH";
#clear APT::Architectures;
APT::Architectures { "$APT_ARCH"; };
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$APT_DIR/sources.d";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "$APT_DIR";
Dir::State::lists "$APT_DIR/lists";
Dir::State::status "$APT_DIR/status";
Dir::Cache "$APT_DIR/cache";
Dir::Cache::archives "$BUILD/debs";
Dir::Log "$APT_DIR";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

apt_get() {
    LC_ALL=C apt-get -q -c "$APT_DIR/conf" "$@"
}

apt_write_sources() {
    mkdir -p "$APT_DIR/sources.d"
    put "$APT_DIR/sources.d/debian.sources" <<SOURCES
Types: deb deb-src
URIs: $1
Suites: $APT_SUITE
Components: main
Targets: Packages Sources
Signed-By: $APT_KEYRING
SOURCES
}

# The archives that this machine uses for its own release, best first
apt_mirrors() {
    local codename

    # shellcheck source=/dev/null
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    LC_ALL=C apt-get indextargets --no-release-info \
        --format '$(RELEASE) $(REPO_URI)' |
        awk -v name="$codename" '
            $2 ~ /security|^cdrom:/ { next }
            $1 == name || $1 == "stable" || $1 == "oldstable" {
                if (!seen[$2]++) print $2
            }'
}

apt_update() {
    local log=$APT_DIR/update.log mirror

    [ -r "$APT_KEYRING" ] ||
        die "no $APT_KEYRING (package debian-archive-keyring)"
    for mirror in $(apt_mirrors); do
        apt_write_sources "$mirror"
        if apt_get update -o APT::Update::Error-Mode=any \
                > "$log" 2>&1; then
            touch "$APT_DIR/updated"
            return 0
        fi
    done
    return 1
}

# apt_lists [fresh]: have lists; new ones if they are old or if asked to
apt_lists() {
    local stamp=$APT_DIR/updated

    if [ "${1:-}" != fresh ] && [ -n "$(find "$stamp" \
            -mmin "-$APT_MAX_AGE_MIN" 2>/dev/null)" ]; then
        return 0
    fi
    say "reading Debian 13's package lists ($APT_ARCH)"
    apt_update && return 0
    [ -e "$stamp" ] || die "no network: cannot read Debian 13's package" \
        "lists from this machine's mirror (see ${APT_DIR#"$ROOT"/}/update.log)"
    say "no network; going on with the lists of $(date -r "$stamp" +%F)"
}
