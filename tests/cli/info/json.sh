# The same values as JSON; control characters and quotes in a prompt are escaped.
cp -r "$SIMILE_ROOT/tests/golden/bert" model
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-modules/." model
sed 's/"prompts": {}/"prompts": {"a \\"b\\"": "tab\\tline\\n\\u0001"}/' model/config_sentence_transformers.json >config
mv config model/config_sentence_transformers.json
"$SIMILE_BIN" info model --json
