. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --sts sts.tsv | figures >from_file
"$SIMILE_BIN" eval "$model" --sts - <sts.tsv | figures | diff from_file - && echo "the same"
