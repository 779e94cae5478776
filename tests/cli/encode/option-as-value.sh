# A forgotten name does not make a file called --threads.
echo cat >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o --threads 2
