printf 'Caf\303\251 unhappy!\n\377the[SEP]\n' | "$SIMILE_BIN" tokenize "$SIMILE_ROOT/vocab/english-16k.txt" --offsets
