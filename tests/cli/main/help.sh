"$SIMILE_BIN" --help
