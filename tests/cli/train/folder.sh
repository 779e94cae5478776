# The folder of a run: every file, a line of the log for the first, every second and the last step, vectors for new text.
. "$SIMILE_ROOT/tests/cli/train/setup.inc"
"$SIMILE_BIN" train run.yaml -o model 2>progress
(cd model && find . -type f | sort)
sed 's/, .*//' model/train.jsonl
echo "one more line" | "$SIMILE_BIN" encode model - -o - --format tsv 2>summary | awk -F '\t' '{ print NF " values" }'
head -n 4 model/README.md
