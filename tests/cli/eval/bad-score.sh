. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
echo "much	a	b" >>sts.tsv
"$SIMILE_BIN" eval "$model" --sts sts.tsv
