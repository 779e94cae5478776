. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf 'model:\n\tlayers: 1\n' >run.yaml
"$SIMILE_BIN" train run.yaml -o model
