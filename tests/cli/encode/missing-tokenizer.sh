cp -r "$SIMILE_ROOT/tests/golden/bert" model
rm model/tokenizer.json model/vocab.txt
echo cat | "$SIMILE_BIN" encode model - -o vectors.npy
