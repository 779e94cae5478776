"$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert" --threads 4096
