# Training goes on from a folder: its shape holds, whatever the file says; only the length limit may be lowered.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set "model.init=$SIMILE_ROOT/tests/golden/bert" 2>progress
"$SIMILE_BIN" info "$SIMILE_ROOT/tests/golden/bert" | grep -v -e max_tokens -e bytes >a
"$SIMILE_BIN" info model | grep -v -e max_tokens -e bytes | diff a - && echo "the same shape"
"$SIMILE_BIN" info model | grep max_tokens
cmp -s "$SIMILE_ROOT/tests/golden/bert/model.safetensors" model/model.safetensors || echo "other weights"
