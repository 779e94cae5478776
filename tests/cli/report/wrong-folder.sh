mkdir empty
"$SIMILE_BIN" report empty -o page.html
code=$?
ls
exit $code
