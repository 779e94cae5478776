# With --flush and --column, too, a row comes out before the next one goes in; a blank line is a row.
mkfifo in out
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" --flush --column 1 <in >out 2>summary &
exec 3>in 4<out
for text in one "" three; do
    echo "$text" >&3
    read -r vector <&4
    echo "$vector" | awk '{ print NF " values" }'
done
exec 3>&-
wait $!
echo "exit code $?"
