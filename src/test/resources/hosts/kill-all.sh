#!/bin/sh
# Ends everything that runs on a machine of the tests, its sshd last: ROOT
root=$1
for environment in $(grep -lzx "HOST_ROOT=$root" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${environment#/proc/}
    pid=${pid%/environ}
    [ "$pid" = $$ ] || kill -9 "$pid" 2>/dev/null
done
sshd=$(cat "$root/sshd.pid" 2>/dev/null) || exit 0
pkill -9 -P "$sshd" 2>/dev/null
kill -9 "$sshd" 2>/dev/null
exit 0
