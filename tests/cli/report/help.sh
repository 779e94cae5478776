"$SIMILE_BIN" report --help
