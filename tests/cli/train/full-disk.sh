. "$SIMILE_ROOT/tests/cli/train/setup.inc"
# A limit on the size of files stands for a full disk; the checkpoint is what --resume goes on from.
long="--set train.steps=3000 --set train.log_every=1000"
no_numbers() { sed 's/step [0-9]*/step N/g'; }
"$SIMILE_BIN" train run.yaml -o whole $long 2>progress
"$SIMILE_BIN" train run.yaml -o model $long 2>told &
run=$!
while ! [ -s model/resolved.yaml ] || ! [ -s told ]; do sleep 0.01; done
kill -INT $run
wait $run
(
    ulimit -f 1000
    "$SIMILE_BIN" train run.yaml -o model $long --set train.checkpoint_every=2500 --resume 2>told
    echo "exit code $?"
)
grep -v -e tokens/s -e rows.tsv -e '^plan: ' told | no_numbers
[ ! -e model/model.safetensors ] && ls model/checkpoint | no_numbers | sed 's/[0-9]/N/g; s/N*\./N./'
"$SIMILE_BIN" train run.yaml -o model $long --resume 2>progress
cmp whole/model.safetensors model/model.safetensors && echo "the same weights"
# Without a checkpoint.
(
    ulimit -f 8
    "$SIMILE_BIN" train run.yaml -o other 2>told
    echo "exit code $?"
)
tail -n 1 told
