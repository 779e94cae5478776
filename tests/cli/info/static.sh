"$SIMILE_BIN" info "$SIMILE_ROOT/tests/golden/static"
