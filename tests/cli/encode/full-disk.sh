[ -c /dev/full ] || exit 77
echo cat | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o /dev/full --format tsv
