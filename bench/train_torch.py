#!/usr/bin/env python3
"""Trains a BERT, or a table of token rows, on pairs with PyTorch and prints its speed as one JSON object on stdout.

    bench/train_torch.py IDS.tsv --vocab-size 8000 --layers 4 --hidden 256 --heads 4 --ffn 1024

IDS.tsv: a pair a row, two columns of token ids (bench/token_ids.py). A step is what `simile train` does by default:
mean pooling, symmetric in-batch InfoNCE over cosines, temperature 0.05, dropout 0.1, clipping at 1, AdamW; in float32.
Texts are padded to the longest of their column, as sentence-transformers does it; with --chunk N all texts of a step
are sorted by length and go through the encoder N at a time, which spares most of the padding.

With --static the encoder is an EmbeddingBag with the mean, without special tokens, as sentence-transformers' has it.

tokens_per_second counts real tokens: special ones included, padding not. flop_per_token is their useful work in the
layers' weights: 6 operations a weight. sgemm_gflops is the best of a few square products on the same threads. The first
--warmup steps are not timed.
"""

import argparse
import json
import time

import torch
from transformers import BertConfig, BertModel

TEMPERATURE = 0.05


def parse_arguments():
    parser = argparse.ArgumentParser(description="speed of training with PyTorch")
    parser.add_argument("ids")
    for name, value in {"vocab-size": None, "layers": 4, "hidden": 256, "heads": 4, "ffn": 1024, "max-tokens": 128,
                        "batch-size": 256, "steps": 20, "warmup": 3, "threads": 2, "chunk": 0, "seed": 1}.items():
        parser.add_argument("--" + name, type=int, default=value, required=value is None)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--static", action="store_true")
    parser.add_argument("--attention", choices=("sdpa", "eager"), default="sdpa")
    arguments = parser.parse_args()
    if arguments.steps <= arguments.warmup:
        parser.error("--steps must be above --warmup")
    return arguments


def read_ids(path, skip):
    """skip: tokens left out at both ends of a text."""
    with open(path, encoding="ascii") as file:
        rows = [[[int(i) for i in column.split()] for column in line.rstrip("\n").split("\t")] for line in file]
    return [[torch.tensor(ids[skip:len(ids) - skip]) for ids in row] for row in rows]


class StaticEncoder(torch.nn.Module):
    def __init__(self, vocabulary, width):
        super().__init__()
        self.embedding = torch.nn.EmbeddingBag(vocabulary, width, mode="mean")

    def forward(self, texts):
        offsets = torch.tensor([0] + [len(text) for text in texts[:-1]]).cumsum(0)
        return self.embedding(torch.cat(texts), offsets)


def make_model(options):
    if options.static:
        return StaticEncoder(options.vocab_size, options.hidden).train()
    config = BertConfig(vocab_size=options.vocab_size, hidden_size=options.hidden, num_hidden_layers=options.layers,
                        num_attention_heads=options.heads, intermediate_size=options.ffn,
                        max_position_embeddings=options.max_tokens, hidden_dropout_prob=options.dropout,
                        attention_probs_dropout_prob=options.dropout)
    config._attn_implementation = options.attention
    return BertModel(config, add_pooling_layer=False).train()


def make_optimiser(model, rate):
    matrices = [p for p in model.parameters() if p.dim() == 2]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    return torch.optim.AdamW([{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
                             lr=rate, fused=True)


def embed(model, texts):
    """[texts, hidden] of a list of id tensors, padded to the longest: the mean over real tokens, of unit length."""
    if isinstance(model, StaticEncoder):
        return torch.nn.functional.normalize(model(texts), dim=1)
    ids = torch.nn.utils.rnn.pad_sequence(texts, batch_first=True)
    lengths = torch.tensor([len(text) for text in texts])
    mask = (torch.arange(ids.shape[1]) < lengths[:, None]).long()
    hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    mean = (hidden * mask[:, :, None]).sum(1) / lengths[:, None]
    return torch.nn.functional.normalize(mean, dim=1)


def embed_sorted(model, texts, chunk):
    """The same, in chunks of texts of like length."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    rows = torch.cat([embed(model, [texts[i] for i in order[at:at + chunk]]) for at in range(0, len(order), chunk)])
    return rows[torch.argsort(torch.tensor(order))]


def loss_of(model, rows, chunk):
    columns = list(zip(*rows))
    if chunk:
        x, y = embed_sorted(model, columns[0] + columns[1], chunk).chunk(2)
    else:
        x, y = (embed(model, column) for column in columns)
    logits = x @ y.T / TEMPERATURE
    target = torch.arange(len(rows))
    cross_entropy = torch.nn.functional.cross_entropy
    return (cross_entropy(logits, target) + cross_entropy(logits.T, target)) / 2


def train_step(model, optimiser, rows, chunk):
    optimiser.zero_grad()
    loss = loss_of(model, rows, chunk)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


def batches(rows, size, seed):
    """Endless batches: every row once, in a random order, then again in another; a rest that is too short is left."""
    generator = torch.Generator().manual_seed(seed)
    while True:
        order = torch.randperm(len(rows), generator=generator).tolist()
        for at in range(0, len(order) - size + 1, size):
            yield [rows[i] for i in order[at:at + size]]


def flop_per_token(options):
    """Forward once and backward twice through the layers' weights."""
    return 0 if options.static else 6 * options.layers * (4 * options.hidden**2 + 2 * options.hidden * options.ffn)


def sgemm_gflops(size=1536, rounds=6):
    a, b = torch.rand(size, size), torch.rand(size, size)
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        torch.mm(a, b)
        times.append(time.perf_counter() - begin)
    return 2 * size**3 / min(times) / 1e9


def main():
    options = parse_arguments()
    torch.set_num_threads(options.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(options.seed)
    rows = read_ids(options.ids, 1 if options.static else 0)
    if len(rows) < options.batch_size:
        raise SystemExit("%s: %d rows, fewer than a batch of %d" % (options.ids, len(rows), options.batch_size))
    model = make_model(options)
    optimiser = make_optimiser(model, options.learning_rate)
    source = batches(rows, options.batch_size, options.seed)
    tokens = seconds = 0
    peak = sgemm_gflops()
    for step in range(options.steps):
        batch = next(source)
        begin = time.perf_counter()
        loss = train_step(model, optimiser, batch, options.chunk)
        if step >= options.warmup:
            seconds += time.perf_counter() - begin
            tokens += sum(len(text) for row in batch for text in row)
    timed = options.steps - options.warmup
    print(json.dumps({"tokens_per_second": tokens / seconds, "pairs_per_second": timed * options.batch_size / seconds,
                      "flop_per_token": flop_per_token(options), "sgemm_gflops": peak, "tokens": tokens,
                      "seconds": seconds, "loss": loss, "steps": timed, "threads": options.threads,
                      "chunk": options.chunk, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
