# Retrieval from rows and from a list of judgements gives the same; reranking, groups, mining, probes and anomalies.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
printf '1\tWho sleeps?\tA cat sleeps.\n0\tWho sleeps?\tThe tax is due.\n1\tWhat is due?\tThe tax is due.\n0\tWhat is due?\tIt rains.\n' >rows.tsv
printf '1\tWho sleeps?\n2\tWhat is due?\n' >queries.tsv
printf 'a\tA cat sleeps.\nb\tThe tax is due.\nc\tIt rains.\n' >corpus.tsv
printf '1 0 a 1\n1 0 b 0\n2 0 b 1\n2 0 c 0\n' >qrels.txt
printf 'pet\tA cat sleeps.\npet\tA cat is asleep.\ntax\tThe tax is due.\ntax\tThe tax must be paid.\n' >groups.tsv
printf 'negation\tA cat sleeps.\tA cat is asleep.\tNo cat sleeps.\nnumber\tTwo cats sleep.\tA pair of cats sleeps.\tTen cats sleep.\n' >probes.tsv
printf 'pet\tusual\tA cat sleeps.\npet\tusual\tA cat is asleep.\npet\tusual\tThe cat sleeps.\npet\todd\tThe tax is due.\n' >odd.tsv
"$SIMILE_BIN" eval "$model" --retrieval rows.tsv | figures >one.txt
"$SIMILE_BIN" eval "$model" --retrieval qrels.txt --queries queries.tsv --corpus corpus.tsv | figures >two.txt
cmp one.txt two.txt && cat one.txt
"$SIMILE_BIN" eval "$model" --reranking rows.tsv --groups groups.tsv --mining pairs.tsv --probes probes.tsv --anomaly odd.tsv \
    --dump dump.tsv --save saved | figures
cat dump.tsv
cat saved/*.jsonl
