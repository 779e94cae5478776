. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
# TSV has no quoting: what is read is told.
sed 's/\t/"\t"/; s/^/"/; s/$/"/' plain.tsv >rows.tsv
"$SIMILE_BIN" train run.yaml -o model 2>&1 | head -n 1
