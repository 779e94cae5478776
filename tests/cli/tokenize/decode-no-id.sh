printf '5 6\n5 six\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" --decode
