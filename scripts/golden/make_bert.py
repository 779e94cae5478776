#!/usr/bin/env python3
"""Writes tests/golden/bert/: a small random BERT as a sentence-transformers folder, and what it gives in float64.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_bert.py
"""

import golden
import model
import numpy
import torch
from sentence_transformers import SentenceTransformer

TEXTS = [
    "the cat was happy",
    "A good film!",
    "",
    "x",
    "We saw a sad movie, and she said it's not bad.",
    "THE CITY caf\u00e9 - r\u00e9sum\u00e9?",
    "snow",
    "one two three one two three",
    "the [MASK] house [SEP] by the sea",
    "\u4e2d\u6587 and \U0001f600 are unknown",
    "eating, sleeping, walking, talking, playing, running",
    "it was a long time and the people of the city had come to see the sea and the sun and the wind of the day",
]


def expected_row(bert, text):
    ids = model.token_ids(text)
    hidden = model.hidden_states(bert, ids)
    row = {"text": text, "ids": ids, "hidden": golden.rounded(hidden[:, :4].tolist())}
    for mode in ("mean", "cls", "max"):
        row[mode] = golden.rounded(model.pool(hidden, mode).tolist())
    return row


def check_folder(rows):
    """sentence-transformers reads the folder and gives the same vectors in its float32."""
    reference = SentenceTransformer(str(model.FOLDER), device="cpu")
    vectors = reference.encode([row["text"] for row in rows], show_progress_bar=False)
    error = numpy.abs(vectors - numpy.array([row["mean"] for row in rows])).max()
    assert error < 1e-6, error


def main():
    model.write_folder()
    with torch.no_grad():
        bert = model.load_model()
        rows = [expected_row(bert, text) for text in TEXTS]
    check_folder(rows)
    golden.write_json(model.FOLDER / "expected.json", rows)


if __name__ == "__main__":
    main()
