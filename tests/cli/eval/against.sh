. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# A model is not ahead of itself; vectors that are all alike have no correlation, and nobody is ahead of that.
"$SIMILE_BIN" eval "$model" --sts sts.tsv --triples triples.tsv --against "$model" --json same.json | sed -n '/^  triples/,$d; /^  spearman/p; /against/p'
grep -e spearman_difference -e '"spearman_p"' -e against_accuracy same.json
"$SIMILE_BIN" eval "$model" --triples triples.tsv --against "$SIMILE_ROOT/tests/golden/static" | sed -n '4,5p' | awk '{ print $1, NF }'
