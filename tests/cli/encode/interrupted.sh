# An interrupt leaves whole rows that --resume goes on with, to the same bytes.
line=$(seq 1 60 | tr '\n' ' ')
yes "$line" | head -n 4000 >lines.txt
mkfifo pipe
(exec "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" pipe -o part.jsonl --threads 2) &
process=$!
exec 3>pipe
head -n 3500 lines.txt >&3
while [ ! -s part.jsonl.part ]; do sleep 0.05; done
kill -INT $process
tail -n +3501 lines.txt >&3 2>messages
exec 3>&-
wait $process
echo "exit code $?"
[ ! -e part.jsonl ] && echo "no file that looks whole"
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o part.jsonl --resume 2>summary
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o whole.jsonl 2>summary
cmp part.jsonl whole.jsonl && echo "the same"
