echo cat | gzip | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" --flush
