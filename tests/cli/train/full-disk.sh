. "$SIMILE_ROOT/tests/cli/train/setup.inc"
# A limit on the size of files stands for a full disk; the checkpoint is what --resume goes on from.
(
    ulimit -f 8
    "$SIMILE_BIN" train run.yaml -o model 2>told
    echo "exit code $?"
)
tail -n 1 told
"$SIMILE_BIN" train run.yaml -o whole 2>progress
"$SIMILE_BIN" train run.yaml -o model --resume 2>progress
cmp whole/model.safetensors model/model.safetensors && echo "the same weights"
