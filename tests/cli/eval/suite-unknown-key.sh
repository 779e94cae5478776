. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf 'tasks:\n  - {sts: sts.tsv}\n  - {labeled: labelled.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'task:\n  - {sts: sts.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {sts: sts.tsv, pairs: pairs.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {name: sts.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks: []\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {sts: "${NO_SUCH_NAME}/sts.tsv"}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {sts: sts.tsv, train: sts.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {sts: sts.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml --csv sts.tsv
