. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
{ printf 'text\tlabel\n'; awk -F '\t' -v OFS='\t' '{ print $2, $1 }' plain.tsv; } >rows.tsv
same
