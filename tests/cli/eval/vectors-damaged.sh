. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
echo "no vectors" >vectors.npy
"$SIMILE_BIN" eval --vectors vectors.npy --sts sts.tsv
