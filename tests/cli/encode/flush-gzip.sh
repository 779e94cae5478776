# Lines of gzip come out line by line, too.
printf 'cat\nsnow\n' | gzip | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" --flush 2>summary | wc -l | tr -d ' '
