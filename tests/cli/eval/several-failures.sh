. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# What cannot be measured is named, the rest has its figures, and the exit code tells.
printf 'x\ta\nx\tb\n' >one.tsv
"$SIMILE_BIN" eval "$model" --labelled one.tsv --sts labelled.tsv --triples triples.tsv --json out.json | figures
code=$?
grep -c '"error"' out.json
"$SIMILE_BIN" eval "$model" --labelled one.tsv --triples triples.tsv >table.txt
