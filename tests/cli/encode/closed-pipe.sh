# A reader that has seen enough: one line, no end without a word.
yes 'the cat' | head -n 5000 >lines.txt
{ "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o - --format tsv; echo $? >code; } | head -n 1 | cut -c1-3
cat code
