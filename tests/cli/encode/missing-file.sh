# Nothing is left behind.
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" missing.txt -o out.npy
code=$?
ls
exit $code
