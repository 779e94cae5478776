"$SIMILE_BIN" info "$SIMILE_ROOT/tests/golden/folders/model2vec"
