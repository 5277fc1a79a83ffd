# Disarms the timer: MARKER. Ends with 0 when it did, with 3 when the host has put itself back.
dir=$HOME/.caravan/$1
[ -d "$dir" ] || exit 0
mv "$dir/armed" "$dir/confirmed" 2>/dev/null
[ ! -e "$dir/confirmed" ] || exit 0
tries=0
while [ ! -e "$dir/reverted" ] && [ "$tries" -lt 600 ]; do
    tries=$((tries + 1))
    sleep 1
done
[ ! -f "$dir/out" ] || tail -c 4096 "$dir/out"
exit 3
