. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf 'objective: &o {temperature: 0.1}\n' >>run.yaml
"$SIMILE_BIN" train run.yaml -o model
