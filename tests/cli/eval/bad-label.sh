. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
echo "yes	a	b" >>pairs.tsv
"$SIMILE_BIN" eval "$model" --pairs pairs.tsv
