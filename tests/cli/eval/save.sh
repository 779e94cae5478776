. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# The folder is written anew over an earlier evaluation; a slash behind its name is none of it.
printf '5\t<b>\377 quote "\ttext\n1\ta\tb\n' >odd.tsv
"$SIMILE_BIN" eval "$model" --sts odd.tsv --save kept >/dev/null
"$SIMILE_BIN" eval "$model" --labelled labelled.tsv --sts odd.tsv --pairs pairs.tsv --triples triples.tsv --save kept/ >/dev/null
ls . kept
grep -c '' kept/1-labelled.jsonl
head -n 1 kept/1-labelled.jsonl
sed 's/"similarity": [-0-9.]*/"similarity": X/' kept/2-sts.jsonl kept/3-pairs.jsonl
sed 's/: [-0-9][-0-9.]*/: X/g' kept/4-triples.jsonl
sed -n 's/"seconds": .*/"seconds": X/; /"tasks"/q; p' kept/evaluation.json | sed "s|$SIMILE_ROOT|ROOT|; s/\"kernels\": .*/\"kernels\": X/"
grep -e _file -e '"task"' -e '"rows"' kept/evaluation.json
[ "$(sed -n 's/.*"sha256": "\(.*\)".*/\1/p' kept/evaluation.json | sed -n 2p)" = "$(sha256sum odd.tsv | cut -d ' ' -f 1)" ] && echo hash
wc -c <kept/1-labelled.npy
