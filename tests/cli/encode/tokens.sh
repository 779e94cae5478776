# A vector a token, in one array, and where each token stands.
printf 'the cat\n\na dog\n' >lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o tokens.npy --tokens 2>summary
for file in tokens.npy tokens.npy.rows.npy tokens.npy.tokens.npy; do
    head -c 128 $file | tr -d '\0-\37' | grep -a -o "'descr.*shape': ([^)]*)"
done
tail -c +129 tokens.npy.rows.npy | od -An -v -t d8 -w16
tail -c +129 tokens.npy.tokens.npy | od -An -v -t d8 -w24
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o - --format jsonl --tokens 2>summary | sed 's/"vector":\[[^]]*\]/"vector":[]/g'
