"$SIMILE_BIN" encod
