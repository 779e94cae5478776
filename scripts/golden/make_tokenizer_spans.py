#!/usr/bin/env python3
"""Writes tests/golden/tokenizer.spans.cases: where tokens stand in the text (in bytes of UTF-8), and decoded ids, as
PyPI's tokenizers has them.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_tokenizer_spans.py
"""

import itertools
import json
import unicodedata

import golden
import make_tokenizer as cases

OPTIONS = list(itertools.product((True, False), (None, False, True), (True, False)))


def texts():
    return cases.LATIN + cases.MARKS + cases.CONTROLS + cases.SPACES + cases.SPECIALS + cases.WORDS + \
        cases.mixtures(150) + ["it's n't, do not stop ! we ' re [MASK] ? ok .", "a ##s ##ing", "[CLS] a [SEP]"]


def is_reordered(text):
    """Whether NFD moves marks. The reference then gives each mark the place of the one that stood there before; simile
    gives each its own."""
    return unicodedata.normalize("NFD", text) != "".join(unicodedata.normalize("NFD", c) for c in text)


def in_bytes(text, spans):
    """Python counts characters."""
    places = [0]
    for character in text:
        places.append(places[-1] + len(character.encode("utf-8")))
    return [[places[start], places[end]] for start, end in spans]


def main():
    rows = []
    for number, text in enumerate(text for text in texts() if not is_reordered(text)):
        # Every text with the usual options and with one other combination in turn.
        for options in dict.fromkeys([OPTIONS[0], OPTIONS[number % len(OPTIONS)]]):
            tokenizer = golden.make_tokenizer(cases.VOCABULARY, *options)
            encoding = tokenizer.encode(text)
            rows.append({"text": text, **dict(zip(("lowercase", "strip_accents", "chinese"), options)),
                         "ids": encoding.ids, "spans": in_bytes(text, encoding.offsets),
                         "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
                         "skipped": tokenizer.decode(encoding.ids, skip_special_tokens=True)})
    lines = dict.fromkeys(json.dumps(row, separators=(",", ":")) for row in rows)
    (golden.GOLDEN / "tokenizer.spans.cases").write_text("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main()
