# a run that is being written: its last line is not whole, and there is no training.json
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
printf '{"step": 51, "los' >>run/train.jsonl
"$SIMILE_BIN" report run --text | head -5
