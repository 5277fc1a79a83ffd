# Arms a timer that puts the host back: MARKER SECONDS PROGRAM ARGUMENTS...
# Whoever renames 'armed' first wins: the confirmation or the timer. Ends with 3 when the host has put itself back.
dir=$HOME/.caravan/$1
seconds=$2
shift 2
mask=$(umask)
umask 077
mkdir -p "$dir" 2>/dev/null || mkdir -p "$dir" || exit 93
[ ! -e "$dir/reverting" ] && [ ! -e "$dir/reverted" ] || exit 3
[ ! -e "$dir/armed" ] && [ ! -e "$dir/confirmed" ] || exit 0
: >"$dir/armed"
nohup sh -c '
    dir=$1
    seconds=$2
    mask=$3
    shift 3
    sleep "$seconds"
    mv "$dir/armed" "$dir/reverting" 2>/dev/null || exit 0
    : >"$dir/out"
    (umask "$mask"; exec "$@") </dev/null >"$dir/out" 2>&1
    echo $? >"$dir/exit.new"
    mv "$dir/exit.new" "$dir/reverted"
' caravan-revert "$dir" "$seconds" "$mask" "$@" </dev/null >/dev/null 2>&1 &
