printf 'ab\t6\nax\t2\nyb\t2\ncd\t3\n' >counts.tsv
"$SIMILE_BIN" vocab train counts.tsv --counts -o vocab.txt --size 30 --criterion likelihood --special '[A],<b>' --reserved 2 2>/dev/null
tr '\n' ' ' <vocab.txt
