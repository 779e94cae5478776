"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o out.npy --precision f8
