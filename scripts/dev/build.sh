#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# ./dev build [base | full]: our QEMU in build/out, the unmodified one in
# build/out-base, or ours for more targets in build/out-full.

here=$(cd "$(dirname "$0")" && pwd)
for part in lib apt machine base meson qemu; do
    # shellcheck source=/dev/null
    . "$here/$part.sh"
done

# Everything up to trees that can be configured
prepare() {
    check_machine
    check_src
    if [ -d "$BUILD/out" ]; then
        need_space 200 "a build"
    else
        need_space 6000 "the first build"
    fi
    make_base
    make_venv
    setup_ccache "$ROOT"
}

assemble() {
    /usr/bin/python3 "$here/assemble.py" "$ROOT" "$BASE" "$BUILD/qemu"
}

build_tree() {
    local src=$1 out=$2 targets

    configure_qemu "$src" "$out"
    # Tests may have come and gone since the build files were written
    ninja -C "$out" build.ninja > "$out.log" 2>&1 ||
        die "the build files of ${out#"$ROOT"/} cannot be made," \
            "see ${out#"$ROOT"/}.log"
    link_firmware "$out"
    targets=$(qemu_targets "$out")
    # shellcheck disable=SC2086
    run_ninja "$out" $targets || die "the build of ${out#"$ROOT"/} failed"
}

# Found before hundreds of megabytes are fetched
check_part() {
    case $* in
    "" | ours | base | full | packages | source | tree) ;;
    *) die "usage: ./dev build [base | full]" ;;
    esac
}

main() {
    check_part "$@"
    lock build
    if [ "${1:-}" = packages ]; then
        check_machine
        return
    fi
    prepare
    case ${1:-ours} in
    ours)
        assemble
        build_tree "$BUILD/qemu" "$BUILD/out"
        ;;
    base)
        build_tree "$BASE" "$BUILD/out-base"
        ;;
    full)
        assemble
        TARGETS=$FULL_TARGETS
        build_tree "$BUILD/qemu" "$BUILD/out-full"
        ;;
    tree)
        assemble
        ;;
    source)
        ;;
    esac
}

main "$@"
