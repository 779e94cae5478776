. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --sts sts.tsv | awk '{ print $4, $5 }' >from_file
"$SIMILE_BIN" eval "$model" --sts - <sts.tsv | awk '{ print $4, $5 }' | diff from_file - && echo "the same"
