printf "{\n  \"model\": {\"type\": \"WordPiece\",\n  \"vocab\": {\"[UNK]\": 0" >tokenizer.json
echo a | "$SIMILE_BIN" tokenize tokenizer.json -
