. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
awk -F '\t' -v OFS='\t' '{ print $2, $1 }' plain.tsv >rows.tsv
"$SIMILE_BIN" train run.yaml -o model
code=$?
"$SIMILE_BIN" train run.yaml -o model --set 'data.sources[0].columns="2,1"' 2>progress && echo "as it says"
exit $code
