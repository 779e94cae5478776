#!/usr/bin/env python3
"""Writes tests/golden/code_points.hashes: what PyPI's tokenizers makes of every Unicode code point.

Each code point stands alone, between letters, and after a combining mark; the three texts are normalised and parted into
words under every combination of BERT's four switches. A row of the file is one combination and one block of 16384 code
points: a hash of all their words. To find the code point behind a hash that differs, run tests/interop/run: it compares
one by one.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_code_points.py
"""

import itertools
import unicodedata

import golden
import tokenizers
from tokenizers import normalizers, pre_tokenizers

BLOCK = 16384
N_CODES = 0x110000
SURROGATES = range(0xD800, 0xE000)

COMBINATIONS = list(itertools.product((True, False), (None, True, False), (True, False), (True, False)))


def make(combination):
    lowercase, strip_accents, chinese, clean = combination
    return normalizers.BertNormalizer(clean_text=clean, handle_chinese_chars=chinese, strip_accents=strip_accents,
                                      lowercase=lowercase)


def contexts(code):
    """The three texts of a code point; surrogates are no text."""
    character = chr(code)
    return [] if code in SURROGATES else [character, "a" + character + "B", "e\u0301" + character]


def words(normalizer, pre_tokenizer, text):
    return [word for word, _ in pre_tokenizer.pre_tokenize_str(normalizer.normalize_str(text))]


def fnv(hash_value, data):
    """FNV-1a of 64 bits, over bytes."""
    for byte in data:
        hash_value = (hash_value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return hash_value


def hash_block(combination, start):
    normalizer, pre_tokenizer = make(combination), pre_tokenizers.BertPreTokenizer()
    value = 0xCBF29CE484222325
    for code in range(start, start + BLOCK):
        for text in contexts(code):
            data = b"".join(word.encode("utf-8") + b"\x00" for word in words(normalizer, pre_tokenizer, text))
            value = fnv(value, data + b"\x01")
    return value


def switch(value):
    return "-" if value is None else "1" if value else "0"


def main():
    with open(golden.GOLDEN / "code_points.hashes", "w", encoding="ascii") as file:
        file.write("# Made by scripts/golden/make_code_points.py with PyPI's tokenizers %s (Python's Unicode is %s).\n"
                   "# lowercase strip_accents chinese clean_text, then a hash for each block of %d code points\n"
                   % (tokenizers.__version__, unicodedata.unidata_version, BLOCK))
        for combination in COMBINATIONS:
            hashes = ["%016x" % hash_block(combination, start) for start in range(0, N_CODES, BLOCK)]
            file.write("%s %s %s %s\n" % tuple(map(switch, combination)))
            file.write("".join(" ".join(hashes[i:i + 6]) + "\n" for i in range(0, len(hashes), 6)))


if __name__ == "__main__":
    main()
