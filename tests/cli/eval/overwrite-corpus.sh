. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# Neither the queries nor the documents are written over.
printf '1\tWho sleeps?\n' >queries.tsv
printf 'a\tA cat sleeps.\nb\tIt rains.\n' >corpus.tsv
printf '1 0 a 1\n' >qrels.txt
"$SIMILE_BIN" eval "$model" --retrieval qrels.txt --queries queries.tsv --corpus corpus.tsv --json corpus.tsv
"$SIMILE_BIN" eval "$model" --retrieval qrels.txt --queries queries.tsv --corpus corpus.tsv --csv ./queries.tsv
code=$?
wc -l <corpus.tsv
exit $code
