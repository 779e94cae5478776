. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf '4.5\ta\tb\nhigh\tc\td\n' >rows.tsv
"$SIMILE_BIN" train run.yaml -o model --set 'data.sources[0].kind=sts'
