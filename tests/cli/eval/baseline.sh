. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
"$SIMILE_BIN" eval "$model" --sts sts.tsv --baseline tfidf | figures
