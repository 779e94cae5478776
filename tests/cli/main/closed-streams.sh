# Messages do not land in the first file that is opened when the program is started without standard streams.
echo cat >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o whole.npy 2>summary
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o closed.npy <&- >&- 2>&-
cmp whole.npy closed.npy && echo "the same"
