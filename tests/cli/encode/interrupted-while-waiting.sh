# An interrupt ends the wait for a pipe that has nothing to give; rows that were written stay for --resume.
mkfifo pipe
seq 300 >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" - -o out.raw --threads 2 <pipe &
process=$!
exec 3>pipe
cat lines.txt >&3
while [ ! -s out.raw.part ]; do sleep 0.05; done
kill -INT $process
wait $process
echo "exit code $?"
exec 3>&-
[ ! -e out.raw ] && echo "no file that looks whole"
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o out.raw --resume 2>summary
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o whole.raw 2>summary
cmp out.raw whole.raw && echo "the same"
