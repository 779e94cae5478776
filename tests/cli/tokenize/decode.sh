# There and back; then without what stands round the text.
printf 'Right, unhappiness?\n\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" --ids >ids.txt
"$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" ids.txt --decode
"$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-8k.txt" ids.txt --decode --skip-special
