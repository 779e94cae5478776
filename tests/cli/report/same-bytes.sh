# any number of threads, and both ways of writing
. "$SIMILE_ROOT/tests/cli/report/setup.inc"
"$SIMILE_BIN" report run eval figures.json --threads 1 -o one.html || exit
"$SIMILE_BIN" report run eval figures.json --threads 3 -o - | cmp - one.html && echo same
