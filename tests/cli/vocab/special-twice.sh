echo text text >text.txt
"$SIMILE_BIN" vocab train text.txt -o vocab.txt --special '[A],[SEP]'
