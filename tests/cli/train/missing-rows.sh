. "$SIMILE_ROOT/tests/cli/train/setup.inc"
rm rows.tsv
"$SIMILE_BIN" train run.yaml -o model
code=$?
[ ! -e model ] && echo "nothing was made"
exit $code
