. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
# Keys by the names of the columns.
awk -F '\t' '{ printf "{\"text\": \"%s\", \"label\": \"%s\"}\n", $2, $1 }' plain.tsv >rows.jsonl
cp plain.tsv rows.tsv
"$SIMILE_BIN" train run.yaml -o plain 2>progress
"$SIMILE_BIN" train run.yaml -o model --set 'data.sources[0].path=rows.jsonl' 2>progress
cmp plain/model.safetensors model/model.safetensors && echo "as TSV"
