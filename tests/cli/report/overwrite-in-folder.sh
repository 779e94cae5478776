# neither a file of a run nor one of an evaluation; a page in the folder may be written anew
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
cp -r run before
"$SIMILE_BIN" report run -o run/page.html || exit
"$SIMILE_BIN" report run -o run/page.html || exit
"$SIMILE_BIN" report run -o run/../run/train.jsonl
"$SIMILE_BIN" report run -o run/resolved.yaml
"$SIMILE_BIN" report run eval/ -o eval/evaluation.json
code=$?
rm run/page.html
diff -r before run && grep -c '"kind": "evaluation"' eval/evaluation.json
exit $code
