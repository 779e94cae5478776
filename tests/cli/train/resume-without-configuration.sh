# Without resolved.yaml nobody knows what a checkpoint is of.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set train.checkpoint_every=2 --set train.steps=1000000 2>told &
while ! ls model/checkpoint/state-*.json >/dev/null 2>&1; do sleep 0.02; done
kill -INT $!
wait $!
rm model/resolved.yaml
"$SIMILE_BIN" train run.yaml -o model --set train.checkpoint_every=2 --set train.steps=1000000 --resume
