printf '5 6\n5 99999\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" --decode
