"$SIMILE_BIN" vocab shw
