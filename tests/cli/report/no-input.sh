"$SIMILE_BIN" report -o page.html
