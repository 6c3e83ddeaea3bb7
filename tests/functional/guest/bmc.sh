# SPDX-License-Identifier: GPL-2.0-or-later
# The machine that is a BMC: firmware behind the bridge, both kept alive.
# shellcheck shell=sh disable=SC2034

CONSOLE=$(cat /sys/class/tty/console/active)
CONSOLE=${CONSOLE##* }
: "${CONSOLE:=null}"
case $CONSOLE in
ttyS0) CONTROL=ttyS1 ;;
*) CONTROL=ttyS0 ;;
esac

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

# The device tree enables one device
for device in /dev/ipmi-bt-host /dev/ipmi-kcs[1-4]; do
    [ ! -e "$device" ] || break
done
case $device in
*kcs*) kind=kcs ;;
*) kind=bt ;;
esac
keep bridge bridge "$kind" "$device" 9002 &
