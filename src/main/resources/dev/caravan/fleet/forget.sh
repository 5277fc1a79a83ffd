# Takes markers away: MARKERS...
for name in "$@"; do
    rm -rf "$HOME/.caravan/$name"
done
rmdir "$HOME/.caravan" 2>/dev/null
exit 0
