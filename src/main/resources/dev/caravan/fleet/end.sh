# Ends the program of a marker, if it still runs: MARKER
dir=$HOME/.caravan/$1
pid=$(cat "$dir/pid" 2>/dev/null) || exit 0
[ ! -s "$dir/exit" ] || exit 0
pkill -TERM -P "$pid"
sleep 1
[ -s "$dir/exit" ] || pkill -KILL -P "$pid"
