. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --labelled labelled.tsv --train labelled.tsv --train labelled.tsv
