# A run goes on with the configuration it was started with, or not at all.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set train.steps=100000 2>told &
run=$!
while ! [ -s told ]; do sleep 0.01; done
kill -INT $run
wait $run
"$SIMILE_BIN" train run.yaml -o model --set train.steps=100000 --set objective.temperature=0.5 --resume
