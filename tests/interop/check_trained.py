"""Folders that simile trains load in sentence-transformers and transformers, and give the same vectors there."""

import interop
import torch
from transformers import AutoTokenizer

MODELS = {
    "transformer": "{kind: transformer, layers: 2, hidden: 64, heads: 4, ffn: 128, max_tokens: 32}",
    "transformer, cls": "{kind: transformer, layers: 1, hidden: 64, heads: 4, ffn: 128, max_tokens: 32, pooling: cls, "
                        "dropout: 0}",
    "transformer, max": "{kind: transformer, layers: 1, hidden: 32, heads: 2, ffn: 64, max_tokens: 32, pooling: max, "
                        "normalize: false}",
    "static": "{kind: static, hidden: 64}",
    "static, not normalised": "{kind: static, hidden: 64, normalize: false}",
}
# [CLS] tells texts apart only after some hundred steps.
CONFIG = """
seed: 7
model: %s
tokenizer: {vocab: vocab/english-8k.txt}
objective: {loss: infonce, temperature: 0.05}
data: {sources: [{path: corpora/paraphrase.train.tsv, kind: pairs}]}
train: {steps: 300, batch_size: 32, learning_rate: 1e-3, eval_every: 0, checkpoint_every: 0}
"""
# The last ones are over max_tokens, empty and not English.
LINES = interop.corpus_texts()[:200] + ["word " * n for n in (29, 30, 31, 32, 100)] + ["", "你好 мир", "ÉCOLE école"]


def train(name, model):
    config = interop.work_folder() / (name + ".yaml")
    config.write_text(CONFIG % model)
    folder = interop.work_folder() / name
    interop.simile("train", config, "-o", folder)
    return folder


def mean_vectors(model, folder):
    """Mean pooling and unit length by hand, over AutoModel and AutoTokenizer."""
    batch = AutoTokenizer.from_pretrained(folder)(LINES, padding=True, truncation=True, return_tensors="pt")
    with torch.no_grad():
        hidden = model(**batch).last_hidden_state
    mask = batch["attention_mask"].unsqueeze(-1)
    mean = (hidden * mask).sum(1) / mask.sum(1)
    return torch.nn.functional.normalize(mean, dim=1).numpy()


def main():
    for name, model in MODELS.items():
        folder = train(name, model)
        vectors = interop.encode(folder, LINES, name)
        interop.report_vectors("trained: %s" % name, vectors, interop.peer_encode(folder, LINES))
        if "static" not in name:
            bert = interop.report_tensors("trained: " + name, folder)
        if name == "transformer":
            interop.report_vectors("trained: transformer, AutoModel", vectors, mean_vectors(bert, folder))
    interop.finish()


if __name__ == "__main__":
    main()
