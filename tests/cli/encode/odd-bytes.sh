# Any bytes are text: a vector a line for invalid UTF-8, NUL, nothing, blanks, and a line of a million characters.
printf 'caf\351\nnul\000inside\n\n   \n\377\376\n' >lines.txt
head -c 1000000 /dev/zero | tr '\0' 'a' >>lines.txt
printf '\nlast without an end' >>lines.txt
"$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" lines.txt -o - --format tsv >vectors.tsv
awk -F '\t' '{ n += NF == 32 } END { print NR " rows, " n " of 32 values" }' vectors.tsv
grep -c nan vectors.tsv
true
