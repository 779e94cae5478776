# --resume on a finished run does nothing and succeeds.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model 2>progress
cp -r model before
"$SIMILE_BIN" train run.yaml -o model --resume 2>told
cat told
diff -r before model && echo untouched
