"$SIMILE_BIN" info missing
