printf 'the cat\r\n\n\377\376 bad\na\tb\n[SEP]' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert" --ids
