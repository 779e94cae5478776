# A link stays a link, be there a file behind it yet or not.
mkdir folder
ln -s folder/vectors.tsv link.tsv
for i in 1 2; do
    echo cat | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" -o link.tsv 2>summary
    [ -L link.tsv ] && ls folder
done
