# A checkpoint that cannot be read is named, with what can be done.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set train.checkpoint_every=2 --set train.keep_checkpoints=2 \
    --set train.steps=1000000 2>told &
while ! ls model/checkpoint/state-*.json >/dev/null 2>&1; do sleep 0.02; done
kill -KILL $!
wait $! 2>/dev/null
for state in $(ls -v model/checkpoint/state-*.json | head -n -1); do rm "$state"; done
echo "{" >"$(ls model/checkpoint/state-*.json)"
"$SIMILE_BIN" train run.yaml -o model --set train.checkpoint_every=2 --set train.keep_checkpoints=2 \
    --set train.steps=1000000 --resume
