# Thresholds from another file than the one that is measured.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '1\tA cat sleeps.\tA cat sleeps.\n0\tA cat sleeps.\tHe sings.\n' >dev.tsv
"$SIMILE_BIN" eval "$model" --pairs pairs.tsv --dev dev.tsv --sts sts.tsv | figures | sed '/^sts/,$d'
"$SIMILE_BIN" eval "$model" --pairs pairs.tsv --dev dev.tsv | grep -e learnt -e tuned\ on
# The penalty of a probe needs a training file too: the dev file alone tunes nothing.
"$SIMILE_BIN" eval "$model" --labelled labelled.tsv --train labelled.tsv --dev labelled.tsv | grep -e learnt -e tuned\ on
"$SIMILE_BIN" eval "$model" --labelled labelled.tsv --dev labelled.tsv | grep -e learnt -e tuned\ on -e tuned_probe_accuracy
"$SIMILE_BIN" eval "$model" --sts sts.tsv --dev dev.tsv
