echo x >model
"$SIMILE_BIN" info model
