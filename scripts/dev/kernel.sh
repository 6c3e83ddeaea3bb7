#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Build an ARM kernel from Debian 13's linux-source package.
#
#   kernel.sh CONFIG DEST DTB...
#
# CONFIG lists what the kernel has beyond "make allnoconfig". DEST gets
# Image, config, and each DTB (named as below arch/arm/boot/dts, without the
# folder). When they are there and made from the same package, CONFIG and
# compiler, nothing is done and no network is used. An interrupted build goes
# on where it was. Source and objects are in build/kernel.

here=$(cd "$(dirname "$0")" && pwd)
for part in lib qemu; do
    # shellcheck source=/dev/null
    . "$here/$part.sh"
done

WORK=$BUILD/kernel
PACKAGE=linux-source-6.12
COMPILER=arm-linux-gnueabihf-gcc
JOBS=${KERNEL_JOBS:-2}
# What a build of the lab's CONFIG comes to, for the progress
ABOUT_STEPS=1450

# Not read when an ARM kernel of ours is built; most of the source's size.
# Each folder's Kconfig is read.
LEFT_OUT=(
    '*/Documentation/*.rst' '*/Documentation/*.yaml' '*/tools/testing/*'
    '*/drivers/gpu/*.[ch]' '*/drivers/net/ethernet/*.[ch]'
    '*/drivers/net/wireless/*.[ch]' '*/drivers/media/*.[ch]'
    '*/drivers/infiniband/*.[ch]' '*/drivers/staging/*.[ch]'
    '*/drivers/scsi/*.[ch]' '*/sound/*.[ch]' '*/arch/arm64/boot/*'
    '*/arch/mips/*.[chS]' '*/arch/powerpc/*.[chS]' '*/arch/s390/*.[chS]'
    '*/arch/sparc/*.[chS]'
)

parse() {
    [ $# -ge 3 ] || die "usage: kernel.sh CONFIG DEST DTB..."
    CONFIG=$(realpath -e "$1" 2>/dev/null) || die "cannot read $1"
    DEST=${2%/}
    shift 2
    DTBS=("$@")
}

# What the source is, in one line: the package and how it was unpacked
source_state() {
    sed -n 2p "$WORK/package/.debs"
    printf '%s\n' "${LEFT_OUT[@]}" | sha256sum
}

state() {
    source_state
    sha256sum < "$CONFIG"
    echo "${DTBS[*]} $("$COMPILER" -dumpfullversion)"
}

get_source() {
    "$here/debs.sh" all "$WORK/package" "$PACKAGE"
}

unpack_source() {
    local excludes=() pattern archive

    if [ "$(cat "$WORK/.source" 2>/dev/null)" = "$(source_state)" ]; then
        return
    fi
    need_space 2500 "building the BMC's kernel"
    say "unpacking $PACKAGE"
    rm -rf "$WORK/source" "$WORK/source.new" "$WORK/.source"
    mkdir -p "$WORK/source.new"
    for pattern in "${LEFT_OUT[@]}"; do
        excludes+=("--exclude=$pattern")
    done
    archive=("$WORK"/package/usr/src/linux-source-*.tar.xz)
    tar -C "$WORK/source.new" --strip-components=1 "${excludes[@]}" \
        -xf "${archive[0]}" || die "cannot unpack $PACKAGE"
    mv "$WORK/source.new" "$WORK/source"
    source_state > "$WORK/.source"
}

# The same words on each machine, for the cache's sake
run_make() {
    nice make -C "$WORK/source" ARCH=arm CROSS_COMPILE="${COMPILER%gcc}" \
        CC="ccache $COMPILER" HOSTCC="ccache gcc" \
        KBUILD_BUILD_TIMESTAMP=1970-01-01 KBUILD_BUILD_VERSION=1 \
        KBUILD_BUILD_USER=lab KBUILD_BUILD_HOST=lab "$@"
}

# configure: options that did not come out as asked for are named
configure() {
    local lost

    run_make -s KCONFIG_ALLCONFIG="$CONFIG" allnoconfig \
        > "$WORK/config.log" 2>&1 ||
        die "cannot configure the kernel: $(tail -n 1 "$WORK/config.log")" \
            "(see build/kernel/config.log)"
    lost=$(grep '^CONFIG_' "$CONFIG" |
        grep -vxFf "$WORK/source/.config" | tr '\n' ' ') || true
    [ -z "$lost" ] || die "${CONFIG##*/}: the kernel does not take $lost"
}

# A line now and then, or one that is redrawn on a terminal
progress() {
    local line count=0 due=0 end='\n'

    [ ! -t 2 ] || end='\033[K\r'
    while IFS= read -r line; do
        [[ $line =~ ^\ \ (AS|CC|LD|AR|DTC|OBJCOPY)\ + ]] || continue
        count=$((count + 1))
        if [ -t 2 ] || [ "$SECONDS" -ge "$due" ]; then
            # shellcheck disable=SC2059
            printf "== [%d of about %d] %s$end" "$count" "$ABOUT_STEPS" \
                "${line##* }" >&2
            due=$((SECONDS + 15))
        fi
    done
    [ ! -t 2 ] || printf '\033[K' >&2
}

compile() {
    local log=$WORK/build.log

    say "building the BMC's kernel ($(sed -n 2p "$WORK/package/.debs"))"
    run_make -j"$JOBS" Image "${DTBS[@]}" 2>&1 | tee "$log" | progress ||
        {
            need_space 100 "the BMC's kernel"
            die "the kernel does not build:" \
                "$(grep -m 1 -E 'error:|\*\*\*' "$log" ||
                    tail -n 1 "$log") (see build/kernel/build.log)"
        }
}

hand_over() {
    local boot=$WORK/source/arch/arm/boot dtb

    rm -rf "$DEST.new"
    mkdir -p "$DEST.new"
    cp "$boot/Image" "$DEST.new/"
    cp "$WORK/source/.config" "$DEST.new/config"
    for dtb in "${DTBS[@]}"; do
        cp "$boot/dts/$dtb" "$DEST.new/"
    done
    state > "$DEST.new/.stamp"
    rm -rf "$DEST"
    mv "$DEST.new" "$DEST"
}

main() {
    parse "$@"
    lock kernel
    command -v "$COMPILER" > /dev/null || die "$COMPILER is not installed"
    setup_ccache "$ROOT"
    get_source
    if [ "$(cat "$DEST/.stamp" 2>/dev/null)" = "$(state)" ]; then
        return
    fi
    unpack_source
    configure
    compile
    hand_over
}

main "$@"
