cp -r "$SIMILE_ROOT/tests/golden/bert" model
sed 's/"num_attention_heads": 4/"num_attention_heads": 5/' "$SIMILE_ROOT/tests/golden/bert/config.json" >model/config.json
echo cat | "$SIMILE_BIN" encode model - -o vectors.npy
