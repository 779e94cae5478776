# Ranges stand beside the output; to a pipe they must be there already.
printf 'the cat\na good film\n' >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o vectors.raw --dtype int8 2>summary
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o - --format raw --dtype int8 --calibrate vectors.raw.ranges.npy 2>summary | cmp - vectors.raw && echo "the same"
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o - --format raw --dtype int8
