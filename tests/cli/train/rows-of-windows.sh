. "$SIMILE_ROOT/tests/cli/train/labelled.inc"
# A byte order mark and Windows line ends.
{ printf '\357\273\277'; sed 's/$/\r/' plain.tsv; } >rows.tsv
same
