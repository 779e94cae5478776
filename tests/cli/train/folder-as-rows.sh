. "$SIMILE_ROOT/tests/cli/train/setup.inc"
rm rows.tsv && mkdir rows.tsv
"$SIMILE_BIN" train run.yaml -o model
