echo cat >vectors.npy.ids.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" vectors.npy.ids.txt -o vectors.npy
