# A mixed batch that is larger than all sources together is said to hold rows several times.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set data.mix=row --set train.batch_size=16 --set train.steps=1 2>told
grep -o 'the sources have .* several times' told
