# The same bytes for any number of threads.
cut -f2 "$SIMILE_ROOT/corpora/sentiment.test.tsv" >lines.txt
for n in 1 2 3 8; do
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o "$n.npy" --threads $n 2>summary
    cmp 1.npy $n.npy && echo "$n"
done
