# Words with a character outside the alphabet are left out.
yes 'aab aab baa xa' | head -n 9 >text
"$SIMILE_BIN" vocab train text -o vocab.txt --alphabet 2 --size 12 2>told
cat vocab.txt
