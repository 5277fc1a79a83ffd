#!/bin/sh
# What every session of a machine of the tests runs in: its own home and its own tools.
root=$(dirname "$0")
export HOST_ROOT="$root" HOME="$root/home" PATH="$root/bin:/usr/bin:/bin"
cd "$HOME" || exit 1
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
