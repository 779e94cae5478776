"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" /dev/null -o wide.tsv --dimension 33
