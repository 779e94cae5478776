# The plan of memory, and a warning when it is more than there is.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o kept --set train.steps=1 2>told
grep -E '^(plan|warning)' told >&2
"$SIMILE_BIN" train run.yaml -o little --threads 2 --set train.steps=1 --set compute.memory=1MiB \
    --set train.batch_size=6 --set model.hidden=256 --set compute.micro_batch_tokens=16 2>told
grep -E '^(plan|warning)' told >&2
"$SIMILE_BIN" train run.yaml -o much --set train.steps=1 --set compute.memory=900TB 2>told
grep -E '^(plan|warning)' told >&2
cmp kept/model.safetensors much/model.safetensors
