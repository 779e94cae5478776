# figures alone, of two models: what it prints is short enough to be compared whole
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
sed 's/0.5,/0.55,/' figures.json >other.json
"$SIMILE_BIN" report figures.json other.json --text
