#!/bin/busybox sh
# SPDX-License-Identifier: GPL-2.0-or-later
# First process of both machines. The console carries the kernel's and the
# services' words; commands come in over a second serial line of their own.

/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
mount -t tmpfs tmpfs /run

export PATH=/bin:/usr/bin:/usr/sbin HOME=/root LC_ALL=C TERM=linux

while read -r module; do
    modprobe "$module" || echo "lab: no module $module"
done < /etc/modules

# Sets CONSOLE and CONTROL, starts what this machine is for
# shellcheck source=/dev/null
. /etc/machine.sh

# An interactive shell for a person, quiet until Enter is pressed
console() {
    while :; do
        setsid -c sh -c 'read -r line && exec sh -i' \
            < "/dev/$CONSOLE" > "/dev/$CONSOLE" 2>&1
        sleep 1
    done
}

# A shell for the lab: bytes as they are, no echo. Its errors must not go to
# a terminal, or it takes itself for an interactive one and prompts.
control() {
    while :; do
        stty -F "/dev/$CONTROL" raw -echo
        sh -c 'echo lab-ready; exec sh' \
            < "/dev/$CONTROL" > "/dev/$CONTROL" 2> /dev/null
        sleep 1
    done
}

console &
control &
# The first process adopts orphans
while :; do
    wait
    sleep 60
done
