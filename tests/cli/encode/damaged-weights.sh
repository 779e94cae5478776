# A truncated file is told before any row is read, and nothing is written.
cp -r "$SIMILE_ROOT/tests/golden/bert" model
head -c 5000 model/model.safetensors >cut && mv cut model/model.safetensors
echo cat | "$SIMILE_BIN" encode model - -o vectors.npy
code=$?
ls
exit $code
