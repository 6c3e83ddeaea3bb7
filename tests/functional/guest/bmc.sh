# SPDX-License-Identifier: GPL-2.0-or-later
# The machine that is a BMC: firmware behind the bridge, both kept alive.
# shellcheck shell=sh disable=SC2034

CONSOLE=ttyS4
CONTROL=ttyS0

ifconfig lo 127.0.0.1 up
mkdir -p /run/state/lab

# keep NAME COMMAND...: start it again whenever it ends, but not while
# /run/hold-NAME exists
keep() {
    name=$1
    shift
    while :; do
        if [ ! -e "/run/hold-$name" ]; then
            "$@"
            echo "lab: $name ended with $?"
        fi
        sleep 1
    done > "/dev/$CONSOLE" 2>&1 < /dev/null
}

keep firmware ipmi_sim -n -c /etc/bmc/lan.conf -f /etc/bmc/commands \
    -s /run/state &
keep bridge bridge bt /dev/ipmi-bt-host 9002 &
