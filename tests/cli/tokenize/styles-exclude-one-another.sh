"$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" --ids --offsets </dev/null
