# One vector a row, the empty one too, and counts on standard error.
printf 'the cat\n\n\377 bad' | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o - --format jsonl | cut -d, -f1
