# No line, no vector, and still a file that numpy loads.
: >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.npy
head -c 6 vectors.npy | tail -c 5
echo
tr -d '\0-\37' <vectors.npy | grep -a -o "'shape': ([^)]*)"
