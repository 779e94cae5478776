. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --sts sts.tsv --dump ./sts.tsv
code=$?
wc -l <sts.tsv
exit $code
