mkdir lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy
code=$?
ls
exit $code
