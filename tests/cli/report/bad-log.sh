. "$SIMILE_ROOT/tests/cli/report/setup.inc"
echo 'oops' >>run/train.jsonl
"$SIMILE_BIN" report run -o page.html
