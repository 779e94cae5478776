# What is wrong with a list of judgements is named.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '1\tWho sleeps?\n' >queries.tsv
printf 'a\tA cat sleeps.\n' >corpus.tsv
printf '1 0 a 1\n1 0 b 1\n' >qrels.txt
"$SIMILE_BIN" eval "$model" --retrieval qrels.txt --queries queries.tsv --corpus corpus.tsv
"$SIMILE_BIN" eval "$model" --retrieval qrels.txt --queries queries.tsv
"$SIMILE_BIN" eval "$model" --sts sts.tsv --corpus corpus.tsv
