cp -r "$SIMILE_ROOT/tests/golden/bert" model
sed 's/"hidden_size": 32/"hidden_size": 64/' "$SIMILE_ROOT/tests/golden/bert/config.json" >model/config.json
echo cat | "$SIMILE_BIN" encode model - -o vectors.npy
