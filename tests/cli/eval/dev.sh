# Thresholds from another file than the one that is measured.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '1\tA cat sleeps.\tA cat sleeps.\n0\tA cat sleeps.\tHe sings.\n' >dev.tsv
"$SIMILE_BIN" eval "$model" --pairs pairs.tsv --dev dev.tsv --sts sts.tsv | figures | sed '/^sts/,$d'
"$SIMILE_BIN" eval "$model" --sts sts.tsv --dev dev.tsv
