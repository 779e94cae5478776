. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
# Every baseline stands beside the model; a file that fails is named, and the rest goes on.
mkdir out
printf '1\ta cat\ta dog\n1\ta man\ta boy\n' >same.tsv
printf 'label,text\n"odd, even","a ""quoted"" text\nof two lines"\nx,A\nx,B\n"odd, even",C\n' >quoted.csv
cat >suite.yaml <<'END'
tasks:
  - {sts: "${DATA}/sts.tsv", name: meaning, split: dev}
  - {pairs: same.tsv}
  - labelled: quoted.csv
  - {triples: missing.tsv, language: deu-Latn}
  - {triples: triples.tsv, language: deu-Latn}
END
DATA=. "$SIMILE_BIN" eval "$model" --suite suite.yaml --json out/all.json --csv out/all.csv --markdown out/all.md \
    --mteb out/mteb --save out/kept --dump out/rows.tsv >out/table.txt
code=$?
figures <out/table.txt | sed -n '1,7p'
grep failed out/table.txt
grep -e '"task"' -e '"error"' out/all.json
cut -d , -f 1-6 out/all.csv | sed -n '1,4p'
grep -c '^sts,meaning,./sts.tsv,4,[a-z]*,spearman,' out/all.csv
grep ',missing.tsv,' out/all.csv
sed -n '1,6p' out/all.md | cut -c1-60
grep Failed out/all.md
ls out/mteb out/kept
grep -e '"dev"' -e task_name -e hf_subset out/mteb/meaning.json
grep -e '"test"' -e Latn out/mteb/triples.json
cut -f 1 out/rows.tsv | sort | uniq -c | awk '{ print $1, $2 }'
exit $code
