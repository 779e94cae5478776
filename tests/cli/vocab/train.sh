printf 'low lower lowest\nlow low\n' >text.txt
"$SIMILE_BIN" vocab train text.txt -o vocab.txt --size 40 && cat vocab.txt
