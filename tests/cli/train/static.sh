# The folder of a static model.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model --set model.kind=static --set train.steps=10 2>progress
(cd model && find . -type f | sort)
sed 's/, .*//' model/train.jsonl
"$SIMILE_BIN" info model | head -n 2
