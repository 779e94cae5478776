. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
head -n 3 sts.tsv | cut -f2 >texts
"$SIMILE_BIN" encode "$model" texts -o vectors.npy 2>summary
"$SIMILE_BIN" eval --vectors vectors.npy --sts sts.tsv
