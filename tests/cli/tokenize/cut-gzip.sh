printf "[UNK]\na\n" >vocab.txt
i=0
while [ $i -lt 3000 ]; do echo "a $i"; i=$((i + 1)); done | gzip >whole.gz
head -c 2000 whole.gz >cut.gz
"$SIMILE_BIN" tokenize vocab.txt cut.gz --count
