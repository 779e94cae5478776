. "$SIMILE_ROOT/tests/cli/train/setup.inc"
echo "objectiv: {loss: supcon}" >>run.yaml
"$SIMILE_BIN" train run.yaml -o model
code=$?
[ ! -e model ] && echo "nothing was made"
exit $code
