. "$SIMILE_ROOT/tests/cli/report/setup.inc"
rm eval/2-pairs.jsonl
"$SIMILE_BIN" report eval -o page.html
