# A closed standard output is told.
"$SIMILE_BIN" --help >&-
