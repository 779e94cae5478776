printf "[UNK]\na\nb\na\n" >vocab.txt
echo a | "$SIMILE_BIN" tokenize vocab.txt -
