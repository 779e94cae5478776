# A disk that fills up in the middle: the rows that fitted are gone on with when there is room again.
yes 'the cat' | head -n 2000 >lines.txt
(ulimit -f 200; "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy)
echo "exit code $?"
[ ! -e vectors.npy ] && echo "no file that looks whole"
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy --resume
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o whole.npy 2>summary
cmp vectors.npy whole.npy && echo "the same"
