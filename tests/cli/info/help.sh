"$SIMILE_BIN" info --help
