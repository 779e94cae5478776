. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# The same figures from the vectors of a file.
cut -f2,3 sts.tsv | tr '\t' '\n' >texts
"$SIMILE_BIN" encode "$model" texts -o vectors.npy 2>summary
"$SIMILE_BIN" eval "$model" --sts sts.tsv | figures >from_model
"$SIMILE_BIN" eval --vectors vectors.npy --sts sts.tsv | figures | diff from_model - && echo "the same"
