. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
[ -c /dev/full ] || exit 77
"$SIMILE_BIN" eval "$model" --sts sts.tsv >/dev/full
