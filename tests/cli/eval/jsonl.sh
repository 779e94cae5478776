. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# The same rows as JSONL, by their names.
awk -F '\t' '{ printf "{\"label\": %s, \"text1\": \"%s\", \"text2\": \"%s\"}\n", $1, $2, $3 }' pairs.tsv >pairs.jsonl
"$SIMILE_BIN" eval "$model" --pairs pairs.tsv | figures >from_tsv
"$SIMILE_BIN" eval "$model" --pairs pairs.jsonl | figures | diff from_tsv - && echo "the same"
