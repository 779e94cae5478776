. "$SIMILE_ROOT/tests/cli/train/setup.inc"
unset SIMILE_NOWHERE
"$SIMILE_BIN" train run.yaml -o model --set 'data.sources[0].path=${SIMILE_NOWHERE}/rows.tsv'
