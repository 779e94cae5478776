. "$SIMILE_ROOT/tests/cli/train/setup.inc"
: >rows.tsv
"$SIMILE_BIN" train run.yaml -o model
