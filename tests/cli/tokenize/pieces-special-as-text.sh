printf 'the cat\n[SEP]' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert/vocab.txt" - --special-as-text
