. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf 'seed: 1\nseed: 2\n' >>run.yaml
"$SIMILE_BIN" train run.yaml -o model
