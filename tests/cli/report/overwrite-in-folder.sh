# neither a file of a run nor one of an evaluation; a page in the folder may be written anew
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
cp -r run run.before
cp -r eval eval.before
"$SIMILE_BIN" report run -o run/page.html || exit
"$SIMILE_BIN" report run -o run/page.html || exit
rm run/page.html
"$SIMILE_BIN" report run -o run/../run/train.jsonl
"$SIMILE_BIN" report run -o run/resolved.yaml
"$SIMILE_BIN" report figures.json eval/ -o eval/evaluation.json
"$SIMILE_BIN" report eval -o eval/1-sts.jsonl
"$SIMILE_BIN" report eval/evaluation.json --text -o eval/3-labelled.npy
code=$?
diff -r run.before run && diff -r eval.before eval && exit $code
