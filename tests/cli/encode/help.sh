"$SIMILE_BIN" encode --help
