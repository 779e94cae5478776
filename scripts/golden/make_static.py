#!/usr/bin/env python3
"""Writes tests/golden/static/: a StaticEmbedding folder of sentence-transformers and the vectors it gives.

Run it with the peers environment (scripts/peers):  build/peers/bin/python scripts/golden/make_static.py
"""

import json

import golden
import make_bert
import model
import numpy
import torch
from sentence_transformers import SentenceTransformer

FOLDER = golden.GOLDEN / "static"
WIDTH = 16


def write_folder():
    generator = torch.Generator().manual_seed(2)
    table = 0.5 * torch.randn(len(model.VOCABULARY), WIDTH, generator=generator)
    golden.write_tensors(FOLDER / "model.safetensors", {"embedding.weight": table})
    golden.write_json(FOLDER / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"}])
    golden.write_json(FOLDER / "config_sentence_transformers.json", {
        "__version__": {"sentence_transformers": "3.3.0", "transformers": "4.46.0", "pytorch": "2.5.0"},
        "model_type": "SentenceTransformer", "prompts": {}, "default_prompt_name": None,
        "similarity_fn_name": "cosine"})
    golden.write_json(FOLDER / "tokenizer.json", json.loads(golden.make_tokenizer(model.VOCABULARY).to_str()))
    return table.double()


def main():
    table = write_folder()
    tokenizer = golden.make_tokenizer(model.VOCABULARY)
    rows = []
    for text in make_bert.TEXTS:
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        vector = table[ids].mean(0) if ids else torch.zeros(WIDTH, dtype=torch.float64)
        rows.append({"text": text, "ids": ids, "mean": golden.rounded(vector.tolist())})
    vectors = SentenceTransformer(str(FOLDER), device="cpu").encode(make_bert.TEXTS, show_progress_bar=False)
    error = numpy.abs(vectors - numpy.array([row["mean"] for row in rows])).max()
    assert error < 1e-6, error
    golden.write_json(FOLDER / "expected.json", rows)


if __name__ == "__main__":
    main()
