#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
# ./dev series            build/series: cover letter and patches
# ./dev series --bisect   and build each step of it
# ./dev series --diff     print what was edited by hand in build/qemu

here=$(cd "$(dirname "$0")" && pwd)
for part in lib apt machine base meson qemu; do
    # shellcheck source=/dev/null
    . "$here/$part.sh"
done

REPO=$BUILD/series-repo
BISECT=$BUILD/bisect

write_patches() {
    /usr/bin/python3 "$here/patches.py" "$ROOT" "$BASE" "$REPO" \
        "$BUILD/series"
}

# The names of the folders are those of ./dev build, and so are the
# compiler's commands: what is in the cache need not be compiled again.
# For the same reason there is no .git in the tree, which would make
# QEMU's configure choose other options.
prepare_bisect() {
    setup_ccache "$BISECT"
    mkdir -p "$BISECT/qemu"
}

# check_out COMMIT: touches only the files that differ
check_out() {
    GIT_INDEX_FILE=$BISECT/index git --git-dir="$REPO/.git" \
        --work-tree="$BISECT/qemu" read-tree --reset -u "$1"
}

build_step() {
    local commit=$1 targets

    check_out "$commit"
    configure_qemu "$BISECT/qemu" "$BISECT/out"
    # Tests of this step are targets only once the build files are new
    ninja -C "$BISECT/out" build.ninja > "$BISECT/ninja.log" 2>&1 || return 1
    targets=$(qemu_targets "$BISECT/out")
    # shellcheck disable=SC2086
    run_ninja "$BISECT/out" $targets && step_tests "$targets"
}

# A step's unit tests must pass at that step
step_tests() {
    local test

    for test in $(grep '^tests/unit/' <<< "$1" || true); do
        "$BISECT/out/$test" --tap -k > "$BISECT/test.log" 2>&1 || return 1
    done
}

bisect() {
    local commit number=0 subject

    prepare_bisect
    for commit in $(git -C "$REPO" rev-list --reverse base..ipmi); do
        number=$((number + 1))
        subject=$(git -C "$REPO" log -1 --format=%s "$commit")
        say "step $number: $subject"
        build_step "$commit" || die "step $number does not build: $subject"
    done
    say "all $number steps build"
}

main() {
    lock series
    case ${1:-} in
    --diff)
        "$here/build.sh" source
        /usr/bin/python3 "$here/patches.py" --diff "$ROOT" "$BASE" \
            "$BUILD/qemu"
        ;;
    "" | --bisect)
        "$here/build.sh" tree
        write_patches
        say "patches are in build/series"
        [ "${1:-}" != --bisect ] || bisect
        ;;
    *)
        die "usage: ./dev series [--bisect | --diff]"
        ;;
    esac
}

main "$@"
