. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
head -n 8 labelled.tsv >train.tsv && tail -n 4 labelled.tsv >test.tsv
"$SIMILE_BIN" eval "$model" --labelled test.tsv --train train.tsv | figures
