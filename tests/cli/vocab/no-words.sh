echo "   " >text
"$SIMILE_BIN" vocab train text -o vocab.txt
