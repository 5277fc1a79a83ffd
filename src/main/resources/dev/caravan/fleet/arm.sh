# Arms a timer that puts the host back: MARKER SECONDS WORK PROGRAM ARGUMENTS... What still runs under the markers of WORK is
# ended before. Whoever renames 'armed' first wins: the confirmation or the timer. Ends with 3 when the host has put itself back.
base=$HOME/.caravan
dir=$base/$1
seconds=$2
work=$3
shift 3
mask=$(umask)
umask 077
mkdir -p "$dir" 2>/dev/null || mkdir -p "$dir" || exit 93
[ ! -e "$dir/reverting" ] && [ ! -e "$dir/reverted" ] || exit 3
[ ! -e "$dir/armed" ] && [ ! -e "$dir/confirmed" ] || exit 0
: >"$dir/armed"
nohup sh -c '
    base=$1
    dir=$2
    seconds=$3
    work=$4
    mask=$5
    shift 5
    sleep "$seconds"
    mv "$dir/armed" "$dir/reverting" 2>/dev/null || exit 0
    for signal in TERM KILL; do
        for name in $work; do
            pid=$(cat "$base/$name/pid" 2>/dev/null) || continue
            [ -s "$base/$name/exit" ] || pkill -"$signal" -P "$pid"
        done
        sleep 1
    done
    : >"$dir/out"
    (umask "$mask"; exec "$@") </dev/null >"$dir/out" 2>&1
    echo $? >"$dir/exit.new"
    mv "$dir/exit.new" "$dir/reverted"
' caravan-revert "$base" "$dir" "$seconds" "$work" "$mask" "$@" </dev/null >/dev/null 2>&1 &
