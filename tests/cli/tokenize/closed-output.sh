# Told once.
echo cat | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert" >&-
