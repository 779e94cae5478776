# The first values of the whole vectors, as they are.
printf 'the cat was happy\nsnow\n' >lines
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines -o whole.tsv 2>/dev/null
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines -o cut.tsv --dimension 5 2>/dev/null
cut -f1-5 whole.tsv | cmp - cut.tsv && echo same
