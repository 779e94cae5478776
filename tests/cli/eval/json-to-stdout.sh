. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# JSON from the first byte to the last, without the table.
"$SIMILE_BIN" eval "$model" --sts sts.tsv --json - >all.json
head -n 1 all.json
tail -n 1 all.json
grep -c "95 %" all.json
true
