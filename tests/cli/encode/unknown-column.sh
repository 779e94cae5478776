printf 'id,text\n1,cat\n' >rows.csv
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" rows.csv --column txt -o vectors.npy
