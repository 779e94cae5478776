# SIGINT leaves a checkpoint; --resume ends with the bytes of a run that was never stopped.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o whole --set train.steps=3000 2>progress
"$SIMILE_BIN" train run.yaml -o model --set train.steps=3000 2>told &
run=$!
while ! [ -s model/resolved.yaml ] || ! [ -s told ]; do sleep 0.01; done
kill -INT $run
code=0
wait $run || code=$?
tail -n 1 told | sed 's/step [0-9]*/step N/'
echo "exit code $code"
[ -d model/checkpoint ] && [ ! -f model/model.safetensors ] && echo "a checkpoint and no model"
"$SIMILE_BIN" train run.yaml -o model --set train.steps=3000 --resume --threads 1 2>progress
cmp whole/model.safetensors model/model.safetensors && echo "the same weights"
[ ! -e model/checkpoint ] && echo "no checkpoint is left"
