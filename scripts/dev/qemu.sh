# SPDX-License-Identifier: GPL-2.0-or-later
# Configure and build a QEMU source tree. Sourced.
# shellcheck shell=bash

# Machines that have a BMC, and machines that are one
TARGETS=x86_64-softmmu,arm-softmmu

# More of them, for ./dev test --full, in a build of their own
FULL_TARGETS=ppc64-softmmu,aarch64-softmmu

CONFIGURE=(
    --without-default-features --enable-system --enable-tcg
    --enable-fdt=system --disable-download --disable-install-blobs
)

# A clone elsewhere gives the same commands, so that it hits the cache too
setup_ccache() {
    export CCACHE_BASEDIR=$1 CCACHE_NOHASHDIR=1
    export CCACHE_DIR=${CCACHE_DIR:-$HOME/.cache/ccache}
    if ! mkdir -p "$CCACHE_DIR" 2>/dev/null || [ ! -w "$CCACHE_DIR" ]; then
        export CCACHE_DIR=$BUILD/ccache
    fi
}

configure_state() {
    echo "$1 $2 $VENV --target-list=$TARGETS ${CONFIGURE[*]}" \
        "$(cc -dumpfullversion) $(head -n 1 "$BASE_STAMP" | cut -d ' ' -f 1-2)"
}

# configure_qemu SOURCE OUT: once; again when something it rests on differs
configure_qemu() {
    local src=$1 out=$2 state

    state=$(configure_state "$src" "$out")
    if [ -e "$out/build.ninja" ] &&
            [ "$(cat "$out/.dev-stamp" 2>/dev/null)" = "$state" ]; then
        return
    fi
    need_space 4000 "building QEMU"
    say "configuring ${out#"$ROOT"/}"
    rm -rf "$out"
    mkdir -p "$out"
    (cd "$out" && "../${src##*/}/configure" --cc="ccache cc" \
        --python="$VENV/bin/python3" --target-list="$TARGETS" \
        "${CONFIGURE[@]}") \
        > "$out.log" 2>&1 ||
        die "configure failed, see ${out#"$ROOT"/}.log:" \
            "$(grep -m 1 -i error "$out.log" || tail -n 1 "$out.log")"
    echo "$state" > "$out/.dev-stamp"
}

# link_firmware OUT: the source package has no firmware, Debian's other
# packages do. QEMU looks into its own bundle before anywhere else.
link_firmware() {
    local bundle=$1/qemu-bundle/usr/local/share/qemu file

    for file in /usr/share/seabios/*.bin /usr/share/qemu/*.{bin,lid,rom} \
            /usr/lib/ipxe/qemu/*.rom; do
        [ ! -e "$file" ] || ln -sfn "$file" "$bundle/${file##*/}"
    done
}

# Ninja redraws one line on a terminal. In a log a line now and then is
# enough, together with what the compiler complains about.
thin() {
    local line due=0 complaint=no

    while IFS= read -r line; do
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then
            complaint=no
            if [ "${BASH_REMATCH[1]}" != "${BASH_REMATCH[2]}" ] &&
                    [ "$SECONDS" -lt "$due" ]; then
                continue
            fi
            due=$((SECONDS + 15))
        elif [[ $line == FAILED:* ]]; then
            complaint=yes
        elif [[ $complaint == no && $line != *"warning: "* &&
                $line != "ninja: error"* ]]; then
            continue
        fi
        printf '%s\n' "$line"
    done
}

# run_ninja OUT TARGET...: a full disk is said as such
run_ninja() {
    local out=$1

    shift
    if [ -t 1 ]; then
        ninja -C "$out" "$@" && return
    else
        ninja -C "$out" "$@" | thin && return
    fi
    need_space 100 "the build"
    return 1
}

# qemu_targets TREE: the emulators and every test program of QEMU that we
# use; tests that a tree does not have are no targets there
qemu_targets() {
    local out=$1

    sed 's/\([^,]*\)-softmmu,*/qemu-system-\1 /g' <<< "$TARGETS"
    ninja -C "$out" -t targets all |
        sed -n 's/^\(tests\/\(qtest\|unit\)\/[^:.]*\): c_LINKER.*/\1/p' |
        grep -E -e '/(test-ipmi-|ipmi-|aspeed|npcm|pnv|bios-tables)' \
            -e '/(qom-test$|device-introspect)' |
        grep -vE '\.p/' || true
}
