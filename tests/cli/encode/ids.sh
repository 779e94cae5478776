# Ids are carried along in each form.
printf 'id\ttext\nA-1\tthe cat\nB "2"\ta dog\n' >rows.tsv
for format in tsv jsonl word2vec; do
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" rows.tsv --column text --id id -o "out.$format" --format $format 2>summary
    cut -c1-24 "out.$format"
done
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" rows.tsv --column text --id id -o out.npy 2>summary
cat out.npy.ids.txt
