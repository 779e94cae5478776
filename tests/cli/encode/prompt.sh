# A prompt by its name and by its text is the same; without the option the default holds; --no-prompt is none.
cp -r "$SIMILE_ROOT/tests/golden/bert" model
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-prompts/." model
printf 'the cat was happy\nsnow\n' >lines
"$SIMILE_BIN" encode model lines -o default.raw 2>/dev/null
"$SIMILE_BIN" encode model lines -o name.raw --prompt query 2>name
"$SIMILE_BIN" encode model lines -o text.raw --prompt 'the film: ' 2>text
"$SIMILE_BIN" encode model lines -o none.raw --no-prompt 2>/dev/null
"$SIMILE_BIN" encode model lines -o document.raw --prompt document 2>/dev/null
grep prompt name text
cmp default.raw name.raw && cmp default.raw text.raw && cmp none.raw document.raw && echo same
cmp -s default.raw none.raw || echo different
