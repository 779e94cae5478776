# A folder that holds pytorch_model.bin alone: how to convert it.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
cp -r "$SIMILE_ROOT/tests/golden/bert" start
mv start/model.safetensors start/pytorch_model.bin
"$SIMILE_BIN" train run.yaml -o model --set model.init=start
