{ echo short; seq 1 100 | tr '\n' ' '; echo; } >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy --truncate error
