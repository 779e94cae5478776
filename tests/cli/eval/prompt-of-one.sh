# A name must not stand for a prompt in one model and for itself in the other.
. "$SIMILE_ROOT/tests/cli/eval/setup.inc"
cp -r "$model" prompted
cp -r "$SIMILE_ROOT/tests/golden/folders/bert-prompts/." prompted
"$SIMILE_BIN" eval prompted --against prompted --sts sts.tsv --prompt query >table.txt && echo measured
"$SIMILE_BIN" eval prompted --against "$model" --sts sts.tsv --prompt "Find: " >table.txt && echo measured
"$SIMILE_BIN" eval "$model" --against prompted --sts sts.tsv --prompt query
"$SIMILE_BIN" eval prompted --against "$model" --sts sts.tsv --prompt query
