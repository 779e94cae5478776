. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
cut -f2,3 sts.tsv | tr '\t' '\n' >texts
"$SIMILE_BIN" encode "$model" texts -o vectors.npy 2>summary
cp vectors.npy before
"$SIMILE_BIN" eval --vectors vectors.npy --sts sts.tsv --json vectors.npy
code=$?
cmp before vectors.npy && echo untouched
exit $code
