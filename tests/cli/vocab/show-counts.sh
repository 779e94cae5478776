printf 'the cat\na bad cat zzz\n' >text.txt
"$SIMILE_BIN" vocab show "$SIMILE_ROOT/tests/golden/bert/vocab.txt" text.txt | head -n 6
