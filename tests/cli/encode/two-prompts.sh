"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" /dev/null -o x.tsv --prompt a --no-prompt
