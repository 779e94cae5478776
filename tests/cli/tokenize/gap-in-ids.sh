printf "%s" "{\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\"," \
    "\"continuing_subword_prefix\":\"##\",\"vocab\":{\"[UNK]\":0,\"a\":2}}}" >tokenizer.json
echo a | "$SIMILE_BIN" tokenize tokenizer.json -
