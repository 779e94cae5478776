[ -c /dev/full ] || exit 77
echo cat | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/tests/golden/bert" --count >/dev/full
