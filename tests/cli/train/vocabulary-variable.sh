. "$SIMILE_ROOT/tests/cli/train/setup.inc"
export SIMILE_HERE="$SIMILE_ROOT/vocab"
"$SIMILE_BIN" train run.yaml -o found --set 'tokenizer.vocab=${SIMILE_HERE}/english-8k.txt' 2>/dev/null || echo "not found"
unset SIMILE_NOWHERE
"$SIMILE_BIN" train run.yaml -o model --set 'tokenizer.vocab=${SIMILE_NOWHERE}/vocab.txt'
