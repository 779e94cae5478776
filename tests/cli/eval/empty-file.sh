. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
: >empty.tsv
"$SIMILE_BIN" eval "$model" --labelled empty.tsv
