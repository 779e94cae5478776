. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '1\ta cat\ta dog\n1\ta man\ta boy\n' >same.tsv
"$SIMILE_BIN" eval "$model" --pairs same.tsv
