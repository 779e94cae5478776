# The limit of the shell on a file's size is told like a full disk.
yes cat | head -n 1000 >lines.txt
ulimit -f 1
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy
code=$?
[ ! -e vectors.npy ] && echo "no file that looks whole"
exit $code
