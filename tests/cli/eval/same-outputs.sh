. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --sts sts.tsv --json out --dump out
