#!/bin/sh
# A machine of the tests: ROOT. As long as it is on, it starts its sshd again after a restart, and the services that are enabled.
root=$1
while [ -e "$root/on" ]; do
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$root/boot_id"
    rm -f "$root"/units/*.pid
    for unit in "$root"/units/*.enabled; do
        [ ! -e "$unit" ] || HOST_ROOT=$root HOME=$root/home PATH=$root/bin:/usr/bin:/bin "$root/bin/unit" start "$(basename "$unit" .enabled)"
    done
    /usr/sbin/sshd -D -e -f "$root/sshd_config" 2>>"$root/sshd.log" &
    echo $! >"$root/sshd.pid.new"
    mv "$root/sshd.pid.new" "$root/sshd.pid"
    wait $!
    [ ! -e "$root/boot.slow" ] || sleep 2
done
rm -f "$root/sshd.pid"
