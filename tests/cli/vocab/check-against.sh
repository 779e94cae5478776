printf 'the cat\na bad cat zzz\n' >text.txt
cp "$SIMILE_ROOT/tests/golden/bert/vocab.txt" small.txt
cp "$SIMILE_ROOT/vocab/english-8k.txt" large.txt
"$SIMILE_BIN" vocab check small.txt --against large.txt text.txt
