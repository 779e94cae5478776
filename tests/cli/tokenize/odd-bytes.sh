printf 'caf\351\n\n\000\377\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" - --count
