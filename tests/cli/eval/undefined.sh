# What has no value is said to have none, on the table and in the JSON; it is never a silent 0.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '3\ta cat\ta dog\n3\ta man\ta boy\n' >same.tsv
"$SIMILE_BIN" eval "$model" --sts same.tsv --json out.json | figures
tr -d ' \n' <out.json | cut -c1-80
