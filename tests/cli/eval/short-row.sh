. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
echo "3	a" >>sts.tsv
"$SIMILE_BIN" eval "$model" --sts sts.tsv
