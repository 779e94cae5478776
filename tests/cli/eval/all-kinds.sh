. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# Every kind of file; intervals and few-shot figures are left to the tests of the library.
"$SIMILE_BIN" eval "$model" --sts sts.tsv --pairs pairs.tsv --triples triples.tsv --labelled labelled.tsv --json all.json \
    --dump rows.tsv | figures
head -n 6 rows.tsv
grep -c '"task"' all.json
