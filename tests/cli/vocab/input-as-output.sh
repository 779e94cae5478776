echo "one two three" >text
"$SIMILE_BIN" vocab train text -o text
code=$?
cat text
exit $code
