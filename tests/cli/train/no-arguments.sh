"$SIMILE_BIN" train
