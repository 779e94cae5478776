. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
mkdir mine
echo text >mine/diary
"$SIMILE_BIN" eval "$model" --sts sts.tsv --save mine
code=$?
cat mine/diary
exit $code
