. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# Case and punctuation make no other text. The figure without what was learnt from stands beside the one with it.
printf 'pet\tThe cat, number 1, SLEEPS!\ntax\tsomething new\npet\t\n\ntax\t   \n' >test.tsv
"$SIMILE_BIN" eval "$model" --labelled test.tsv --train labelled.tsv --json out.json | sed -n '1,6p'
grep -e knn5 -e duplicates -e empty -e blank out.json | grep -v -e low -e high
# Without a training file rows are learnt from the file itself.
printf 'pet\tA cat\ntax\ta cat.\ntax\tb\npet\tc\n' >own.tsv
"$SIMILE_BIN" eval "$model" --labelled own.tsv | sed -n '3p'
printf '1\tA cat\tb\n0\tc\td\n' >test.tsv
printf '1\tB\ta cat\n0\tx\ty\n' >dev.tsv
"$SIMILE_BIN" eval "$model" --pairs test.tsv --dev dev.tsv | sed -n '4p'
