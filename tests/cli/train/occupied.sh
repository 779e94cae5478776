# A folder that holds a model is left as it is.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model 2>progress
cp -r model before
code=0
"$SIMILE_BIN" train run.yaml -o model --set train.steps=7 || code=$?
diff -r before model && echo untouched
exit $code
