# Longer rows in windows; the others as ever.
{ echo short; seq 1 100 | tr '\n' ' '; echo; } >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o windows.tsv --long windows
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o cut.tsv --truncate warn
diff windows.tsv cut.tsv | grep -c '^[<>]'
