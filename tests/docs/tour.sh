#!/bin/sh
# The tour of the README, word for word: its configuration and its command lines, in their order, on the included corpora.
set -eu
work=$(mktemp -d "${TMPDIR:-/tmp}/simile-tour-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
ln -s "$SIMILE_BIN" bin/simile
PATH=$work/bin:$PATH
ln -s "$SIMILE_ROOT/corpora" "$SIMILE_ROOT/vocab" "$SIMILE_ROOT/configs" .

# What the reader brings.
cp corpora/paraphrase.train.tsv mine.tsv
cut -f 2 corpora/sentiment.test.tsv >lines.txt
gzip -k lines.txt
{ echo "id,text"; echo '1,"Good, and cheap."'; echo "2,Never again."; } >reviews.csv
ln -s "$SIMILE_ROOT/tests/golden/bert" all-MiniLM-L6-v2

sed -n '/^## A tour/,/^## Figures/p' "$SIMILE_ROOT/README.md" >tour
sed -n '/^```yaml/,/^```$/p' tour | sed '/^```/d' >mine.yaml
grep '^    .*simile ' tour | sed 's/^ *//' >commands
[ "$(wc -l <commands)" -ge 6 ]
while IFS= read -r command; do
    echo "$command"
    sh -euc "$command" >output 2>told || {
        cat output told >&2
        exit 1
    }
done <commands

# What the tour promises.
[ "$(head -c 6 vectors.npy | tail -c 5)" = NUMPY ]
[ "$(wc -l <reviews.jsonl)" = 2 ]
[ -s my-model/model.safetensors ] && [ -s tuned/model.safetensors ]
