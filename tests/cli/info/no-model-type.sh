cp -r "$SIMILE_ROOT/tests/golden/bert" model
echo '[1]' >model/config.json
"$SIMILE_BIN" info model
