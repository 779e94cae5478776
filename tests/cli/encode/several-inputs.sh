# Files are read one after another, gzip and standard input among them.
printf 'one\ntwo\n' >a.txt
printf 'three\n' | gzip >b.txt.gz
printf 'one\ntwo\nthree\nfour\n' | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" - -o - --format tsv >together.tsv
printf 'four\n' | "$SIMILE_BIN" encode "$SIMILE_ROOT/tests/golden/bert" a.txt b.txt.gz - -o - --format tsv | diff together.tsv - &&
    echo "the same"
