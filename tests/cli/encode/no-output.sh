"$SIMILE_BIN" encode model in.txt
