printf 'precious\n' >lines.txt
ln -s lines.txt other.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o other.txt
code=$?
cat lines.txt
exit $code
