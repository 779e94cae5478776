printf 'a "cat"\\\n\377\n' | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o - --format jsonl --text 2>summary | cut -d, -f1,2
