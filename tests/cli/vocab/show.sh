"$SIMILE_BIN" vocab show "$SIMILE_ROOT/tests/golden/bert/vocab.txt"
