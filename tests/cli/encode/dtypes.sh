# tsv prints the values that npy stores; --vectors reads what is a number a dimension.
cut -f2 "$SIMILE_ROOT/corpora/sts.test.tsv" | head -n 40 >lines.txt
cut -f3 "$SIMILE_ROOT/corpora/sts.test.tsv" | head -n 40 >others.txt
head -n 40 "$SIMILE_ROOT/corpora/sts.test.tsv" >sts.tsv
paste -d '\n' lines.txt others.txt >texts.txt
for dtype in f32 f16 int8 binary; do
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" texts.txt -o $dtype.tsv --dtype $dtype 2>summary
    "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" texts.txt -o $dtype.npy --dtype $dtype 2>summary
    head -n 1 $dtype.tsv | awk -F '\t' -v dtype=$dtype '{ print dtype ": " NF " values" }'
    tail -c +129 $dtype.npy | wc -c
done
for dtype in f16 int8; do
    "$SIMILE_BIN" eval --vectors $dtype.npy --sts sts.tsv >table && echo "$dtype is read"
done
