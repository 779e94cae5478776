echo cat | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o vectors.npy --dtype int8
