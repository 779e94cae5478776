#!/usr/bin/env python3
"""Turns a TSV of text pairs into a TSV of their token ids: two columns, ids separated by spaces, [CLS] and [SEP]
included, cut at --max-tokens. The tokenizer is PyPI's, over a vocab.txt in lower case, as BERT's.

    bench/token_ids.py VOCAB PAIRS.tsv -o IDS.tsv
"""

import argparse

from tokenizers import BertWordPieceTokenizer


def parse_arguments():
    parser = argparse.ArgumentParser(description="token ids of a TSV of text pairs")
    parser.add_argument("vocab")
    parser.add_argument("pairs")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--max-tokens", type=int, default=128)
    return parser.parse_args()


def read_pairs(path):
    """Two lists of texts. Only a line feed ends a row."""
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        rows = [line.rstrip("\n").removesuffix("\r").split("\t")[:2] for line in file]
    for number, row in enumerate(rows, 1):
        if len(row) < 2:
            raise SystemExit("%s:%d: a row of two columns is needed" % (path, number))
    return zip(*rows)


def main():
    arguments = parse_arguments()
    tokenizer = BertWordPieceTokenizer(arguments.vocab, lowercase=True)
    tokenizer.enable_truncation(arguments.max_tokens)
    columns = [[" ".join(map(str, encoding.ids)) for encoding in tokenizer.encode_batch(list(texts))]
               for texts in read_pairs(arguments.pairs)]
    with open(arguments.output, "w", encoding="ascii") as file:
        file.writelines("%s\t%s\n" % row for row in zip(*columns))


if __name__ == "__main__":
    main()
