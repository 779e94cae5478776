# A prompt and a cut of the vectors change the scores; without the options the model's defaults hold.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
cp -r "$model" prompted
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-prompts/." prompted
score() { "$SIMILE_BIN" eval prompted --sts sts.tsv --json - "$@" | grep pearson\" ; }
score >default
score --prompt query | cmp - default && echo "the default prompt"
score --no-prompt >none
score --prompt document | cmp - none && echo "no prompt"
cmp -s default none || echo "other scores"
score --dimension 3 >cut
cmp -s default cut || echo "other scores"
