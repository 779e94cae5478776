printf '[PAD]\n[CLS]\n[SEP]\na\n' >vocab.txt
echo a | "$SIMILE_BIN" tokenize vocab.txt - --ids
