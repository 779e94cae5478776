"$SIMILE_BIN" train nothing.yaml -o model
