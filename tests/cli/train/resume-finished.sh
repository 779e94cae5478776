# --resume on a finished run does nothing and succeeds.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model 2>progress
cp -r model before
"$SIMILE_BIN" train run.yaml -o model --resume 2>told
cat told
diff -r before model && echo untouched
# A run that was killed while it removed its checkpoints leaves some of their files.
mkdir model/checkpoint
: >model/checkpoint/slabs-2.safetensors
"$SIMILE_BIN" train run.yaml -o model --resume 2>told
cat told
diff -r before model && echo tidy
