. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
{ printf 'label\ttext\n'; cat plain.tsv; } >rows.tsv
same
