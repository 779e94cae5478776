. "$SIMILE_ROOT/tests/cli/train/setup.inc"
echo "only one text" >>rows.tsv
"$SIMILE_BIN" train run.yaml -o model
