. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
# What is not UTF-8 is read as U+FFFD, and told.
{ cat plain.tsv; printf 'positive\tun caf\351 parfait\n'; } >rows.tsv
"$SIMILE_BIN" train run.yaml -o model 2>&1 | head -n 1
