. "$SIMILE_ROOT/tests/cli/train/setup.inc"
printf '[PAD]\n[CLS]\n[SEP]\na\nb\n' >vocab.txt
"$SIMILE_BIN" train run.yaml -o model --set tokenizer.vocab=vocab.txt
