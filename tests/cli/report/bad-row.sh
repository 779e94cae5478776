. "$SIMILE_ROOT/tests/cli/report/setup.inc"
echo '{"score": 1, "text1": "a"}' >>eval/1-sts.jsonl
"$SIMILE_BIN" report eval -o page.html
code=$?
ls page.html* 2>/dev/null
exit $code
