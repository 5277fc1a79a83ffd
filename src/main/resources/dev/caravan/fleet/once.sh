# Begins a program once, whatever becomes of the connection: MARKER PROGRAM ARGUMENTS...
# Called again with the same marker it begins nothing, waits for what was begun, and says how that ended.
base=$HOME/.caravan
name=$1
dir=$base/$name
shift
# What the program makes gets the host's own modes; only the files about it are its user's alone
mask=$(umask)
umask 077
boot=$(sysctl -n kernel.random.boot_id 2>/dev/null || sysctl -n kern.boottime 2>/dev/null || cat /proc/sys/kernel/random/boot_id)
# Whoever ends its work may take the folder of all markers away, just when it is empty
begun=
for try in 1 2 3 4 5 6 7 8 9; do
    [ -d "$base" ] || mkdir -p "$base" 2>/dev/null
    mkdir "$dir" 2>/dev/null && begun=yes
    [ ! -d "$dir" ] || break
done
[ -d "$dir" ] || exit 93
if [ -n "$begun" ]; then
    printf '%s' "$boot" >"$dir/boot"
    # Deaf to the end of the connection; its output goes to a file, so nothing breaks when nobody listens
    (
        trap '' HUP PIPE
        : >"$dir/out"
        (
            umask "$mask"
            exec "$@"
        ) </dev/null >"$dir/out" 2>&1
        echo $? >"$dir/exit"
    ) </dev/null >/dev/null 2>&1 &
    echo $! >"$dir/pid"
    wait $!
fi
tries=0
while [ ! -s "$dir/exit" ]; do
    pid=$(cat "$dir/pid" 2>/dev/null)
    if [ -z "$pid" ]; then
        tries=$((tries + 1))
    elif [ "$boot" != "$(cat "$dir/boot")" ] || ! kill -0 "$pid" 2>/dev/null; then
        tries=$((tries + 5))
    fi
    if [ "$tries" -ge 10 ] && [ ! -s "$dir/exit" ]; then
        printf '\n%s lost\n' "$name"
        exit 0
    fi
    sleep 0.2 2>/dev/null || sleep 1
done
[ ! -s "$dir/out" ] || tail -c 12288 "$dir/out"
read -r exit <"$dir/exit"
printf '\n%s exit %s\n' "$name" "$exit"
