# A folder with somebody's files is not written into.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
mkdir mine && echo precious >mine/README.md
"$SIMILE_BIN" train run.yaml -o mine
code=$?
ls mine
cat mine/README.md
exit $code
