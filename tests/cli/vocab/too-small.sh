echo "the quick brown fox jumps over the lazy dog" >text
"$SIMILE_BIN" vocab train text -o vocab.txt --size 10
code=$?
[ ! -e vocab.txt ] && echo "nothing was written"
exit $code
