# The precisions give other vectors, and each the same ones on any number of threads.
cut -f 2 "$SIMILE_ROOT/corpora/sentiment.test.tsv" | head -n 40 >lines.txt
for precision in f32 bf16 int8; do
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o one.npy --precision $precision --threads 1 2>/dev/null
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o three.npy --precision $precision --threads 3 2>/dev/null
    cmp one.npy three.npy && mv one.npy $precision.npy
done
cmp -s f32.npy bf16.npy || echo "bf16 differs from f32"
cmp -s f32.npy int8.npy || echo "int8 differs from f32"
