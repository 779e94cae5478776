# truncate_dim in the configuration; the width before it is told too.
cp -r "$SIMILE_ROOT/tests/golden/bert" model
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-truncated/." model
"$SIMILE_BIN" info model | grep -e dimension -e normalize
