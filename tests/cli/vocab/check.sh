printf 'the cat\na bad cat\n' >text.txt
"$SIMILE_BIN" vocab check "$SIMILE_ROOT/tests/golden/bert/vocab.txt" text.txt
