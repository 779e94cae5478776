# Few-shot probes of other numbers of rows, from the command line and from a suite.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
few() {
    grep -o '^ *few_shot[a-z_0-9]* *[^ ]*'
}
"$SIMILE_BIN" eval "$model" --labelled labelled.tsv --shots 2,8,3 --draws 5 | few
printf 'tasks:\n  - {labelled: labelled.tsv, shots: 3, draws: 5}\n  - {labelled: labelled.tsv}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml --shots 2 --csv - | grep -o '^.*,model,few_shot[a-z_0-9]*,[^,]*'
printf 'tasks:\n  - {sts: sts.tsv, shots: 2}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
printf 'tasks:\n  - {labelled: labelled.tsv, draws: 1}\n' >suite.yaml
"$SIMILE_BIN" eval "$model" --suite suite.yaml
"$SIMILE_BIN" eval "$model" --sts sts.tsv --shots 2
for shots in 8, x 0 2,2 8.5 -1; do
    "$SIMILE_BIN" eval "$model" --labelled labelled.tsv --shots $shots
done
