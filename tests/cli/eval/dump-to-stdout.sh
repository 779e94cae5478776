. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# The scores alone, without the table.
"$SIMILE_BIN" eval "$SIMILE_ROOT/tests/golden/static" --sts sts.tsv --pairs pairs.tsv --dump -
