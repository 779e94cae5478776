. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# A message that cuts a character in two, and a name that is no UTF-8, cost no results.
{
    printf '\344\270\200%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
    printf '\ta\tb\n'
} >chinese.tsv
latin=$(printf 'caf\351.tsv')
cp triples.tsv "$latin"
"$SIMILE_BIN" eval "$model" --sts chinese.tsv --triples "$latin" --json out.json --save saved --mteb mteb >table.txt 2>message.txt
code=$?
grep -e '"error"' -e '"file"' -e '"accuracy"' out.json
grep -e '"error"' -e '"file"' saved/evaluation.json
grep -h '"task_name"' mteb/*
exit $code
