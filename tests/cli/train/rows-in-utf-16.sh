. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
printf '\377\376p\000\t\000g\000\n\000' >rows.tsv
"$SIMILE_BIN" train run.yaml -o model
