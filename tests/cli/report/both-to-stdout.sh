. "$SIMILE_ROOT/tests/cli/report/setup.inc"
"$SIMILE_BIN" report figures.json -o - --text
