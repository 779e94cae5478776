printf 'the cat sat\n\n\377 bad\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert" --count --max-tokens 4
