echo cat | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o nowhere/vectors.npy
