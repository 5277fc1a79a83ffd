#!/bin/sh
# A machine of the tests: ROOT. As long as it is on, it starts its sshd again after a restart.
root=$1
while [ -e "$root/on" ]; do
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$root/boot_id"
    for unit in "$root"/units/*.enabled; do
        [ -e "$unit" ] && touch "${unit%.enabled}.active"
    done
    /usr/sbin/sshd -D -e -f "$root/sshd_config" 2>>"$root/sshd.log" &
    echo $! >"$root/sshd.pid.new"
    mv "$root/sshd.pid.new" "$root/sshd.pid"
    wait $!
    [ ! -e "$root/boot.slow" ] || sleep 2
done
