. "$SIMILE_ROOT/tests/cli/train/setup.inc"
echo precious >model
"$SIMILE_BIN" train run.yaml -o model
code=$?
cat model
exit $code
